"""The correlations at which many log-likelihoods of one correlation each are highest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# A correlation is sought up to here; one that gets here means that the two variables go hand in hand.
LIMIT = 0.999
STEPS = 200
TOLERANCE = 1e-11
# Over a shorter step, the difference of two slopes is mostly rounding.
SHORT = 1e-8


def climb(slopes: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]], start: np.ndarray) -> np.ndarray:
    """ρ (P,) where the slope of each log-likelihood is zero, or ±LIMIT where it rises up to there.

    `slopes(rho)` gives the slope (P,) and the information (P,). The first step is a scoring step, the others
    are secant steps where these bend the right way; all stay inside the bracket that the signs of the slopes
    have shown so far.
    """
    rho: np.ndarray = np.clip(start, -0.9, 0.9)
    low, high = np.full_like(rho, -LIMIT), np.full_like(rho, LIMIT)
    moved, before = np.zeros_like(rho), np.zeros_like(rho)
    for _ in range(STEPS):
        slope, information = slopes(rho)
        low, high = np.where(slope > 0, rho, low), np.where(slope < 0, rho, high)
        secant = np.divide(before - slope, moved, out=np.zeros_like(rho), where=abs(moved) > SHORT)
        bend = np.where(secant > information / 10, secant, np.maximum(information, np.finfo(float).tiny))
        ahead = rho + slope / bend
        ahead = np.where((ahead < low) | (ahead > high), (low + high) / 2, ahead)
        moved, before, rho = ahead - rho, slope, ahead
        if (abs(moved) < TOLERANCE).all():
            break
    return rho
