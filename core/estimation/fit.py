"""One fit: from a completed table and moments to estimates whose outcome says how far they go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.build import build
from core.estimation.discrepancy import Discrepancy
from core.estimation.estimates import Estimates, Outcome
from core.estimation.estimators import group_data, group_weights, multiplier
from core.estimation.held import held_notices
from core.estimation.identification import (
    names_of,
    null_parameters,
    sample_size_of_moments,
    too_many,
    unidentified,
)
from core.estimation.implied import Implied, Matrices, fill
from core.estimation.likelihood import Problem, information, points, problem
from core.estimation.missing.imputed import ImputedMoments
from core.estimation.moments import SampleMoments
from core.estimation.optimiser import Minimum
from core.estimation.pooling import Pooled, pool
from core.estimation.restrictions import Restrictions, free_inverse, restrictions
from core.estimation.search import Task, impossible, search
from core.estimation.start import generic_point, start_values
from core.model.partable import ParTable
from core.notices import Notice
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model: `estimates` in the data's metric; `theta` (k,), `info` (k, k) of one case, and each
    group's filled matrices `parts` and `implied` moments (batches of one) in the model's.

    `pooled` says how the fits to imputed copies of the data differ, where there are such; `theta` is their
    mean then. `within` restricts the parameters, and `free` (k, d) are the directions that its equalities and
    the inequalities that hold the estimates leave; None where there are none.
    """

    problem: Problem
    samples: tuple[Discrepancy, ...]
    theta: np.ndarray
    info: np.ndarray
    estimates: Estimates
    df: int
    notices: tuple[Notice, ...]
    parts: tuple[Matrices, ...] = ()
    implied: tuple[Implied, ...] = ()
    within: Restrictions | None = None
    free: np.ndarray | None = None
    pooled: Pooled | None = None

    @property
    def npar(self) -> int:
        """How many parameters the equalities among them leave to be estimated."""
        return self.problem.npar - (0 if self.within is None else self.within.rank(self.theta))

    @property
    def leans(self) -> bool:
        """True where an inequality holds the estimates."""
        within = self.within
        return within is not None and bool((within.active(self.theta) & ~within.equal).any())

    def invert(self, info: np.ndarray) -> np.ndarray:
        """The inverse of an information (k, k) along the free directions."""
        return free_inverse(info, self.free)


def fit(
    table: ParTable, moments: Sequence[SampleMoments], options: Options, near: np.ndarray | None = None
) -> Fit:
    """Fit a completed table to the moments of its groups; trouble is told in the outcome and the notices.

    The search begins at `near` (k,) in the data's metric, where that is known to lie close to the minimum.
    """
    rams = build(table, moments, options.parameterization)
    prob = problem(rams, group_weights([m.nobs for m in moments], options))
    data = group_data(rams, moments, options)
    scale = multiplier(sum(m.nobs for m in moments), len(rams), options)
    within = restrictions(table, rams, moments, options)
    task = Task(table, prob, data, sample_size_of_moments(rams), scale, within)
    start = start_values(table, rams, data) if near is None else near / rams[0].unit
    free = task.prob.npar - (0 if within is None else within.rank(start))
    if free > task.count:
        return _without(task, start, Outcome.NOT_IDENTIFIED, too_many(free, task.count))
    found, iterations = search(task, start)
    if not found.converged[0]:
        return _lost(task, start)
    imputed = [m for m in moments if isinstance(m, ImputedMoments)]
    if imputed:
        return _pooled(task, found, iterations, imputed, options)
    return _judge(task, found, iterations)


def moved(fitted: Fit, theta: np.ndarray, samples: tuple[Discrepancy, ...] | None = None) -> Fit:
    """A fitted model at other parameters `theta` (k,) in its own metric, and to other samples where there are
    some; F and the standard errors stay what they were."""
    prob, own = fitted.problem, fitted.samples if samples is None else samples
    at = points(prob, theta[None], own)
    pairs = zip(prob.rams, own, strict=True)
    return replace(
        fitted,
        samples=own,
        theta=theta,
        info=information(prob, at, own)[0],
        estimates=replace(fitted.estimates, theta=theta * prob.rams[0].unit),
        parts=tuple(fill(ram, theta[None], sample.cov, sample.mean) for ram, sample in pairs),
        implied=tuple(point.implied for point in at),
        free=None if fitted.within is None else fitted.within.free_at(theta),
        pooled=None,
    )


