"""A completed table and the moments of its groups as RAM models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.moments import SampleMoments
from core.estimation.ram import (
    DELTA,
    LAMBDA,
    PSI,
    THETA,
    Cuts,
    Place,
    Ram,
    Slot,
    cell_unit,
    parameter_index,
    place,
)
from core.model.partable import Key, ParRow, ParTable
from core.options import Parameterization


@dataclass(slots=True)
class _Sketch:
    """The cells of one group while they are being collected."""

    base: tuple[np.ndarray, ...]
    free: list[Place]
    param: list[int]
    units: list[float]
    sampled: list[Place]
    moment: list[tuple[int, int]]
    kept: list[tuple[int, int]]


def build(
    table: ParTable, groups: Sequence[SampleMoments], parameterization: Parameterization = "delta"
) -> tuple[Ram, ...]:
    """The models of all groups from a completed table and their moments; a shared parameter has one unit."""
    index = parameter_index(table)
    unit = np.zeros(max(index.values(), default=-1) + 1)
    parts = []
    for group, moments in enumerate(groups, start=1):
        rows = [row for row in table.rows if row.group == group and not row.arithmetic]
        eta = eta_names(rows, moments.names)
        sd = np.sqrt(np.diag(moments.cov))
        scale = np.concatenate([sd, _eta_scale(rows, eta, moments.names, sd)])
        sketch = _sketch(rows, moments.names, eta, scale, index)
        for k, own in zip(sketch.param, sketch.units, strict=True):
            unit[k] = unit[k] or own
        cuts = _cuts(rows, moments.names, eta, parameterization == "delta")
        parts.append((moments, eta, scale, sketch, any(row.op == "~1" for row in rows), cuts))
    rams = []
    for moments, eta, scale, sketch, means, cuts in parts:
        param = np.array(sketch.param, dtype=np.intp)
        weight = unit[param] / np.array(sketch.units)
        cells = tuple(sketch.free), _slots(sketch.free), param, weight
        given = tuple(sketch.sampled), tuple(sketch.moment), tuple(sketch.kept)
        made = Ram(moments.names, eta, sketch.base, *cells, *given, scale, unit, means, moments.nobs)
        rams.append(replace(made, group=moments.group, cuts=cuts))
    return tuple(rams)


def _cuts(rows: list[ParRow], names: tuple[str, ...], eta: tuple[str, ...], delta: bool) -> Cuts | None:
    ordered = Counter(row.lhs for row in rows if row.op == "|")
    if not ordered:
        return None
    at = [i for i, name in enumerate(names) if name in ordered]
    stems = [i for i in at if names[i] in eta]
    counts = [ordered[names[i]] for i in at]
    leaves = [i for i in at if names[i] not in eta]
    stems_eta = [eta.index(names[i]) for i in stems]
    index = [np.array(x, dtype=np.intp) for x in (at, counts, leaves, stems, stems_eta)]
    given = {row.lhs for row in rows if row.exo and row.fixed_value is None}
    cause = np.array([eta.index(name) if name in given and name in eta else -1 for name in names])
    return Cuts(index[0], index[1], index[2], index[3], index[4], cause, delta)


def _sketch(
    rows: list[ParRow],
    names: tuple[str, ...],
    eta: tuple[str, ...],
    scale: np.ndarray,
    index: dict[Key, int],
) -> _Sketch:
    p, m = len(names), len(eta)
    n = {name: i for i, name in enumerate(names)}
    e = {name: i for i, name in enumerate(eta)}
    most = max((int(row.rhs[1:]) for row in rows if row.op == "|"), default=0)
    shapes = (p, m), (m, m), (m, m), (p, p), (p,), (m,), (p, most), (p if most else 0,)
    base = tuple(np.zeros(shape) for shape in shapes)
    base[DELTA][...] = 1.0
    for name in n.keys() & e.keys():
        base[LAMBDA][n[name], e[name]] = 1.0
    caused = {row.rhs if row.op == "=~" else row.lhs for row in rows if row.op in ("=~", "~")}
    sketch = _Sketch(base, [], [], [], [], [], [])
    for row in rows:
        cell = place(row, n, e)
        ends = {row.lhs, row.rhs}
        if row.op == "~~" and not row.user and len(ends & n.keys()) == 2 and not ends & caused:
            sketch.kept.append((n[row.lhs], n[row.rhs]))
        if row.estimated:
            sketch.free.append(cell)
            sketch.param.append(index[row.key])
            sketch.units.append(cell_unit(cell, scale, p))
        elif row.exo and row.fixed_value is None:
            sketch.sampled.append(cell)
            sketch.moment.append((n[row.lhs], n[row.rhs] if row.rhs else -1))
        else:
            _put(base, cell, (row.fixed_value or 0.0) / cell_unit(cell, scale, p))
    return sketch


def _slots(free: list[Place]) -> tuple[Slot, ...]:
    slots = []
    for matrix in range(8):
        at = [f for f, cell in enumerate(free) if cell.matrix == matrix]
        if at:
            rows, cols = [free[f].row for f in at], [free[f].col for f in at]
            mirrored = matrix in (PSI, THETA) and rows != cols
            index = [np.array(x, dtype=np.intp) for x in (at, rows, cols)]
            slots.append(Slot(matrix, index[0], index[1], index[2], mirrored))
    return tuple(slots)


def eta_names(rows: Sequence[ParRow], observed: Sequence[str]) -> tuple[str, ...]:
    """Latent variables, causes, and whatever covaries with one of those."""
    seen = dict.fromkeys(row.lhs for row in rows if row.op == "=~")
    seen |= dict.fromkeys(row.rhs for row in rows if row.op == "~")
    pairs = [(row.lhs, row.rhs) for row in rows if row.op == "~~" and row.lhs != row.rhs]
    grown = True
    while grown:
        more = [b for a, b in pairs if a in seen and b not in seen]
        more += [a for a, b in pairs if b in seen and a not in seen]
        seen |= dict.fromkeys(more)
        grown = bool(more)
    rank = {name: i for i, name in enumerate(observed)}
    return tuple(sorted(seen, key=lambda name: (name in rank, rank.get(name, 0))))


def _put(base: tuple[np.ndarray, ...], cell: Place, value: float) -> None:
    matrix = base[cell.matrix]
    if matrix.ndim == 1:
        matrix[cell.row] = value
        return
    matrix[cell.row, cell.col] = value
    if cell.matrix in (PSI, THETA):
        matrix[cell.col, cell.row] = value


def _eta_scale(
    rows: list[ParRow], eta: tuple[str, ...], names: tuple[str, ...], sd: np.ndarray
) -> np.ndarray:
    """A latent variable is measured in units of its marker, so that columns of any size give the same
    problem."""
    known = dict(zip(names, sd.tolist(), strict=True))
    markers = {
        row.lhs: (row.rhs, abs(row.value))
        for row in reversed(rows)
        if row.op == "=~" and not row.free and row.value and row.on
    }
    fixed_variance = {
        row.lhs: abs(row.value) ** 0.5
        for row in rows
        if row.op == "~~" and row.lhs == row.rhs and not row.free and row.value
    }
    pending = [name for name in eta if name not in known]
    while pending:
        ready = [name for name in pending if name not in markers or markers[name][0] in known]
        for name in ready or pending[:1]:
            marker, loading = markers.get(name, ("", 1.0))
            known[name] = fixed_variance.get(name) or known.get(marker, 1.0) / loading
            pending.remove(name)
    return np.array([known[name] for name in eta])
