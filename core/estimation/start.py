"""Where the search for the minimum begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.discrepancy import Discrepancy
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.ram import (
    ALPHA,
    BETA,
    DELTA,
    LAMBDA,
    NU,
    PSI,
    TAU,
    THETA,
    Place,
    Ram,
    cell_unit,
    parameter_index,
)
from core.model.partable import ParRow, ParTable

# In the model's own metric every observed variance is 1; half of it is taken to be error at first.
HALF = 0.5


def start_values(
    table: ParTable, rams: Sequence[Ram], samples: Sequence[Discrepancy], heed: bool = True
) -> np.ndarray:
    """Starting values (k,) in the model's own metric; a start that the user wrote wins where we `heed` it."""
    theta = np.zeros(rams[0].npar)
    index = parameter_index(table)
    for group, (ram, sample) in enumerate(zip(rams, samples, strict=True), start=1):
        rows = [row for row in table.rows if row.group == group and row.estimated]
        for f, (row, cell) in enumerate(zip(rows, ram.free, strict=True)):
            if heed and row.value is not None:
                at_cell = row.value / cell_unit(cell, ram.scale, len(ram.names))
            else:
                at_cell = _start(cell, ram, sample, row)
            theta[index[row.key]] = at_cell / ram.weight[f]
    return theta


def _start(cell: Place, ram: Ram, sample: Discrepancy, row: ParRow) -> float:
    if cell.matrix == LAMBDA:
        return _loading(cell, ram, sample)
    if cell.matrix == BETA:
        return 1.0 if row.op == "=~" else 0.0
    if cell.matrix in (PSI, THETA):
        return _covariance(cell, ram, sample, row)
    if isinstance(sample, OrdinalSquares) and cell.matrix in (TAU, DELTA):
        return float(sample.tau[cell.row, cell.col]) if cell.matrix == TAU else 1.0
    name = row.lhs
    return float(sample.mean[0, ram.names.index(name)]) if name in ram.names else 0.0


def _loading(cell: Place, ram: Ram, sample: Discrepancy) -> float:
    """From the covariance with the marker, so that the sign is right."""
    fixed = np.flatnonzero(ram.base[LAMBDA][:, cell.col])
    first = [c.row for c in ram.free if c.matrix == LAMBDA and c.col == cell.col]
    marker = int(fixed[0]) if len(fixed) else first[0]
    shared = 1.0 if marker == cell.row else float(sample.cov[0, cell.row, marker])
    sign = -1.0 if shared < 0 else 1.0
    if len(fixed) and ram.base[LAMBDA][marker, cell.col] < 0:
        sign = -sign
    if not len(fixed):
        return float(sign * np.sqrt(HALF))
    return sign * min(max(abs(shared) / HALF, 0.3), 1.5)


def _covariance(cell: Place, ram: Ram, sample: Discrepancy, row: ParRow) -> float:
    known = row.lhs in ram.names and row.rhs in ram.names
    caused = bool(cell.matrix == THETA or _has_causes(cell.row, ram) or _has_causes(cell.col, ram))
    if known and not caused:
        a, b = ram.names.index(row.lhs), ram.names.index(row.rhs)
        return float(sample.cov[0, a, b])
    return HALF if row.lhs == row.rhs else 0.0


def _has_causes(eta: int, ram: Ram) -> bool:
    free = any(cell.matrix == BETA and cell.row == eta for cell in ram.free)
    return free or bool(np.any(ram.base[BETA][eta]))


def other_starts(rams: Sequence[Ram], start: np.ndarray, count: int = 3) -> list[np.ndarray]:
    """Further starts (k,), for a search that failed: `start` disturbed, the same way each time."""
    rng = np.random.default_rng(len(start))
    spread = np.where(_is_mean(rams), 0.0, 0.3)
    return [
        start * rng.uniform(0.6, 1.4, len(start)) + spread * rng.normal(size=len(start)) for _ in range(count)
    ]


def generic_point(rams: Sequence[Ram], start: np.ndarray) -> np.ndarray:
    """A point (k,) without special values, where only a model that is not identified loses rank."""
    rng = np.random.default_rng(7)
    spread = np.where(_is_mean(rams), 0.0, 0.15)
    return start * rng.uniform(0.9, 1.1, len(start)) + spread * rng.uniform(0.3, 1.0, len(start))


def _is_mean(rams: Sequence[Ram]) -> np.ndarray:
    out = np.zeros(rams[0].npar, dtype=bool)
    for ram in rams:
        for cell, k in zip(ram.free, ram.param, strict=True):
            out[k] = out[k] or cell.matrix in (NU, ALPHA, TAU, DELTA)
    return out
