"""Intervals from draws: percentile, bias-corrected and accelerated.

A draw at which a quantity does not exist (a standardised value where a variance is negative, the logarithm of
a negative product) is NaN or infinite; it is left out of the intervals of that quantity alone.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri


def percentile(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limits (q,) that cut equal tails off the draws (B, q) (Efron, 1982)."""
    tail = (1 - level) / 2
    there = np.isfinite(draws)
    if there.all():
        low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
        return low, high
    limits = np.full((2, draws.shape[1]), np.nan)
    for q in np.flatnonzero(there.any(axis=0)):
        limits[:, q] = np.quantile(draws[there[:, q], q], [tail, 1 - tail])
    return limits[0], limits[1]


def spread(draws: np.ndarray) -> np.ndarray:
    """Standard deviations (q,) of the draws (B, q); NaN where there are fewer than two."""
    there = np.isfinite(draws)
    if there.all() and len(draws) > 1:
        return np.asarray(draws.std(axis=0, ddof=1))
    out = np.full(draws.shape[1], np.nan)
    for q in np.flatnonzero(there.sum(axis=0) > 1):
        out[q] = draws[there[:, q], q].std(ddof=1)
    return out


def bias_corrected(
    draws: np.ndarray, est: np.ndarray, level: float, acceleration: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """BC limits (q,), BCa with the `acceleration` (q,) (Efron, 1987), from draws (B, q) around estimates
    (q,)."""
    there = np.isfinite(draws)
    ordered = np.sort(np.where(there, draws, np.nan), axis=0)
    count = np.maximum(there.sum(axis=0), 1)
    below = (ordered < est).sum(axis=0) + 0.5 * (ordered == est).sum(axis=0)
    share = np.clip(below / count, 0.5 / count, 1 - 0.5 / count)
    bias = ndtri(share)
    bend = (
        np.zeros(len(est)) if acceleration is None else np.where(np.isfinite(acceleration), acceleration, 0)
    )
    known = np.isfinite(est) & there.any(axis=0)
    columns = np.arange(len(est))
    out = []
    for z in (ndtri((1 - level) / 2), ndtri((1 + level) / 2)):
        shifted = bias + (bias + z) / (1 - bend * (bias + z))
        place = np.clip(ndtr(shifted) * (count - 1), 0, count - 1)
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, count - 1)
        limit = ordered[low, columns] + (place - low) * (ordered[high, columns] - ordered[low, columns])
        out.append(np.where(known, limit, np.nan))
    return out[0], out[1]


def acceleration(influence: np.ndarray) -> np.ndarray:
    """a (q,) from the influence of each case on each quantity (n, q): Σl³ / 6(Σl²)^1.5 (Efron, 1987)."""
    squares = (influence**2).sum(axis=0)
    cubes = (influence**3).sum(axis=0)
    return np.asarray(np.divide(cubes, 6 * squares**1.5, out=np.zeros_like(cubes), where=squares > 0))
