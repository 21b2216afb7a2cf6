"""Polychoric correlations of pairs of ordered variables, all pairs at once (Olsson, 1979; two steps)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from core.estimation.ordinal.binormal import bell, density, distribution
from core.estimation.ordinal.climb import climb

# Cells that are less probable say nothing, as in lavaan.
FLOOR = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Of pairs: `on_rho` (P, K, K), the slope of a case's log-likelihood in each cell, and the sums over
    cases of its product with the slopes along the thresholds of the first and of the second variable
    (P, K − 1)."""

    on_rho: np.ndarray
    with_first: np.ndarray
    with_second: np.ndarray


def tables(onehot: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Counts (P, K, K) of the pairs `first`, `second` (P,) of the variables in `onehot` (n, v, K)."""
    n, v, most = onehot.shape
    flat = onehot.reshape(n, v * most)
    joint = (flat.T @ flat).reshape(v, most, v, most)
    out: np.ndarray = joint[first, :, second, :]
    return out


def kept_apart(counts: np.ndarray, binary: np.ndarray) -> np.ndarray:
    """Counts (P, K, K) where a 2 × 2 table (`binary` (P,)) with one empty cell has .5 moved into it.

    The margins stay as they are (lavaan's zero.add = c(0.5, 0) with zero.keep.margins).
    """
    corner = counts[:, :2, :2]
    one_empty = binary & ((corner == 0).sum(axis=(1, 2)) == 1)
    on_diagonal = (corner[:, 0, 0] == 0) | (corner[:, 1, 1] == 0)
    shift = np.where(one_empty, np.where(on_diagonal, 0.5, -0.5), 0.0)
    out = counts.copy()
    out[:, :2, :2] += shift[:, None, None] * np.array([[1, -1], [-1, 1]])
    return out


def polychoric(counts: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Polychoric correlations (P,) of tables `counts` (P, K, K) at given edges `first`, `second` (P, K + 1).

    ±LIMIT where the likelihood rises up to there.
    """

    def slopes(rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        chance, change = _cells(rho, first, second)
        ratio = change / np.maximum(chance, FLOOR)
        return (counts * ratio).sum(axis=(1, 2)), total * (change * ratio).sum(axis=(1, 2))

    total = counts.sum(axis=(1, 2))
    return climb(slopes, _product_moment(counts))


def slopes_of_cases(rho: np.ndarray, counts: np.ndarray, first: np.ndarray, second: np.ndarray) -> Slopes:
    """The slopes of the pairs' log-likelihoods at `rho` (P,), for the estimating equations."""
    chance, change = _cells(rho, first, second)
    seen = chance > FLOOR
    on_rho = np.where(seen, change / np.maximum(chance, FLOOR), 0.0)
    weight = np.where(seen, counts * on_rho / np.maximum(chance, FLOOR), 0.0)
    return Slopes(
        on_rho,
        _with_thresholds(rho, weight, first, second),
        _with_thresholds(rho, weight.swapaxes(1, 2), second, first),
    )


def _with_thresholds(rho: np.ndarray, weight: np.ndarray, own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Sums (P, K − 1) of `weight` (P, K, K) times the slopes of the cells' probabilities along `own` cuts."""
    cuts, r = own[:, 1:-1, None], rho[:, None, None]
    within = np.diff(ndtr((other[:, None, :] - r * cuts) / np.sqrt(1 - r * r)), axis=2)
    slope = bell(cuts) * within
    out: np.ndarray = (slope * (weight[:, :-1] - weight[:, 1:])).sum(axis=2)
    return out


def threshold_slope(rho: float, cut: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """∂/∂h of Φ₂(h, upper) − Φ₂(h, lower) at h = `cut`, case by case (n,)."""
    rest = np.sqrt(1 - rho * rho)
    within = ndtr((upper - rho * cut) / rest) - ndtr((lower - rho * cut) / rest)
    return np.asarray(bell(cut) * within)


def _cells(rho: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The probabilities (P, K, K) of the cells and their slopes along ρ."""
    h, k, r = first[:, 1:-1, None], second[:, None, 1:-1], rho[:, None, None]
    below = ndtr(first)[:, :, None] * ndtr(second)[:, None, :]
    below[:, 1:-1, 1:-1] = distribution(h, k, r)
    slope = np.zeros_like(below)
    slope[:, 1:-1, 1:-1] = density(h, k, r)
    return _corners(below), _corners(slope)


def _corners(grid: np.ndarray) -> np.ndarray:
    out: np.ndarray = np.diff(np.diff(grid, axis=1), axis=2)
    return out


def _product_moment(counts: np.ndarray) -> np.ndarray:
    """Pearson correlations (P,) of the category numbers."""
    at = np.arange(counts.shape[1], dtype=float)
    total = counts.sum(axis=(1, 2))
    rows, cols = counts.sum(axis=2) / total[:, None], counts.sum(axis=1) / total[:, None]
    mean_r, mean_c = rows @ at, cols @ at
    var_r, var_c = rows @ at**2 - mean_r**2, cols @ at**2 - mean_c**2
    cross = np.einsum("pab,a,b->p", counts, at, at) / total
    out: np.ndarray = (cross - mean_r * mean_c) / np.sqrt(var_r * var_c)
    return out
