"""What a fitted model leaves of the moments, and how much of that sampling error could explain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.estimators import RECIPES
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.least_squares import Squares, cell_jacobian, half_indices, normal_weight
from core.estimation.likelihood import cells_onto_parameters
from core.estimation.missing.em import IncompleteMoments
from core.estimation.missing.imputed import ImputedMoments
from core.estimation.moments import SampleMoments
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.pooling import added_covariance
from core.inference.ordinal_residuals import ordered_residuals
from core.inference.residual_types import Residuals, over, summary
from core.inference.robust import scaled_gamma
from core.inference.unrestricted import free_moments, gaps_of, moment_information, moment_scores
from core.options import Options


def residuals(fit: Fit, moments: Sequence[SampleMoments], options: Options) -> tuple[Residuals, ...]:
    """The residuals of each group (Bentler, 1995; Bollen, 1989), whose z rest on the covariances that the
    estimator takes the sample moments to have."""
    weights = [_weight(fit, group, options) for group in range(len(moments))]
    slopes = [_slopes(fit, group) for group in range(len(moments))]
    shares = fit.problem.shares
    info = sum(
        share * delta.T @ weight @ delta for share, delta, weight in zip(shares, slopes, weights, strict=True)
    )
    bread = fit.invert(info)
    out = []
    for group, (own, delta, weight) in enumerate(zip(moments, slopes, weights, strict=True)):
        error = _sampling_error(fit, group, own, options)
        rest = np.eye(len(weight)) - shares[group] * delta @ bread @ delta.T @ weight
        left = rest @ error @ rest.T
        sample = fit.samples[group]
        if isinstance(sample, OrdinalSquares):
            out.append(ordered_residuals(fit, group, sample, left, error))
        else:
            out.append(_residuals(fit, group, left, error))
    return tuple(out)


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
    kept = free_moments(p, np.array([a for a, _ in ram.moment], dtype=np.intp), ram.means)
    return kept if ram.means else kept[p:]


def _weight(fit: Fit, group: int, options: Options) -> np.ndarray:
    """The weight (q, q) of a group's moments in the fit at its estimates."""
    sample, implied = fit.samples[group], fit.implied[group]
    if isinstance(sample, Squares):
        return np.asarray(sample.weight[0])
    kept = _modelled(fit, group)
    weight = _information(fit, group, implied.cov[0], implied.mean[0], options.observed_information)
    return np.asarray(weight * np.outer(kept, kept))


def _information(fit: Fit, group: int, cov: np.ndarray, mean: np.ndarray, observed: bool) -> np.ndarray:
    """Information of one case on the moments (q, q) at Σ and μ."""
    ram, sample = fit.problem.rams[group], fit.samples[group]
    if not observed and not isinstance(sample, FimlSample):
        return normal_weight(cov, ram.means)
    # Means that are not modelled are those of the sample.
    found = moment_information(gaps_of(sample), cov, mean if ram.means else sample.mean[0], observed)
    return found if ram.means else found[len(cov) :, len(cov) :]


def _sampling_error(fit: Fit, group: int, moments: SampleMoments, options: Options) -> np.ndarray:
    """Covariances of the sample moments (q, q), zero for those that are taken as given."""
    sample, recipe = fit.samples[group], RECIPES[options.estimator]
    if isinstance(sample, OrdinalSquares):
        return scaled_gamma(fit, group, moments) / fit.problem.rams[group].nobs
    kept = _modelled(fit, group)
    both = np.ix_(kept, kept)
    out = np.zeros((len(kept), len(kept)))
    if moments.gamma is not None:
        out[both] = scaled_gamma(fit, group, moments)[both]
    else:
        cov, mean = sample.cov[0], sample.mean[0]
        bread = np.linalg.inv(_information(fit, group, cov, mean, options.observed_information)[both])
        out[both] = bread
        if recipe.se != "standard" and isinstance(moments, IncompleteMoments):
            values = moments.patterns.rows / fit.problem.rams[group].scale[: len(cov)]
            scores = moment_scores(values, cov, mean)[:, kept]
            out[both] = bread @ (scores.T @ scores / len(values)) @ bread
    out /= fit.problem.rams[group].nobs
    if isinstance(moments, ImputedMoments):
        out[both] += added_covariance(_copies(fit, group, moments))[both]
    return out


def _copies(fit: Fit, group: int, moments: ImputedMoments) -> np.ndarray:
    """The stacked moments (m, q) of the imputed copies, in the model's metric."""
    ram, (a, b) = fit.problem.rams[group], half_indices(len(moments.names))
    sd = ram.scale[: len(ram.names)]
    low = (moments.covs / np.outer(sd, sd))[:, a, b]
    return np.concatenate([moments.means / sd, low], axis=1) if ram.means else low


def _residuals(fit: Fit, group: int, error: np.ndarray, sampling: np.ndarray) -> Residuals:
    ram, sample, implied = fit.problem.rams[group], fit.samples[group], fit.implied[group]
    p = len(ram.names)
    # In the model's metric every variable has variance 1 in the sample.
    sd, spread = ram.scale[:p], np.sqrt(np.diag(implied.cov[0]))
    gap = sample.cov[0] - implied.cov[0]
    bollen = sample.cov[0] - implied.cov[0] / np.outer(spread, spread)
    turn = _onto_correlations(sample.cov[0], ram.means)
    turned = turn @ error @ turn.T
    first = p if ram.means else 0
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


def _onto_correlations(cov: np.ndarray, means: bool) -> np.ndarray:
    """The slopes (q, q) of correlations along covariances (p, p) with a unit diagonal; means stay."""
    p = len(cov)
    a, b = half_indices(p)
    turn = np.eye(len(a))
    variance = np.flatnonzero(a == b)
    turn[np.arange(len(a)), variance[a]] -= 0.5 * cov[a, b]
    turn[np.arange(len(a)), variance[b]] -= 0.5 * cov[a, b]
    if not means:
        return turn
    return np.block([[np.eye(p), np.zeros((p, len(a)))], [np.zeros((len(a), p)), turn]])
