"""What makes one model of another: the steps that a person would name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from core.model.partable import Key, ParRow, ParTable

Kind = Literal[
    "off",
    "on",
    "fixed",
    "freed",
    "refixed",
    "equal",
    "unequal",
    "added",
    "removed",
    "moved",
    "turned",
    "covariance",
    "redefined",
]
Rows = Mapping[Key, ParRow]
# Steps that hold a parameter, and those that let one go, where nothing else changes.
RESTRICTING: frozenset[Kind] = frozenset(("off", "fixed", "equal"))
RELEASING: frozenset[Kind] = frozenset(("on", "freed", "unequal"))


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what became of `rows`, which are as they are after it, or were where they are gone.

    For `equal` and `unequal` they are those that one label ties; for `moved` the loading before and after.
    """

    kind: Kind
    rows: tuple[ParRow, ...]


def differences(
    before: ParTable, after: ParTable, was_completed: ParTable, completed: ParTable
) -> tuple[Step, ...]:
    """The steps from `before` to `after`, two tables as written, each with the defaults added beside it.

    A row that the defaults add counts where one of the two tables says something of it. Starting values and
    names of labels are no steps.
    """
    old, new = _known(before, was_completed), _known(after, completed)
    written = dict.fromkeys(row.key for row in (*before.rows, *after.rows))
    keys = [key for key in written if key[3] == 1 or (*key[:3], 1) not in written]
    changed = [step for key in keys for step in _changed(old.get(key), new.get(key))]
    both = [key for key in keys if key in old and key in new]
    ties = [*_tied(new, old, both, "equal"), *_tied(old, new, both, "unequal")]
    return (*_together(changed), *ties)


def _known(table: ParTable, completed: ParTable) -> Rows:
    return {row.key: row for row in (*completed.rows, *table.rows)}


def _changed(old: ParRow | None, new: ParRow | None) -> Iterator[Step]:
    """What became of one row."""
    if old is None or new is None:
        row = new or old
        if row is not None and row.on:
            yield Step("removed" if new is None else "added", (row,))
    elif old.on != new.on:
        yield Step("on" if new.on else "off", (new,))
    elif new.on and new.op == ":=" and new.rhs != old.rhs:
        yield Step("redefined", (new,))
    elif new.on and not new.arithmetic and old.free != new.free:
        yield Step("freed" if new.free else "fixed", (new,))
    elif new.on and not new.free and old.value != new.value:
        yield Step("refixed", (new,))


def _together(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, a row that went and one that came in its place told as one."""
    steps = list(steps)
    gone = {step.rows[0].key[:3]: step.rows[0] for step in steps if step.kind == "removed"}
    told: set[tuple[str, str, str]] = set()
    merged = []
    for step in steps:
        row = step.rows[0]
        found = next(_replaced(row, gone), None) if step.kind == "added" else None
        if found is not None and found[1].key[:3] not in told:
            told |= {row.key[:3], found[1].key[:3]}
            kind, was = found
            merged.append(Step(kind, (was, row) if kind == "moved" else (was,)))
    kept = [step for step in steps if step.rows[0].key[:3] not in told]
    yield from (*merged, *kept)


def _replaced(row: ParRow, gone: Mapping[tuple[str, str, str], ParRow]) -> Iterator[tuple[Kind, ParRow]]:
    """What a row that came stands in the place of."""
    for was in gone.values():
        if was.op == "~" and {was.lhs, was.rhs} == {row.lhs, row.rhs} and row.op in ("~", "~~"):
            yield "turned" if row.op == "~" else "covariance", was
        elif was.op == row.op == "=~" and was.rhs == row.rhs:
            yield "moved", was


def _tied(rows: Rows, others: Rows, keys: Iterable[Key], kind: Kind) -> Iterator[Step]:
    """The rows that one label ties here and none there."""
    keys = [key for key in keys if rows[key].label and rows[key].on and others[key].on]
    for label in dict.fromkeys(rows[key].label for key in keys):
        tied = [key for key in keys if rows[key].label == label]
        there = {others[key].label or key for key in tied}
        if len(tied) > 1 and len(there) > 1:
            yield Step(kind, tuple(rows[key] for key in tied))
