"""Small quadratic problems with linear equalities and inequalities, as each step of a constrained search
poses one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from core.estimation.restrictions import free_directions

# The residual of least distance programming below which no point satisfies the inequalities.
INFEASIBLE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The solution `step` (k,), and the multipliers of the equalities (e,) and inequalities (i,)."""

    step: np.ndarray
    equal: np.ndarray
    above: np.ndarray


def quadratic_step(
    slope: np.ndarray,
    bend: np.ndarray,
    equal: tuple[np.ndarray, np.ndarray],
    above: tuple[np.ndarray, np.ndarray],
) -> Solved | None:
    """The s (k,) that minimises gᵀs + ½sᵀBs with Es = e and As ≥ a, or None where there is none.

    `slope` g (k,), `bend` B (k, k) positive definite along E's null space; `equal` (E, e), `above`
    (A, a). The equalities are eliminated, the rest is least distance programming (Lawson & Hanson, 1974,
    chapter 23).
    """
    rows, target = equal
    origin = np.linalg.lstsq(rows, target, rcond=1e-9)[0] if len(rows) else np.zeros(len(slope))
    free = free_directions(rows) if len(rows) else np.eye(len(slope))
    try:
        root = np.linalg.cholesky(free.T @ bend @ free)
    except np.linalg.LinAlgError:
        return None
    pull = np.linalg.solve(root, free.T @ (slope + bend @ origin))
    limits, least = above
    inner = np.linalg.solve(root, (limits @ free).T).T
    size = np.linalg.norm(inner, axis=1)
    size = np.where(size > 0, size, 1.0)
    found = _least_distance(inner / size[:, None], (least - limits @ origin + inner @ pull) / size)
    if found is None:
        return None
    point, weights = found
    step = origin + free @ np.linalg.solve(root.T, point - pull)
    multipliers = weights / size
    rest = bend @ step + slope - limits.T @ multipliers
    own = np.linalg.lstsq(rows.T, rest, rcond=1e-9)[0] if len(rows) else np.zeros(0)
    return Solved(step, own, multipliers)


def _least_distance(rows: np.ndarray, least: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The shortest y (d,) with Gy ≥ h and its multipliers, or None where no y satisfies them."""
    if not len(rows) or (least <= 0).all():
        return np.zeros(rows.shape[1]), np.zeros(len(rows))
    stacked = np.concatenate([rows.T, least[None]])
    target = np.zeros(len(stacked))
    target[-1] = 1.0
    weights, residual = nnls(stacked, target)
    if residual < INFEASIBLE:
        return None
    room = 1.0 - float(least @ weights)
    multipliers = weights / room
    return rows.T @ multipliers, multipliers
