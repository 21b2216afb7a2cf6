"""The tests of direct paths that a model leaves out: what freeing each of them alone would do to χ²."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.estimation.estimators import multipliers
from core.estimation.fit import fit
from core.estimation.moments import SampleMoments
from core.inference import indices as ix
from core.inference.assessed import Assessed, assess, difference, uncorrected
from core.inference.difference import DifferenceTest, difference_test
from core.inference.fit_types import FitIndices
from core.inference.freed import freed_alone
from core.inference.released import Extra
from core.model.partable import Key, ParRow, ParTable
from core.options import Options


def direct_tests(
    table: ParTable,
    model: Assessed,
    moments: Sequence[SampleMoments],
    rows: tuple[np.ndarray, ...] | None,
    options: Options,
    paths: Iterable[Key],
) -> dict[Key, DifferenceTest]:
    """The test of each of the direct `paths` that is not in a completed table, or held at zero there.

    A path without a test has none: with it the model cannot be estimated.
    """
    left_out = [row for key in paths if (row := _left_out(table, key)) is not None]
    found = _side_by_side(table, model, moments, options, left_out)
    for row in left_out:
        test = found.get(row.key) or _fitted_again(table, model, moments, rows, options, row)
        if test is not None:
            found[row.key] = test
    return found


def _left_out(table: ParTable, key: Key) -> ParRow | None:
    """The row of a direct path as it would be freed, None where it is in the model."""
    row = table.find(key)
    if row is not None and (row.estimated or row.fixed_value != 0):
        return None
    # Without a label that would tie it to other rows and make it no parameter of its own.
    tied = row is not None and sum(other.label == row.label for other in table.rows) > 1
    return ParRow(key[0], "~", key[2], group=key[3], label="" if row is None or tied else row.label)


def _side_by_side(
    table: ParTable,
    model: Assessed,
    moments: Sequence[SampleMoments],
    options: Options,
    left_out: Sequence[ParRow],
) -> dict[Key, DifferenceTest]:
    """The tests that need no more than F, where that is all there is to the models' difference."""
    if not left_out or not uncorrected(options) or model.fit.within is not None:
        return {}
    extras = [Extra(row, 0.0) for row in left_out]
    discrepancies = freed_alone(table, model.fit, moments, extras)
    counts = multipliers([m.nobs for m in moments], options)
    return {
        row.key: difference_test(model.indices, _with_one_more(model, own, counts), groups=len(own))
        for row, own in zip(left_out, discrepancies.clip(0), strict=True)
        if not np.isnan(own).any()
    }


def _with_one_more(model: Assessed, own: np.ndarray, counts: Sequence[float]) -> FitIndices:
    """Of the indices of a model with one parameter more, whose groups have the discrepancies `own` (g,),
    those that a difference test tells of."""
    was = model.indices
    chisq, df = float(own @ counts), was.df - 1
    fall = model.fit.estimates.fmin - float(own @ model.fit.problem.weights)
    return replace(
        was,
        chisq=chisq,
        df=df,
        cfi=ix.cfi(chisq, df, was.baseline_chisq, was.baseline_df),
        aic=None if was.aic is None else was.aic - was.ntotal * fall + 2,
    )


def _fitted_again(
    table: ParTable,
    model: Assessed,
    moments: Sequence[SampleMoments],
    rows: tuple[np.ndarray, ...] | None,
    options: Options,
    freed: ParRow,
) -> DifferenceTest | None:
    # As the last parameter: the others keep their places, and begin where the smaller model has them.
    kept = tuple(row for row in table.rows if row.key != freed.key)
    near = np.append(model.fit.estimates.theta, 0.0)
    fitted = fit(ParTable((*kept, freed)), moments, options, near)
    if not fitted.estimates.outcome.readable:
        return None
    return difference(model, assess(fitted, moments, rows, options), moments, options)
