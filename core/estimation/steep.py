"""The gradient alone, for the thousands of refits of a bootstrap, by the shortest way that the model
allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.discrepancy import Discrepancy, Point, Pushes
from core.estimation.implied import (
    Inner,
    Matrices,
    fill,
    imply,
    imply_inner,
    inverse_of_arrows,
    inverse_or_nan,
)
from core.estimation.likelihood import Problem, Sample, add_cells, cell_gradient, gradient, points
from core.estimation.ram import THETA, Ram

# Residual variances below this share of a variable's variance make the short way lose digits.
SMALL = 1e-4


def steep(prob: Problem, theta: np.ndarray, samples: Sequence[Discrepancy]) -> np.ndarray:
    """∂F/∂θ (B, k) at `theta` (B, k); NaN where the short way would not be accurate."""
    if not all(isinstance(sample, Sample) for sample in samples):
        return gradient(prob, points(prob, theta, samples), samples)
    total = np.zeros((len(theta), prob.npar))
    for ram, weight, sample in zip(prob.rams, prob.weights, samples, strict=True):
        parts = fill(ram, theta, sample.cov, sample.mean)
        way = _by_factors if has_factor_form(ram) else _by_inverse
        inner, pushes = way(ram, parts, sample)
        cells = weight * cell_gradient(ram, parts.lam, inner, pushes)
        add_cells(total, cells, ram)
    return total


def has_factor_form(ram: Ram) -> bool:
    """True where Θ is diagonal and every observed variable has a residual of its own."""
    off = any(cell.matrix == THETA and cell.row != cell.col for cell in (*ram.free, *ram.sampled))
    fixed = ram.base[THETA]
    residual = np.diag(fixed) != 0
    residual[[cell.row for cell in ram.free if cell.matrix == THETA and cell.row == cell.col]] = True
    return not off and not np.any(fixed - np.diag(np.diag(fixed))) and bool(residual.all())


def _by_inverse(ram: Ram, parts: Matrices, sample: Discrepancy) -> tuple[Inner, Pushes]:
    implied = imply(parts)
    everywhere = np.ones(len(parts.lam), dtype=bool)
    point = Point(parts.lam, implied, inverse_or_nan(implied.cov), everywhere)
    return implied.inner, sample.pushes(ram, point)


def _by_factors(ram: Ram, parts: Matrices, sample: Discrepancy) -> tuple[Inner, Pushes]:
    """Σ = ΛEΛᵀ + Θ with diagonal Θ: Σ⁻¹ = Θ⁻¹ − K Lᵀ with L = Θ⁻¹Λ, K = L E(I + ΛᵀL E)⁻¹ (Woodbury,
    1950), so that no matrix of the size of Σ is inverted or multiplied by another."""
    lam = parts.lam
    lam_t = lam.swapaxes(-1, -2)
    inner = imply_inner(parts.beta, parts.psi, parts.alpha)
    residual = np.einsum("bii->bi", parts.theta)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where((abs(residual) > SMALL).all(axis=1, keepdims=True), 1 / residual, np.nan)
    left = weight[:, :, None] * lam
    within = lam_t @ left
    shrink = inner.cov @ inverse_of_arrows(-within @ inner.cov)
    slim = left @ shrink
    about, pull = sample.cov, None
    if ram.means:
        mean = parts.nu + (lam @ inner.mean[..., None])[..., 0]
        gap = sample.mean - mean
        about = about + gap[:, :, None] * gap[:, None, :]
        pull = weight * gap - (slim @ (left.swapaxes(-1, -2) @ gap[..., None]))[..., 0]
    seen = about @ left
    core = left.swapaxes(-1, -2) @ seen
    keep = np.eye(lam.shape[-1]) - shrink @ within
    twice = (weight[:, :, None] * seen - slim @ core) @ keep
    on_lam = left @ keep - twice
    variance = np.einsum("bii->bi", np.broadcast_to(about, parts.theta.shape))
    own = weight - np.einsum("bpm,bpm->bp", slim, left)
    own = own - weight**2 * variance + 2 * weight * np.einsum("bpm,bpm->bp", seen, slim)
    own = own - np.einsum("bpm,bpm->bp", slim @ core, slim)
    on_theta = np.zeros_like(parts.theta)
    at = np.arange(lam.shape[1])
    on_theta[:, at, at] = own
    return inner, Pushes(on_lam, on_theta, pull)
