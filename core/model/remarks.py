"""What is allowed in a model but may not be what its author meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.model.expression import names_in, parse_expression
from core.model.partable import ParRow, ParTable
from core.model.tokens import quote
from core.notices import Notice


def remarks(table: ParTable, names: Sequence[str]) -> tuple[Notice, ...]:
    """Labels that look like columns: in x1*x2 the word before the * is a label, not a factor of a product."""
    columns = set(names)
    labels = Counter(row.label for row in table.rows if row.label)
    texts = [text for row in table.rows if row.arithmetic for text in _expressions(row)]
    used = {name for text in texts for name in names_in(parse_expression(text))}
    out = []
    for row in table.rows:
        if row.label in columns and labels[row.label] == 1 and row.label not in used:
            term = f"{quote(row.label)}*{quote(row.rhs) if row.rhs else '1'}"
            text = (
                f"In {term} the word before the * is read as a label, though “{row.label}” is also a column. "
                "For a product of two columns add a column that holds it."
            )
            out.append(Notice("label_is_column", text))
    return tuple(out)


def _expressions(row: ParRow) -> tuple[str, ...]:
    return (row.rhs,) if row.op == ":=" else (row.lhs, row.rhs)
