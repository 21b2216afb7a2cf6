"""Tests and indices of fits to rows with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.least_squares import cell_jacobian, normal_weight
from core.estimation.likelihood import cells_onto_parameters, points, sample_batch
from core.inference.unrestricted import free_moments, moment_information, moment_scores


@dataclass(frozen=True, slots=True, eq=False)
class FreeMoments:
    """The unrestricted model of one group, without the moments of fixed exogenous variables.

    `delta` (q, k) are the slopes of the q moments, `information` and `spread` (mean cross-product of the
    scores) those of one case with its gaps, `complete` (q, q) is the information of a case without gaps.
    """

    delta: np.ndarray
    information: np.ndarray
    spread: np.ndarray
    complete: np.ndarray


def free_moments_of(fit: Fit, group: int, rows: np.ndarray, observed: bool = True) -> FreeMoments:
    """The unrestricted model behind a fit to the rows (n, p) of a group, NaN where a value is missing."""
    ram, way, sample = fit.problem.rams[group], fit.problem.ways[group], fit.samples[group]
    if not isinstance(sample, FimlSample):
        raise TypeError("the fit is not one to rows with gaps")
    p = len(ram.names)
    kept = free_moments(p, np.array([a for a, _ in ram.moment], dtype=np.intp))
    both = np.ix_(kept, kept)
    at = points(fit.problem, fit.theta[None], fit.samples)[group]
    delta = cell_jacobian(way, at.implied, True)[0] @ cells_onto_parameters(ram)
    scores = moment_scores(rows / ram.scale[:p], sample.cov[0], sample.mean[0])[:, kept]
    return FreeMoments(
        delta[kept],
        moment_information(sample.gaps, sample.cov[0], sample.mean[0], observed)[both],
        scores.T @ scores / len(rows),
        normal_weight(sample.cov[0], True)[both],
    )


def unrestricted_trace(own: FreeMoments) -> float:
    """tr(BA⁻¹) of the unrestricted model of one group, for the test of Yuan & Bentler (2000)."""
    return float(np.trace(np.linalg.solve(own.information, own.spread)))


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the fit would be without gaps: `chisq`, and the `factor` by which its expectation exceeds df."""

    chisq: float
    factor: float


def corrected(fit: Fit, rows: Sequence[np.ndarray], observed: bool = True, robust: bool = False) -> Corrected:
    """The complete-data χ² of the unrestricted moments at the FIML estimates with its correction, from which
    CFI, TLI and RMSEA do not depend on how much is missing (Zhang & Savalei, 2023, their FIML-C: V6, and V3
    where the data need not be normal).

    `rows` (n, p) of the groups; `observed` where the standard errors rest on the observed information.
    """
    shares = fit.problem.shares
    parts = [free_moments_of(fit, group, values) for group, values in enumerate(rows)]
    chisq, bend = 0.0, np.zeros_like(fit.info)
    at = points(fit.problem, fit.theta[None], fit.samples)
    for group, (ram, point, sample, own) in enumerate(
        zip(fit.problem.rams, at, fit.samples, parts, strict=True)
    ):
        chisq += ram.nobs * float(sample_batch(sample.cov, sample.mean).value(ram, point)[0])
        weight = own if observed else free_moments_of(fit, group, rows[group], observed=False)
        bend += shares[group] * own.delta.T @ weight.information @ own.delta
    inverse = np.linalg.inv(bend)
    trace = _robust_trace(parts, shares, inverse) if robust else _trace(parts, shares, inverse)
    return Corrected(chisq, trace / fit.df if fit.df else float("nan"))


def _trace(parts: Sequence[FreeMoments], shares: Sequence[float], inverse: np.ndarray) -> float:
    """tr(WᶜW⁻¹) − tr(WᶜΔE⁻¹Δᵀ) over all groups."""
    total = 0.0
    for own, share in zip(parts, shares, strict=True):
        total += float(np.trace(np.linalg.solve(own.information, own.complete)))
        total -= share * float(np.einsum("ij,ji->", own.delta.T @ own.complete @ own.delta, inverse))
    return total


def _robust_trace(parts: Sequence[FreeMoments], shares: Sequence[float], inverse: np.ndarray) -> float:
    """tr(R Wᶜ Rᵀ Γ) with R = I − WΔE⁻¹Δᵀ and Γ = W⁻¹JW⁻¹ over all groups."""
    weight, complete, gamma = (
        block_diag(*blocks)
        for blocks in (
            [share * own.information for own, share in zip(parts, shares, strict=True)],
            [share * own.complete for own, share in zip(parts, shares, strict=True)],
            [_gamma(own) / share for own, share in zip(parts, shares, strict=True)],
        )
    )
    delta = np.concatenate([own.delta for own in parts])
    rest = np.eye(len(weight)) - weight @ delta @ inverse @ delta.T
    return float(np.einsum("ij,ji->", rest @ complete @ rest.T, gamma))


def _gamma(own: FreeMoments) -> np.ndarray:
    bread = np.linalg.inv(own.information)
    return np.asarray(bread @ own.spread @ bread)
