"""The way to a minimum within constraints and bounds: sequential quadratic programming on the expected
information."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.discrepancy import Discrepancy, Point
from core.estimation.likelihood import Problem, gradient, information, points, value
from core.estimation.optimiser import COLD_TOLERANCE, MAX_DAMPING, MAX_HALVINGS, RIDGE, ROUNDING, Minimum
from core.estimation.quadratic import Solved, quadratic_step
from core.estimation.restrictions import Restrictions, slope_sizes

MAX_STEPS = 250
# What may remain of an equality, in units of the parameters.
VIOLATION = 1e-9
# A parameter this near to a bound lies on it.
ON_BOUND = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where a search stands: `theta` (k,), F, the constraints' `slack` (c,), and the points there."""

    theta: np.ndarray
    fmin: float
    slack: np.ndarray
    at: tuple[Point, ...]

    @property
    def sound(self) -> bool:
        return bool(np.isfinite(self.fmin) and np.isfinite(self.slack).all())


def minimise_within(
    prob: Problem, start: np.ndarray, samples: Sequence[Discrepancy], within: Restrictions
) -> Minimum:
    """Minimise F from `start` (k,) within restrictions; a batch of one.

    Each step solves a quadratic problem with the expected information as its Hessian and the linearised
    constraints; its length is halved until F plus the weighed violations goes down (Han, 1977; Powell, 1978).
    """
    here = _place(prob, np.clip(start, within.lower, within.upper), samples, within)
    damping, penalty = RIDGE, 0.0
    converged, iterations = False, 0
    while here.sound and not converged and iterations < MAX_STEPS and damping <= MAX_DAMPING:
        iterations += 1
        slope = gradient(prob, here.at, samples)[0]
        bend = 2 * information(prob, here.at, samples)[0]
        slopes = within.slopes(here.theta)
        if not (np.isfinite(bend).all() and np.isfinite(slopes).all()):
            break
        size = slope_sizes(slopes)
        solved = _step(slope, _damped(bend, damping), slopes / size[:, None], here, size, within)
        if solved is None:
            break
        weights = np.abs(np.concatenate([solved.equal, solved.above]))
        if weights.max(initial=0.0) > penalty:
            penalty = 2 * float(weights.max())
        step = solved.step
        decrement = float(step @ bend @ step)
        broken = violation(here.slack / size, within)
        there = _halve(prob, here, step, slope, penalty, size, samples, within)
        if there is None:
            damping = max(damping, 1e-5) * 100
            continue
        here = there
        damping = max(damping / 100, RIDGE)
        if decrement < COLD_TOLERANCE:
            converged = violation(here.slack / size, within) < VIOLATION
            if not converged and violation(here.slack / size, within) > 0.5 * broken:
                # The constraints have no slope here that would lead on to where they hold.
                break
    end = _settle(prob, here, samples, within) if converged else here
    return Minimum(
        end.theta[None], np.array([end.fmin]), np.array([converged and end.sound]), iterations, end.at
    )


def _place(prob: Problem, theta: np.ndarray, samples: Sequence[Discrepancy], within: Restrictions) -> _Place:
    at = points(prob, theta[None], samples)
    return _Place(theta, float(value(prob, at, samples)[0]), within.slack(theta[None])[0], at)


def _damped(bend: np.ndarray, damping: float) -> np.ndarray:
    size = np.diag(bend)
    floor = 1e-10 * size.max(initial=0.0) + np.finfo(float).tiny
    return np.asarray(bend + damping * np.diag(np.maximum(size, floor)))


def _step(
    slope: np.ndarray,
    bend: np.ndarray,
    slopes: np.ndarray,
    here: _Place,
    size: np.ndarray,
    within: Restrictions,
) -> Solved | None:
    """The step to the best point of the linearised problem; `slopes` of the constraints have length 1."""
    equal = within.equal
    slack = here.slack / size
    low, high = np.isfinite(within.lower), np.isfinite(within.upper)
    identity = np.eye(len(here.theta))
    limits = np.concatenate([slopes[~equal], identity[low], -identity[high]])
    room = (-slack[~equal], (within.lower - here.theta)[low], (here.theta - within.upper)[high])
    return quadratic_step(slope, bend, (slopes[equal], -slack[equal]), (limits, np.concatenate(room)))


def violation(slack: np.ndarray, within: Restrictions) -> float:
    """How far slack (c,) is from satisfying all constraints, added up."""
    return float(abs(slack[within.equal]).sum() + np.maximum(-slack[~within.equal], 0.0).sum())


def _halve(
    prob: Problem,
    here: _Place,
    step: np.ndarray,
    slope: np.ndarray,
    penalty: float,
    size: np.ndarray,
    samples: Sequence[Discrepancy],
    within: Restrictions,
) -> _Place | None:
    """The place that the longest good part of a step leads to, or None where every part leads up."""
    broken = violation(here.slack / size, within)
    merit = here.fmin + penalty * broken
    promised = float(slope @ step) - penalty * broken
    noise = ROUNDING * (1 + abs(merit))
    length = 1.0
    for _ in range(MAX_HALVINGS):
        theta = np.clip(here.theta + length * step, within.lower, within.upper)
        there = _place(prob, theta, samples, within)
        if there.sound:
            got = there.fmin + penalty * violation(there.slack / size, within)
            if got <= merit + 1e-4 * length * promised + noise:
                return there
        length /= 2
    return None


def _settle(prob: Problem, here: _Place, samples: Sequence[Discrepancy], within: Restrictions) -> _Place:
    """The same place, exactly on the bounds and active constraints that it lies on but for rounding."""
    theta = here.theta.copy()
    on = within.active(theta)
    if on.any():
        slopes = within.slopes(theta)[on]
        theta -= np.linalg.lstsq(slopes, within.slack(theta[None])[0][on], rcond=1e-9)[0]
    for bound in (within.lower, within.upper):
        near = np.isfinite(bound) & (abs(theta - bound) <= ON_BOUND * (1 + abs(bound)))
        theta = np.where(near, bound, theta)
    return _place(prob, theta, samples, within)
