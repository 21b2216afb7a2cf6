"""Polyserial correlations of numeric variables with one ordered variable (Olsson, Drasgow & Dorans, 1982)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from core.estimation.ordinal.binormal import bell
from core.estimation.ordinal.climb import climb

FLOOR = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Slopes of the cases' log-likelihoods of q pairs: along ρ, along mean and variance of the standardised
    numeric variable, and along the upper and the lower edge of the case's category; all (n, q)."""

    on_rho: np.ndarray
    on_mean: np.ndarray
    on_variance: np.ndarray
    on_upper: np.ndarray
    on_lower: np.ndarray


def polyserial(z: np.ndarray, codes: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Polyserial correlations (q,) of standardised `z` (n, q) with `codes` (n,) at given `edges` (K + 1,)."""

    def slopes(rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        on_rho = slopes_of_cases(rho, z, codes, edges).on_rho
        return on_rho.sum(axis=0), (on_rho * on_rho).sum(axis=0)

    numbered = (codes - codes.mean()) / codes.std()
    return climb(slopes, z.T @ numbered / len(z))


def slopes_of_cases(rho: np.ndarray, z: np.ndarray, codes: np.ndarray, edges: np.ndarray) -> Slopes:
    """The slopes at `rho` (q,)."""
    return edge_slopes(rho, z, edges[codes + 1][:, None], edges[codes][:, None])


def edge_slopes(rho: np.ndarray, z: np.ndarray, upper: np.ndarray, lower: np.ndarray) -> Slopes:
    """The slopes at `rho` (q,) of cases whose categories lie between `lower` and `upper` (n, 1)."""
    rest = np.sqrt(1 - rho * rho)
    above, below = (upper - rho * z) / rest, (lower - rho * z) / rest
    chance = np.maximum(ndtr(above) - ndtr(below), FLOOR)
    at_upper, at_lower = bell(above) / chance, bell(below) / chance
    gap = (at_upper - at_lower) * rho / rest
    on_rho = (at_upper * (upper * rho - z) - at_lower * (lower * rho - z)) / rest**3
    return Slopes(on_rho, z + gap, (z * z - 1 + gap * z) / 2, at_upper / rest, -at_lower / rest)
