"""The one door: data, a table and options in; everything the screen or the command line shows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.dataset import Data, Dataset
from core.errors import DataError, ModelError
from core.estimation.estimates import Estimates
from core.estimation.estimators import RECIPES, score_multiplier
from core.estimation.fit import Fit, fit
from core.estimation.least_squares import moment_covariance
from core.estimation.missing.em import IncompleteMoments, incomplete_moments
from core.estimation.missing.patterns import pattern_notices, patterns
from core.estimation.moments import (
    SampleMoments,
    check_rows,
    complete_rows,
    divisor_less,
    missing_notices,
    sample_moments,
    scale_notices,
)
from core.estimation.ordinal.moments import OrdinalMoments, ordinal_moments, ordinal_notices
from core.inference.amos import amos_page
from core.inference.baseline import baseline
from core.inference.bootstrap import Draws, Job, job
from core.inference.difference import DifferenceTest, difference_test
from core.inference.effect_table import EffectTable, effect_table
from core.inference.effects import Effect, effect_plan
from core.inference.fit_indices import fit_indices
from core.inference.fit_types import AmosPage, FitIndices
from core.inference.measured import uncertainty
from core.inference.modification import ModificationIndex, modification_indices
from core.inference.parameters import Parameter, parameters
from core.inference.robust import robust
from core.inference.solution import r_squared
from core.mediation.verdict import Verdict, judge
from core.model.defaults import complete
from core.model.partable import ParRow, ParTable
from core.model.remarks import remarks
from core.model.routes import pairs, routes
from core.model.variables import Variables
from core.notices import Notice
from core.options import Options

# Above this share of failed draws the interval may be biased by what was left out.
FAILED_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One model fitted to one set of data.

    `table` is what the user wrote, `completed` with the defaults added; `parameters` stands in the order
    of `completed`. `fit`, `amos`, `effects` and `verdicts` are empty where the outcome is not readable;
    `notices` say why. `draws` are the bootstrap draws behind the intervals, where there are any.
    """

    data_name: str
    data_key: str
    table: ParTable
    completed: ParTable
    options: Options
    moments: tuple[SampleMoments, ...]
    estimates: Estimates
    parameters: tuple[Parameter, ...]
    fit: FitIndices | None
    amos: AmosPage | None
    r2: tuple[tuple[str, float], ...]
    effects: tuple[Effect, ...]
    verdicts: tuple[Verdict, ...]
    notices: tuple[Notice, ...]
    simulated: bool
    fitted: Fit
    draws: Draws | None = None


def analyse(data: Data, table: ParTable, options: Options, draws: Draws | None = None) -> Analysis:
    """Fit a model and say what it means; `draws` are those of a bootstrap of this very model.

    Raises ModelError or DataError where the model cannot be fitted to these data at all.
    """
    completed = complete(table, data.names, options, levels=_levels(data, table, options))
    names = Variables.of(completed).ov
    moments = (_moments(data, completed, names, options),)
    if any(row.op == "~1" for row in completed.rows) and moments[0].mean is None:
        raise ModelError(
            "means_missing", "The model has means, but the data are a covariance matrix without means."
        )
    moments = (_with_gamma(moments[0], data, completed, options),)
    fitted = fit(completed, moments, options)
    told = ordinal_notices(moments[0]) if isinstance(moments[0], OrdinalMoments) else ()
    remarked = (
        *remarks(table, data.names),
        *_gap_notices(data, moments[0]),
        *scale_notices(moments[0]),
        *told,
    )
    notices = (*remarked, *fitted.notices)
    base = Analysis(
        data.name,
        data.key,
        table,
        completed,
        options,
        moments,
        fitted.estimates,
        (),
        None,
        None,
        (),
        (),
        (),
        notices,
        data.simulated,
        fitted,
    )
    if not fitted.estimates.outcome.readable:
        return replace(base, verdicts=_verdicts(base, None))
    return _read(base, data, draws)


def _read(base: Analysis, data: Data, draws: Draws | None) -> Analysis:
    """Everything that follows from estimates that may be read."""
    options = base.options
    usable, remarks = _usable(draws, data, options)
    rows = _rows(data, base.moments[0]) if isinstance(data, Dataset) else None
    fitted, indices = _corrected(base.fitted, base.moments, rows, options)
    known = uncertainty(fitted, options, usable, rows if usable else None)
    effects = effect_table(effect_plan(base.completed, fitted), known)
    read = replace(
        base,
        fitted=fitted,
        estimates=fitted.estimates,
        parameters=parameters(base.completed, fitted, known),
        fit=indices,
        amos=amos_page(fitted, base.moments, options) if _classic(options) else None,
        r2=r_squared(fitted),
        effects=effects.effects,
        notices=(*base.notices, *remarks),
        draws=usable,
    )
    return replace(read, verdicts=_verdicts(read, effects))


