"""Fit indices: each a formula on numbers first, then the one function that knows our types."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.estimators import multiplier
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.least_squares import LeastSquares, half_columns
from core.estimation.likelihood import Sample
from core.estimation.missing.em import IncompleteMoments
from core.estimation.moments import SampleMoments
from core.estimation.ram import Ram
from core.inference import indices as ix
from core.inference.incomplete import population_indices
from core.inference.robust import RobustTests
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


def fit_indices(
    fit: Fit,
    moments: Sequence[SampleMoments],
    options: Options,
    independent: Fit | None = None,
    tests: RobustTests | None = None,
) -> FitIndices:
    """lavaan's set of a readable fit; `independent` is the fitted independence model where χ² is not that
    of maximum likelihood, `tests` are the corrections of a robust estimator."""
    x = ingredients(fit, moments, options, random_x=False, independent=independent)
    low, high = (ix.noncentrality_limit(x.chisq, x.df, p) for p in (0.95, 0.05))
    means = any(ram.means for ram in fit.problem.rams)
    gfi = None if means else goodness(fit)
    count = sum(len(m.names) * (len(m.names) + 1) // 2 for m in moments)
    logl, best = log_likelihood(fit, moments)
    excess = x.chisq - x.df
    rmr, srmr, crmr = residual_indices(fit, moments)
    nfi = ix.nfi(x.chisq, x.chisq_b)
    plain = FitIndices(
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
        aic=None if logl is None else -2 * logl + 2 * x.npar,
        bic=None if logl is None else -2 * logl + x.npar * math.log(x.nobs),
        bic2=None if logl is None else -2 * logl + x.npar * math.log((x.nobs + 2) / 24),
        ntotal=x.nobs,
        rmsea=ix.rmsea(excess, x.df, x.scale, x.groups),
        rmsea_ci_lower=ix.rmsea(low, x.df, x.scale, x.groups),
        rmsea_ci_upper=ix.rmsea(high, x.df, x.scale, x.groups),
        rmsea_pvalue=ix.close_fit(x.chisq, x.df, x.scale, groups=x.groups),
        rmr=rmr,
        srmr=srmr,
        crmr=crmr,
        cn_05=ix.hoelter(x.chisq / x.scale, x.df, 0.05),
        cn_01=ix.hoelter(x.chisq / x.scale, x.df, 0.01),
        gfi=gfi,
        agfi=None if gfi is None else ix.agfi(gfi, count, x.df),
        pgfi=None if gfi is None else gfi * x.df / count,
        mfi=math.exp(-0.5 * excess / x.scale),
        ecvi=(x.chisq + 2 * x.npar) / x.scale if x.groups == 1 else None,
    )
    scaled = {} if tests is None else scaled_indices(x, tests)
    if independent is not None:
        scaled |= population_indices(fit, independent, moments, options)
    return replace(plain, **scaled)


def scaled_indices(x: Ingredients, tests: RobustTests) -> dict[str, float | None]:
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
        "chisq_scaling_factor": own.factor,
        "baseline_chisq_scaled": chisq_b,
        "baseline_df_scaled": float(x.df_b),
        "baseline_pvalue_scaled": ix.p_value(chisq_b, x.df_b),
        "baseline_chisq_scaling_factor": base.factor,
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


def ingredients(
    fit: Fit,
    moments: Sequence[SampleMoments],
    options: Options,
    random_x: bool,
    independent: Fit | None = None,
) -> Ingredients:
    """χ² of the model and of the independence model; `random_x` counts exogenous variables as AMOS does, with
    their variances and covariances as parameters of the model and uncorrelated in the baseline."""
    nobs = sum(m.nobs for m in moments)
    scale = multiplier(nobs, len(moments), options)
    fmin_b, df_b, sampled = 0.0, 0, 0
    for ram, m in zip(fit.problem.rams, moments, strict=True):
        keep_x = () if random_x else baseline_covariances(ram)
        fmin_b += m.nobs / nobs * independence(m.cov, keep_x)
        p = len(ram.names)
        df_b += p * (p - 1) // 2 - len(keep_x)
        sampled += len(ram.sampled)
    if independent is not None:
        fmin_b, df_b = independent.estimates.fmin, independent.df
    npar = fit.problem.npar + (sampled if random_x else 0)
    chisq, chisq_b = scale * fit.estimates.fmin, scale * fmin_b
    return Ingredients(chisq, fit.df, chisq_b, df_b, npar, scale, nobs, len(moments))


def baseline_covariances(ram: Ram) -> tuple[tuple[int, int], ...]:
    """Pairs of fixed exogenous variables: their covariances stay in lavaan's independence model."""
    return tuple((a, b) for a, b in ram.moment if b >= 0 and a != b)


