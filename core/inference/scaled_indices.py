"""The indices of corrected test statistics."""

from __future__ import annotations

from typing import Any

from core.inference import indices as ix
from core.inference.fit_types import Ingredients
from core.inference.robust import RobustTests


def scaled_indices(x: Ingredients, tests: RobustTests) -> dict[str, Any]:
    """The indices of a corrected χ² (Satorra & Bentler, 1994), and CFI, TLI and RMSEA for the population
    (Brosseau-Liard & Savalei, 2014; Li & Bentler, 2006)."""
    own, base = tests.model, tests.baseline
    chisq, chisq_b = (t / s.factor + s.shift for t, s in ((x.chisq, own), (x.chisq_b, base)))
    shifted = tests.name == "scaled_shifted"
    # The factor of a shifted test is taken at its mean.
    c = own.factor * (x.df - own.shift) / x.df if shifted and x.df else own.factor
    c_b = base.factor * (x.df_b - base.shift) / x.df_b if shifted and x.df_b else base.factor
    rmsea_chisq, rmsea_df = (chisq, float(x.df)) if shifted else (x.chisq, own.trace)
    limits = [ix.noncentrality_limit(rmsea_chisq, rmsea_df, p) for p in (0.95, 0.05)]
    robust = [ix.noncentrality_limit(chisq, x.df, p) for p in (0.95, 0.05)]
    excess, excess_b = x.chisq - c * x.df, x.chisq_b - c_b * x.df_b
    worst = max(excess_b, excess, 0.0)
    spread = own.factor if shifted else c
    return {
        "chisq_scaled": chisq,
        "df_scaled": float(x.df),
        "pvalue_scaled": ix.p_value(chisq, x.df),
        "chisq_scaling_factor": own.factor if x.df else None,
        "baseline_chisq_scaled": chisq_b,
        "baseline_df_scaled": float(x.df_b),
        "baseline_pvalue_scaled": ix.p_value(chisq_b, x.df_b),
        "baseline_chisq_scaling_factor": base.factor if x.df_b else None,
        "cfi_scaled": ix.cfi(chisq, x.df, chisq_b, x.df_b),
        "tli_scaled": ix.tli(chisq, x.df, chisq_b, x.df_b),
        "cfi_robust": 1.0 if worst == 0 else 1 - max(excess, 0.0) / worst,
        "tli_robust": 1.0 if x.df == 0 else 1 - excess * x.df_b / (excess_b * x.df),
        "rmsea_scaled": ix.rmsea(rmsea_chisq - rmsea_df, rmsea_df, x.scale, x.groups),
        "rmsea_ci_lower_scaled": ix.rmsea(limits[0], rmsea_df, x.scale, x.groups),
        "rmsea_ci_upper_scaled": ix.rmsea(limits[1], rmsea_df, x.scale, x.groups),
        "rmsea_pvalue_scaled": ix.close_fit(rmsea_chisq, rmsea_df, x.scale, groups=x.groups),
        "rmsea_robust": ix.rmsea(excess, x.df, x.scale, x.groups),
        "rmsea_ci_lower_robust": ix.rmsea(spread * robust[0], x.df, x.scale, x.groups),
        "rmsea_ci_upper_robust": ix.rmsea(spread * robust[1], x.df, x.scale, x.groups),
    }
