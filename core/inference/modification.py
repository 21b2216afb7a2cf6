"""Score tests: how far χ² would fall, about, if more parameters were free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.estimators import ScoreScale
from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.moments import SampleMoments
from core.estimation.ram import cell_unit
from core.inference.candidates import absent
from core.inference.indices import p_value
from core.inference.released import ROOM, Extra, Released, has_room, inverse_information, released, room
from core.inference.solution import standardise
from core.model.partable import Op, ParTable

# Parameters looked at together, or as many as the model has: one at a time repeats the model's information,
# all at once squares theirs.
CHUNK = 50


@dataclass(frozen=True, slots=True)
class ModificationIndex:
    """One parameter that is fixed, tied to others by `label`, or not in the table.

    `mi` is the expected fall of χ² (1 df), `epc` the expected change of the parameter's value, `sepc_lv` and
    `sepc_all` the same with the latent and with all variables in units of their standard deviations.
    """

    lhs: str
    op: Op
    rhs: str
    mi: float
    epc: float
    group: int = 1
    sepc_lv: float | None = None
    sepc_all: float | None = None
    label: str = ""

    @property
    def pvalue(self) -> float | None:
        """p of the fall."""
        return p_value(self.mi, 1)


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """The test that several parameters could all be freed for nothing: `chisq` on `df`, and each of them
    alone."""

    chisq: float
    df: int
    pvalue: float | None
    parts: tuple[ModificationIndex, ...]


def modification_indices(
    table: ParTable, fit: Fit, moments: Sequence[SampleMoments], scale: ScoreScale
) -> tuple[ModificationIndex, ...]:
    """Score tests of everything that is fixed or absent, one at a time (Sörbom, 1989), largest first."""
    found = absent(table, fit)
    out: list[ModificationIndex] = []
    inverse, size = inverse_information(fit), max(CHUNK, len(fit.theta))
    for first in range(0, len(found), size):
        part = found[first : first + size]
        larger = released(table, fit, moments, part)
        out += _each(part, larger, room(larger, inverse), fit, scale)
    return tuple(sorted(out, key=lambda index: -index.mi))


def score_test(
    table: ParTable, fit: Fit, moments: Sequence[SampleMoments], extras: Sequence[Extra], scale: ScoreScale
) -> ScoreTest:
    """Score test of all `extras` together (Rao, 1948) and of each alone."""
    larger = released(table, fit, moments, extras)
    size = np.sqrt(np.diag(larger.own))
    left = room(larger, inverse_information(fit))
    values, vectors = np.linalg.eigh(left / np.outer(size, size))
    kept = values > ROOM
    pushed = vectors[:, kept].T @ (larger.slope / 2 / size)
    chisq = scale.test * float((pushed**2 / values[kept]).sum())
    df = int(kept.sum())
    return ScoreTest(chisq, df, p_value(chisq, df), tuple(_each(extras, larger, left, fit, scale)))


def _each(
    extras: Sequence[Extra], larger: Released, left: np.ndarray, fit: Fit, scale: ScoreScale
) -> list[ModificationIndex]:
    """The test of each extra alone, of those that have room."""
    free = has_room(larger, left)
    pushed, rest = larger.slope / 2, np.where(free, np.diag(left), np.inf)
    mi, change = scale.test * pushed**2 / rest, -scale.change * pushed / rest
    lv, full = _standardised(extras, larger, change, fit)
    rows = zip(extras, free, mi.tolist(), change.tolist(), lv, full, strict=True)
    return [_index(extra, *numbers) for extra, kept, *numbers in rows if kept]


def _index(extra: Extra, mi: float, change: float, lv: float, full: float) -> ModificationIndex:
    row = extra.row
    std_lv, std_all = (float(value) if np.isfinite(value) else None for value in (lv, full))
    label = row.label if row.estimated else ""
    return ModificationIndex(row.lhs, row.op, row.rhs, mi, change, row.group, std_lv, std_all, label)


def _standardised(
    extras: Sequence[Extra], larger: Released, change: np.ndarray, fit: Fit
) -> tuple[np.ndarray, np.ndarray]:
    """The changes (c,) with the latent and with all variables standardised; that of a variance is its value
    with the sign of the change, as in lavaan."""
    signed = np.array(
        [
            np.copysign(extra.value, by) if extra.row.op == "~~" and extra.row.lhs == extra.row.rhs else by
            for extra, by in zip(extras, change, strict=True)
        ]
    )
    lv, full = np.full(len(extras), np.nan), np.full(len(extras), np.nan)
    k = len(fit.theta)
    for ram, sample in zip(larger.prob.rams, fit.samples, strict=True):
        mine = np.flatnonzero(ram.param >= k)
        if not len(mine):
            continue
        cells = [ram.free[f] for f in mine]
        units = np.array([cell_unit(cell, ram.scale, len(ram.names)) for cell in cells])
        index = np.array([(cell.matrix, cell.row, cell.col) for cell in cells], dtype=np.intp)
        own = ram.param[mine] - k
        parts = fill(ram, larger.theta[None], sample.cov, sample.mean)
        found = standardise((signed[own] / units)[None], index, ram, parts, imply(parts))
        lv[own], full[own] = found[0][0], found[1][0]
    return lv, full
