"""Every row of a completed table as a function of the free parameters, raw and standardised, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.estimation.fit import Fit
from core.estimation.implied import Implied, Matrices, fill, filled, imply
from core.estimation.ram import ALPHA, BETA, DELTA, LAMBDA, PSI, THETA, Ram, cell_unit, place
from core.model.definitions import definitions
from core.model.expression import Expr, evaluate
from core.model.partable import ParTable

# In the model's metric, where observed variances are 1, a variance below this is none.
ROUNDING = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The values of all rows of a completed table (B, rows): `est` raw, `std_lv`, `std_all` standardised."""

    est: np.ndarray
    std_lv: np.ndarray
    std_all: np.ndarray


@dataclass(frozen=True, slots=True)
class Explained:
    """The share `value` of the variance of a variable that the model explains in a group."""

    name: str
    value: float
    group: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """What is needed to read rows off filled matrices: for each group the rows in it and their cells (matrix,
    row, column, unit), and the order in which defined parameters can be computed."""

    table: ParTable
    rows: tuple[np.ndarray, ...]
    cells: tuple[np.ndarray, ...]
    units: tuple[np.ndarray, ...]
    labels: tuple[tuple[str, int], ...]
    defined: tuple[tuple[int, str, Expr], ...]


def reader(table: ParTable, fit: Fit) -> Reader:
    """A reader of the rows of `table` for this fit."""
    rows, cells, units = [], [], []
    for group, ram in enumerate(fit.problem.rams, start=1):
        n = {name: i for i, name in enumerate(ram.names)}
        e = {name: i for i, name in enumerate(ram.eta)}
        own = [i for i, row in enumerate(table.rows) if row.group == group and not row.arithmetic]
        places = [place(table.rows[i], n, e) for i in own]
        rows.append(np.array(own, dtype=np.intp))
        cells.append(np.array([(c.matrix, c.row, c.col) for c in places], dtype=np.intp).reshape(-1, 3))
        units.append(np.array([cell_unit(c, ram.scale, len(ram.names)) for c in places]))
    return Reader(table, tuple(rows), tuple(cells), tuple(units), _labels(table), _defined(table))


def _labels(table: ParTable) -> tuple[tuple[str, int], ...]:
    """Where each label's value is read: on the first free row if there is one, and rather on a row that is
    on."""
    order = sorted(range(len(table.rows)), key=lambda i: (table.rows[i].on, table.rows[i].estimated, -i))
    found = {table.rows[i].label: i for i in order if table.rows[i].label}
    return tuple(found.items())


def _defined(table: ParTable) -> tuple[tuple[int, str, Expr], ...]:
    at = {row.lhs: i for i, row in enumerate(table.rows) if row.op == ":="}
    return tuple((at[name], name, tree) for name, tree in definitions(table))


def solve(read: Reader, fit: Fit, theta: np.ndarray) -> Solution:
    """All rows at `theta` (B, k), in the model's metric; complex values pass through."""
    shape = (len(theta), len(read.table.rows))
    est, std_lv, std_all = (np.full(shape, np.nan, dtype=theta.dtype) for _ in range(3))
    for rows, cells, units, ram, sample in zip(
        read.rows, read.cells, read.units, fit.problem.rams, fit.samples, strict=True
    ):
        parts = fill(ram, theta, sample.cov, sample.mean)
        implied = imply(parts)
        raw = _values(parts, cells)
        est[:, rows] = raw * units
        lv, full = standardise(raw, cells, ram, parts, implied)
        std_lv[:, rows], std_all[:, rows] = lv, full
    for out in (est, std_lv, std_all):
        _define(read, out)
    return Solution(est, std_lv, std_all)


def _values(parts: Matrices, cells: np.ndarray) -> np.ndarray:
    batch = len(parts.lam)
    out = np.zeros((batch, len(cells)), dtype=parts.lam.dtype)
    for matrix, values in enumerate(filled(parts)):
        at = np.flatnonzero(cells[:, 0] == matrix)
        if len(at):
            rows, cols = cells[at, 1], cells[at, 2]
            out[:, at] = values[:, rows] if values.ndim == 2 else values[:, rows, cols]
    return out


