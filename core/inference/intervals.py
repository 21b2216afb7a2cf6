"""Intervals from draws: percentile, bias-corrected and accelerated."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri


def percentile(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limits (q,) that cut equal tails off the draws (B, q) (Efron, 1982)."""
    tail = (1 - level) / 2
    # A draw with a negative variance has no standardised value; it is left out of those intervals alone.
    cut = np.quantile if np.isfinite(draws).all() else np.nanquantile
    low, high = cut(draws, [tail, 1 - tail], axis=0)
    return low, high


def bias_corrected(
    draws: np.ndarray, est: np.ndarray, level: float, acceleration: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """BC limits (q,), BCa with the `acceleration` (q,) (Efron, 1987), from draws (B, q) around estimates
    (q,)."""
    count = len(draws)
    below = (draws < est).sum(axis=0) + 0.5 * (draws == est).sum(axis=0)
    share = np.clip(below / count, 0.5 / count, 1 - 0.5 / count)
    bias = ndtri(share)
    bend = np.zeros(len(est)) if acceleration is None else acceleration
    out = []
    ordered = np.sort(draws, axis=0)
    for z in (ndtri((1 - level) / 2), ndtri((1 + level) / 2)):
        shifted = bias + (bias + z) / (1 - bend * (bias + z))
        place = np.clip(ndtr(shifted) * (count - 1), 0, count - 1)
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, count - 1)
        columns = np.arange(len(est))
        out.append(ordered[low, columns] + (place - low) * (ordered[high, columns] - ordered[low, columns]))
    return out[0], out[1]


def acceleration(influence: np.ndarray) -> np.ndarray:
    """a (q,) from the influence of each case on each quantity (n, q): Σl³ / 6(Σl²)^1.5 (Efron, 1987)."""
    squares = (influence**2).sum(axis=0)
    cubes = (influence**3).sum(axis=0)
    return np.asarray(np.divide(cubes, 6 * squares**1.5, out=np.zeros_like(cubes), where=squares > 0))
