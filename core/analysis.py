"""The one door: data, a table and options in; everything the screen or the command line shows out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.dataset import Data, Dataset, MatrixDataset
from core.data.groups import Group, split, ungrouped_notices
from core.errors import DataError
from core.estimation.estimates import Estimates
from core.estimation.estimators import RECIPES, score_scale
from core.estimation.fit import Fit, fit
from core.estimation.groups import group_moments, group_notices, group_rows, ordered_levels
from core.estimation.moments import SampleMoments, divisor_less
from core.inference.amos import amos_page
from core.inference.assessed import Assessed, assess, classic, difference
from core.inference.bootstrap import Draws, Job, job
from core.inference.copies import pooled_indices
from core.inference.difference import DifferenceTest
from core.inference.effect_table import EffectDifference, EffectTable, effect_table
from core.inference.effects import Effect, effect_plans
from core.inference.fit_types import AmosPage, FitIndices
from core.inference.measured import uncertainty
from core.inference.modification import ModificationIndex, modification_indices
from core.inference.parameters import Parameter, dependent_estimates, parameters
from core.inference.solution import Explained, r_squared
from core.mediation.direct_paths import direct_tests
from core.mediation.verdict import Verdict, judge
from core.model.defaults import complete
from core.model.partable import Key, ParTable
from core.model.remarks import remarks, remarks_on_causes, remarks_on_options
from core.model.routes import pairs, routes
from core.notices import Notice
from core.options import Options

# Above this share of failed draws the interval may be biased by what was left out.
FAILED_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One model fitted to one set of data.

    `table` is what the user wrote, `completed` with the defaults added; `parameters` stands in the order
    of `completed`. `fit`, `amos`, `effects` and `verdicts` are empty where the outcome is not readable;
    `notices` say why. `draws` are the bootstrap draws behind the intervals, where there are any;
    `differences` are those of each effect between groups; `preparation` says what was done to the rows of the
    file with the fingerprint `file_key`, where that are not those of `data_key`.
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
    r2: tuple[Explained, ...]
    effects: tuple[Effect, ...]
    verdicts: tuple[Verdict, ...]
    notices: tuple[Notice, ...]
    simulated: bool
    fitted: Fit
    draws: Draws | None = None
    differences: tuple[EffectDifference, ...] = ()
    file_key: str = ""
    preparation: tuple[str, ...] = ()

    @property
    def nobs(self) -> int:
        """The cases of all groups."""
        return sum(m.nobs for m in self.moments)

    @property
    def groups(self) -> tuple[str, ...]:
        """What the groups are called, in their order; empty where there is one."""
        return tuple(m.group for m in self.moments) if len(self.moments) > 1 else ()

    @property
    def pooled(self) -> bool:
        """True where the numbers are pooled over imputed copies of the data."""
        return self.fit is not None and self.fit.pooled is not None

    def r2_of(self, group: int = 1) -> dict[str, float]:
        """The explained share of the variance of each variable in a group."""
        return {found.name: found.value for found in self.r2 if found.group == group}


def analyse(data: Data, table: ParTable, options: Options, draws: Draws | None = None) -> Analysis:
    """Fit a model and say what it means; `draws` are those of a bootstrap of this very model.

    Raises ModelError or DataError where the model cannot be fitted to these data at all.
    """
    groups = split(data, options.group)
    levels = ordered_levels(groups, table, options)
    counts = {name: len(values) for name, values in levels.items()}
    completed = complete(table, data.names, _with_means(options, groups), len(groups), counts)
    moments = group_moments(groups, completed, options, levels)
    fitted = fit(completed, moments, options)
    lost = (*ungrouped_notices(data, options.group), *group_notices(groups, moments, options))
    told = (*remarks(table, data.names, len(groups)), *remarks_on_options(table, options))
    notices = (*told, *remarks_on_causes(completed), *lost, *fitted.notices)
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
    if isinstance(data, Dataset):
        done = tuple(done.words for done in data.record)
        base = replace(base, file_key=data.file_key, preparation=done)
    if not fitted.estimates.outcome.readable:
        return replace(base, verdicts=_verdicts(base))
    return _read(base, data, draws)


def _with_means(options: Options, groups: Sequence[Group]) -> Options:
    """The options where groups that are known by covariances alone bring no means along, and, as in lavaan, a
    matrix with means does; AMOS leaves means out of the model unless it is told."""
    matrices = [group.data for group in groups if isinstance(group.data, MatrixDataset)]
    if options.meanstructure is not None or not matrices:
        return options
    if any(matrix.mean is None for matrix in matrices):
        return replace(options, meanstructure=False) if len(groups) > 1 else options
    return options if options.likelihood == "amos" else replace(options, meanstructure=True)


def _read(base: Analysis, data: Data, draws: Draws | None) -> Analysis:
    """Everything that follows from estimates that may be read."""
    options = base.options
    usable, remarks = _usable(draws, data, options)
    rows = group_rows(split(data, options.group), base.moments)
    model = assess(base.fitted, base.moments, rows, options)
    fitted = model.fit
    known = uncertainty(fitted, options, usable, rows if usable else None)
    effects = effect_table(effect_plans(base.completed, fitted), known)
    read = replace(
        base,
        fitted=fitted,
        estimates=fitted.estimates,
        parameters=parameters(base.completed, fitted, known),
        fit=model.indices,
        amos=amos_page(fitted, base.moments, options) if classic(options) else None,
        r2=r_squared(fitted),
        effects=effects.effects,
        differences=effects.differences,
        notices=(*base.notices, *dependent_estimates(base.completed, known), *remarks),
        draws=usable,
    )
    return replace(read, verdicts=_verdicts(read, effects, model, rows))


def _usable(draws: Draws | None, data: Data, options: Options) -> tuple[Draws | None, tuple[Notice, ...]]:
    """The draws if an interval can rest on them, and what there is to say of them."""
    if options.interval in ("percentile", "bc", "bca") and not can_bootstrap(data, options):
        text = "A bootstrap needs rows of data; from a matrix the intervals are drawn by Monte Carlo."
        if isinstance(data, Dataset):
            text = "Imputed data are not bootstrapped; the intervals are drawn by Monte Carlo from the "
            text += "pooled estimates and their covariances."
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


def _verdicts(
    analysis: Analysis,
    effects: EffectTable | None = None,
    model: Assessed | None = None,
    rows: tuple[np.ndarray, ...] | None = None,
) -> tuple[Verdict, ...]:
    """A verdict for every route through a mediator; without effects where there is no `model` to read."""
    outcome = analysis.estimates.outcome
    trouble = "" if outcome.trustworthy else outcome.sentence
    found = tuple(_mediated(analysis))
    tests: dict[Key, DifferenceTest] = {}
    if model is not None and not trouble:
        direct: dict[Key, None] = dict.fromkeys((y, "~", x, group) for group, x, y, _ in found)
        tests = direct_tests(analysis.completed, model, analysis.moments, rows, analysis.options, direct)
    out = []
    for group, x, y, via in found:
        own = tuple(effect for effect in analysis.effects if effect.group == group)
        share = effects.agreement(x, y, via, group) if effects else None
        test = tests.get((y, "~", x, group))
        verdict = judge(x, y, via, own, analysis.options.negligible, test, share, trouble)
        out.append(replace(verdict, group=group))
    return tuple(out)


def _mediated(analysis: Analysis) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """Group, ends and mediators of each route through at least one, whether its paths are on or off."""
    for group in range(1, len(analysis.moments) + 1):
        table = analysis.completed.of_group(group)
        for x, y in pairs(table, include_off=True):
            yield from ((group, x, y, via) for via in routes(table, x, y, include_off=True) if via)


def can_bootstrap(data: Data, options: Options) -> bool:
    """True where there are rows to draw from, and as they were answered."""
    return isinstance(data, Dataset) and options.missing != "imputed"


def bootstrap_job(data: Dataset, analysis: Analysis) -> Job:
    """The bootstrap that belongs to an analysis: draw its chunks, gather them, and analyse again with the
    draws."""
    options = analysis.options
    if not can_bootstrap(data, options):
        raise DataError("bootstrap_imputed", "Imputed data are not bootstrapped; take Monte Carlo intervals.")
    rows = group_rows(split(data, options.group), analysis.moments) or ()
    name = RECIPES[options.estimator].discrepancy
    return job(analysis.fitted, rows, options.draws, options.seed, divisor_less(options), name)


def compare(restricted: Analysis, larger: Analysis) -> DifferenceTest | None:
    """The χ² difference test of two analyses of the same data, where both could be fitted, corrected as their
    own statistics are; the first is taken to be nested in the second. None where there is no such test."""
    if restricted.fit is None or larger.fit is None:
        return None
    first, second = Assessed(restricted.fitted, restricted.fit), Assessed(larger.fitted, larger.fit)
    return difference(first, second, larger.moments, restricted.options)


def suggest(analysis: Analysis) -> Sequence[ModificationIndex]:
    """Modification indices of a readable analysis, largest first."""
    if not analysis.estimates.outcome.readable:
        return ()
    scale = score_scale(analysis.nobs, len(analysis.moments), analysis.options)
    indices = modification_indices if analysis.fitted.pooled is None else pooled_indices
    return indices(analysis.completed, analysis.fitted, analysis.moments, scale)
