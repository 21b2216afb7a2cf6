"""The reticular action model of one group: where each parameter of the table sits.

RAM writes every model as arrows A, variances and covariances S and means m. Observed variables that nothing
depends on are kept out of the inverse: with the rest called η,

    Σ = Λ (I − B)⁻¹ Ψ (I − B)⁻ᵀ Λᵀ + Θ,    μ = ν + Λ (I − B)⁻¹ α,

where Λ and B are the two parts of A, Θ and Ψ those of S, ν and α those of m (McArdle & McDonald, 1984;
Jöreskog & Sörbom's notation for the parts). Observed variables inside η have a unit row in Λ and zeros in Θ.

An ordered variable is a cut response y*, which has the thresholds τ and the scaling factor δ, the inverse of
its standard deviation (Muthén & Asparouhov, 2002).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.moments import SampleMoments
from core.model.partable import ParRow, ParTable
from core.options import Parameterization

LAMBDA, BETA, PSI, THETA, NU, ALPHA, TAU, DELTA = range(8)


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of one matrix: `matrix` is one of LAMBDA … DELTA; `col` is 0 in the vectors, and in TAU the
    threshold, from 0."""

    matrix: int
    row: int
    col: int


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """All free cells of one matrix: they are free cells `at` (f,) of the group, in `rows` and `cols` (f,),
    `mirrored` where the matrix is symmetric and one of them is off its diagonal."""

    matrix: int
    at: np.ndarray
    rows: np.ndarray
    cols: np.ndarray
    mirrored: bool


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """The ordered variables of a group: their places `at` (o,) in names with the numbers of thresholds
    `counts` (o,); those outside η are the `leaves` (l,), those inside the `stems` (s,), in η at `stems_eta`
    (s,). Under `delta` residual variances follow from the scaling factors, else the other way round. `cause`
    (p,) are the places in η of the fixed exogenous variables that all is conditional on, −1 elsewhere."""

    at: np.ndarray
    counts: np.ndarray
    leaves: np.ndarray
    stems: np.ndarray
    stems_eta: np.ndarray
    cause: np.ndarray
    delta: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ram:
    """One group's matrices in a metric of its own, where every observed variable has unit variance.

    `names` (p,) observed, `eta` (m,) variables of the inverse; `base` the eight matrices without their free
    cells; free cell `f` holds `theta[param[f]] * weight[f]`, and `slots` are the free cells sorted by matrix;
    `sampled` cells take the sample's moment of the observed variables in `moment` (fixed exogenous); `kept`
    are the pairs of exogenous observed variables whose covariances came by default. `scale` (p + m,) are the
    units of names and eta; `theta * unit` (k,) are the parameters in the data's own metric; `group` is
    its name, empty where there is one; `cuts` are the ordered variables, where there are any.
    """

    names: tuple[str, ...]
    eta: tuple[str, ...]
    base: tuple[np.ndarray, ...]
    free: tuple[Place, ...]
    slots: tuple[Slot, ...]
    param: np.ndarray
    weight: np.ndarray
    sampled: tuple[Place, ...]
    moment: tuple[tuple[int, int], ...]
    kept: tuple[tuple[int, int], ...]
    scale: np.ndarray
    unit: np.ndarray
    means: bool
    nobs: int
    group: str = ""
    cuts: Cuts | None = None

    @property
    def npar(self) -> int:
        """How many free parameters the whole model has, over all groups."""
        return len(self.unit)

    @property
    def distinct(self) -> bool:
        """True where no two cells of the group share a parameter."""
        return len(set(self.param.tolist())) == len(self.param)


def parameter_index(table: ParTable) -> dict[tuple[str, str, str, int], int]:
    """Which free parameter each estimated row is; rows that share a label share one."""
    index: dict[tuple[str, str, str, int], int] = {}
    labelled: dict[str, int] = {}
    count = 0
    for row in table.rows:
        if not row.estimated:
            continue
        if row.label and row.label in labelled:
            index[row.key] = labelled[row.label]
            continue
        index[row.key] = count
        if row.label:
            labelled[row.label] = count
        count += 1
    return index


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


def place(row: ParRow, n: dict[str, int], e: dict[str, int]) -> Place:
    """The cell of a row of the completed table, from the positions of observed variables `n` and of η `e`;
    raises ValueError for a row that is computed."""
    if row.op == "~1":
        return Place(ALPHA, e[row.lhs], 0) if row.lhs in e else Place(NU, n[row.lhs], 0)
    if row.op == "|":
        return Place(TAU, n[row.lhs], int(row.rhs[1:]) - 1)
    if row.op == "~*~":
        return Place(DELTA, n[row.lhs], 0)
    if row.op == "~~":
        if row.lhs in e:
            return Place(PSI, e[row.lhs], e[row.rhs])
        return Place(THETA, n[row.lhs], n[row.rhs])
    if row.arithmetic:
        raise ValueError(row)
    effect, cause = (row.rhs, row.lhs) if row.op == "=~" else (row.lhs, row.rhs)
    if effect in e:
        return Place(BETA, e[effect], e[cause])
    return Place(LAMBDA, n[effect], e[cause])


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
    index: dict[tuple[str, str, str, int], int],
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


def cell_unit(cell: Place, scale: np.ndarray, p: int) -> float:
    """What a value of 1 in this cell is in the data's own metric."""
    if cell.matrix == LAMBDA:
        return float(scale[cell.row] / scale[p + cell.col])
    if cell.matrix == BETA:
        return float(scale[p + cell.row] / scale[p + cell.col])
    if cell.matrix == PSI:
        return float(scale[p + cell.row] * scale[p + cell.col])
    if cell.matrix == THETA:
        return float(scale[cell.row] * scale[cell.col])
    if cell.matrix in (TAU, DELTA):
        # The response behind an ordered variable has no unit.
        return 1.0
    return float(scale[cell.row] if cell.matrix == NU else scale[p + cell.row])


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
