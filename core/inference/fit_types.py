"""What a fit is judged by: lavaan's measures, and AMOS's model-fit page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PooledChisq:
    """What χ² is pooled from: its means over the imputed `copies` of the data, at their `own` estimates and
    at the `common`, pooled ones."""

    own: float
    common: float
    copies: int


@dataclass(frozen=True, slots=True)
class FitIndices:
    """lavaan's measures, `_` for `.`; None where an index does not exist (df = 0, means in the model).

    `pooled` is there where the data were imputed: χ² is D3's (Meng & Rubin, 1992) then.
    """

    npar: int
    fmin: float
    chisq: float
    df: int
    pvalue: float | None
    baseline_chisq: float
    baseline_df: int
    baseline_pvalue: float | None
    cfi: float | None
    tli: float | None
    nfi: float | None
    rfi: float | None
    ifi: float | None
    pnfi: float | None
    rni: float | None
    logl: float | None
    unrestricted_logl: float | None
    aic: float | None
    bic: float | None
    bic2: float | None
    ntotal: int
    rmsea: float | None
    rmsea_ci_lower: float | None
    rmsea_ci_upper: float | None
    rmsea_pvalue: float | None
    rmr: float
    srmr: float
    crmr: float | None
    cn_05: float | None
    cn_01: float | None
    gfi: float | None
    agfi: float | None
    pgfi: float | None
    mfi: float | None
    ecvi: float | None
    chisq_scaled: float | None = None
    df_scaled: float | None = None
    pvalue_scaled: float | None = None
    chisq_scaling_factor: float | None = None
    baseline_chisq_scaled: float | None = None
    baseline_df_scaled: float | None = None
    baseline_pvalue_scaled: float | None = None
    baseline_chisq_scaling_factor: float | None = None
    cfi_scaled: float | None = None
    tli_scaled: float | None = None
    cfi_robust: float | None = None
    tli_robust: float | None = None
    rmsea_scaled: float | None = None
    rmsea_ci_lower_scaled: float | None = None
    rmsea_ci_upper_scaled: float | None = None
    rmsea_pvalue_scaled: float | None = None
    rmsea_robust: float | None = None
    rmsea_ci_lower_robust: float | None = None
    rmsea_ci_upper_robust: float | None = None
    pooled: PooledChisq | None = None


@dataclass(frozen=True, slots=True)
class AmosRow:
    """One row (default, saturated or independence model) of AMOS's model-fit page; None prints as a blank."""

    npar: int
    cmin: float
    df: int
    p: float | None
    cmin_df: float | None
    rmr: float | None
    gfi: float | None
    agfi: float | None
    pgfi: float | None
    nfi: float | None
    rfi: float | None
    ifi: float | None
    tli: float | None
    cfi: float | None
    pratio: float | None
    pnfi: float | None
    pcfi: float | None
    ncp: float | None
    ncp_lo90: float | None
    ncp_hi90: float | None
    fmin: float
    f0: float | None
    f0_lo90: float | None
    f0_hi90: float | None
    rmsea: float | None
    rmsea_lo90: float | None
    rmsea_hi90: float | None
    pclose: float | None
    aic: float
    bcc: float | None
    bic: float | None
    caic: float | None
    ecvi: float | None
    ecvi_lo90: float | None
    ecvi_hi90: float | None
    mecvi: float | None
    hoelter05: float | None
    hoelter01: float | None


@dataclass(frozen=True, slots=True)
class AmosPage:
    """AMOS's whole model-fit page: the three models it sets side by side."""

    default: AmosRow
    saturated: AmosRow
    independence: AmosRow


@dataclass(frozen=True, slots=True, eq=False)
class Ingredients:
    """What the indices are made of: `chisq`, `df`, the baseline's, the `scale` of χ² (N or N − G), the
    number of cases and of groups."""

    chisq: float
    df: int
    chisq_b: float
    df_b: int
    npar: int
    scale: int
    nobs: int
    groups: int = 1
    pooled: PooledChisq | None = None
