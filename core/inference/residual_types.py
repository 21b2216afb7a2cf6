"""Residuals and their root mean squares."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

# Residuals smaller than this are zero by construction; they have no z of their own.
NOTHING = 1e-4
# Of the variance of a moment, what is but rounding.
ROOM = 1e-10
# The interval of the unbiased SRMR has 90 %, and the hypothesis of close fit is that it is at most .05.
REACH, CLOSE = 1.6448536269514722, 0.05


@dataclass(frozen=True, slots=True)
class ResidualSummary:
    """The root mean square residual `rms` with its error and the test of exact fit, and without its bias,
    `unbiased`, with 90 % limits and the test of close fit (Maydeu-Olivares, 2017)."""

    rms: float
    se: float | None
    exact_z: float | None
    exact_pvalue: float | None
    unbiased: float | None
    unbiased_se: float | None
    ci_lower: float | None
    ci_upper: float | None
    close_z: float | None
    close_pvalue: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """One group's residuals (p, p): `raw` covariances, in units of the sample's standard deviations
    (`bentler`), and of correlations (`bollen`), each with its `z`; `normalised` are divided by the error of
    the sample's covariances alone; `mean` (p,) and `mean_z` where means are modelled."""

    names: tuple[str, ...]
    group: int
    raw: np.ndarray
    bentler: np.ndarray
    bollen: np.ndarray
    z: np.ndarray
    bollen_z: np.ndarray
    normalised: np.ndarray
    mean: np.ndarray | None
    mean_z: np.ndarray | None
    srmr: ResidualSummary
    crmr: ResidualSummary


def over(gap: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Residuals by their standard errors, 0 where they are nothing; NaN where they have none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(abs(gap) < NOTHING, 0.0, gap / np.sqrt(np.where(variance > 0, variance, np.nan)))


def onto_correlations(
    error: np.ndarray, cells: np.ndarray | slice, variances: np.ndarray, half: np.ndarray
) -> np.ndarray:
    """The covariances (c, c) of correlations from those of the statistics, `error` (q, q): the correlations
    move with the statistics `cells` (c,), and by `half` (c, v) against the statistics `variances` (v,)."""
    turned = error[cells] - half @ error[variances]
    out: np.ndarray = turned[:, cells] - turned[:, variances] @ half.T
    own = error.diagonal()
    return without_rounding(out, own[cells] + half**2 @ own[variances])


def without_rounding(left: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Covariances (q, q) without what is but the rounding of the variances `before` (q,)."""
    kept = left.diagonal() > ROOM * before
    return np.asarray(left * np.outer(kept, kept))


def summary(r: np.ndarray, error: np.ndarray, cells: int) -> ResidualSummary:
    """The root mean square of residuals `r` (q,) with covariances `error` (q, q) over `cells` of them: those
    that are zero by definition do not count."""
    square, t1, t2 = float(r @ r), float(np.trace(error)), float((error * error).sum())
    rms = math.sqrt(square / cells) if cells else 0.0
    # A model that leaves nothing over has nothing to test.
    if cells == 0 or t1 <= 0 or t2 / (2 * cells * t1) < np.finfo(float).eps or square < NOTHING**2:
        return ResidualSummary(rms, *[None] * 9)
    se = math.sqrt(t2 / (2 * cells * t1))
    expected = math.sqrt(t1 / cells) * (4 * t1 * t1 - t2) / (4 * t1 * t1)
    z = max(rms - expected, 0.0) / se
    bend = t2 + 2 * float(r @ error @ r)
    k = 1 - bend / (4 * square * square)
    unbiased = math.sqrt(max(square - t1, 0.0) / cells) / k
    unbiased_se = math.sqrt(bend / (2 * cells * square)) / abs(k)
    close = (unbiased - CLOSE) / unbiased_se
    limits = unbiased - REACH * unbiased_se, unbiased + REACH * unbiased_se
    tests = float(ndtr(-z)), unbiased, unbiased_se, *limits, close, float(ndtr(-close))
    return ResidualSummary(rms, se, z, *tests)
