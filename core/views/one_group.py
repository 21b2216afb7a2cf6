"""One group of an analysis of several, as the picture shows it."""

from __future__ import annotations

from dataclasses import replace

from core.analysis import Analysis
from core.model.partable import ParTable


def in_group(analysis: Analysis, group: int) -> Analysis:
    """The analysis with the numbers of one group alone, as if it were the only one; fit stays that of all."""
    if not analysis.groups:
        return analysis
    parameters = [p for p in analysis.parameters if p.row.group == group or p.row.arithmetic]
    rows = (row for row in analysis.completed.rows if row.group == group or row.arithmetic)
    return replace(
        analysis,
        completed=ParTable(tuple(replace(row, group=1) for row in rows)),
        parameters=tuple(replace(p, row=replace(p.row, group=1)) for p in parameters),
        r2=tuple(replace(one, group=1) for one in analysis.r2 if one.group == group),
        effects=tuple(replace(effect, group=1) for effect in analysis.effects if effect.group == group),
        verdicts=tuple(replace(verdict, group=1) for verdict in analysis.verdicts if verdict.group == group),
    )
