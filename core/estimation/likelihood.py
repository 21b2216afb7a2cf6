"""The maximum likelihood discrepancy of a model over its groups, its gradient and its information, in
batches.

F = Σ_g n_g/N { ln|Σ| + tr(SΣ⁻¹) − ln|S| − p + (x̄ − μ)ᵀΣ⁻¹(x̄ − μ) } (Jöreskog, 1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.estimation.discrepancy import Discrepancy, Point, Pushes
from core.estimation.implied import Directions, Implied, Inner, directions, fill, imply, inverse_or_nan
from core.estimation.moments import SampleMoments
from core.estimation.ram import ALPHA, BETA, DELTA, LAMBDA, NU, PSI, TAU, THETA, Ram


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One group's moments in the model's metric under maximum likelihood: `cov` (B or 1, p, p), `mean`
    (B or 1, p), and ln|S| (B or 1,)."""

    inverts: ClassVar[bool] = True
    cov: np.ndarray
    mean: np.ndarray
    logdet: np.ndarray

    def value(self, ram: Ram, point: Point) -> np.ndarray:
        """ln|Σ| + tr(SΣ⁻¹) − ln|S| − p + (x̄ − μ)ᵀΣ⁻¹(x̄ − μ) (B,), infinite where Σ is not positive
        definite."""
        inverse = point.inverse
        fit = np.einsum("bij,bij->b", inverse, np.broadcast_to(self.cov, inverse.shape))
        out = fit - np.linalg.slogdet(inverse)[1] - self.logdet - inverse.shape[-1]
        if ram.means:
            gap = self.mean - point.implied.mean
            out = out + np.einsum("bi,bij,bj->b", gap, inverse, gap)
        return np.asarray(np.where(point.allowed, out, np.inf))

    def pushes(self, ram: Ram, point: Point) -> Pushes:
        """G = Σ⁻¹ − Σ⁻¹(S + (x̄ − μ)(x̄ − μ)ᵀ)Σ⁻¹."""
        gap = self.mean - point.implied.mean
        about = self.cov + gap[:, :, None] * gap[:, None, :] if ram.means else self.cov
        force = point.inverse - point.inverse @ about @ point.inverse
        pull = (point.inverse @ gap[..., None])[..., 0] if ram.means else None
        return Pushes(force @ point.lam, force, pull)

    def information(self, ram: Ram, way: Directions, point: Point) -> np.ndarray:
        """½ tr(Σ⁻¹ dΣ Σ⁻¹ dΣ) + dμᵀΣ⁻¹dμ along each pair of free cells (B, f, f)."""
        return cell_information(point, way, ram.means)

    def take(self, at: np.ndarray) -> Sample:
        """The members `at`; a batch of one serves everybody."""
        if len(self.cov) == 1:
            return self
        return Sample(self.cov[at], self.mean[at], self.logdet[at])


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The groups of a model, which share one parameter vector: the share of the cases that each holds, and
    its weight in F."""

    rams: tuple[Ram, ...]
    ways: tuple[Directions, ...]
    shares: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def npar(self) -> int:
        """Free parameters."""
        return self.rams[0].npar


def problem(rams: Sequence[Ram], weights: Sequence[float] | None = None) -> Problem:
    """A problem from the models of its groups; by default each weighs as its cases do."""
    total = sum(ram.nobs for ram in rams)
    shares = tuple(ram.nobs / total for ram in rams)
    ways = tuple(directions(ram) for ram in rams)
    return Problem(tuple(rams), ways, shares, shares if weights is None else tuple(weights))


def scaled_sample(ram: Ram, moments: SampleMoments) -> Sample:
    """The moments of a group as a batch of one in the model's metric."""
    sd = ram.scale[: len(ram.names)]
    mean = np.zeros(len(sd)) if moments.mean is None else moments.mean / sd
    return sample_batch(moments.cov[None] / np.outer(sd, sd), mean[None])


def sample_batch(cov: np.ndarray, mean: np.ndarray) -> Sample:
    """A batch of moments `cov` (B, p, p), `mean` (B, p) with their log-determinants."""
    return Sample(cov, mean, np.linalg.slogdet(cov)[1])


def points(prob: Problem, theta: np.ndarray, samples: Sequence[Discrepancy]) -> tuple[Point, ...]:
    """All groups at `theta` (B, k); the value, gradient and information there are made from it."""
    out = []
    for ram, sample in zip(prob.rams, samples, strict=True):
        # Beside ordered variables, the moments are those given the fixed exogenous variables.
        given = 0.0 if ram.cuts is not None else 1.0
        parts = fill(ram, theta, given * sample.cov, given * sample.mean)
        implied = imply(parts)
        cov = implied.cov
        allowed = positive_definite(cov) if sample.inverts else np.isfinite(cov).all(axis=(1, 2))
        if not allowed.all():
            cov = np.where(allowed[:, None, None], cov, np.eye(cov.shape[-1]))
        out.append(Point(parts.lam, implied, inverse_or_nan(cov), allowed))
    return tuple(out)


def positive_definite(cov: np.ndarray) -> np.ndarray:
    """Which matrices (B,) of a batch (B, p, p) are positive definite."""
    try:
        root = np.linalg.cholesky(cov)
    except np.linalg.LinAlgError:
        finite = np.isfinite(cov).all(axis=(1, 2))
        good = np.zeros(len(cov), dtype=bool)
        good[finite] = np.linalg.eigvalsh(cov[finite])[:, 0] > 0
        return good
    # Whatever is not finite somewhere reaches the diagonal.
    return np.asarray(np.isfinite(np.einsum("bii->bi", root)).all(axis=1))


