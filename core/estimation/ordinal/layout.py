"""Which sample statistic stands where in the vector of a model with ordered variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

THRESHOLD, MEAN, SLOPE, VARIANCE, COVARIANCE = range(5)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The statistics in lavaan's order, all arrays (s,).

    First thresholds (`row` is the variable, `col` the threshold, from 0) and negative means (`row` and `col`
    the variable), variable by variable; then slopes on given causes (`row` on `col`), cause by cause; then
    variances of numeric variables; then covariances, columnwise
    below the diagonal (`row` > `col`). Between ordered variables a covariance is a polychoric correlation.
    """

    kind: np.ndarray
    row: np.ndarray
    col: np.ndarray

    def at(self, kind: int) -> np.ndarray:
        """The places of the statistics of a kind."""
        return np.flatnonzero(self.kind == kind)

    def labels(self, names: Sequence[str]) -> tuple[str, ...]:
        """lavaan's names of the statistics: x|t1, x~1, x~~x, x~~y."""
        return tuple(
            f"{names[row]}|t{col + 1}"
            if kind == THRESHOLD
            else f"{names[row]}~1"
            if kind == MEAN
            else f"{names[row]}~{names[col]}"
            if kind == SLOPE
            else f"{names[col]}~~{names[row]}"
            for kind, row, col in zip(self.kind, self.row, self.col, strict=True)
        )


def layout(n_thresholds: np.ndarray, given: int = 0) -> Layout:
    """The layout for variables with so many thresholds (p,); 0 marks a numeric variable. There are `given`
    causes."""
    p = len(n_thresholds)
    first = [
        (THRESHOLD, v, t) if many else (MEAN, v, v)
        for v, many in enumerate(n_thresholds)
        for t in range(max(many, 1))
    ]
    variances = [(VARIANCE, v, v) for v, many in enumerate(n_thresholds) if many == 0]
    covariances = [(COVARIANCE, i, j) for j in range(p) for i in range(j + 1, p)]
    slopes = [(SLOPE, v, x) for x in range(given) for v in range(p)]
    table = np.array(first + slopes + variances + covariances, dtype=np.intp)
    return Layout(*table.T)


def ordinal_units(plan: Layout, sd: np.ndarray) -> np.ndarray:
    """The units (s,) of the statistics of variables with standard deviations `sd` (p,), 1 where ordered."""
    other = sd[np.where(plan.kind >= SLOPE, plan.col, 0)]
    return np.asarray(
        sd[plan.row] * np.select([plan.kind == SLOPE, plan.kind > SLOPE], [1 / other, other], 1.0)
    )
