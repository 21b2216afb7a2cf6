"""Whether values are missing completely at random: Little's test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from core.estimation.missing.em import incomplete_moments
from core.estimation.missing.patterns import Patterns


@dataclass(frozen=True, slots=True)
class Mcar:
    """Little's d² on `df` with its p; `patterns` of gaps in `nobs` rows with at least one value."""

    chisq: float
    df: int
    pvalue: float
    patterns: int
    nobs: int


def little(found: Patterns) -> Mcar | None:
    """d² = Σ_j n_j (ȳ_j − μ_j)ᵀ Σ_jj⁻¹ (ȳ_j − μ_j) over patterns j (Little, 1988), with the maximum
    likelihood estimates of μ and Σ, as the R package naniar takes them.

    None where there is one pattern only. Raises DataError where the moments cannot be estimated.
    """
    if len(found.seen) < 2:
        return None
    at = incomplete_moments(found)
    assert at.mean is not None
    chisq = 0.0
    for seen, count, mean in zip(found.seen, found.counts, found.mean, strict=True):
        gap = mean[seen] - at.mean[seen]
        chisq += count * float(gap @ np.linalg.solve(at.cov[np.ix_(seen, seen)], gap))
    df = int(found.seen.sum()) - len(found.names)
    return Mcar(float(chisq), df, float(chdtrc(df, chisq)), len(found.seen), found.nobs)
