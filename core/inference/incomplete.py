"""The indices of fits to rows with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.linalg import block_diag

from core.estimation.fit import Fit
from core.estimation.likelihood import points, sample_batch
from core.estimation.missing.em import IncompleteMoments
from core.estimation.moments import SampleMoments
from core.inference.population import Corrected, population
from core.inference.unrestricted import FreeMoments, free_moments_of
from core.options import Options


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
    inverse = fit.invert(bend)
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


def population_indices(
    fit: Fit, independent: Fit, moments: Sequence[SampleMoments], options: Options
) -> dict[str, Any]:
    """CFI, TLI and RMSEA that estimate what they would be without gaps; empty where there are none."""
    rows = [m.patterns.rows for m in moments if isinstance(m, IncompleteMoments)]
    if len(rows) < len(moments):
        return {}
    observed, scaled = options.observed_information, options.estimator != "ML"
    own, base = (corrected(f, rows, observed, scaled) for f in (fit, independent))
    nobs, groups = sum(m.nobs for m in moments), len(moments)
    return population(own, base, fit.df, independent.df, nobs, groups)
