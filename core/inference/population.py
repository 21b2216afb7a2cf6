"""CFI, TLI and RMSEA for the population, from a χ² whose expectation is known to exceed its degrees of
freedom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.inference import indices as ix


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the fit would be without gaps or without cutting responses into categories: `chisq`, and the
    `factor` by which its expectation exceeds df."""

    chisq: float
    factor: float


def population(own: Corrected, base: Corrected, df: int, df_b: int, nobs: int, groups: int) -> dict[str, Any]:
    """The indices of a model and its baseline (Brosseau-Liard & Savalei, 2014; Savalei, 2021)."""
    excess, excess_b = own.chisq - own.factor * df, base.chisq - base.factor * df_b
    worst = max(excess_b, excess, 0.0)
    limits = [ix.noncentrality_limit(own.chisq / own.factor, df, p) if df else 0.0 for p in (0.95, 0.05)]
    low, high = (ix.rmsea(own.factor * limit, df, nobs, groups) if df else 0.0 for limit in limits)
    return {
        "cfi_robust": 1.0 if worst == 0 or df == 0 else 1 - max(excess, 0.0) / worst,
        "tli_robust": 1.0 if df == 0 else 1 - excess * df_b / (excess_b * df),
        "rmsea_robust": ix.rmsea(excess, df, nobs, groups) if df else 0.0,
        "rmsea_ci_lower_robust": low,
        "rmsea_ci_upper_robust": high,
    }
