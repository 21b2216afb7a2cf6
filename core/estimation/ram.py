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

from dataclasses import dataclass

import numpy as np

from core.model.partable import Key, ParRow, ParTable

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


def given_variables(ram: Ram) -> np.ndarray:
    """The observed variables whose moments a model takes from the sample: the fixed exogenous ones."""
    return np.array(sorted({a for a, _ in ram.moment}), dtype=np.intp)


def parameter_index(table: ParTable) -> dict[Key, int]:
    """Which free parameter each estimated row is; rows that share a label share one."""
    index: dict[Key, int] = {}
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
