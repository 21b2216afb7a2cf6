"""The notes after `#:`, in which the printer records what lavaan has no words for, read back into rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.model.expression import Name, Number, parse_expression
from core.model.marks import fault
from core.model.partable import ParRow
from core.model.tokens import HEAD, Statement

FLAG = re.compile(r"\s*(?:(auto|exo|off|as|row)(?!\S)|group=(\d{1,3})(?!\S))")

Found = list[tuple[ParRow, int]]
Reader = Callable[[str, str, int], Found]


@dataclass(frozen=True, slots=True)
class Note:
    """The flags of a note, and from offset `start` the formula or term that the row stands for."""

    flags: frozenset[str]
    group: int
    text: str
    start: int


def noted(source: str, statement: Statement, formula: Reader) -> Found:
    """The rows of the one term of a statement with a note; raises SyntaxFault where note and formula
    disagree."""
    visible = bool(statement.text.strip())
    note = _read(statement, visible)
    if not visible:
        found = formula(source, note.text, note.start)
    elif note.flags & {"off", "as"}:
        found = _restored(source, statement, note, formula)
    else:
        found = formula(source, statement.text, statement.start)
    terms = {row.key[:3] for row, _ in found}
    if len(terms) != 1 or visible == ("row" in note.flags) or (note.group != 1 and len(found) > 1):
        todo = "Delete the note, or write one term on this line."
        raise fault("note", source, note.start, "This note belongs to exactly one parameter.", todo)
    return [(_flagged(row, note, visible), offset) for row, offset in found]


def _flagged(row: ParRow, note: Note, visible: bool) -> ParRow:
    flags, group = note.flags, note.group if row.group == 1 else row.group
    row = replace(row, on="off" not in flags, exo="exo" in flags, user="auto" not in flags, group=group)
    return row if visible or row.arithmetic else replace(row, free=False)


def _read(statement: Statement, visible: bool) -> Note:
    """The flags of a note, read until the word after which its formula or term begins."""
    last = {"off", "as"} if visible else {"row"}
    flags: set[str] = set()
    group, at = 1, 0
    while not flags & last and (match := FLAG.match(statement.note, at)):
        at = match.end()
        if match[1]:
            flags.add(match[1])
        else:
            group = int(match[2])
    return Note(frozenset(flags), group, statement.note[at:], statement.note_start + at)


def _restored(source: str, statement: Statement, note: Note, formula: Reader) -> Found:
    """The row as the note has it; the formula before it, which lavaan reads, must agree with it."""
    head = HEAD.match(statement.text)
    left = head[0] if head else ""
    gap = " " * (note.start - statement.start - len(left))
    seen = formula(source, statement.text, statement.start)
    meant = formula(source, left + gap + note.text, statement.start)
    pairs = list(zip(seen, meant, strict=False))
    if len(seen) != len(meant) or not all(_zeroed(zero, row) for (zero, _), (row, _) in pairs):
        what = "The note after #: and the formula before it say two different things."
        raise fault("note", source, note.start, what, "Delete everything from #: on.")
    return meant


def _zeroed(seen: ParRow, meant: ParRow) -> bool:
    """True where `seen` is `meant` at zero, or its expressions with zeros for some of the labels."""
    if not meant.arithmetic:
        return seen.key == meant.key and not seen.free and seen.value == 0
    sides = [(seen.rhs, meant.rhs)]
    if meant.op == ":=":
        same = seen.key == meant.key
    else:
        same, sides = seen.op == meant.op, [*sides, (seen.lhs, meant.lhs)]
    return same and all(_with_zeros(zero, text) for zero, text in sides)


def _with_zeros(zero: str, text: str) -> bool:
    steps, others = parse_expression(zero).steps, parse_expression(text).steps
    return len(steps) == len(others) and all(
        a == b or (a == Number(0.0) and isinstance(b, Name)) for a, b in zip(steps, others, strict=True)
    )