def _moments(data: Data, completed: ParTable, names: tuple[str, ...], options: Options) -> SampleMoments:
    """The moments of the complete rows, or what rows with gaps say of them where every value counts."""
    ordered = {row.lhs for row in completed.rows if row.op == "|"}
    if ordered and isinstance(data, Dataset):
        return _ordinal_moments(data, names, tuple(name for name in names if name in ordered))
    if options.missing != "fiml" or not isinstance(data, Dataset):
        return sample_moments(data, names, options)
    exogenous = {row.lhs for row in completed.rows if row.exo and row.fixed_value is None}
    given = tuple(name for name in names if name in exogenous)
    key = ("incomplete", names, given)
    if key not in data.memo:
        data.memo[key] = incomplete_moments(patterns(data, names, given))
    moments: SampleMoments = data.memo[key]
    return moments


def _ordinal_moments(data: Dataset, names: tuple[str, ...], ordered: tuple[str, ...]) -> SampleMoments:
    """Thresholds and polychoric correlations of the complete rows."""
    key = ("ordinal", names, ordered)
    if key not in data.memo:
        rows = complete_rows(data, names)
        check_rows(data, names, rows)
        data.memo[key] = ordinal_moments(rows, names, ordered)
    moments: SampleMoments = data.memo[key]
    return moments


def _levels(data: Data, table: ParTable, options: Options) -> dict[str, int]:
    """How many categories each ordered variable has in the rows that are analysed."""
    written = {row.lhs for row in table.rows if row.op in ("|", "~*~")}
    wanted = [name for name in (*options.ordered, *written) if name in data.names]
    if not wanted or not isinstance(data, Dataset):
        return {}
    names = tuple(name for name in Variables.of(table).ov if name in data.names)
    rows = complete_rows(data, names)
    return {name: len(np.unique(rows[:, names.index(name)])) for name in wanted if name in names}


def _gap_notices(data: Data, moments: SampleMoments) -> tuple[Notice, ...]:
    """What became of rows with gaps."""
    if isinstance(moments, IncompleteMoments):
        return pattern_notices(moments.patterns)
    return missing_notices(data, moments.names)


def _rows(data: Dataset, moments: SampleMoments) -> np.ndarray:
    """The rows (n, p) that are analysed, NaN in the gaps."""
    if isinstance(moments, IncompleteMoments):
        return moments.patterns.rows
    return complete_rows(data, moments.names)


def _classic(options: Options) -> bool:
    """True where the data enter through their covariances alone, by maximum likelihood."""
    return options.estimator == "ML" and options.missing == "listwise"


def _with_gamma(moments: SampleMoments, data: Data, completed: ParTable, options: Options) -> SampleMoments:
    """The moments with their covariances, where the estimator uses them."""
    if not RECIPES[options.estimator].needs_gamma or isinstance(moments, OrdinalMoments):
        return moments
    if not isinstance(data, Dataset):
        text = f"{options.estimator} needs rows of data; from a matrix use ML, GLS or ULS."
        raise DataError("rows_needed", text)
    means = any(row.op == "~1" for row in completed.rows)
    given: tuple[int, ...] = ()
    if RECIPES[options.estimator].discrepancy == "ml":
        exogenous = {row.lhs for row in completed.rows if row.exo}
        given = tuple(i for i, name in enumerate(moments.names) if name in exogenous)
    key = ("gamma", moments.names, means, given)
    if key not in data.memo:
        rows = complete_rows(data, moments.names)
        q = len(moments.names) * (len(moments.names) + 1) // 2
        if options.estimator == "WLS" and len(rows) <= q:
            text = f"WLS needs more than {q} complete rows for {len(moments.names)} variables; "
            text += f"there are {len(rows)}."
            raise DataError("too_few_rows", text)
        data.memo[key] = moment_covariance(rows, means, given)
    return replace(moments, gamma=data.memo[key])


