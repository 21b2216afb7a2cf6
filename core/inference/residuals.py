"""What a fitted model leaves of the moments, and how much of that sampling error could explain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.estimators import RECIPES
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.least_squares import (
    Squares,
    cell_jacobian,
    free_moments,
    half_indices,
    normal_covariance,
)
from core.estimation.likelihood import cells_onto_parameters
from core.estimation.missing.em import IncompleteMoments
from core.estimation.missing.imputed import ImputedMoments
from core.estimation.moments import SampleMoments
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.pooling import added_covariance
from core.estimation.ram import given_variables
from core.inference.ordinal_residuals import ordered_residuals
from core.inference.residual_types import Residuals, onto_correlations, over, summary, without_rounding
from core.inference.robust import scaled_gamma
from core.inference.unrestricted import (
    gaps_of,
    moment_information,
    moment_scores,
    weighted_slopes,
)
from core.options import Options


def residuals(fit: Fit, moments: Sequence[SampleMoments], options: Options) -> tuple[Residuals, ...]:
    """The residuals of each group (Bentler, 1995; Bollen, 1989), whose z rest on the covariances that the
    estimator takes the sample moments to have."""
    slopes = [_slopes(fit, group) for group in range(len(moments))]
    pulled = [_weighted(fit, group, delta, options) for group, delta in enumerate(slopes)]
    shares = fit.problem.shares
    bread = fit.invert(sum(s * d.T @ w for s, d, w in zip(shares, slopes, pulled, strict=True)))
    out = []
    for group, (own, delta, weighted) in enumerate(zip(moments, slopes, pulled, strict=True)):
        error = _sampling_error(fit, group, own, options)
        left = _left(error, delta, weighted, shares[group] * bread)
        sample = fit.samples[group]
        if isinstance(sample, OrdinalSquares):
            out.append(ordered_residuals(fit, group, sample, left, error))
        else:
            out.append(_residuals(fit, group, left, error))
    return tuple(out)


def _left(error: np.ndarray, delta: np.ndarray, weighted: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """RERᵀ (q, q) of the error E of the sample moments, with R = I − ΔB(WΔ)ᵀ; Δ is much thinner than R. Where
    the fit leaves no room, there is none left."""
    onto = bread @ (weighted.T @ error)
    half = delta @ (onto - 0.5 * (onto @ weighted @ bread) @ delta.T)
    return without_rounding(error - half - half.T, error.diagonal())


def _slopes(fit: Fit, group: int) -> np.ndarray:
    """Δ (q, k) of a group, the means' first where they are modelled."""
    ram, way, sample = fit.problem.rams[group], fit.problem.ways[group], fit.samples[group]
    if isinstance(sample, Squares):
        cells = sample.jacobian(ram, way, fit.implied[group])
    else:
        cells = cell_jacobian(way, fit.implied[group], ram.means)
    return np.asarray(cells[0] @ cells_onto_parameters(ram))


def _modelled(fit: Fit, group: int) -> np.ndarray:
    """Which of the moments (q,) are modelled, not taken from the sample."""
    ram = fit.problem.rams[group]
    p = len(ram.names)
    kept = free_moments(p, given_variables(ram), ram.means)
    return kept if ram.means else kept[p:]


def _weighted(fit: Fit, group: int, delta: np.ndarray, options: Options) -> np.ndarray:
    """WΔ (q, k): the slopes of a group by the weight of its moments in the fit at its estimates."""
    ram, sample, implied = fit.problem.rams[group], fit.samples[group], fit.implied[group]
    if isinstance(sample, Squares):
        return np.asarray(sample.weight[0] @ delta)
    kept = _modelled(fit, group)[:, None]
    # Means that are not modelled are those of the sample.
    cov, mean = implied.cov[0], implied.mean[0] if ram.means else sample.mean[0]
    if isinstance(sample, FimlSample):
        information = _information(fit, group, cov, mean, options.observed_information)
        return np.asarray(kept * (information @ (kept * delta)))
    about = (sample.cov[0], sample.mean[0] - mean) if options.observed_information else None
    return np.asarray(kept * weighted_slopes(kept * delta, cov, about))


def _information(fit: Fit, group: int, cov: np.ndarray, mean: np.ndarray, observed: bool) -> np.ndarray:
    """Information of one case with its gaps on the moments (q, q) at Σ and μ."""
    found = moment_information(gaps_of(fit.samples[group]), cov, mean, observed)
    return found if fit.problem.rams[group].means else found[len(cov) :, len(cov) :]