def value(prob: Problem, at: Sequence[Point], samples: Sequence[Discrepancy]) -> np.ndarray:
    """F (B,); infinite where it has no value."""
    total = np.zeros(len(at[0].allowed))
    for ram, weight, point, sample in zip(prob.rams, prob.weights, at, samples, strict=True):
        total += weight * sample.value(ram, point)
    return total


def gradient(prob: Problem, at: Sequence[Point], samples: Sequence[Discrepancy]) -> np.ndarray:
    """∂F/∂θ (B, k)."""
    total = np.zeros((len(at[0].allowed), prob.npar), dtype=at[0].lam.dtype)
    for ram, weight, point, sample in zip(prob.rams, prob.weights, at, samples, strict=True):
        cells = weight * cell_gradient(ram, point.lam, point.implied.inner, sample.pushes(ram, point))
        add_cells(total, cells, ram)
    return total


def cell_gradient(ram: Ram, lam: np.ndarray, inner: Inner, pushes: Pushes) -> np.ndarray:
    """∂F/∂(free cell) (B, f) of one group."""
    out = np.empty((len(lam), len(ram.param)), dtype=lam.dtype)
    back = inner.total.swapaxes(-1, -2)
    answer = back @ (lam.swapaxes(-1, -2) @ pushes.on_lam)
    upon: dict[int, np.ndarray] = {}
    if pushes.pull is not None:
        within = (back @ (lam.swapaxes(-1, -2) @ pushes.pull[..., None]))[..., 0]
        upon = {LAMBDA: pushes.pull, NU: pushes.pull, BETA: within, ALPHA: within}
    for slot in ram.slots:
        rows, cols = slot.rows, slot.cols
        if slot.matrix == LAMBDA:
            cells = 2 * (pushes.on_lam @ inner.cov)[:, rows, cols]
            if pushes.on_paths is not None:
                cells = cells + (pushes.on_paths @ back)[:, rows, cols]
        elif slot.matrix == BETA:
            cells = 2 * (answer @ inner.cov)[:, rows, cols]
            if pushes.on_paths is not None:
                cells = cells + (back @ lam.swapaxes(-1, -2) @ pushes.on_paths @ back)[:, rows, cols]
        elif slot.matrix == PSI:
            cells = np.where(rows == cols, 1, 2) * (answer @ inner.total)[:, rows, cols]
        elif slot.matrix == THETA:
            cells = np.where(rows == cols, 1, 2) * pushes.on_theta[:, rows, cols]
        elif slot.matrix == TAU:
            cells = pushes.on_tau[:, rows, cols]
        elif slot.matrix == DELTA:
            cells = pushes.on_delta[:, rows]
        else:
            cells = np.zeros((len(lam), len(rows)))
        if slot.matrix in upon:
            weight = 1.0 if slot.matrix in (NU, ALPHA) else inner.mean[:, cols]
            cells = cells - 2 * upon[slot.matrix][:, rows] * weight
        out[:, slot.at] = cells
    return out


def mean_weights(implied: Implied, way: Directions) -> np.ndarray:
    """w (B, f) of dμ = w u for each free cell."""
    ones = np.ones((len(implied.mean), 1))
    return np.concatenate([0 * ones, ones, implied.eta_mean, implied.mean], axis=1)[:, way.mean_of]


def add_cells(total: np.ndarray, cells: np.ndarray, ram: Ram) -> None:
    """Add the slopes along the free cells (B, f) to those along their parameters in `total` (B, k)."""
    if ram.distinct:
        total[:, ram.param] += cells * ram.weight
    else:
        total += cells @ cells_onto_parameters(ram)


def information(prob: Problem, at: Sequence[Point], samples: Sequence[Discrepancy]) -> np.ndarray:
    """Expected information of one case (B, k, k); half the expected Hessian of F."""
    total = np.zeros((len(at[0].allowed), prob.npar, prob.npar))
    groups = zip(prob.rams, prob.ways, prob.shares, at, samples, strict=True)
    for ram, way, share, point, sample in groups:
        cells = share * sample.information(ram, way, point)
        onto = cells_onto_parameters(ram)
        total += onto.T @ cells @ onto
    return total


def cells_onto_parameters(ram: Ram) -> np.ndarray:
    """∂(free cell)/∂θ (f, k) of one group."""
    onto = np.zeros((len(ram.param), ram.npar))
    onto[np.arange(len(ram.param)), ram.param] = ram.weight
    return onto


def cell_information(point: Point, way: Directions, means: bool) -> np.ndarray:
    """Expected information (B, f, f) of the free cells of one group."""
    implied, inverse = point.implied, point.inverse
    inner = np.concatenate([implied.paths, implied.cross], axis=2)
    side = inverse @ inner
    low = np.concatenate([side.swapaxes(-1, -2), inner.swapaxes(-1, -2) @ side], axis=2)
    metric = np.concatenate([np.concatenate([inverse, side], axis=2), low], axis=1)
    uu = metric[:, way.u[:, None], way.u]
    uv = metric[:, way.u[:, None], way.v]
    vv = metric[:, way.v[:, None], way.v]
    out: np.ndarray = np.outer(way.c, way.c) * (uu * vv + uv * uv.swapaxes(-1, -2))
    if means:
        w = mean_weights(implied, way)
        out = out + w[:, :, None] * w[:, None, :] * uu
    return out
