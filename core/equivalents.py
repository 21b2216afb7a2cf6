"""Models that no data can tell from the one on screen: what the rules offer, checked by a fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from core.analysis import Analysis
from core.errors import ModelError
from core.estimation.fit import Fit, fit
from core.inference.nested import SAME, implied_moments
from core.model.defaults import complete
from core.model.equivalent import Substitute, substitutes
from core.model.partable import ParTable
from core.model.variables import Variables


def equivalents(analysis: Analysis, names: Sequence[str]) -> tuple[Substitute, ...]:
    """The models with one arrow turned round, or made a covariance, that fit exactly as this one does.

    `names`: the columns that may stand in a model. Each is fitted to the moments that this model implies and
    offered only where that fit is perfect with the same degrees of freedom. Empty where the estimates cannot
    be read, and for ordered variables, whose thresholds and correlations are no moments to fit to alone.
    """
    fitted = analysis.fitted
    if not analysis.estimates.outcome.readable or any(ram.cuts is not None for ram in fitted.problem.rams):
        return ()
    add_defaults = partial(complete, names=names, options=analysis.options, groups=len(analysis.moments))
    offered = substitutes(analysis.table, analysis.completed, add_defaults)
    return tuple(one for one in offered if _same(analysis, add_defaults(one.table)))


def _same(analysis: Analysis, completed: ParTable) -> bool:
    order = Variables.of(completed).ov
    implied = [
        implied_moments(analysis.fitted, group, order, moments)
        for group, moments in enumerate(analysis.moments)
    ]
    try:
        found: Fit = fit(completed, implied, replace(analysis.options, estimator="ML", missing="listwise"))
    except ModelError:
        return False
    readable = found.estimates.outcome.readable
    return readable and found.df == analysis.fitted.df and found.estimates.fmin < SAME
