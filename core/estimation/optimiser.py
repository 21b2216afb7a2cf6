"""Ways down to the minimum: Fisher scoring with step control from anywhere, a batched quasi-Newton for
thousands of refits that start near their minima, and one with step control where scoring is slow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.discrepancy import Discrepancy, Point
from core.estimation.identification import null_parameters
from core.estimation.likelihood import Problem, gradient, information, points, value

# The decrement gᵀH⁻¹g is twice the distance of F from its minimum, whatever the scale of the parameters.
COLD_TOLERANCE = 1e-10
# Where scoring, whose steps shrink by a constant factor, hands over to a method that learns the curvature: at
# first, and where that was too early.
NEAR = 0.3, 1e-2
MAX_SCORING_STEPS = 200
MAX_DESCENT_STEPS = 100
MAX_HALVINGS = 12
MAX_DAMPING = 1e5
# F is a sum of terms of order 1 to 100; its last digits are noise.
ROUNDING = 1e-12
# Keeps an information matrix that is singular on the way invertible; too small to move the minimum.
RIDGE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Minimum:
    """Where a batch ended: `theta` (B, k), `fmin` (B,), `converged` (B,), the `iterations` of the longest,
    and for a batch of one the points `at` its end."""

    theta: np.ndarray
    fmin: np.ndarray
    converged: np.ndarray
    iterations: int
    at: tuple[Point, ...] = ()


def minimise(prob: Problem, start: np.ndarray, samples: Sequence[Discrepancy]) -> Minimum:
    """Minimise F from `start` (1, k): scoring until the minimum is near, then quasi-Newton steps; where
    those do not settle or lead up, shorter ones, and where these do not settle either, scoring to the end."""
    near, steps, lost = Minimum(start, np.full(1, np.inf), np.zeros(1, dtype=bool), 0), 0, False
    for tolerance in NEAR:
        near = fisher_scoring(prob, near.theta, samples, tolerance)
        steps += near.iterations
        if not near.converged[0]:
            return replace(near, iterations=steps)
        info = information(prob, near.at, samples)[0]
        lost = bool(null_parameters(info).any())
        end = None if lost else _settled(prob, near, samples, info)
        if end is not None:
            return replace(end, iterations=steps)
    if lost:
        # There is no single minimum to go on to; whoever judges the fit will say so.
        return replace(near, iterations=steps)
    end = _descended(prob, near, samples, info)
    if not end.converged[0]:
        end = fisher_scoring(prob, near.theta, samples)
    return replace(end, iterations=steps + end.iterations)


def _settled(
    prob: Problem, near: Minimum, samples: Sequence[Discrepancy], info: np.ndarray
) -> Minimum | None:
    """Where quasi-Newton steps from `near` settle, with the information `info` (k, k) as the first curvature;
    None where they do not or lead up."""

    def slope_at(theta: np.ndarray, _: np.ndarray) -> np.ndarray:
        here = points(prob, theta, samples)
        allowed = np.logical_and.reduce([point.allowed for point in here])
        return np.where(allowed[:, None], gradient(prob, here, samples), np.nan)

    with np.errstate(all="ignore"):
        metric = 0.5 * np.linalg.inv(info)
        slope = gradient(prob, near.at, samples)
        theta, settled = quasi_newton(slope_at, near.theta, metric, COLD_TOLERANCE, 40, slope)
        end = points(prob, theta, samples)
        fmin = value(prob, end, samples)
    if settled[0] and fmin[0] <= near.fmin[0] + ROUNDING:
        return Minimum(theta, fmin, settled, 0, end)
    return None


def _descended(prob: Problem, near: Minimum, samples: Sequence[Discrepancy], info: np.ndarray) -> Minimum:
    """Where quasi-Newton steps from `near`, shortened until F goes down, lead; the information `info` (k, k)
    is the first curvature. Where that is far from the curvature of F, scoring would take thousands of steps.
    """
    theta, fmin, iterations = near.theta, near.fmin, 0
    inverse, slope = 0.5 * np.linalg.inv(info), gradient(prob, near.at, samples)
    while iterations < MAX_DESCENT_STEPS:
        iterations += 1
        step = -slope @ inverse
        decrement = -np.einsum("bk,bk->b", slope, step)
        with np.errstate(over="ignore", invalid="ignore"):
            there, fmin, moved, here = _halve(prob, theta, step, fmin, decrement, samples)
        if decrement[0] < COLD_TOLERANCE or not moved[0]:
            break
        fresh = gradient(prob, here, samples)
        inverse = _learned(inverse, (there - theta)[0], (fresh - slope)[0])
        theta, slope = there, fresh
    return Minimum(there, fmin, moved & (decrement < COLD_TOLERANCE), iterations, here)


def _learned(inverse: np.ndarray, step: np.ndarray, change: np.ndarray) -> np.ndarray:
    """The inverse Hessian (k, k) that one more step s (k,) and change y (k,) of the gradient teach (BFGS)."""
    curvature = float(step @ change)
    if not curvature > 0:
        return inverse
    rest = np.eye(len(step)) - np.outer(step, change) / curvature
    return np.asarray(rest @ inverse @ rest.T + np.outer(step, step) / curvature)


def fisher_scoring(
    prob: Problem, start: np.ndarray, samples: Sequence[Discrepancy], tolerance: float = COLD_TOLERANCE
) -> Minimum:
    """Minimise F from `start` (B, k) by Fisher scoring with step halving (Lee & Jennrich, 1979).

    Where no length of a step leads down, the next ones are damped towards steepest descent (Marquardt, 1963).
    """
    theta = start.copy()
    here = points(prob, theta, samples)
    fmin = value(prob, here, samples)
    converged = np.zeros(len(theta), dtype=bool)
    stuck = ~np.isfinite(fmin)
    damping = np.full(len(theta), RIDGE)
    at = np.arange(len(theta))
    iterations = 0
    while iterations < MAX_SCORING_STEPS and not (converged | stuck).all():
        iterations += 1
        left = np.flatnonzero(~converged & ~stuck)
        part = samples if len(left) == len(theta) else [sample.take(left) for sample in samples]
        if len(left) < len(at):
            here = points(prob, theta[left], part)
        at = left
        slope = gradient(prob, here, part)
        step = scoring_step(slope, information(prob, here, part), damping[at])
        decrement = -np.einsum("bk,bk->b", slope, step)
        with np.errstate(over="ignore", invalid="ignore"):
            theta[at], fmin[at], moved, here = _halve(prob, theta[at], step, fmin[at], decrement, part)
        converged[at] = (decrement < tolerance) & (damping[at] < MAX_DAMPING * RIDGE)
        damping[at] = np.where(
            moved, np.maximum(damping[at] / 100, RIDGE), np.maximum(damping[at], 1e-5) * 100
        )
        stuck[at] = ~converged[at] & (damping[at] > MAX_DAMPING)
    return Minimum(theta, fmin, converged, iterations, here if len(theta) == 1 else ())


def scoring_step(slope: np.ndarray, info: np.ndarray, damping: np.ndarray) -> np.ndarray:
    """−½ (I + δD)⁻¹ ∂F/∂θ (B, k) from the gradient, the information I of one case, its diagonal D, and δ (B,)
    = `damping`."""
    size = np.sqrt(np.maximum(np.einsum("bii->bi", info), np.finfo(float).tiny))
    unit = info / (size[:, :, None] * size[:, None, :]) + damping[:, None, None] * np.eye(info.shape[-1])
    step: np.ndarray = np.linalg.solve(unit, (slope / size)[..., None])[..., 0]
    return np.asarray(-0.5 * step / size)


def _halve(
    prob: Problem,
    theta: np.ndarray,
    step: np.ndarray,
    fmin: np.ndarray,
    decrement: np.ndarray,
    samples: Sequence[Discrepancy],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[Point, ...]]:
    """Shorten each step until F goes down; returns where the members are then, F, which moved, and the
    points."""
    length = np.ones(len(theta))
    # Near the minimum F no longer shows its decrease; rounding must not stop the last step.
    slack = 0.1 * ROUNDING * (1 + abs(fmin))
    for _ in range(MAX_HALVINGS):
        tried = theta + length[:, None] * step
        here = points(prob, tried, samples)
        got = value(prob, here, samples)
        good = got <= fmin - 1e-4 * length * decrement + slack
        if good.all():
            return tried, got, good, here
        length[~good] /= 2
    stay = np.where(good[:, None], tried, theta)
    return stay, np.where(good, got, fmin), good, points(prob, stay, samples)


@dataclass(frozen=True, slots=True, eq=False)
class _Memory:
    """One past step of every member: s = θ' − θ, y = g' − g, ρ = 1/(yᵀs)."""

    s: np.ndarray
    y: np.ndarray
    rho: np.ndarray


def quasi_newton(
    slope_at: Callable[[np.ndarray, np.ndarray], np.ndarray],
    start: np.ndarray,
    metric: np.ndarray,
    tolerance: float,
    max_steps: int = 25,
    slope: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Refine a batch `start` (B, k) by BFGS with full memory and `metric` (k, k) as the first inverse
    Hessian.

    `slope_at(theta, at)` is the gradient of the members `at`, and `slope` the one at `start` where it is
    known. Members leave the batch when their decrement is below `tolerance`. Returns the points and which
    converged; unit steps only, so that a member that does not settle is left to a safer method (Nocedal,
    1980, for the two loops).
    """
    theta = start.copy()
    settled = np.zeros(len(theta), dtype=bool)
    at = np.arange(len(theta))
    slope = slope_at(theta, at) if slope is None else slope
    memory: list[_Memory] = []
    for _ in range(max_steps):
        step = _two_loops(slope, memory, metric)
        decrement = -np.einsum("bk,bk->b", slope, step)
        sane = np.isfinite(decrement) & (decrement >= 0) & (decrement < 1e3)
        theta[at[sane]] += step[sane]
        done = sane & (decrement < tolerance)
        settled[at[done]] = True
        stay = sane & ~done
        if not stay.any():
            break
        at, slope, step = at[stay], slope[stay], step[stay]
        memory = [_Memory(past.s[stay], past.y[stay], past.rho[stay]) for past in memory]
        fresh = slope_at(theta[at], at)
        change = fresh - slope
        curvature = np.einsum("bk,bk->b", change, step)
        bent = curvature > 0
        rho = np.where(bent, 1 / np.where(bent, curvature, 1.0), 0.0)
        memory.append(_Memory(step, change, rho))
        slope = fresh
    return theta, settled


def _two_loops(slope: np.ndarray, memory: list[_Memory], metric: np.ndarray) -> np.ndarray:
    q = slope.copy()
    weights = []
    for past in reversed(memory):
        a = past.rho * np.einsum("bk,bk->b", past.s, q)
        q -= a[:, None] * past.y
        weights.append(a)
    r: np.ndarray = q @ metric
    for past, a in zip(memory, reversed(weights), strict=True):
        b = past.rho * np.einsum("bk,bk->b", past.y, r)
        r += (a - b)[:, None] * past.s
    return -r
