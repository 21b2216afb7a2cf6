"""Refits of resamples within the constraints and bounds of a fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.estimation.constrained import minimise_within
from core.estimation.discrepancy import Discrepancy
from core.estimation.fit import Fit
from core.estimation.optimiser import quasi_newton
from core.estimation.restrictions import Restrictions, free_directions


def quick_within(
    fit: Fit,
    within: Restrictions,
    slope_at: Callable[[np.ndarray, np.ndarray], np.ndarray],
    count: int,
    tolerance: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Points (B, k) that quasi-Newton steps along the linear equalities lead to, and which (B,) are minima
    within all restrictions: those that satisfy them without being held."""
    start = np.tile(fit.theta, (count, 1))
    if (within.equal & ~within.linear).any():
        return start, np.zeros(count, dtype=bool)
    free = free_directions(within.slopes(fit.theta)[within.equal])
    reduced = np.linalg.inv(free.T @ fit.info @ free) / 2

    def slope(moved: np.ndarray, at: np.ndarray) -> np.ndarray:
        return np.asarray(slope_at(fit.theta + moved @ free.T, at) @ free)

    moved, settled = quasi_newton(slope, np.zeros((count, free.shape[1])), reduced, tolerance)
    theta = fit.theta + moved @ free.T
    return theta, settled & within.within(theta)


def sure_within(
    fit: Fit, within: Restrictions, samples: Sequence[Discrepancy], at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The minima (m, k) of the samples `at` (m,) within the restrictions, one search each, and which (m,) of
    these ended well."""
    theta = np.tile(fit.theta, (len(at), 1))
    good = np.zeros(len(at), dtype=bool)
    for i, b in enumerate(at.tolist()):
        found = minimise_within(
            fit.problem, fit.theta, [sample.take(np.array([b])) for sample in samples], within
        )
        theta[i], good[i] = found.theta[0], found.converged[0]
    return theta, good