def _sampling_error(fit: Fit, group: int, moments: SampleMoments, options: Options) -> np.ndarray:
    """Covariances of the sample moments (q, q), zero for those that are taken as given."""
    nobs = fit.problem.rams[group].nobs
    if isinstance(fit.samples[group], OrdinalSquares):
        return scaled_gamma(fit, group, moments) / nobs
    kept = _modelled(fit, group)
    found = _error_of_kept(fit, group, moments, kept, options) / nobs
    if isinstance(moments, ImputedMoments):
        found = found + added_covariance(_copies(fit, group, moments))[np.ix_(kept, kept)]
    if kept.all():
        return np.asarray(found)
    out = np.zeros((len(kept), len(kept)))
    out[np.ix_(kept, kept)] = found
    return out


def _copies(fit: Fit, group: int, moments: ImputedMoments) -> np.ndarray:
    """The stacked moments (m, q) of the imputed copies, in the model's metric."""
    ram, (a, b) = fit.problem.rams[group], half_indices(len(moments.names))
    sd = ram.scale[: len(ram.names)]
    low = (moments.covs / np.outer(sd, sd))[:, a, b]
    return np.concatenate([moments.means / sd, low], axis=1) if ram.means else low


def _error_of_kept(
    fit: Fit, group: int, moments: SampleMoments, kept: np.ndarray, options: Options
) -> np.ndarray:
    """N times the covariances (k, k) of the sample moments that are `kept` (q,)."""
    ram, sample = fit.problem.rams[group], fit.samples[group]
    cov, mean = sample.cov[0], sample.mean[0]
    both = np.ix_(kept, kept)
    if moments.gamma is not None:
        return np.asarray(scaled_gamma(fit, group, moments)[both])
    if not isinstance(sample, FimlSample):
        return _given_others(normal_covariance(cov, ram.means), kept)
    bread: np.ndarray = np.linalg.inv(_information(fit, group, cov, mean, options.observed_information)[both])
    if RECIPES[options.estimator].se == "standard" or not isinstance(moments, IncompleteMoments):
        return bread
    values = moments.patterns.rows / ram.scale[: len(cov)]
    scores = moment_scores(values, cov, mean)[:, kept]
    return np.asarray(bread @ (scores.T @ scores / len(values)) @ bread)


def _given_others(gamma: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The covariances (k, k) of the moments that are `kept` (q,), given the others."""
    if kept.all():
        return gamma
    own, shared = gamma[np.ix_(kept, kept)], gamma[np.ix_(kept, ~kept)]
    return np.asarray(own - shared @ np.linalg.solve(gamma[np.ix_(~kept, ~kept)], shared.T))


def _residuals(fit: Fit, group: int, error: np.ndarray, sampling: np.ndarray) -> Residuals:
    ram, sample, implied = fit.problem.rams[group], fit.samples[group], fit.implied[group]
    p = len(ram.names)
    # In the model's metric every variable has variance 1 in the sample.
    sd, spread = ram.scale[:p], np.sqrt(np.diag(implied.cov[0]))
    gap = sample.cov[0] - implied.cov[0]
    bollen = sample.cov[0] - implied.cov[0] / np.outer(spread, spread)
    first = p if ram.means else 0
    a, b = half_indices(p)
    turned = onto_correlations(
        error, slice(None), first + np.flatnonzero(a == b), _halves(sample.cov[0], first)
    )
    mean = mean_gap = None
    if ram.means:
        mean_gap = sample.mean[0] - implied.mean[0]
        mean = mean_gap * sd
    raw = gap * np.outer(sd, sd)
    return Residuals(
        ram.names,
        group + 1,
        raw,
        gap,
        bollen,
        _square(gap, error[first:, first:]),
        _square(bollen, turned[first:, first:]),
        _square(gap, sampling[first:, first:]),
        mean,
        None if mean_gap is None else over(mean_gap, np.diag(error)[:p]),
        summary(_stacked(gap, mean_gap), error, len(error)),
        summary(_stacked(bollen, mean_gap), turned, len(error) - p),
    )


def _stacked(gap: np.ndarray, mean: np.ndarray | None) -> np.ndarray:
    a, b = half_indices(len(gap))
    return gap[a, b] if mean is None else np.concatenate([mean, gap[a, b]])


def _square(gap: np.ndarray, error: np.ndarray) -> np.ndarray:
    a, b = half_indices(len(gap))
    out = np.empty_like(gap)
    out[a, b] = out[b, a] = over(gap[a, b], np.diag(error))
    return out


def _halves(cov: np.ndarray, first: int) -> np.ndarray:
    """What the variances (p,) take from the correlations of covariances (p, p) with a unit diagonal (q, p);
    nothing from the `first` moments, which are means."""
    a, b = half_indices(len(cov))
    half = np.zeros((first + len(a), len(cov)))
    at = np.arange(first, len(half))
    half[at, a] = 0.5 * cov[a, b]
    half[at, b] += 0.5 * cov[a, b]
    return half
