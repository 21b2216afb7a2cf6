"""The questions of the command line: each is answered by tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from core.analysis import Analysis
from core.comparison import Against
from core.data.dataset import Data
from core.errors import OptionError
from core.hypotheses import wald
from core.inference.difference import DifferenceMethod
from core.invariance import ladder
from core.model.syntax import parse
from core.questions import difference
from core.views.constraint_table import constraints_table, has_constraints
from core.views.exports import all_tables
from core.views.group_tables import invariance_table
from core.views.hypothesis_tables import difference_table, wald_table
from core.views.improvement_tables import additions_table, equalities_table
from core.views.tables import Table

METHODS = ("default", *get_args(DifferenceMethod))


def tables_of(analysis: Analysis, data: Data, only: Sequence[str] = ()) -> tuple[Table, ...]:
    """Every table of the results, or those of these names; raises OptionError where there is none so
    called."""
    found = all_tables(analysis, data)
    names = [table.name for table in found]
    for name in only:
        if name not in names:
            text = f"There is no table “{name}” of this model; the tables are: {', '.join(names)}."
            raise OptionError("table_unknown", text)
    return tuple(table for table in found if not only or table.name in only)


def difference_of(
    restricted: Analysis, larger: Analysis, data: Data, method: Any = "default"
) -> tuple[Table, ...]:
    """The χ² difference test of two nested models of the same data."""
    seen = Against("restricted", difference(restricted, larger, method, data))
    return (difference_table({"the model": seen}, "the larger model"),)


def wald_of_text(analysis: Analysis, text: str) -> tuple[Table, ...]:
    """The Wald test of equations among labels, one a line or with semicolons between them."""
    test = wald(analysis, text)
    return (wald_table({"; ".join(test.equations): test}),)


def score_of(analysis: Analysis, added: str) -> tuple[Table, ...]:
    """The score test of additions in lavaan's syntax; without any, those of the model's equalities."""
    if added.strip():
        return (additions_table(analysis, parse(added).rows),)
    equal = equalities_table(analysis)
    return (equal, constraints_table(analysis)) if has_constraints(analysis) else (equal,)


def invariance_of(analysis: Analysis, data: Data) -> tuple[Table, ...]:
    """The ladder of invariance over the groups."""
    return (invariance_table(ladder(data, analysis.table, analysis.options)),)


def tables_as_json(tables: Iterable[Table]) -> dict[str, Any]:
    """The tables' full numbers with how to read them, ready for json.dumps; what does not exist is null."""
    return {
        "tables": [
            {"name": t.name, "title": t.title, "note": t.note, "rows": [*map(_known, _records(t))]}
            for t in tables
        ]
    }


def _records(table: Table) -> list[dict[Any, Any]]:
    return table.numbers.astype(object).to_dict("records")


def _known(row: dict[Any, Any]) -> dict[str, Any]:
    """A row of plain values."""
    plain = {str(k): value.item() if hasattr(value, "item") else value for k, value in row.items()}
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in plain.items()}


def tables_as_text(tables: Iterable[Table]) -> str:
    """The tables as a person reads them at a terminal."""
    parts = []
    for table in tables:
        rows = table.text.to_string(index=False) if len(table.text) else ""
        parts.append("\n".join(part for part in (table.title, rows, table.note) if part))
    return "\n\n".join(parts)