def independence(cov: np.ndarray, keep: Sequence[tuple[int, int]]) -> float:
    """F of the model in which all variables are uncorrelated, except the pairs in `keep`."""
    together = sorted({i for pair in keep for i in pair})
    alone = np.delete(np.diag(cov), together)
    block = np.linalg.slogdet(cov[np.ix_(together, together)])[1] if together else 0.0
    return float(np.log(alone).sum() + block - np.linalg.slogdet(cov)[1])


def implied_moments(fit: Fit, group: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Implied covariances (p, p) and means (p,) of a group in the model's metric."""
    ram, sample = fit.problem.rams[group - 1], fit.samples[group - 1]
    implied = imply(fill(ram, fit.theta[None], sample.cov, sample.mean))
    return implied.cov[0], implied.mean[0]


def goodness(fit: Fit) -> float:
    """GFI: 1 − rᵀWr/sᵀWs in the metric of the discrepancy, over all groups."""
    misfit, whole = 0.0, 0.0
    for group, (ram, share, sample) in enumerate(
        zip(fit.problem.rams, fit.problem.shares, fit.samples, strict=True), start=1
    ):
        cov, _ = implied_moments(fit, group)
        if isinstance(sample, LeastSquares):
            parts = ix.gfi_parts(sample.weight, half_columns(sample.cov)[0], half_columns(cov[None])[0])
        else:
            parts = ix.gfi_normal_parts(cov, sample.cov[0], sorted({a for a, _ in ram.moment}))
        misfit, whole = misfit + share * parts[0], whole + share * parts[1]
    return 1 - misfit / whole


def log_likelihood(fit: Fit, moments: Sequence[SampleMoments]) -> tuple[float | None, float | None]:
    """log L of the model and of the unrestricted model, given the fixed exogenous variables; None where the
    discrepancy is no likelihood."""
    if not all(isinstance(sample, Sample | FimlSample) for sample in fit.samples):
        return None, None
    unrestricted = 0.0
    for ram, m in zip(fit.problem.rams, moments, strict=True):
        at = sorted({a for a, b in ram.moment if b >= 0})
        best = _deviance(m)
        if at:
            best -= len(at) * (math.log(2 * math.pi) + 1) + np.linalg.slogdet(m.cov[np.ix_(at, at)])[1]
        unrestricted -= 0.5 * m.nobs * float(best)
    nobs = sum(m.nobs for m in moments)
    return unrestricted - 0.5 * nobs * fit.estimates.fmin, unrestricted


def _deviance(m: SampleMoments) -> float:
    """−2 log L / N of the unrestricted model."""
    if isinstance(m, IncompleteMoments):
        values = float(m.patterns.seen.sum(axis=1) @ m.patterns.counts / m.nobs)
        return values * math.log(2 * math.pi) + m.deviance
    p = len(m.names)
    return p * math.log(2 * math.pi) + float(np.linalg.slogdet(m.cov)[1]) + p


def residual_indices(fit: Fit, moments: Sequence[SampleMoments]) -> tuple[float, float, float | None]:
    """RMR, SRMR (Bentler, 1995) and CRMR (Bollen, 1989), averaged over groups by their sizes."""
    nobs = sum(m.nobs for m in moments)
    out = [_residuals_of(fit, group) for group in range(1, len(moments) + 1)]
    shares = [m.nobs / nobs for m in moments]
    rmr, srmr = (sum(w * part[i] for w, part in zip(shares, out, strict=True)) for i in (0, 1))
    crmrs = [part[2] for part in out]
    if any(value is None for value in crmrs):
        return rmr, srmr, None
    return rmr, srmr, sum(w * (value or 0.0) for w, value in zip(shares, crmrs, strict=True))


def _residuals_of(fit: Fit, group: int) -> tuple[float, float, float | None]:
    ram, sample = fit.problem.rams[group - 1], fit.samples[group - 1]
    cov, mean = implied_moments(fit, group)
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
