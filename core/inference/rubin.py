"""Rubin's (1987) rules for one quantity, and the pooled tests of fit, as functions of numbers.

m are the imputed copies, r is how much the variance grows for not knowing the gaps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, stdtr, stdtrit

from core.inference.fit_types import PooledChisq
from core.inference.indices import p_value

# From here on a t is normal.
NORMAL = 1e10


def degrees(within: np.ndarray, added: np.ndarray, count: int, complete: float) -> np.ndarray:
    """Degrees of freedom ν = (m − 1)(1 + 1/r)² (q,) of the t of quantities with the variances `within` (q,)
    and what imputing `added` to them; where `complete` are those without gaps, in between (Barnard & Rubin,
    1999)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        old = (count - 1) * (1 + within / added) ** 2
        if not math.isinf(complete):
            share = within / (within + added)
            seen = (complete + 1) / (complete + 3) * complete * share
            old = 1 / (1 / old + 1 / seen)
    return np.minimum(np.where(np.isfinite(old), old, NORMAL), NORMAL)


def missing_information(within: np.ndarray, added: np.ndarray, df: np.ndarray) -> np.ndarray:
    """The fraction of missing information (r + 2/(ν + 3))/(r + 1) (q,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        r = added / within
        return np.asarray((r + 2 / (df + 3)) / (r + 1))


def t_reach(level: float, df: np.ndarray) -> np.ndarray:
    """How many standard errors (q,) an interval of this level reaches to either side."""
    return np.asarray(stdtrit(df, (1 + level) / 2))


def t_pvalue(t: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Two-sided p (q,)."""
    return np.asarray(2 * stdtr(df, -np.abs(t)))


def d2(chisq: np.ndarray) -> float:
    """One χ² on 1 df from those (m,) of the copies (Li, Meng, Raghunathan & Rubin, 1991)."""
    m = len(chisq)
    r = (1 + 1 / m) * float(np.sqrt(chisq).var(ddof=1))
    return max(float(chisq.mean()) - (m + 1) / (m - 1) * r, 0.0) / (1 + r)


@dataclass(frozen=True, slots=True)
class PooledTest:
    """A pooled χ² on `df`, which is that many times the F statistic whose p this is."""

    chisq: float
    df: int
    pvalue: float | None


def d3(found: PooledChisq, df: int) -> PooledTest:
    """The pooled likelihood ratio test (Meng & Rubin, 1992)."""
    if df < 1:
        return PooledTest(max(found.common, 0.0), df, None)
    t = df * (found.copies - 1)
    r = max((found.copies + 1) / t * (found.own - found.common), 0.0)
    chisq = max(found.common / (1 + r), 0.0)
    if r == 0:
        return PooledTest(chisq, df, p_value(chisq, df))
    large, small = 4 + (t - 4) * (1 + (1 - 2 / t) / r) ** 2, t * (1 + 1 / df) * (1 + 1 / r) ** 2 / 2
    below = min(large if t > 4 else small, NORMAL)
    return PooledTest(chisq, df, float(fdtrc(df, min(below, NORMAL), chisq / df)))
