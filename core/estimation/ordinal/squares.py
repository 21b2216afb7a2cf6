"""Weighted least squares of thresholds, means, variances and correlations (Muthén, 1984)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.estimation.discrepancy import Point, Pushes
from core.estimation.implied import Directions, Implied
from core.estimation.least_squares import Squares, cell_vectors
from core.estimation.likelihood import mean_weights
from core.estimation.ordinal.layout import COVARIANCE, MEAN, SLOPE, THRESHOLD, VARIANCE, Layout
from core.estimation.ram import BETA, DELTA, LAMBDA, TAU, Cuts, Ram


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalSquares(Squares):
    """The statistics `stats` (B or 1, s) of a group some of whose variables are ordered, in the order of
    `layout`; `tau` (p, t) are the sample's thresholds."""

    stats: np.ndarray
    layout: Layout
    tau: np.ndarray

    def residual(self, ram: Ram, implied: Implied) -> np.ndarray:
        """Sample minus implied statistics (B, s)."""
        plan, d = self.layout, implied.delta
        out = np.zeros((len(d), len(plan.kind)), dtype=implied.cov.dtype)
        at, v, t = _of(plan, THRESHOLD)
        out[:, at] = d[:, v] * (implied.tau[:, v, t] - implied.mean[:, v])
        at, v, _ = _of(plan, MEAN)
        out[:, at] = -implied.mean[:, v]
        at, v, x = self._caused(ram)
        out[:, at] = d[:, v] * implied.paths[:, v, x]
        at, v, _ = _of(plan, VARIANCE)
        out[:, at] = implied.cov[:, v, v]
        at, i, j = _of(plan, COVARIANCE)
        out[:, at] = d[:, i] * d[:, j] * implied.cov[:, i, j]
        return np.asarray(self.stats - out)

    def pushes(self, ram: Ram, point: Point) -> Pushes:
        """From −2Wr, back through the scaling factors to Σ, μ, τ and δ."""
        implied, plan = point.implied, self.layout
        slope = -2 * self.weighed(self.residual(ram, implied))
        d, tau = implied.delta, implied.tau
        pull, on_tau = np.zeros_like(implied.mean), np.zeros_like(tau)
        on_d, force = np.zeros_like(d), np.zeros_like(implied.cov)
        at, v, t = _of(plan, THRESHOLD)
        on_tau[:, v, t] = slope[:, at] * d[:, v]
        gap = np.zeros_like(tau)
        gap[:, v, t] = slope[:, at] * (tau[:, v, t] - implied.mean[:, v])
        on_d += gap.sum(axis=2)
        pull += on_tau.sum(axis=2) / 2
        at, v, _ = _of(plan, MEAN)
        pull[:, v] += slope[:, at] / 2
        on_paths = np.zeros_like(implied.paths)
        at, v, x = self._caused(ram)
        on_paths[:, v, x] = slope[:, at]
        on_d += (on_paths * implied.paths).sum(axis=2)
        on_paths *= d[..., None]
        at, v, _ = _of(plan, VARIANCE)
        force[:, v, v] = slope[:, at]
        at, i, j = _of(plan, COVARIANCE)
        force[:, i, j] = force[:, j, i] = slope[:, at] * d[:, i] * d[:, j] / 2
        crossed = np.zeros_like(force)
        crossed[:, i, j] = slope[:, at] * d[:, j] * implied.cov[:, i, j]
        crossed[:, j, i] = slope[:, at] * d[:, i] * implied.cov[:, i, j]
        on_d += crossed.sum(axis=2)
        if ram.cuts is not None:
            _through_variances(ram.cuts, implied, force, on_d)
        return Pushes(force @ point.lam, force, pull, on_tau, on_d, on_paths)

    def jacobian(self, ram: Ram, way: Directions, implied: Implied) -> np.ndarray:
        """Δ (B, s, f)."""
        moves = _moves(ram, way, implied)
        plan, d = self.layout, implied.delta
        out = np.zeros((len(d), len(plan.kind), len(way.c)), dtype=implied.cov.dtype)
        at, v, t = _of(plan, THRESHOLD)
        out[:, at] = moves.delta[:, v] * (implied.tau[:, v, t] - implied.mean[:, v])[..., None]
        out[:, at] += d[:, v, None] * (_on_cells(way, TAU, v, t) - moves.mean[:, v])
        at, v, _ = _of(plan, MEAN)
        out[:, at] = -moves.mean[:, v]
        at, v, x = self._caused(ram)
        out[:, at] = moves.delta[:, v] * implied.paths[:, v, x, None]
        out[:, at] += d[:, v, None] * moves.u[:, v] * _passed_on(way, implied)[:, x]
        at, v, _ = _of(plan, VARIANCE)
        out[:, at] = moves.cov(v, v)
        at, i, j = _of(plan, COVARIANCE)
        stretch = moves.delta[:, i] * d[:, j, None] + d[:, i, None] * moves.delta[:, j]
        out[:, at] = (d[:, i] * d[:, j])[..., None] * moves.cov(i, j) + implied.cov[:, i, j, None] * stretch
        return out

    def _caused(self, ram: Ram) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The places of the slopes that the model may make other than zero, their variables, and their causes
        in η."""
        at, v, x = _of(self.layout, SLOPE)
        cause = np.full(len(ram.names), -1) if ram.cuts is None else ram.cuts.cause
        there = cause[x] >= 0
        return at[there], v[there], cause[x[there]]

    def take(self, at: np.ndarray) -> OrdinalSquares:
        """The members `at`; a batch of one serves everybody."""
        if len(self.cov) == 1:
            return self
        weight = self.weight if len(self.weight) == 1 else self.weight[at]
        return OrdinalSquares(self.cov[at], self.mean[at], weight, self.stats[at], self.layout, self.tau)


def _of(plan: Layout, kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The places of the statistics of a kind, their rows and columns."""
    at = plan.at(kind)
    return at, plan.row[at], plan.col[at]


