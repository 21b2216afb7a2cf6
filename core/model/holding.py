"""What is said of a path: switched off, held at a value, estimated, held equal to another one.

A path is told by its key; but for switching, what is said holds for all groups.
"""

from __future__ import annotations

import re
from dataclasses import replace

from core.errors import ModelError
from core.model.partable import Key, Op, ParRow, ParTable
from core.model.rows import add, changed, find, keep, loadings, written
from core.model.tokens import quote

# Labels that hold paths equal which have none: they mean nothing once nothing is held equal.
OWN_LABEL = re.compile(r"eq\d+")


def switch(table: ParTable, key: Key, on: bool) -> ParTable:
    """Switch a path of one group on or off; one that the defaults added is written down for it."""
    if table.find(key) is None:
        op: Op = key[1]  # type: ignore[assignment]
        table = add(table, ParRow(key[0], op, key[2], group=key[3]))
    return table.switch(key, on)


def fix(table: ParTable, key: Key, value: float) -> ParTable:
    """Hold a path at a value; a path that was off is on again."""
    return changed(
        written(table, key),
        key,
        lambda row: replace(row, free=False, value=value, freed=False, on=True),
    )


def free(table: ParTable, key: Key) -> ParTable:
    """Let a path be estimated; a first loading says so, or a default would fix it again."""
    first = key[1] == "=~" and loadings(table, key[0])[:1] == (find(table, key),)
    return changed(
        written(table, key), key, lambda row: replace(row, free=True, value=None, freed=first, on=True)
    )


def set_equal(table: ParTable, key: Key, other: Key) -> ParTable:
    """Hold two paths equal: by one label, or by a constraint where each has a label of its own."""
    table = written(written(table, key), other)
    mine, theirs = find(table, key), find(table, other)
    if key[:3] == other[:3] or (mine.label and mine.label == theirs.label):
        raise ModelError("equal_already", "These two paths are equal already.")
    if not (mine.free and theirs.free):
        raise ModelError("equal_fixed", "A path that is fixed cannot be held equal. Free it first.")
    if mine.label and theirs.label:
        return add(table, ParRow(quote(theirs.label), "==", quote(mine.label)))
    label = mine.label or theirs.label or _fresh_label(table)
    return changed(
        changed(table, key, lambda row: replace(row, label=label)),
        other,
        lambda row: replace(row, label=label),
    )


def set_apart(table: ParTable, key: Key) -> ParTable:
    """Let a path differ from those that it was held equal to."""
    mine = find(written(table, key), key)
    ties = equalities(table, mine.label)
    if ties:
        return keep(table, lambda row: row not in ties)
    if not is_tied(table, mine):
        raise ModelError("not_equal", "This path is not held equal to another one.")
    apart = changed(table, key, lambda row: replace(row, label=""))
    alone = len({row.key[:3] for row in apart.rows if row.label == mine.label}) == 1
    if not alone or not OWN_LABEL.fullmatch(mine.label):
        return apart
    return ParTable(tuple(replace(row, label="") if row.label == mine.label else row for row in apart.rows))


def is_tied(table: ParTable, row: ParRow) -> bool:
    """True where a row is held equal to another one."""
    sharing = {other.key[:3] for other in table.rows if row.label and other.label == row.label}
    return len(sharing) > 1 or bool(equalities(table, row.label))


def equalities(table: ParTable, label: str) -> tuple[ParRow, ...]:
    """The constraints that hold this label equal to another one, and nothing else."""
    labels = {quote(row.label) for row in table.rows if row.label}
    pairs = (row for row in table.rows if row.op == "==" and {row.lhs, row.rhs} <= labels)
    return tuple(row for row in pairs if label and quote(label) in (row.lhs, row.rhs))


def _fresh_label(table: ParTable) -> str:
    taken = (
        {row.label for row in table.rows} | {row.lhs for row in table.rows} | {row.rhs for row in table.rows}
    )
    return next(f"eq{i}" for i in range(1, len(table.rows) + 2) if f"eq{i}" not in taken)
