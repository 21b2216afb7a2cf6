"""Weighted least squares: F = rᵀWr for the residuals r of means and covariances (Browne, 1984)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.estimation.discrepancy import Point, Pushes
from core.estimation.implied import Directions, Implied, inverse_or_nan
from core.estimation.likelihood import mean_weights
from core.estimation.ram import Ram


@dataclass(frozen=True, slots=True, eq=False)
class Squares(ABC):
    """One group's statistics in the model's metric with their `weight` (B or 1, q, q); a child says which."""

    inverts: ClassVar[bool] = False
    cov: np.ndarray
    mean: np.ndarray
    weight: np.ndarray

    @abstractmethod
    def residual(self, ram: Ram, implied: Implied) -> np.ndarray:
        """Sample minus implied statistics (B, q)."""

    @abstractmethod
    def jacobian(self, ram: Ram, way: Directions, implied: Implied) -> np.ndarray:
        """Δ (B, q, f): the slopes of the implied statistics along the directions of `way`."""

    @abstractmethod
    def pushes(self, ram: Ram, point: Point) -> Pushes:
        """The derivative of F with respect to the implied moments."""

    @abstractmethod
    def take(self, at: np.ndarray) -> Squares:
        """The members `at`; a batch of one serves everybody."""

    def value(self, ram: Ram, point: Point) -> np.ndarray:
        """rᵀWr (B,), infinite where nothing is implied."""
        r = self.residual(ram, point.implied)
        return np.asarray(np.where(point.allowed, (self.weighed(r) * r).sum(axis=1), np.inf))

    def weighed(self, residual: np.ndarray) -> np.ndarray:
        """Wr (B, q)."""
        if len(self.weight) == 1:
            return np.asarray(residual @ self.weight[0])
        return np.asarray((residual[:, None, :] @ self.weight)[:, 0])

    def information(self, ram: Ram, way: Directions, point: Point) -> np.ndarray:
        """ΔᵀWΔ along the free cells (B, f, f)."""
        delta = self.jacobian(ram, way, point.implied)
        return np.asarray(delta.swapaxes(-1, -2) @ self.weight @ delta)


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquares(Squares):
    """Means, where `with_means`, and then the lower triangle of the covariances, column by column."""

    with_means: bool

    def residual(self, ram: Ram, implied: Implied) -> np.ndarray:
        """Sample minus implied moments (B, q)."""
        r = half_columns(self.cov - implied.cov)
        return np.concatenate([self.mean - implied.mean, r], axis=1) if self.with_means else r

    def pushes(self, ram: Ram, point: Point) -> Pushes:
        """G from −2Wr: off the diagonal each moment stands in two cells of G."""
        slope = self.weighed(self.residual(ram, point.implied))
        p = self.cov.shape[-1]
        pull = slope[:, :p] if self.with_means else None
        a, b = half_indices(p)
        force = np.zeros((len(slope), p, p), dtype=slope.dtype)
        cells = -slope[:, p if self.with_means else 0 :] * np.where(a == b, 2.0, 1.0)
        force[:, a, b] = cells
        force[:, b, a] = cells
        return Pushes(force @ point.lam, force, pull)

    def jacobian(self, ram: Ram, way: Directions, implied: Implied) -> np.ndarray:
        """Δ (B, q, f)."""
        return cell_jacobian(way, implied, self.with_means)

    def take(self, at: np.ndarray) -> LeastSquares:
        """The members `at`; a batch of one serves everybody."""
        if len(self.cov) == 1:
            return self
        weight = self.weight if len(self.weight) == 1 else self.weight[at]
        return LeastSquares(self.cov[at], self.mean[at], weight, self.with_means)


def half_indices(p: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the lower triangle of a (p, p) matrix, column by column, as lavaan stacks it."""
    b, a = np.triu_indices(p)
    return a, b


def half_columns(matrix: np.ndarray) -> np.ndarray:
    """The lower triangles (B, p(p+1)/2) of symmetric matrices (B, p, p), column by column."""
    a, b = half_indices(matrix.shape[-1])
    return matrix[..., a, b]


def cell_vectors(way: Directions, implied: Implied) -> tuple[np.ndarray, np.ndarray]:
    """u and v (B, p, f) of the directions."""
    batch, p = implied.cov.shape[:2]
    identity = np.broadcast_to(np.eye(p), (batch, p, p))
    basis = np.concatenate([identity, implied.paths, implied.cross, implied.cov], axis=2)
    return basis[:, :, way.u], basis[:, :, way.v]


