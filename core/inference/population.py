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


def population(
    own: Corrected,
    base: Corrected,
    df: int,
    df_b: int,
    nobs: int,
    groups: int,
    own_df: int | None = None,
) -> dict[str, Any]:
    """The indices of a model and its baseline (Brosseau-Liard & Savalei, 2014; Savalei, 2021).

    `own_df` are the degrees of freedom behind the χ² of `own`, where they are not `df`.
    """
    part = df if own_df is None else own_df
    excess, excess_b = own.chisq - own.factor * df, base.chisq - base.factor * df_b
    worst = max(excess_b, excess, 0.0)
    limits = [ix.noncentrality_limit(own.chisq / own.factor, part, p) if part else 0.0 for p in (0.95, 0.05)]
    low, high = (ix.rmsea(own.factor * limit, part, nobs, groups) if part else 0.0 for limit in limits)
    beyond = own.chisq - own.factor * part
    return {
        "cfi_robust": 1.0 if worst == 0 or df == 0 else 1 - max(excess, 0.0) / worst,
        "tli_robust": 1.0 if df == 0 else 1 - excess * df_b / (excess_b * df),
        "rmsea_robust": ix.rmsea(beyond, part, nobs, groups) if part else 0.0,
        "rmsea_ci_lower_robust": low,
        "rmsea_ci_upper_robust": high,
    }
