"""How far rows are from a multivariate normal distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtr

from core.errors import DataError


@dataclass(frozen=True, slots=True)
class Shape:
    """One variable: its range, `skew` and excess `kurtosis` (divisor n), and their critical ratios."""

    name: str
    low: float
    high: float
    skew: float
    skew_ratio: float
    kurtosis: float
    kurtosis_ratio: float


@dataclass(frozen=True, slots=True)
class Normality:
    """Mardia's (1970) multivariate skewness `b1p` with its χ² `skew` (`small_sample` corrected) on `df`, and
    kurtosis `b2p` with its z `kurtosis`; `shapes` of the single variables, of `nobs` rows."""

    group: int
    nobs: int
    b1p: float
    skew: float
    small_sample: float
    df: int
    skew_pvalue: float
    b2p: float
    kurtosis: float
    kurtosis_pvalue: float
    shapes: tuple[Shape, ...]


def check_normality(rows: np.ndarray, names: tuple[str, ...]) -> None:
    """Raise DataError where the complete rows are too few for tests of their shape."""
    if len(rows) <= len(names) + 1 or (np.ptp(rows, axis=0) == 0).any():
        text = (
            f"There are {len(rows)} complete rows for {len(names)} variables, too few for tests of normality."
        )
        raise DataError("too_few_rows", text)


def normality(rows: np.ndarray, names: tuple[str, ...], group: int = 1) -> Normality:
    """Mardia's tests of complete `rows` (n, p), with covariances of divisor n − 1 as psych takes them."""
    n, p = rows.shape
    centred = rows - rows.mean(axis=0)
    root = np.linalg.cholesky(centred.T @ centred / (n - 1))
    white = np.linalg.solve(root, centred.T)
    # Σᵢⱼ(zᵢᵀzⱼ)³ is the squared size of Σᵢ zᵢ⊗zᵢ⊗zᵢ, which takes p³ numbers and not n².
    pairs = (white[:, None] * white[None]).reshape(p * p, n)
    b1p = float(((pairs @ white.T / n) ** 2).sum())
    b2p = float(((white**2).sum(axis=0) ** 2).mean())
    skew, df = n * b1p / 6, p * (p + 1) * (p + 2) // 6
    small = (p + 1) * (n + 1) * (n + 3) / (n * ((n + 1) * (p + 1) - 6)) * skew
    z = (b2p - p * (p + 2)) / math.sqrt(8 * p * (p + 2) / n)
    shapes = tuple(_shape(name, column, n) for name, column in zip(names, rows.T, strict=True))
    tests = float(chdtrc(df, skew)), b2p, z, 2 * float(ndtr(-abs(z)))
    return Normality(group, n, b1p, skew, small, df, *tests, shapes)


def _shape(name: str, column: np.ndarray, n: int) -> Shape:
    centred = column - column.mean()
    variance = (centred**2).mean()
    skew = float((centred**3).mean() / variance**1.5)
    kurtosis = float((centred**4).mean() / variance**2 - 3)
    ratios = skew / math.sqrt(6 / n), kurtosis / math.sqrt(24 / n)
    return Shape(name, float(column.min()), float(column.max()), skew, ratios[0], kurtosis, ratios[1])
