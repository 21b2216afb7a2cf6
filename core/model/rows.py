"""Rows of a table found, written down, changed and put in their place, for all groups at once."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import ModelError
from core.model.partable import Key, Op, ParRow, ParTable
from core.model.printing import SECTIONS


def variables(table: ParTable) -> tuple[str, ...]:
    """The variables that the rows speak of, in order of first mention."""
    rows = [row for row in table.rows if not row.arithmetic]
    names = (
        name for row in rows for name in ((row.lhs, row.rhs) if row.op in ("=~", "~", "~~") else (row.lhs,))
    )
    return tuple(dict.fromkeys(names))


def loadings(table: ParTable, construct: str) -> tuple[ParRow, ...]:
    """The rows by which a latent variable is measured."""
    return tuple(row for row in table.rows if row.op == "=~" and row.lhs == construct)


def find(table: ParTable, key: Key) -> ParRow:
    """The first row of a path; raises ModelError where there is none."""
    row = next((row for row in table.rows if row.key[:3] == key[:3]), None)
    if row is None:
        raise ModelError(
            "no_path", "This path is not in the model. It may have been removed in the meantime."
        )
    return row


def written(table: ParTable, key: Key) -> ParTable:
    """The table with a row for a path, which the defaults may have added."""
    if any(row.key[:3] == key[:3] for row in table.rows):
        return table
    op: Op = key[1]  # type: ignore[assignment]
    return add(table, ParRow(key[0], op, key[2]))


def changed(table: ParTable, key: Key, how: Callable[[ParRow], ParRow]) -> ParTable:
    """The table with the rows of a path changed; raises ModelError where there are none."""
    find(table, key)
    return ParTable(tuple(how(row) if row.key[:3] == key[:3] else row for row in table.rows))


def keep(table: ParTable, stays: Callable[[ParRow], bool]) -> ParTable:
    """The rows that stay."""
    return ParTable(tuple(row for row in table.rows if stays(row)))


def add(table: ParTable, *rows: ParRow) -> ParTable:
    """The table with rows of one kind behind those of that kind, in the order in which a model is written."""
    upto = SECTIONS[: SECTIONS.index(rows[0].op) + 1]
    at = max((i for i, row in enumerate(table.rows, start=1) if row.op in upto), default=0)
    return ParTable((*table.rows[:at], *rows, *table.rows[at:]))
