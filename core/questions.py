"""What else can be asked of a finished analysis: each question is a function of it.

A question that does not apply raises a PathlightError that says why, or is answered by an empty value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from core.analysis import Analysis
from core.data.dataset import Data
from core.data.groups import split
from core.errors import DataError, ModelError
from core.estimation.estimators import RECIPES, multiplier
from core.estimation.groups import group_rows
from core.estimation.moments import divisor_less
from core.estimation.ordinal.moments import OrdinalMoments
from core.estimation.ram import Ram
from core.inference.bollen_stine import BollenStine, bollen_stine_test, turned_rows
from core.inference.bootstrap import Draws, Job, job
from core.inference.difference import DIVIDED, DifferenceMethod, DifferenceTest, difference_test
from core.inference.nested import Nesting, nesting, satorra_2000, satorra_bentler_2010
from core.inference.residual_types import Residuals
from core.inference.residuals import residuals
from core.measurement.factor_scores import FactorScores, ScoreMethod, factor_scores
from core.measurement.normality import Normality, check_normality, normality
from core.measurement.ordinal_scores import ordinal_scores
from core.measurement.power import RmseaPower, rmsea_cases, rmsea_power
from core.measurement.scales import Discriminant, Scale, discriminant, scales
from core.options import Options


def readable(analysis: Analysis) -> Analysis:
    """The analysis, if its numbers may be read; else ModelError."""
    if not analysis.estimates.outcome.readable or analysis.fit is None:
        raise ModelError("not_readable", analysis.estimates.outcome.sentence)
    return analysis


def unpooled(analysis: Analysis, what: str) -> Analysis:
    """The analysis, if its numbers may be read and are not pooled; else ModelError. `what` has no pooled
    version."""
    if readable(analysis).pooled:
        raise ModelError(
            "not_pooled", f"{what} not pooled over imputed data. Use every answer (FIML) for it."
        )
    return analysis


def nested_in(restricted: Analysis, larger: Analysis) -> Nesting:
    """Whether `restricted` is a special case of `larger`, two models of the same data."""
    check_comparable(restricted, larger)
    return nesting(restricted.fitted, larger.fitted, larger.completed, larger.moments, larger.options)


def difference(
    restricted: Analysis,
    larger: Analysis,
    method: DifferenceMethod | Literal["default"] = "default",
    data: Data | None = None,
) -> DifferenceTest:
    """The χ² difference test of two analyses of the same data, corrected as lavaan's lavTestLRT does.

    Where the difference of Satorra and Bentler (2001) is negative, that of 2010 is taken, which for MLR needs
    the `data`. Raises ModelError where the models are not nested or cannot be compared.
    """
    found = nested_in(restricted, larger)
    if found.nested is False:
        text = "The first model is not a special case of the second, so their χ² values cannot be compared."
        raise ModelError("not_nested", f"{text} Compare AIC or BIC.")
    first, second, options = restricted.fit, larger.fit, larger.options
    assert first is not None
    assert second is not None
    test = RECIPES[options.estimator].test
    plain = difference_test(first, second, groups=len(larger.moments))
    if plain.df < 1 or test == "standard" or method == "standard":
        return plain
    if method == "satorra.2000" or test not in DIVIDED:
        _check_method(method, larger)
        return satorra_2000(plain, restricted.fitted, larger.fitted, larger.moments, options)
    easy = difference_test(first, second, test)
    if method == "satorra.bentler.2001" or (method == "default" and easy.factor > 0):
        return easy
    if found.meeting is None:
        text = "Where the two models meet could not be found, so there is no such difference test."
        raise ModelError("no_meeting", text)
    rows = None if data is None else _rows(data, larger)
    return satorra_bentler_2010(plain, first, second, found.meeting, larger.moments, rows, options)


def left_over(analysis: Analysis) -> tuple[Residuals, ...]:
    """The residuals of each group, with their z and root mean squares."""
    return residuals(readable(analysis).fitted, analysis.moments, analysis.options)


def bollen_stine_job(data: Data, analysis: Analysis) -> Job:
    """The bootstrap test of fit: draw its chunks, gather them, and ask `bollen_stine` of them."""
    options = unpooled(analysis, "The Bollen–Stine bootstrap is").options
    if options.missing == "fiml" or _is_ordered(analysis):
        text = "The Bollen–Stine bootstrap turns complete rows of numbers; it is not there for "
        raise ModelError(
            "bollen_stine", text + ("ordered answers." if _is_ordered(analysis) else "rows with gaps.")
        )
    if analysis.fitted.df < 1:
        raise ModelError("df_zero", "The model fits by construction, so there is no fit to test.")
    name = RECIPES[options.estimator].discrepancy
    rows = turned_rows(analysis.fitted, _rows(data, analysis))
    work = job(analysis.fitted, rows, options.draws, options.seed, divisor_less(options), name)
    return replace(work, with_fmin=True)


def bollen_stine(analysis: Analysis, draws: Draws) -> BollenStine | None:
    """The bootstrap p of χ² from the draws of `bollen_stine_job`; None where no draw could be fitted."""
    scale = multiplier(analysis.nobs, len(analysis.moments), analysis.options)
    return bollen_stine_test(scale * analysis.estimates.fmin, draws, scale)


def reliability(analysis: Analysis) -> tuple[Scale, ...]:
    """Every factor as a scale: α, ω, composite reliability and AVE."""
    read = readable(analysis)
    return scales(read.parameters, read.fitted, read.moments, read.options.level)


def validity(analysis: Analysis) -> tuple[Discriminant, ...]:
    """Whether the factors of each group differ: Fornell and Larcker's criterion, HTMT."""
    return discriminant(reliability(analysis), analysis.fitted, analysis.moments)


