"""Several models of one set of data side by side: what may be compared, and how they differ in fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.analysis import Analysis
from core.data.dataset import Data
from core.errors import DataError, ModelError
from core.inference.difference import DifferenceTest
from core.model.partable import Key, ParTable
from core.questions import check_comparable, difference, nested_in

Relation = Literal["same", "restricted", "larger", "equivalent", "not nested", "not comparable"]
Criterion = Literal["aic", "bic"]


@dataclass(frozen=True, slots=True)
class Against:
    """One model seen from another, the reference: `restricted` where it is a special case of that.

    `test` is there only where nesting was verified; else `reason` says why there is none.
    """

    relation: Relation
    test: DifferenceTest | None = None
    reason: str = ""

    @property
    def comparable(self) -> bool:
        """True where the two models' criteria of fit are on one scale."""
        return self.relation != "not comparable"


def against(reference: Analysis, other: Analysis, data: Data | None = None) -> Against:
    """How a model differs from the reference; raises nothing: what cannot be compared is a `reason`."""
    if other.table == reference.table and other.options == reference.options:
        return Against("same")
    try:
        check_comparable(reference, other)
        _check_same_causes(reference, other)
    except ModelError as fault:
        return Against("not comparable", reason=fault.message)
    return _nested(reference, other, data)


def _nested(reference: Analysis, other: Analysis, data: Data | None) -> Against:
    restricted, larger = (other, reference) if _df(other) >= _df(reference) else (reference, other)
    found = nested_in(restricted, larger)
    if found.equivalent:
        text = "Both models imply the same covariances, so no data can tell one from the other."
        return Against("equivalent", reason=text)
    if found.nested is None:
        return Against("not nested", reason="Whether one is a special case of the other could not be found.")
    if not found.nested:
        text = "Neither model is a special case of the other, so their χ² values cannot be tested."
        return Against("not nested", reason=text)
    relation: Relation = "restricted" if restricted is other else "larger"
    try:
        return Against(relation, difference(restricted, larger, data=data))
    except (ModelError, DataError) as fault:
        return Against(relation, reason=fault.message)


def restored(table: ParTable) -> dict[tuple[Key, ...], ParTable]:
    """The table with each path that is off back on, by its key, and, where they are several, with all."""
    off = tuple(row.key for row in table.rows if not row.on and not row.arithmetic)
    out: dict[tuple[Key, ...], ParTable] = {(key,): table.switch(key, True) for key in off}
    return out if len(off) < 2 else {**out, off: ParTable(tuple(replace(r, on=True) for r in table.rows))}


def _df(analysis: Analysis) -> int:
    assert analysis.fit is not None
    return analysis.fit.df


def _check_same_causes(first: Analysis, second: Analysis) -> None:
    """Where other columns are taken as given, the likelihood is of something else."""
    one, other = ({row.key for row in found.completed.rows if row.exo} for found in (first, second))
    if one != other:
        text = "The two models take other columns as given causes, so their criteria are not on one scale."
        raise ModelError("other_causes", f"{text} Estimate the causes too (fixed.x = FALSE).")


def weights(analyses: Sequence[Analysis], criterion: Criterion) -> tuple[float, ...] | None:
    """Akaike's weights of comparable models, exp(−Δ/2) of each over their sum, or the same of BIC, there
    approximate posterior probabilities (Burnham & Anderson, 2002); None where one has no such criterion."""
    values = [None if found.fit is None else getattr(found.fit, criterion) for found in analyses]
    if not values or any(value is None for value in values):
        return None
    gaps = np.array(values, dtype=float)
    shares = np.exp(-(gaps - gaps.min()) / 2)
    return tuple((shares / shares.sum()).tolist())