def _corrected(
    fitted: Fit,
    moments: tuple[SampleMoments, ...],
    rows: np.ndarray | None,
    options: Options,
) -> tuple[Fit, FitIndices]:
    """The fit with the estimator's standard errors, and its indices."""
    if _classic(options) and not options.observed_information:
        return fitted, fit_indices(fitted, moments, options)
    independent = baseline(fitted, moments, options)
    corrected, tests = robust(fitted, independent, moments, None if rows is None else (rows,), options)
    return corrected, fit_indices(corrected, moments, options, independent, tests)


def _usable(draws: Draws | None, data: Data, options: Options) -> tuple[Draws | None, tuple[Notice, ...]]:
    """The draws if an interval can rest on them, and what there is to say of them."""
    if options.interval in ("percentile", "bc", "bca") and not isinstance(data, Dataset):
        text = "A bootstrap needs rows of data; from a matrix the intervals are drawn by Monte Carlo."
        return None, (Notice("bootstrap_needs_rows", text, "info"),)
    if draws is None:
        return None, ()
    if len(draws.theta) < 2 or bool(np.all(np.ptp(draws.theta, axis=0) == 0)):
        text = "The bootstrap draws do not differ from one another, so no interval can be made from them."
        return None, (Notice("draws_constant", text, "error"),)
    text = f"Intervals rest on {len(draws.theta):,} bootstrap draws (seed {draws.seed}); "
    text += f"{draws.failed:,} of {draws.tried:,} could not be fitted." if draws.failed else "none failed."
    many = draws.failed > FAILED_SHARE * draws.tried
    if many:
        text += " That is more than 5 %, so the intervals may be off."
    return draws, (Notice("draws_made", text, "warning" if many else "info"),)


def _verdicts(analysis: Analysis, effects: EffectTable | None) -> tuple[Verdict, ...]:
    """A verdict for every route through at least one mediator, whether its paths are on or off."""
    outcome = analysis.estimates.outcome
    trouble = "" if outcome.trustworthy else outcome.sentence
    out = []
    for x, y in pairs(analysis.completed, include_off=True):
        test = None if trouble else _direct_test(analysis, x, y)
        for via in routes(analysis.completed, x, y, include_off=True):
            if via:
                share = effects.agreement(x, y, via) if effects else None
                found = analysis.effects
                out.append(judge(x, y, via, found, analysis.options.negligible, test, share, trouble))
    return tuple(out)


def _direct_test(analysis: Analysis, x: str, y: str) -> DifferenceTest | None:
    """The test of leaving out the direct path, where it is left out."""
    row = analysis.completed.find((y, "~", x, 1))
    if row is not None and (row.estimated or row.fixed_value != 0):
        return None
    # Without its label, which would tie it to other rows and make it no parameter of its own.
    freed = ParRow(y, "~", x)
    rows = tuple(freed if old.key == freed.key else old for old in analysis.completed.rows)
    larger = ParTable(rows if row else (*rows, freed))
    fitted = fit(larger, analysis.moments, analysis.options)
    if not fitted.estimates.outcome.readable or analysis.fit is None:
        return None
    independent = None
    if RECIPES[analysis.options.estimator].discrepancy != "ml":
        independent = baseline(fitted, analysis.moments, analysis.options)
    return difference_test(analysis.fit, fit_indices(fitted, analysis.moments, analysis.options, independent))


def bootstrap_job(data: Dataset, analysis: Analysis) -> Job:
    """The bootstrap that belongs to an analysis: draw its chunks, gather them, and analyse again with the
    draws."""
    if isinstance(analysis.moments[0], OrdinalMoments):
        text = "There is no bootstrap of ordered variables; choose the delta method or Monte Carlo."
        raise DataError("bootstrap_ordered", text)
    rows = _rows(data, analysis.moments[0])
    options = analysis.options
    name = RECIPES[options.estimator].discrepancy
    return job(analysis.fitted, (rows,), options.draws, options.seed, divisor_less(options), name)


def compare(restricted: Analysis, larger: Analysis) -> DifferenceTest | None:
    """The χ² difference test of two analyses of the same data, where both could be fitted."""
    if restricted.fit is None or larger.fit is None:
        return None
    return difference_test(restricted.fit, larger.fit)


def suggest(analysis: Analysis) -> Sequence[ModificationIndex]:
    """Modification indices of a readable analysis, largest first."""
    if not analysis.estimates.outcome.readable:
        return ()
    nobs = sum(m.nobs for m in analysis.moments)
    scale = score_multiplier(nobs, len(analysis.moments), analysis.options)
    return modification_indices(analysis.completed, analysis.fitted, scale)