@np.errstate(invalid="ignore", divide="ignore")
def standardise(
    raw: np.ndarray, cells: np.ndarray, ram: Ram, parts: Matrices, implied: Implied
) -> tuple[np.ndarray, np.ndarray]:
    """Values `raw` (B, c) of `cells` (c, 3) in units of the standard deviations of the latent (std.lv) and of
    all variables (std.all), NaN where there is no spread to measure by.

    A residual variance below zero measures by its size, as in lavaan: the outcome says what to think of it.
    """
    p = len(ram.names)
    latent = np.array([name not in ram.names for name in ram.eta], dtype=bool)
    sd_obs, sd_eta = _spread(implied.cov), _spread(implied.eta_cov)
    rest_obs, rest_eta = _spread(parts.theta, True), _spread(parts.psi, True)
    own_obs, own_eta = 1 / ram.scale[:p] + 0 * sd_obs, 1 / ram.scale[p:]
    lv = own_obs, np.where(latent, sd_eta, own_eta), own_obs, np.where(latent, rest_eta, own_eta)
    times, first, second = _units_of(cells, p, len(ram.eta))
    out = []
    for spreads in (lv, (sd_obs, sd_eta, rest_obs, rest_eta)):
        units = np.concatenate([np.ones((len(raw), 1)), *spreads], axis=1)
        out.append(raw * units[:, times] / (units[:, first] * units[:, second]))
    out[1][:, cells[:, 0] == DELTA] = 1.0
    return out[0], out[1]


def _spread(cov: np.ndarray, size: bool = False) -> np.ndarray:
    """√ of the variances (B, p); of one below zero NaN, or √ of its `size`, of complex ones too. One that a
    limit holds at zero is zero but for rounding."""
    variances = np.einsum("bii->bi", cov)
    variances = np.where(abs(variances.real) < ROUNDING, 0 * variances, variances)
    below = variances.real < 0
    return np.asarray(np.sqrt(np.where(below, -variances if size else np.nan, variances)))


def _units_of(cells: np.ndarray, p: int, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the values of `cells` (c, 3) are multiplied and twice divided by (c,): places in [1 | observed |
    η | residuals of observed | residuals of η]. A covariance is measured by residuals, a variance is not."""
    matrix, i, j = cells.T
    arrow, square = (matrix == LAMBDA) | (matrix == BETA), (matrix == PSI) | (matrix == THETA)
    start = np.where((matrix == BETA) | (matrix == PSI) | (matrix == ALPHA), 1 + p, 1)
    start = start + np.where(square & (i != j), p + m, 0)
    return (
        np.where(arrow, 1 + p + j, 0),
        np.where(matrix == DELTA, 0, start + i),
        np.where(square, start + j, 0),
    )


def _define(read: Reader, out: np.ndarray) -> None:
    values = {label: out[:, i] for label, i in read.labels}
    for i, name, tree in read.defined:
        with np.errstate(all="ignore"):
            out[:, i] = evaluate(tree, values)
        values[name] = out[:, i]


def r_squared(fit: Fit) -> tuple[Explained, ...]:
    """Explained share of the variance of every variable with an arrow to it, group by group."""
    # Not the fit's own: beside ordered variables those are the moments given the fixed causes.
    implied = [imply(parts) for parts in fit.parts]
    groups = zip(fit.problem.rams, fit.parts, implied, strict=True)
    return tuple(
        Explained(name, share, number)
        for number, (ram, parts, implied) in enumerate(groups, start=1)
        for name, share in _explained(ram, parts, implied)
    )


def _explained(ram: Ram, parts: Matrices, implied: Implied) -> Iterator[tuple[str, float]]:
    inside = set(ram.eta)
    for i in _caused(ram, LAMBDA, parts.lam[0]):
        if ram.names[i] not in inside:
            yield ram.names[i], 1 - float(parts.theta[0, i, i] / implied.cov[0, i, i])
    for i in _caused(ram, BETA, parts.beta[0]):
        yield ram.eta[i], 1 - float(parts.psi[0, i, i] / implied.eta_cov[0, i, i])


def _caused(ram: Ram, matrix: int, values: np.ndarray) -> list[int]:
    """The rows of a matrix of arrows with one that is free or not zero."""
    arrows = np.asarray(values.any(axis=1))
    arrows[[cell.row for cell in ram.free if cell.matrix == matrix]] = True
    return np.flatnonzero(arrows).tolist()
