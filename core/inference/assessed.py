"""A fit as its estimator judges it: standard errors and indices, and the test of the difference of two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.estimators import RECIPES
from core.estimation.fit import Fit
from core.estimation.moments import SampleMoments
from core.inference.baseline import baseline
from core.inference.difference import DifferenceTest, difference_test
from core.inference.fit_indices import fit_indices
from core.inference.fit_types import FitIndices
from core.inference.nested import satorra_2000
from core.inference.robust import robust
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """A readable fit with the estimator's standard errors, and its indices."""

    fit: Fit
    indices: FitIndices


def assess(
    fitted: Fit, moments: Sequence[SampleMoments], rows: tuple[np.ndarray, ...] | None, options: Options
) -> Assessed:
    """Correct a readable fit as its estimator does; `rows` are the cases (n, p) of each group, where they are
    known."""
    if uncorrected(options):
        return Assessed(fitted, fit_indices(fitted, moments, options))
    independent = baseline(fitted, moments, options)
    corrected, tests = robust(fitted, independent, moments, rows, options)
    return Assessed(corrected, fit_indices(corrected, moments, options, independent, tests))


def classic(options: Options) -> bool:
    """True where the data enter through their covariances alone, by maximum likelihood."""
    return options.estimator == "ML" and options.missing == "listwise"


def uncorrected(options: Options) -> bool:
    """True where a fit is judged as it stands: its errors are those of the expected information."""
    return classic(options) and not options.observed_information


def difference(
    restricted: Assessed, larger: Assessed, moments: Sequence[SampleMoments], options: Options
) -> DifferenceTest | None:
    """The difference of a model and a larger one, which was fitted to `moments`, corrected as their
    statistics are; None where there is no such test."""
    test = RECIPES[options.estimator].test
    found = difference_test(restricted.indices, larger.indices, test, len(moments))
    if test != "scaled_shifted" or found.df < 1:
        return found
    if restricted.fit.leans or larger.fit.leans:
        return None
    return satorra_2000(found, restricted.fit, larger.fit, moments, options)
