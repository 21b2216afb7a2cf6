"""Fit indices: each a formula on numbers first, then the one function that knows our types."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.estimation.estimators import multiplier, multipliers, random_exogenous
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.least_squares import LeastSquares, Squares, half_columns
from core.estimation.likelihood import Sample, points
from core.estimation.missing.em import IncompleteMoments
from core.estimation.missing.imputed import ImputedMoments
from core.estimation.moments import SampleMoments
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.ram import Ram, given_variables
from core.inference import indices as ix
from core.inference.baseline import independence_df, together
from core.inference.fit_types import FitIndices, Ingredients, PooledChisq
from core.inference.incomplete import population_indices
from core.inference.ordinal_fit import categorical_indices, ordinal_residuals
from core.inference.robust import RobustTests
from core.inference.rubin import d3
from core.inference.scaled_indices import scaled_indices
from core.options import Options


def fit_indices(
    fit: Fit,
    moments: Sequence[SampleMoments],
    options: Options,
    independent: Fit | None = None,
    tests: RobustTests | None = None,
) -> FitIndices:
    """lavaan's set of a readable fit; AMOS takes exogenous variables as random, and RMSEA without the √G of
    Steiger (1998).

    `independent` is the fitted independence model where χ² is not that of maximum likelihood, `tests` are the
    corrections of a robust estimator.
    """
    random_x = random_exogenous(options)
    x = ingredients(fit, moments, options, random_x, independent)
    low, high = (ix.noncentrality_limit(x.chisq, x.df, p) for p in (0.95, 0.05))
    means = any(ram.means for ram in fit.problem.rams)
    ordinal = any(ram.cuts is not None for ram in fit.problem.rams)
    gfi = None if means else goodness(fit, random_x)
    least_squares = isinstance(fit.samples[0], Squares)
    count = sum(len(m.names) * (len(m.names) + 1) // 2 for m in moments)
    logl, best = log_likelihood(fit, moments, random_x)
    excess, groups = x.chisq - x.df, 1 if random_x else x.groups
    rmr, srmr, crmr = residual_indices(fit)
    nfi = ix.nfi(x.chisq, x.chisq_b)
    plain = FitIndices(
        npar=x.npar,
        fmin=(x.chisq / x.nobs if least_squares else fit.estimates.fmin) / 2,
        chisq=x.chisq,
        df=x.df,
        pvalue=_p_value(x),
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
        rmsea=ix.rmsea(excess, x.df, x.scale, groups),
        rmsea_ci_lower=ix.rmsea(low, x.df, x.scale, groups),
        rmsea_ci_upper=ix.rmsea(high, x.df, x.scale, groups),
        rmsea_pvalue=ix.close_fit(x.chisq, x.df, x.scale, groups=groups),
        rmr=rmr,
        srmr=srmr,
        crmr=crmr,
        cn_05=ix.hoelter(x.chisq / x.scale, x.df, 0.05),
        cn_01=ix.hoelter(x.chisq / x.scale, x.df, 0.01),
        gfi=gfi,
        agfi=None if gfi is None else ix.agfi(gfi, count, x.df),
        pgfi=None if gfi is None else gfi * x.df / count,
        mfi=math.exp(-0.5 * excess / x.scale),
        # lavaan has none beside thresholds.
        ecvi=None if ordinal else (x.chisq + 2 * x.npar) / x.scale,
        pooled=x.pooled,
    )
    corrections = {} if tests is None else scaled_indices(x, tests)
    if independent is not None:
        corrections |= population_indices(fit, independent, moments, options)
    if independent is not None and tests is not None:
        corrections |= categorical_indices(fit, independent, moments, x.scale)
    return replace(plain, **corrections)


def _p_value(x: Ingredients) -> float | None:
    if x.pooled is not None:
        return d3(x.pooled, x.df).pvalue
    return ix.p_value(x.chisq, x.df)


def ingredients(
    fit: Fit,
    moments: Sequence[SampleMoments],
    options: Options,
    random_x: bool,
    independent: Fit | None = None,
) -> Ingredients:
    """χ² of the model and of the independence model; `random_x` counts exogenous variables as AMOS does, with
    their variances and covariances as parameters of the model and uncorrelated in the baseline."""
    sizes = [m.nobs for m in moments]
    counts = multipliers(sizes, options)
    chisq_b, df_b, sampled = 0.0, 0, 0
    for ram, m, count in zip(fit.problem.rams, moments, counts, strict=True):
        keep_x = () if random_x else ram.kept
        chisq_b += count * independence(m.cov, keep_x)
        df_b += independence_df(ram, keep_x)
        sampled += len(ram.sampled)
    if independent is not None:
        chisq_b, df_b = chi_square(independent, counts), independent.df
    npar = fit.npar + (sampled if random_x else 0)
    scale = multiplier(sum(sizes), len(sizes), options)
    own = chi_square(fit, counts), fit.df
    pooled = pooled_chisq(fit, counts)
    return Ingredients(*own, chisq_b, df_b, npar, scale, sum(sizes), len(sizes), pooled)


def chi_square(fit: Fit, counts: Sequence[float]) -> float:
    """Σ cF over the groups, with the multiplier c of each in `counts`."""
    pooled = pooled_chisq(fit, counts)
    if pooled is not None:
        return d3(pooled, fit.df).chisq
    if len(counts) == 1:
        return counts[0] * fit.estimates.fmin
    at = points(fit.problem, fit.theta[None], fit.samples)
    groups = zip(counts, fit.problem.rams, at, fit.samples, strict=True)
    return sum(count * max(float(sample.value(ram, point)[0]), 0.0) for count, ram, point, sample in groups)


def pooled_chisq(fit: Fit, counts: Sequence[float]) -> PooledChisq | None:
    """What the χ² of a fit to imputed data is pooled from, with the multiplier of each group in `counts`;
    None of another fit."""
    found = fit.pooled
    if found is None:
        return None
    return PooledChisq(float(found.own @ counts), float(found.common @ counts), found.count)


def independence(cov: np.ndarray, keep: Sequence[tuple[int, int]]) -> float:
    """F of lavaan's independence model: all variables are uncorrelated, except those in the pairs `keep`."""
    at = together(keep)
    alone = np.delete(np.diag(cov), at)
    block = np.linalg.slogdet(cov[np.ix_(at, at)])[1] if at else 0.0
    return float(np.log(alone).sum() + block - np.linalg.slogdet(cov)[1])


