"""The independence model, against which incremental indices compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.estimation.fit import Fit, fit
from core.estimation.moments import SampleMoments
from core.model.partable import ParRow, ParTable
from core.options import Options


def independence_table(completed: ParTable, groups: Sequence[SampleMoments]) -> ParTable:
    """All variables uncorrelated, but for fixed exogenous ones; their moments are free, as are modelled means."""
    rows: list[ParRow] = []
    for group, moments in enumerate(groups, start=1):
        given = [row for row in completed.rows if row.group == group and row.exo]
        means = any(row.op == "~1" and row.group == group for row in completed.rows)
        exogenous = {row.lhs for row in given}
        own = [name for name in moments.names if name not in exogenous]
        rows += [ParRow(name, "~~", name, group=group) for name in own]
        rows += [ParRow(name, "~1", "", group=group) for name in own if means]
        rows += [replace(row, free=True, exo=False, value=None) for row in given]
    return ParTable(tuple(rows))


def baseline(completed: ParTable, groups: Sequence[SampleMoments], options: Options) -> Fit:
    """The fit of the independence model by the same estimator."""
    return fit(independence_table(completed, groups), groups, options)
