"""Quantities that depend on the parameters, with standard errors and intervals by whatever method is
asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from core.estimation.fit import Fit
from core.inference.bootstrap import Draws
from core.inference.intervals import acceleration, bias_corrected, percentile, spread
from core.inference.jacobian import jacobian
from core.inference.rubin import degrees, missing_information, t_pvalue, t_reach
from core.inference.scores import influence
from core.options import Interval, Options

# Until the draws of a bootstrap arrive, Monte Carlo previews its intervals: limits good to about a tenth of a
# standard error.
PREVIEW_DRAWS = 1000

# What is left of errors that cancel each other.
ROUNDING = 1e-7

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Estimates `est` (q,) with `se`, and interval limits `low` and `high` (q,) made by `method`.

    `df` (q,) are the degrees of freedom of their t, and `fmi` (q,) the fraction of missing information, where
    they are pooled over imputed data; None where they are taken as normal.
    """

    est: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    method: Interval
    df: np.ndarray | None = None
    fmi: np.ndarray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """All that is known of the sampling error of one fit: `vcov` (k, k) of θ in the model's metric, Monte
    Carlo or bootstrap `draws` (B, k), and the groups' rows for the acceleration of BCa."""

    fit: Fit
    vcov: np.ndarray
    draws: np.ndarray | None
    method: Interval
    level: float
    rows: Sequence[np.ndarray] | None = None


def uncertainty(
    fit: Fit, options: Options, boot: Draws | None = None, rows: Sequence[np.ndarray] | None = None
) -> Uncertainty:
    """What intervals are made of: bootstrap draws where they are given, else Monte Carlo draws or the
    delta method (MacKinnon, Lockwood & Williams, 2004)."""
    unit = fit.problem.rams[0].unit
    vcov = fit.estimates.vcov / np.outer(unit, unit)
    if boot is not None and options.interval in ("percentile", "bc", "bca"):
        return Uncertainty(fit, vcov, boot.theta, options.interval, options.level, rows)
    if options.interval == "delta":
        return Uncertainty(fit, vcov, None, "delta", options.level)
    rng = np.random.default_rng(options.seed)
    noise = rng.standard_normal((monte_carlo_draws(options), len(fit.theta)))
    draws = fit.theta + noise @ _root(vcov).T
    return Uncertainty(fit, vcov, draws, "monte_carlo", options.level)


def _root(cov: np.ndarray) -> np.ndarray:
    """A square root R of a covariance matrix, cov = RRᵀ; constraints and variables with two values make one
    singular."""
    try:
        return np.linalg.cholesky(cov)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(cov)
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def monte_carlo_draws(options: Options) -> int:
    """How many Monte Carlo draws the intervals rest on while there are no others."""
    final = options.interval == "monte_carlo" or options.missing == "imputed"
    return options.draws if final else PREVIEW_DRAWS


def measure(
    known: Uncertainty,
    function: Function,
    drawn: np.ndarray | None = None,
    est: np.ndarray | None = None,
) -> Measured:
    """A function of θ (B, k) → (B, q) with its uncertainty; `drawn` are its values at the draws and `est`
    (q,) at the estimates, where known.

    The standard error is the draws' standard deviation under the bootstrap, else by the delta method.
    """
    theta = known.fit.theta
    est = function(theta[None])[0] if est is None else est
    slopes = jacobian(function, theta)
    se = delta_errors(slopes, known.vcov)
    df, fmi = _over_imputations(known.fit, slopes)
    if known.draws is None:
        reach = se * (ndtri((1 + known.level) / 2) if df is None else t_reach(known.level, df))
        return Measured(est, se, est - reach, est + reach, known.method, df, fmi)
    values = function(known.draws) if drawn is None else drawn
    if known.method == "monte_carlo":
        return Measured(est, se, *percentile(values, known.level), known.method, df, fmi)
    se = spread(values)
    if known.method == "percentile":
        return Measured(est, se, *percentile(values, known.level), known.method)
    bend = None
    if known.method == "bca" and known.rows is not None:
        bend = acceleration(influence(known.fit, known.rows) @ slopes.T)
    return Measured(est, se, *bias_corrected(values, est, known.level, bend), known.method)


def delta_errors(slopes: np.ndarray, vcov: np.ndarray) -> np.ndarray:
    """Standard errors (q,) of functions with `slopes` (q, k) of estimates with covariances `vcov` (k, k);
    exactly zero where a constraint keeps a function at one value, so that its errors cancel."""
    se = np.sqrt(np.maximum(np.einsum("qk,kl,ql->q", slopes, vcov, slopes), 0.0))
    reach = abs(slopes) @ np.sqrt(np.maximum(np.diag(vcov), 0.0))
    return np.asarray(np.where(se <= ROUNDING * reach, 0.0, se))


def _over_imputations(fit: Fit, slopes: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
    """The degrees of freedom and the fraction of missing information (q,) of functions with `slopes` (q, k);
    None where the fit is not pooled."""
    pooled = fit.pooled
    if pooled is None:
        return None, None
    within, added = (delta_errors(slopes, vcov) ** 2 for vcov in (pooled.within, pooled.added))
    df = degrees(within, added, pooled.count, pooled.complete_df)
    return df, missing_information(within, added, df)


def z_test(est: np.ndarray, se: np.ndarray, df: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """z, or t where it has degrees of freedom, and its two-sided p (q,); NaN where there is no standard
    error."""
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(se > 0, est / se, np.nan)
    return z, 2 * ndtr(-np.abs(z)) if df is None else t_pvalue(z, df)
