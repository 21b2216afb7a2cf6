"""Implied moments of a batch of parameter vectors, and the pieces every derivative is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.estimation.ram import ALPHA, BETA, DELTA, LAMBDA, NU, PSI, TAU, THETA, Cuts, Ram, Slot


def nothing() -> np.ndarray:
    """What stands for thresholds and scaling factors where no variable is ordered."""
    return np.zeros((1, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Matrices:
    """The filled matrices of a batch: `lam` (B, p, m), `beta` and `psi` (B, m, m), `theta` (B, p, p), `nu`
    (B, p), `alpha` (B, m); with ordered variables thresholds `tau` (B, p, t) and scaling factors `delta` (B,
    p)."""

    lam: np.ndarray
    beta: np.ndarray
    psi: np.ndarray
    theta: np.ndarray
    nu: np.ndarray
    alpha: np.ndarray
    tau: np.ndarray
    delta: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Inner:
    """What is implied for η: `total` = (I−B)⁻¹ (B, m, m), covariances `cov` (B, m, m), means `mean` (B,
    m)."""

    total: np.ndarray
    cov: np.ndarray
    mean: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Implied:
    """Implied moments of a batch: `cov` (B, p, p), `mean` (B, p); `paths` = Λ(I−B)⁻¹ (B, p, m), `cross` =
    covariances of observed with η (B, p, m), and those of η in `inner`; with ordered variables thresholds
    `tau` (B, p, t) and scaling factors `delta` (B, p) of what lies behind them."""

    cov: np.ndarray
    mean: np.ndarray
    paths: np.ndarray
    cross: np.ndarray
    inner: Inner
    tau: np.ndarray = field(default_factory=nothing)
    delta: np.ndarray = field(default_factory=nothing)

    @property
    def eta_cov(self) -> np.ndarray:
        """Covariances of η (B, m, m)."""
        return self.inner.cov

    @property
    def eta_mean(self) -> np.ndarray:
        """Means of η (B, m)."""
        return self.inner.mean


def fill(ram: Ram, theta: np.ndarray, cov: np.ndarray, mean: np.ndarray | None = None) -> Matrices:
    """The matrices at `theta` (B, k); `cov` (B or 1, p, p) and `mean` (B or 1, p) are the sample's, for
    fixed exogenous variables. All are in the model's own metric.
    """
    out = Matrices(*_filled(ram, range(8), theta, cov, mean))
    if ram.cuts is not None:
        _settle(ram, ram.cuts, out)
    return out


def _settle(ram: Ram, cuts: Cuts, parts: Matrices) -> None:
    """Fill in what the parameterization makes of the responses behind ordered variables.

    Under theta their variances make the scaling factors; under delta their residual variances are such that
    the variances are 1/δ². All variances are those given the fixed exogenous variables.
    """
    lam, at = parts.lam, cuts.at
    psi = parts.psi
    if ram.sampled:
        psi = psi.copy()
        given = [cell.row for cell in ram.sampled if cell.matrix == PSI]
        psi[:, given] = psi[:, :, given] = 0.0
    if not cuts.delta:
        inner = imply_inner(parts.beta, psi, parts.alpha)
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.delta[:, at] = 1 / np.sqrt(_variances(lam, inner.cov, at) + parts.theta[:, at, at])
        return
    variance = parts.delta**-2
    stems, e = cuts.stems, cuts.stems_eta
    if len(e):
        psi[:, e, e] = 0.0
        inner = imply_inner(parts.beta, psi, parts.alpha)
        lacking = variance[:, stems] - inner.cov[:, e, e]
        psi[:, e, e] = parts.psi[:, e, e] = np.linalg.solve(
            inner.total[:, e[:, None], e] ** 2, lacking[..., None]
        )[..., 0]
    inner = imply_inner(parts.beta, psi, parts.alpha)
    leaves = cuts.leaves
    parts.theta[:, leaves, leaves] = variance[:, leaves] - _variances(lam, inner.cov, leaves)


def _variances(lam: np.ndarray, cov: np.ndarray, at: np.ndarray) -> np.ndarray:
    """What η gives to the variances (B, l) of the observed variables `at`."""
    own = lam[:, at]
    return np.asarray(((own @ cov) * own).sum(axis=2))


def filled(parts: Matrices) -> tuple[np.ndarray, ...]:
    """The matrices in the order LAMBDA … DELTA."""
    return (
        parts.lam,
        parts.beta,
        parts.psi,
        parts.theta,
        parts.nu,
        parts.alpha,
        parts.tau,
        parts.delta,
    )


def fill_one(
    ram: Ram, matrix: int, theta: np.ndarray, cov: np.ndarray, mean: np.ndarray | None = None
) -> np.ndarray:
    """One of the matrices, as in `fill`."""
    if ram.cuts is not None:
        return filled(fill(ram, theta, cov, mean))[matrix]
    return _filled(ram, (matrix,), theta, cov, mean)[0]


def _filled(
    ram: Ram, wanted: Sequence[int], theta: np.ndarray, cov: np.ndarray, mean: np.ndarray | None
) -> list[np.ndarray]:
    cells = theta[:, ram.param] * ram.weight
    out = {}
    for matrix in wanted:
        base = ram.base[matrix]
        out[matrix] = np.empty((len(theta), *base.shape), theta.dtype)
        out[matrix][...] = base
    for slot in ram.slots:
        if slot.matrix in out:
            _put(out[slot.matrix], slot, cells[:, slot.at])
    for cell, (a, b) in zip(ram.sampled, ram.moment, strict=True):
        if cell.matrix in (NU, ALPHA) and cell.matrix in out:
            out[cell.matrix][:, cell.row] = 0.0 if mean is None else mean[:, a]
        elif cell.matrix in out:
            matrix_cells = out[cell.matrix]
            matrix_cells[:, cell.row, cell.col] = matrix_cells[:, cell.col, cell.row] = cov[:, a, b]
    return list(out.values())


def _put(out: np.ndarray, slot: Slot, values: np.ndarray) -> None:
    if out.ndim == 2:
        out[:, slot.rows] = values
        return
    out[:, slot.rows, slot.cols] = values
    if slot.mirrored:
        out[:, slot.cols, slot.rows] = values


def imply_inner(beta: np.ndarray, psi: np.ndarray, alpha: np.ndarray) -> Inner:
    """Moments of η implied by its filled matrices."""
    total = inverse_of_arrows(beta)
    cov = total @ psi @ total.swapaxes(-1, -2)
    return Inner(total, cov, (total @ alpha[..., None])[..., 0])


def imply(parts: Matrices) -> Implied:
    """Moments implied by filled matrices."""
    inner = imply_inner(parts.beta, parts.psi, parts.alpha)
    cross = parts.lam @ inner.cov
    cov = cross @ parts.lam.swapaxes(-1, -2) + parts.theta
    mean = parts.nu + (parts.lam @ inner.mean[..., None])[..., 0]
    return Implied(cov, mean, parts.lam @ inner.total, cross, inner, parts.tau, parts.delta)


def inverse_of_arrows(beta: np.ndarray) -> np.ndarray:
    """(I − B)⁻¹ (B, m, m)."""
    less = -beta
    at = np.arange(beta.shape[-1])
    less[:, at, at] += 1
    return inverse_or_nan(less)


def inverse_or_nan(matrices: np.ndarray) -> np.ndarray:
    """Inverses of a batch (B, n, n); NaN for a member that is singular, which must not stop the others."""
    try:
        return np.linalg.inv(matrices)
    except np.linalg.LinAlgError:
        regular = np.linalg.slogdet(matrices)[0] != 0
        out = np.full_like(matrices, np.nan)
        out[regular] = np.linalg.inv(matrices[regular])
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """How each free cell moves the moments: dΣ = c (u vᵀ + v uᵀ) and dμ = w u.

    `u` (f,) are columns of [I | paths], `v` (f,) of [I | paths | cross | cov], `c` (f,) is ½ on a
    diagonal cell and 0 for a mean, a threshold or a scaling factor; `mean_of` (f,) picks w from [0 | 1 |
    mean of η | mean of observed]; `cells` (f, 3) are the matrix, row and column of each.
    """

    u: np.ndarray
    v: np.ndarray
    c: np.ndarray
    mean_of: np.ndarray
    cells: np.ndarray


def directions(ram: Ram) -> Directions:
    """The directions of all free cells of a model."""
    p, m = len(ram.names), len(ram.eta)
    u, v, c, w = [], [], [], []
    for cell in ram.free:
        inside = cell.matrix in (BETA, PSI, ALPHA)
        cut = cell.matrix in (TAU, DELTA)
        u.append(p + cell.row if inside else cell.row)
        if cell.matrix in (LAMBDA, BETA):
            v.append(p + m + cell.col)
            w.append(2 + cell.col)
        elif cell.matrix in (PSI, THETA):
            v.append(p + cell.col if inside else cell.col)
            w.append(0)
        else:
            v.append(0)
            w.append(0 if cut else 1)
        mean_cell = cut or cell.matrix in (NU, ALPHA)
        square = cell.matrix in (PSI, THETA) and cell.row == cell.col
        c.append(0.0 if mean_cell else 0.5 if square else 1.0)
    as_index = [np.array(x, dtype=np.intp) for x in (u, v, w)]
    cells = np.array([(cell.matrix, cell.row, cell.col) for cell in ram.free], dtype=np.intp)
    return Directions(as_index[0], as_index[1], np.array(c), as_index[2], cells.reshape(-1, 3))
