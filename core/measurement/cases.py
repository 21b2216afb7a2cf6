"""Cases and variables that stand out: distances, answers all alike, variables that others foretell."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc

# Tabachnick and Fidell's bound for outliers in several variables.
OUTLYING = 0.001


def mahalanobis(rows: np.ndarray) -> np.ndarray:
    """D² (n,) of `rows` (n, k) from their mean (divisor n − 1; Mahalanobis, 1936); NaN with gaps."""
    complete = ~np.isnan(rows).any(axis=1)
    centred = rows[complete] - rows[complete].mean(axis=0)
    pull = np.linalg.solve(np.cov(rows[complete], rowvar=False), centred.T)
    out = np.full(len(rows), np.nan)
    out[complete] = (centred * pull.T).sum(axis=1)
    return out


def rarity(distance: np.ndarray, k: int) -> np.ndarray:
    """The share (n,) of normal rows of k variables that lie farther out than `distance` (n,), D²: χ² on k; 1
    where there is none."""
    return np.asarray(chdtrc(k, np.nan_to_num(distance)))


def straight_lines(rows: np.ndarray) -> np.ndarray:
    """Which rows (n,) without gaps give the same answer throughout."""
    return np.asarray(~np.isnan(rows).any(axis=1) & (rows == rows[:, :1]).all(axis=1))


def explained(rows: np.ndarray) -> np.ndarray:
    """The share (k,) of each variable's variance that the others foretell in complete rows: 1 − 1/(R⁻¹)_ii; 1
    where R has no inverse."""
    cor = np.corrcoef(rows[~np.isnan(rows).any(axis=1)], rowvar=False)
    if np.linalg.matrix_rank(cor) < len(cor):
        values, vectors = np.linalg.eigh(cor)
        null = vectors[:, values < 1e-10 * values.max()]
        inside = (null**2).sum(axis=1) > 1e-6
        return np.where(inside, 1.0, 1 - 1 / np.diag(np.linalg.pinv(cor)).clip(1))
    return np.asarray(1 - 1 / np.diag(np.linalg.inv(cor)))