def multivariate_normality(analysis: Analysis, data: Data) -> tuple[Normality, ...]:
    """Mardia's tests of the rows of each group without gaps; raises DataError where there are none."""
    out = []
    for group, rows in enumerate(_rows(data, analysis), start=1):
        names = analysis.moments[group - 1].names
        if _is_ordered(analysis):
            text = "Ordered answers are not normal by their nature, so there is no such test of them."
            raise ModelError("normality_ordered", text)
        complete = rows[~np.isnan(rows).any(axis=1)]
        check_normality(complete, names)
        out.append(normality(complete, names, group))
    return tuple(out)


def scores(analysis: Analysis, data: Data, method: ScoreMethod = "regression") -> tuple[FactorScores, ...]:
    """The factor scores of each group's cases (lavaan's lavPredict); those of ordered items are the modes of
    what their answers say, whatever the method."""
    fit, out = unpooled(analysis, "Factor scores are").fitted, []
    if not any(name not in ram.names for ram in fit.problem.rams for name in ram.eta):
        raise ModelError("scores_none", "The model has no latent variable, so there are no factor scores.")
    for group, (rows, own) in enumerate(zip(_rows(data, analysis), analysis.moments, strict=True), start=1):
        if isinstance(own, OrdinalMoments):
            found = FactorScores(*ordinal_scores(fit, group, rows, own), group, "modal")
        else:
            found = FactorScores(*factor_scores(analysis.completed, fit, group, rows, method), group, method)
        out.append(found)
    return tuple(out)


def _is_ordered(analysis: Analysis) -> bool:
    return any(isinstance(own, OrdinalMoments) for own in analysis.moments)


def power(analysis: Analysis, null: float = 0.05, alternative: float = 0.08) -> RmseaPower:
    """The power of the test of close fit with these cases, and how many have a power of .80."""
    groups, nobs = len(analysis.moments), analysis.nobs
    df = readable(analysis).fitted.df
    found = rmsea_power(null, alternative, df, nobs, groups=groups)
    needed = rmsea_cases(null, alternative, df, groups=groups)
    return RmseaPower(null, alternative, df, nobs, found, needed)


def _check_method(method: str, larger: Analysis) -> None:
    if method not in ("default", "satorra.2000"):
        text = f"{method} is for statistics that are divided by a factor; {larger.options.estimator} shifts "
        raise ModelError("difference_method", f"{text}its own. Choose satorra.2000.")


def check_comparable(restricted: Analysis, larger: Analysis) -> None:
    """Raise ModelError where two analyses are not of the same data, rows, variables and method."""
    for one in (restricted, larger):
        readable(one)
    if restricted.data_key != larger.data_key:
        raise ModelError("other_data", "The two models were fitted to different data.")
    if _way(restricted.options) != _way(larger.options):
        raise ModelError("other_options", "The two models were fitted by different methods.")
    if [m.nobs for m in restricted.moments] != [m.nobs for m in larger.moments]:
        text = "The two models were fitted to different rows, for other values are missing."
        raise ModelError("other_rows", text)
    if any(set(a.names) != set(b.names) for a, b in zip(restricted.moments, larger.moments, strict=True)):
        text = "The two models do not hold the same variables, so neither is a special case of the other."
        raise ModelError("other_variables", text)
    if any(a.means != b.means for a, b in zip(_rams(restricted), _rams(larger), strict=True)):
        raise ModelError("other_means", "One of the two models has means and the other has none.")


def _way(options: Options) -> tuple[object, ...]:
    """The options that decide what χ² means."""
    way = options.estimator, options.missing, options.likelihood, options.group, options.ordered
    if options.missing != "imputed":
        return way
    return *way, options.imputations, options.imputer, options.auxiliary, options.seed


def _rams(analysis: Analysis) -> tuple[Ram, ...]:
    return analysis.fitted.problem.rams


def _rows(data: Data, analysis: Analysis) -> tuple[np.ndarray, ...]:
    """The rows (n, p) of each group that were analysed, NaN in the gaps; raises DataError where the data are
    none."""
    rows = group_rows(split(data, analysis.options.group), analysis.moments)
    if rows is None:
        raise DataError("rows_needed", "This needs the rows of the data; a covariance matrix has none.")
    return rows
