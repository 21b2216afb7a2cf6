"""Each fit index as one formula on numbers; None where it does not exist. Notation: C = χ², d = df, b =
baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import chdtrc, chdtri, chndtr, chndtrinc


def p_value(chisq: float, df: int) -> float | None:
    """P(χ²_df > chisq)."""
    return float(chdtrc(df, max(chisq, 0.0))) if df > 0 else None


def cfi(chisq: float, df: int, chisq_b: float, df_b: int) -> float:
    """1 − max(C−d, 0)/max(C_b−d_b, C−d, 0) (Bentler, 1990)."""
    above, worst = max(chisq - df, 0.0), max(chisq_b - df_b, chisq - df, 0.0)
    return 1.0 if worst == 0 else 1 - above / worst


def tli(chisq: float, df: int, chisq_b: float, df_b: int) -> float | None:
    """(C_b/d_b − C/d)/(C_b/d_b − 1) (Tucker & Lewis, 1973)."""
    if df == 0:
        return 1.0
    if df_b == 0 or chisq_b == df_b:
        return None
    return (chisq_b / df_b - chisq / df) / (chisq_b / df_b - 1)


def nfi(chisq: float, chisq_b: float) -> float | None:
    """1 − C/C_b (Bentler & Bonett, 1980)."""
    return 1 - chisq / chisq_b if chisq_b > 0 else None


def rfi(chisq: float, df: int, chisq_b: float, df_b: int) -> float | None:
    """1 − (C/d)/(C_b/d_b) (Bollen, 1986)."""
    if df == 0:
        return 1.0
    return 1 - (chisq / df) / (chisq_b / df_b) if df_b and chisq_b > 0 else None


def ifi(chisq: float, df: int, chisq_b: float) -> float | None:
    """(C_b − C)/(C_b − d) (Bollen, 1989)."""
    return (chisq_b - chisq) / (chisq_b - df) if chisq_b != df else None


def rni(chisq: float, df: int, chisq_b: float, df_b: int) -> float | None:
    """1 − (C−d)/(C_b−d_b) (McDonald & Marsh, 1990)."""
    if df == 0:
        return 1.0
    return 1 - (chisq - df) / (chisq_b - df_b) if chisq_b != df_b else None


def rmsea(excess: float, df: float, scale: int, groups: int = 1) -> float | None:
    """sqrt(G·excess/(n·d)) for an excess of χ² over its degrees of freedom (Steiger & Lind, 1980)."""
    if df == 0:
        return 0.0
    return math.sqrt(groups * max(excess, 0.0) / (scale * df))


def noncentrality_limit(chisq: float, df: float, probability: float) -> float:
    """δ with P(χ²_{d,δ} < C) = probability, 0 where there is none (Browne & Cudeck, 1993)."""
    if df == 0 or chndtr(chisq, df, 0.0) <= probability:
        return 0.0
    return float(chndtrinc(chisq, df, probability))


def close_fit(chisq: float, df: float, scale: int, bound: float = 0.05, groups: int = 1) -> float | None:
    """p of the hypothesis RMSEA ≤ bound (Browne & Cudeck, 1993)."""
    if df == 0:
        return None
    return 1 - float(chndtr(chisq, df, bound**2 * scale * df / groups))


def gfi(implied: np.ndarray, cov: np.ndarray, given: Sequence[int] = ()) -> float:
    """1 − tr[(Σ⁻¹S − I)²]/tr[(Σ⁻¹S₀)²] (Jöreskog & Sörbom, 1984), S₀ being S without the block of the fixed
    exogenous variables `given`, which the model takes as they are."""
    misfit, whole = gfi_normal_parts(implied, cov, given)
    return 1 - misfit / whole


def gfi_normal_parts(implied: np.ndarray, cov: np.ndarray, given: Sequence[int]) -> tuple[float, float]:
    """tr[(Σ⁻¹S − I)²] and tr[(Σ⁻¹S₀)²]."""
    explained = cov.copy()
    explained[np.ix_(list(given), list(given))] = 0.0
    gap = np.linalg.solve(implied, cov) - np.eye(len(cov))
    whole = np.linalg.solve(implied, explained)
    return float(np.trace(gap @ gap)), float(np.trace(whole @ whole))


def gfi_parts(weight: np.ndarray, moments: np.ndarray, implied: np.ndarray) -> tuple[float, float]:
    """rᵀWr and sᵀWs of stacked moments (q,) (Tanaka & Huba, 1985)."""
    r = moments - implied
    return float(r @ weight @ r), float(moments @ weight @ moments)


def agfi(gfi_value: float, moments: int, df: int) -> float | None:
    """1 − (1 − GFI)·p*/d (Jöreskog & Sörbom, 1984)."""
    return 1 - (1 - gfi_value) * moments / df if df else 1.0


def hoelter(fmin: float, df: int, alpha: float, groups: int = 1) -> float | None:
    """χ²_{1−α}(d)/F + G: the largest sample for which the model would still be accepted (Hoelter, 1983)."""
    if df == 0:
        return 1.0
    return float(chdtri(df, alpha)) / fmin + groups if fmin > 0 else None


def root_mean_square(residuals: np.ndarray, means: np.ndarray | None = None) -> float:
    """Root mean square of the lower triangle of `residuals` (p, p), with `means` (p,) where they are
    modelled."""
    values = residuals[np.tril_indices(len(residuals))]
    if means is not None:
        values = np.concatenate([values, means])
    return math.sqrt(float(np.mean(values**2)))
