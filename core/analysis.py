"""The one door: data, a table and options in; everything the screen or the command line shows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.dataset import Data, Dataset
from core.errors import ModelError
from core.estimation.estimates import Estimates
from core.estimation.fit import Fit, fit, multiplier
from core.estimation.moments import (
    SampleMoments,
    complete_rows,
    missing_notices,
    sample_moments,
    scale_notices,
)
from core.inference.amos import amos_page
from core.inference.bootstrap import Draws, Job, job
from core.inference.difference import DifferenceTest, difference_test
from core.inference.effect_table import EffectTable, effect_table
from core.inference.effects import Effect, effect_plan
from core.inference.fit_indices import AmosPage, FitIndices, fit_indices
from core.inference.measured import uncertainty
from core.inference.modification import ModificationIndex, modification_indices
from core.inference.parameters import Parameter, parameters
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
    completed = complete(table, data.names, options)
    names = Variables.of(completed).ov
    moments = (sample_moments(data, names, options),)
    if any(row.op == "~1" for row in completed.rows) and moments[0].mean is None:
        raise ModelError(
            "means_missing", "The model has means, but the data are a covariance matrix without means."
        )
    fitted = fit(completed, moments, options.likelihood)
    remarked = (*remarks(table, data.names), *missing_notices(data, names), *scale_notices(moments[0]))
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
    fitted, options = base.fitted, base.options
    usable, remarks = _usable(draws, data, options)
    rows = complete_rows(data, base.moments[0].names) if usable and isinstance(data, Dataset) else None
    known = uncertainty(fitted, options, usable, rows)
    effects = effect_table(effect_plan(base.completed, fitted), known)
    read = replace(
        base,
        parameters=parameters(base.completed, fitted, known),
        fit=fit_indices(fitted, base.moments, options),
        amos=amos_page(fitted, base.moments, options),
        r2=r_squared(fitted),
        effects=effects.effects,
        notices=(*base.notices, *remarks),
        draws=usable,
    )
    return replace(read, verdicts=_verdicts(read, effects))


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
    fitted = fit(larger, analysis.moments, analysis.options.likelihood)
    if not fitted.estimates.outcome.readable or analysis.fit is None:
        return None
    return difference_test(analysis.fit, fit_indices(fitted, analysis.moments, analysis.options))


def bootstrap_job(data: Dataset, analysis: Analysis) -> Job:
    """The bootstrap that belongs to an analysis: draw its chunks, gather them, and analyse again with the
    draws."""
    rows = complete_rows(data, analysis.moments[0].names)
    options = analysis.options
    return job(analysis.fitted, (rows,), options.draws, options.seed, options.likelihood == "wishart")


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
    scale = multiplier(nobs, len(analysis.moments), analysis.options.likelihood)
    return modification_indices(analysis.completed, analysis.fitted, scale)