def cell_jacobian(way: Directions, implied: Implied, means: bool) -> np.ndarray:
    """Δ (B, q, f): the slopes of the implied moments along the free cells, stacked as in `LeastSquares`."""
    u, v = cell_vectors(way, implied)
    a, b = half_indices(u.shape[1])
    delta = way.c * (u[:, a] * v[:, b] + u[:, b] * v[:, a])
    if not means:
        return np.asarray(delta)
    return np.concatenate([mean_weights(implied, way)[:, None, :] * u, delta], axis=1)


def normal_weight(cov: np.ndarray, means: bool) -> np.ndarray:
    """W (…, q, q) of covariances (…, p, p) under normality: S⁻¹ for the means, ½Dᵀ(S⁻¹ ⊗ S⁻¹)D for the
    covariances."""
    inverse = inverse_or_nan(cov)
    p = cov.shape[-1]
    a, b = half_indices(p)
    twice = np.where(a == b, 0.5, 1.0)
    row, col = a[:, None], b[:, None]
    products = inverse[..., row, a] * inverse[..., col, b] + inverse[..., row, b] * inverse[..., col, a]
    block = products * np.outer(twice, twice)
    if not means:
        return np.asarray(block)
    out = np.zeros((*cov.shape[:-2], p + len(a), p + len(a)))
    out[..., :p, :p], out[..., p:, p:] = inverse, block
    return out


def normal_covariance(cov: np.ndarray, means: bool) -> np.ndarray:
    """Γ (q, q) of covariances (p, p) under normality, the inverse of their weight: S for the means, and
    s_ik s_jl + s_il s_jk for the covariances."""
    p = len(cov)
    a, b = half_indices(p)
    left, right = cov[a], cov[b]
    block = left[:, a] * right[:, b]
    block += left[:, b] * right[:, a]
    if not means:
        return np.asarray(block)
    out = np.zeros((p + len(a), p + len(a)))
    out[:p, :p], out[p:, p:] = cov, block
    return out


def free_moments(p: int, given: np.ndarray, means: bool) -> np.ndarray:
    """Which of the stacked moments (p + p(p+1)/2,) are modelled: not those of fixed exogenous variables, at
    `given`, alone."""
    fixed = np.isin(np.arange(p), given)
    a, b = half_indices(p)
    return np.concatenate([~fixed & means, ~(fixed[a] & fixed[b])])


def asymptotic_weight(gamma: np.ndarray, diagonal: bool, kept: np.ndarray) -> np.ndarray:
    """W (q, q) from the covariances Γ (q, q) of the moments: Γ⁻¹ of those that are `kept` (q,), or that of
    its diagonal, and zero for the others; NaN where it has none."""
    out = np.zeros_like(gamma)
    inner = gamma[np.ix_(kept, kept)]
    if diagonal:
        with np.errstate(divide="ignore"):
            out[np.ix_(kept, kept)] = np.diag(1 / np.diag(inner))
    else:
        out[np.ix_(kept, kept)] = inverse_or_nan(inner)
    return out


def moment_covariance(
    rows: np.ndarray, means: bool, given: Sequence[int] | np.ndarray = (), shares: np.ndarray | None = None
) -> np.ndarray:
    """Γ (q, q): the covariances of √n times the moments of `rows` (n, p), free of any distribution (Browne,
    1984); what the fixed variables `given` explain of a row counts as known. `shares` (n,) are those of the
    rows in a resample."""
    weights = np.full(len(rows), 1 / len(rows)) if shares is None else shares
    moments = _row_moments(rows, means, weights)
    if len(given):
        known = np.column_stack([np.ones(len(rows)), rows[:, list(given)]])
        moments = moments - _row_moments(known @ np.linalg.lstsq(known, rows)[0], means, weights)
    spread = (moments - weights @ moments) * np.sqrt(weights)[:, None]
    return np.asarray(spread.T @ spread)


def moment_deviations(rows: np.ndarray, means: bool) -> np.ndarray:
    """How far the moments of each row (n, q) are from those of all `rows` (n, p)."""
    moments = _row_moments(rows, means, np.full(len(rows), 1 / len(rows)))
    return np.asarray(moments - moments.mean(axis=0))


def _row_moments(rows: np.ndarray, means: bool, weights: np.ndarray) -> np.ndarray:
    centred = rows - weights @ rows
    a, b = half_indices(rows.shape[1])
    products = centred[:, a] * centred[:, b]
    return np.concatenate([centred, products], axis=1) if means else products