def _pooled(
    task: Task, found: Minimum, iterations: int, moments: Sequence[ImputedMoments], options: Options
) -> Fit:
    """The pooled fit of imputed copies of the data; `found` is the fit to their average moments."""
    average = _judge(task, found, iterations)
    if not average.estimates.outcome.readable:
        return average
    nobs = sum(m.nobs for m in moments)
    complete_df = float(nobs - average.npar) if options.pooled_df == "barnard.rubin" else math.inf
    pooled = pool(task.prob, average.theta, moments, task.samples, task.scale, complete_df)
    if pooled is None:
        text = "The model could not be fitted to every imputed copy of the data, so there are no pooled "
        text += "results. Simplify the model, or use every answer (FIML)."
        return _without(task, average.theta, Outcome.NOT_CONVERGED, Notice("copy_not_fitted", text, "error"))
    theta = pooled.centre[None]
    fmin = np.atleast_1d(pooled.common @ task.prob.weights)
    middle = Minimum(theta, fmin, found.converged, iterations, points(task.prob, theta, task.samples))
    fitted = _judge(task, middle, iterations)
    unit = task.prob.rams[0].unit
    return replace(
        fitted,
        estimates=replace(fitted.estimates, vcov=pooled.total * np.outer(unit, unit)),
        pooled=pooled,
    )


def _lost(task: Task, start: np.ndarray) -> Fit:
    """Why a search found no minimum: the model may be such that there is no single one."""
    lost = _unseen_everywhere(task, start)
    if lost.any():
        return _without(task, start, Outcome.NOT_IDENTIFIED, unidentified(names_of(task.table, lost)))
    sentence = Outcome.NOT_CONVERGED.sentence
    if task.within is not None and task.within.rules:
        sentence += f" They would have to satisfy {'; '.join(rule.text for rule in task.within.rules)}."
    return _without(task, start, Outcome.NOT_CONVERGED, Notice("not_converged", sentence, "error"))


def _unseen_everywhere(task: Task, near: np.ndarray) -> np.ndarray:
    """The parameters (k,) that the data cannot tell apart at a point without special values either."""
    theta = generic_point(task.prob.rams, near)
    info = information(task.prob, points(task.prob, theta[None], task.samples), task.samples)[0]
    lost = null_parameters(info, _free_directions(task, theta))
    return np.asarray(lost & np.isfinite(info).all())


def _free_directions(task: Task, theta: np.ndarray) -> np.ndarray | None:
    """What the constraints that hold the estimates at `theta` leave free; None where none does."""
    return None if task.within is None else task.within.free_at(theta)


def _judge(task: Task, found: Minimum, iterations: int) -> Fit:
    prob, samples = task.prob, task.samples
    theta = found.theta[0]
    info = information(prob, found.at, samples)[0]
    free = _free_directions(task, theta)
    lost = null_parameters(info, free)
    if lost.any():
        everywhere = _unseen_everywhere(task, theta)
        names = names_of(task.table, everywhere if everywhere.any() else lost)
        return _without(task, theta, Outcome.NOT_IDENTIFIED, unidentified(names))
    unit = prob.rams[0].unit
    vcov = free_inverse(info, free) / task.scale * np.outer(unit, unit)
    pairs = zip(prob.rams, samples, strict=True)
    parts = tuple(fill(ram, found.theta, sample.cov, sample.mean) for ram, sample in pairs)
    implied = tuple(point.implied for point in found.at)
    if not all(point.allowed[0] for point in found.at):
        sentence = Notice("implied_not_definite", Outcome.NOT_POSITIVE_DEFINITE.sentence, "error")
        return _without(task, theta, Outcome.NOT_POSITIVE_DEFINITE, sentence)
    notices = impossible(task, found)
    outcome = Outcome.INADMISSIBLE if notices else Outcome.CONVERGED
    held = () if task.within is None else held_notices(task.table, task.within, theta)
    estimates = Estimates(theta * unit, vcov, max(float(found.fmin[0]), 0.0), outcome, iterations)
    df = task.count - prob.npar + (0 if task.within is None else task.within.rank(theta))
    return Fit(
        prob, samples, theta, info, estimates, df, (*notices, *held), parts, implied, task.within, free
    )


def _without(task: Task, theta: np.ndarray, outcome: Outcome, notice: Notice) -> Fit:
    """A fit that ended without numbers."""
    k = task.prob.npar
    nothing = np.full((k, k), np.nan)
    estimates = Estimates(np.full(k, np.nan), nothing, float("nan"), outcome)
    df = task.count - k + (0 if task.within is None else task.within.rank(theta))
    return Fit(task.prob, task.samples, theta, nothing, estimates, df, (notice,), within=task.within)
