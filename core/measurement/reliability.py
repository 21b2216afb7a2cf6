"""How well the items of a factor measure it: formulas on numbers."""

from __future__ import annotations

import numpy as np
from scipy.special import fdtri


def cronbach_alpha(cov: np.ndarray) -> float:
    """k/(k − 1)·(1 − Σσ_ii/Σσ_ij) of the items' covariances (k, k) (Cronbach, 1951)."""
    k = len(cov)
    return float(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))


def alpha_interval(alpha: float, k: int, n: int, level: float) -> tuple[float, float]:
    """Limits of α of k items and n cases, under normality and equal covariances (Feldt, 1965)."""
    df, rest = n - 1, (n - 1) * (k - 1)
    tail = (1 - level) / 2
    low, high = (1 - (1 - alpha) * float(fdtri(df, rest, p)) for p in (1 - tail, tail))
    return low, high


def omega(loadings: np.ndarray, variance: float, cov: np.ndarray) -> float:
    """(Σλ)²ψ/Σs_ij: the share of the variance of the items' sum that the factor explains, for loadings (k,),
    the factor's variance and the items' covariances in the sample (k, k) (McDonald, 1999; Raykov, 2001)."""
    return float(loadings.sum() ** 2 * variance / cov.sum())


def composite_reliability(std: np.ndarray) -> float:
    """(Σλ)²/((Σλ)² + Σ(1 − λ²)) of standardised loadings (k,) (Jöreskog, 1971; Fornell & Larcker, 1981)."""
    explained = float(std.sum() ** 2)
    return explained / (explained + float((1 - std**2).sum()))


def average_variance(std: np.ndarray) -> float:
    """Mean of λ² of standardised loadings (k,): AVE (Fornell & Larcker, 1981)."""
    return float((std**2).mean())


def weighed_average_variance(loadings: np.ndarray, variance: float, cov: np.ndarray) -> float:
    """Σλ²ψ/Σs_ii: AVE with the items weighed by their variances, as semTools computes it."""
    return float((loadings**2).sum() * variance / np.trace(cov))


def heterotrait_monotrait(cor: np.ndarray, first: list[int], second: list[int]) -> float:
    """HTMT of two factors' items in correlations (p, p): the mean size of a correlation between the factors
    by the geometric mean of those within (Henseler, Ringle & Sarstedt, 2015)."""
    between = abs(cor[np.ix_(first, second)]).mean()
    within = [_within(cor, items).mean() for items in (first, second)]
    return float(between / np.sqrt(within[0] * within[1]))


def heterotrait_monotrait_2(cor: np.ndarray, first: list[int], second: list[int]) -> float:
    """HTMT2: the same with geometric means throughout, for items of unequal loadings (Roemer, Schuberth &
    Henseler, 2021)."""
    between = _geometric(cor[np.ix_(first, second)])
    within = [_geometric(_within(cor, items)) for items in (first, second)]
    return float(between / np.sqrt(within[0] * within[1]))


def _within(cor: np.ndarray, items: list[int]) -> np.ndarray:
    return np.asarray(abs(cor[np.ix_(items, items)])[np.triu_indices(len(items), 1)])


def _geometric(values: np.ndarray) -> float:
    with np.errstate(divide="ignore"):
        return float(np.exp(np.log(abs(values)).mean()))