def _through_variances(cuts: Cuts, implied: Implied, force: np.ndarray, on_d: np.ndarray) -> None:
    """Add what the variances of the responses behind ordered variables bring about.

    Under theta they make the scaling factors; under delta these make them, so that a residual variance in η
    has no slope of its own.
    """
    at = cuts.at
    if not cuts.delta:
        force[:, at, at] -= on_d[:, at] * implied.delta[:, at] ** 3 / 2
        return
    stems = cuts.stems
    if len(stems):
        reach = implied.paths[:, :, cuts.stems_eta]
        slope = np.einsum("bps,bpq,bqs->bs", reach, force, reach)
        square = reach[:, stems] ** 2
        held = -np.linalg.solve(square.swapaxes(-1, -2), slope[..., None])[..., 0]
        force[:, stems, stems] += held
        on_d[:, stems] += 2 * held * implied.delta[:, stems] ** -3


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """Slopes along f directions of μ, `mean` (B, p, f), and of δ, `delta` (B, p, f); those of Σ are made of
    the vectors `u` and `v` (B, p, f), and of the residual variances in η that follow, with slopes `follow`
    (B, s, f), along `reach` (B, p, s)."""

    mean: np.ndarray
    delta: np.ndarray
    u: np.ndarray
    v: np.ndarray
    reach: np.ndarray
    follow: np.ndarray

    def cov(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """dΣ_ij (B, q, f) of the cells `i`, `j` (q,)."""
        own = self.u[:, i] * self.v[:, j] + self.u[:, j] * self.v[:, i]
        return np.asarray(own + (self.reach[:, i] * self.reach[:, j]) @ self.follow)


def _moves(ram: Ram, way: Directions, implied: Implied) -> _Moves:
    u, v = cell_vectors(way, implied)
    mean = mean_weights(implied, way)[:, None, :] * u
    delta = np.zeros_like(mean)
    reach, follow = implied.paths[:, :, :0], np.zeros((len(mean), 0, len(way.c)))
    found = _Moves(mean, delta, u, way.c * v, reach, follow)
    cuts, d = ram.cuts, implied.delta
    if cuts is None:
        return found
    at, stems = cuts.at, cuts.stems
    delta[:, at] = _on_cells(way, DELTA, at, np.zeros_like(at))
    if not cuts.delta:
        delta[:, at] -= found.cov(at, at) * d[:, at, None] ** 3 / 2
        return found
    if len(stems):
        reach = implied.paths[:, :, cuts.stems_eta]
        lacking = -2 * d[:, stems, None] ** -3 * delta[:, stems] - found.cov(stems, stems)
        found = replace(found, reach=reach, follow=np.linalg.solve(reach[:, stems] ** 2, lacking))
    return found


def _passed_on(way: Directions, implied: Implied) -> np.ndarray:
    """How much of each variable of η (B, m, f) a direction passes on: an arrow, all that makes its cause."""
    matrix, _, cause = way.cells.T
    if not implied.inner.total.shape[1]:
        return np.zeros((len(implied.cov), 0, len(matrix)))
    arrow = (matrix == LAMBDA) | (matrix == BETA)
    total = implied.inner.total[:, np.where(arrow, cause, 0)].swapaxes(-1, -2)
    return np.asarray(total * arrow)


def _on_cells(way: Directions, matrix: int, row: np.ndarray, col: np.ndarray) -> np.ndarray:
    """1 where the direction is the free cell (row, col) of a matrix, else 0 (q, f)."""
    cells = np.column_stack([np.full_like(row, matrix), row, col])
    return np.asarray((cells[:, None] == way.cells).all(axis=2), dtype=float)