def implied_moments(fit: Fit, group: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Implied covariances (p, p) and means (p,) of a group in the model's metric."""
    return fit.implied[group - 1].cov[0], fit.implied[group - 1].mean[0]


def goodness(fit: Fit, random_x: bool) -> float:
    """GFI: 1 − rᵀWr/sᵀWs in the metric of the discrepancy, averaged over groups by their sizes, as in
    lavaan."""
    out = 0.0
    for group, (ram, share, sample) in enumerate(
        zip(fit.problem.rams, fit.problem.shares, fit.samples, strict=True), start=1
    ):
        cov, _ = implied_moments(fit, group)
        if isinstance(sample, LeastSquares):
            parts = ix.gfi_parts(sample.weight[0], half_columns(sample.cov)[0], half_columns(cov[None])[0])
        else:
            parts = ix.gfi_normal_parts(cov, sample.cov[0], _given(ram, random_x))
        out += share * (1 - parts[0] / parts[1])
    return out


def _given(ram: Ram, random_x: bool) -> list[int]:
    """The observed variables whose moments the model takes as given."""
    return [] if random_x else given_variables(ram).tolist()


def log_likelihood(
    fit: Fit, moments: Sequence[SampleMoments], random_x: bool
) -> tuple[float | None, float | None]:
    """log L of the model and of the unrestricted model, given the fixed exogenous variables unless they are
    random; None where the discrepancy is no likelihood."""
    if not all(isinstance(sample, Sample | FimlSample) for sample in fit.samples):
        return None, None
    unrestricted = 0.0
    for ram, m in zip(fit.problem.rams, moments, strict=True):
        at = _given(ram, random_x)
        best = _deviance(m, ram.means)
        if at:
            best -= len(at) * (math.log(2 * math.pi) + 1) + np.linalg.slogdet(m.cov[np.ix_(at, at)])[1]
        unrestricted -= 0.5 * m.nobs * float(best)
    nobs = sum(m.nobs for m in moments)
    return unrestricted - 0.5 * nobs * fit.estimates.fmin, unrestricted


def _deviance(m: SampleMoments, means: bool) -> float:
    """−2 log L / N of the unrestricted model."""
    if isinstance(m, IncompleteMoments):
        values = float(m.patterns.seen.sum(axis=1) @ m.patterns.counts / m.nobs)
        return values * math.log(2 * math.pi) + m.deviance
    p = len(m.names)
    at_best = p * math.log(2 * math.pi) + float(np.linalg.slogdet(m.cov)[1]) + p
    if isinstance(m, ImputedMoments) and means:
        # On average over the copies, whose means differ from their average.
        at_best += float(np.trace(np.linalg.solve(m.cov, m.between)))
    return at_best


def residual_indices(fit: Fit) -> tuple[float, float, float | None]:
    """RMR, SRMR (Bentler, 1995) and CRMR (Bollen, 1989), averaged over groups by their sizes."""
    parts = [_residuals_of(fit, group) for group in range(1, len(fit.samples) + 1)]
    rmr, srmr, crmr = np.average(parts, axis=0, weights=fit.problem.shares).tolist()
    return rmr, srmr, None if math.isnan(crmr) else crmr


def _residuals_of(fit: Fit, group: int) -> tuple[float, float, float]:
    ram, sample = fit.problem.rams[group - 1], fit.samples[group - 1]
    if isinstance(sample, OrdinalSquares):
        return ordinal_residuals(fit, group)
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
        squares += float(((about / spread) ** 2).sum())
    return rmr, srmr, math.sqrt(squares / cells) if cells else math.nan
