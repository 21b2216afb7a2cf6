"""Fit indices: each a formula on numbers first, then the one function that knows our types."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.fit import Fit, multiplier
from core.estimation.moments import SampleMoments
from core.inference import indices as ix
from core.options import Options


@dataclass(frozen=True, slots=True)
class FitIndices:
    """lavaan's measures, `_` for `.`; None where an index does not exist (df = 0, means in the model)."""

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
    logl: float
    unrestricted_logl: float
    aic: float
    bic: float
    bic2: float
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
    """What the indices are made of: `chisq`, `df`, the baseline's, the `scale` of χ² (N or N − 1) and
    moments."""

    chisq: float
    df: int
    chisq_b: float
    df_b: int
    npar: int
    scale: int
    nobs: int


def fit_indices(fit: Fit, moments: Sequence[SampleMoments], options: Options) -> FitIndices:
    """lavaan's set of a fit that is readable (one group); AMOS takes exogenous variables as random."""
    random_x = options.likelihood == "amos"
    x = ingredients(fit, moments, options, random_x)
    ram, sample, m = fit.problem.rams[0], fit.samples[0], moments[0]
    cov, _ = implied_moments(fit)
    low, high = (ix.noncentrality_limit(x.chisq, x.df, p) for p in (0.95, 0.05))
    given = [] if random_x else sorted({a for a, _ in ram.moment})
    gfi = None if ram.means else ix.gfi(cov, sample.cov[0], given)
    count = len(cov) * (len(cov) + 1) // 2
    logl, best = log_likelihood(fit, m, given)
    excess = x.chisq - x.df
    rmr, srmr, crmr = residual_indices(fit, m)
    nfi = ix.nfi(x.chisq, x.chisq_b)
    n = x.nobs
    return FitIndices(
        npar=x.npar,
        fmin=fit.estimates.fmin / 2,
        chisq=x.chisq,
        df=x.df,
        pvalue=ix.p_value(x.chisq, x.df),
        baseline_chisq=x.chisq_b,
        baseline_df=x.df_b,
        baseline_pvalue=ix.p_value(x.chisq_b, x.df_b),
        cfi=ix.cfi(x.chisq, x.df, x.chisq_b, x.df_b),
        tli=ix.tli(x.chisq, x.df, x.chisq_b, x.df_b),
        nfi=nfi,
        rfi=ix.rfi(x.chisq, x.df, x.chisq_b, x.df_b),
        ifi=ix.ifi(x.chisq, x.df, x.chisq_b),
        pnfi=nfi * x.df / x.df_b if nfi is not None and x.df_b else None,
        rni=ix.rni(x.chisq, x.df, x.chisq_b, x.df_b),
        logl=logl,
        unrestricted_logl=best,
        aic=-2 * logl + 2 * x.npar,
        bic=-2 * logl + x.npar * math.log(n),
        bic2=-2 * logl + x.npar * math.log((n + 2) / 24),
        ntotal=n,
        rmsea=ix.rmsea(excess, x.df, x.scale),
        rmsea_ci_lower=ix.rmsea(low, x.df, x.scale),
        rmsea_ci_upper=ix.rmsea(high, x.df, x.scale),
        rmsea_pvalue=ix.close_fit(x.chisq, x.df, x.scale),
        rmr=rmr,
        srmr=srmr,
        crmr=crmr,
        cn_05=ix.hoelter(x.chisq / x.scale, x.df, 0.05),
        cn_01=ix.hoelter(x.chisq / x.scale, x.df, 0.01),
        gfi=gfi,
        agfi=None if gfi is None else ix.agfi(gfi, count, x.df),
        pgfi=None if gfi is None else gfi * x.df / count,
        mfi=math.exp(-0.5 * excess / x.scale),
        ecvi=(x.chisq + 2 * x.npar) / x.scale,
    )


def ingredients(fit: Fit, moments: Sequence[SampleMoments], options: Options, random_x: bool) -> Ingredients:
    """χ² of the model and of the independence model; `random_x` counts exogenous variables as AMOS does, with
    their variances and covariances as parameters of the model and uncorrelated in the baseline."""
    scale = multiplier(sum(m.nobs for m in moments), len(moments), options.likelihood)
    fmin_b, df_b, sampled = 0.0, 0, 0
    for ram, m in zip(fit.problem.rams, moments, strict=True):
        keep_x = () if random_x else ram.kept
        fmin_b += m.nobs / sum(x.nobs for x in moments) * independence(m.cov, keep_x)
        p = len(ram.names)
        df_b += p * (p - 1) // 2 - len(keep_x)
        sampled += len(ram.sampled)
    npar = fit.problem.npar + (sampled if random_x else 0)
    nobs = sum(m.nobs for m in moments)
    return Ingredients(scale * fit.estimates.fmin, fit.df, scale * fmin_b, df_b, npar, scale, nobs)


def independence(cov: np.ndarray, keep: Sequence[tuple[int, int]]) -> float:
    """F of lavaan's independence model: all variables are uncorrelated, except those in the pairs `keep`."""
    together = sorted({i for pair in keep for i in pair})
    alone = np.delete(np.diag(cov), together)
    block = np.linalg.slogdet(cov[np.ix_(together, together)])[1] if together else 0.0
    return float(np.log(alone).sum() + block - np.linalg.slogdet(cov)[1])


def implied_moments(fit: Fit) -> tuple[np.ndarray, np.ndarray]:
    """Implied covariances (p, p) and means (p,) of the first group in the model's metric."""
    return fit.implied[0].cov[0], fit.implied[0].mean[0]


def log_likelihood(fit: Fit, m: SampleMoments, given: Sequence[int]) -> tuple[float, float]:
    """log L of the model and of the unrestricted model, conditional on the variables `given` (one group)."""
    at = list(given)
    p = len(m.names)
    best = p * math.log(2 * math.pi) + np.linalg.slogdet(m.cov)[1] + p
    if at:
        best -= len(at) * (math.log(2 * math.pi) + 1) + np.linalg.slogdet(m.cov[np.ix_(at, at)])[1]
    unrestricted = -0.5 * m.nobs * float(best)
    return unrestricted - 0.5 * m.nobs * fit.estimates.fmin, unrestricted


def residual_indices(fit: Fit, m: SampleMoments) -> tuple[float, float, float | None]:
    """RMR, SRMR (Bentler, 1995) and CRMR (Bollen, 1989) of the first group."""
    ram, sample = fit.problem.rams[0], fit.samples[0]
    cov, mean = implied_moments(fit)
    sd = ram.scale[: len(ram.names)]
    gap = sample.cov[0] - cov
    spread = np.sqrt(np.diag(sample.cov[0]))
    about = sample.mean[0] - mean if ram.means else None
    rmr = ix.root_mean_square(gap * np.outer(sd, sd), None if about is None else about * sd)
    srmr = ix.root_mean_square(gap / np.outer(spread, spread), None if about is None else about / spread)
    own = np.sqrt(np.diag(cov))
    crossed = sample.cov[0] / np.outer(spread, spread) - cov / np.outer(own, own)
    p = len(cov)
    cells = p * (p - 1) // 2 + (p if ram.means else 0)
    squares = float((crossed[np.tril_indices(p, -1)] ** 2).sum())
    if about is not None:
        squares += float(((sample.mean[0] / spread - mean / own) ** 2).sum())
    return rmr, srmr, math.sqrt(squares / cells) if cells else None
