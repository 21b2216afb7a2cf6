"""A parameter table as lavaan syntax: exact for the machine, grouped for the reader."""

from __future__ import annotations

from collections.abc import Iterator

from core.model.expression import zeroed
from core.model.partable import ParRow, ParTable
from core.model.tokens import quote

# The order in which a person writes a model.
SECTIONS = ("=~", "~", "~~", "~1", ":=")


def print_table(table: ParTable) -> str:
    """lavaan syntax, one row a line, from which `parse` gives back exactly this table.

    What lavaan has no words for stands in a note after `#:`, a comment to lavaan: `off` and then the term as
    it is when on (lavaan reads a path fixed to zero), `as` and then an expression in which lavaan reads zeros
    for labels of paths that are off, `auto` for a row that a default added, `exo`, and `row` before a whole
    row that lavaan is not to read: its value comes from the sample, or it is a definition that is off.
    """
    gone = _gone(table)
    return "".join(_line(row, gone) + "\n" for row in table.rows)


def pretty(table: ParTable) -> str:
    """The table as a person writes it, rows of one variable on one line, sections apart; valid lavaan syntax.

    Paths that are off keep their note and their place among their neighbours; rows that lavaan is not to read
    are left out, and automatic rows stand like the others.
    """
    gone = _gone(table)
    sections = []
    for op in SECTIONS:
        rows = [row for row in table.rows if row.op == op and not _hidden(row)]
        order = list(dict.fromkeys(row.lhs for row in rows))
        lines = [line for lhs in order for line in _grouped([row for row in rows if row.lhs == lhs], gone)]
        if lines:
            sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def _gone(table: ParTable) -> frozenset[str]:
    """The labels that only paths that are off carry."""
    on = {row.label for row in table.rows if row.on}
    return frozenset(row.label for row in table.rows if row.label not in on)


def _grouped(rows: list[ParRow], gone: frozenset[str]) -> Iterator[str]:
    """Lines for the rows of one left side: those that are on together, each that is off by itself."""
    together: list[str] = []
    for row in rows:
        if row.on and row.op in ("=~", "~", "~~"):
            together.append(term(row))
            continue
        if together:
            yield f"{quote(row.lhs)} {row.op} " + " + ".join(together)
            together = []
        yield _visible(row, gone) + _meant(row, "", gone)
    if together:
        yield f"{quote(rows[0].lhs)} {rows[0].op} " + " + ".join(together)


def _line(row: ParRow, gone: frozenset[str]) -> str:
    flags = [word for word, said in (("auto", not row.user), ("exo", row.exo)) if said]
    if row.group != 1:
        flags.insert(0, f"group={row.group}")
    if _hidden(row):
        flags += ["row"] if row.on else ["off", "row"]
        return f"#:{' '.join(flags)} {_formula(row, term(row))}"
    return _visible(row, gone) + _meant(row, " ".join(flags), gone)


def _visible(row: ParRow, gone: frozenset[str]) -> str:
    """The row as lavaan is to read it: zero for a path that is off and for the labels that go with it."""
    if row.op == ":=":
        return _formula(row, zeroed(row.rhs, gone))
    return _formula(row, term(row) if row.on else f"0*{_name(row)}")


def _meant(row: ParRow, flags: str, gone: frozenset[str]) -> str:
    """The note that tells the row from what lavaan reads, where there is anything to tell."""
    if not row.on:
        note = f"{flags} off {term(row)}"
    elif row.op == ":=" and zeroed(row.rhs, gone) != row.rhs:
        note = f"{flags} as {row.rhs}"
    else:
        note = flags
    return f" #:{note.strip()}" if note else ""


def term(row: ParRow) -> str:
    """The right side of a row with its modifiers, such as `a*x` or `NA*x + start(0.5)*x`."""
    if row.op == ":=":
        return row.rhs
    name, parts = _name(row), []
    if row.freed:
        parts.append(f"NA*{name}")
    if row.value is not None:
        parts.append(f"start({number(row.value)})*{name}" if row.free else f"{number(row.value)}*{name}")
    if row.label:
        parts.append(f"{quote(row.label)}*{name}")
    return " + ".join(parts) or name


def number(value: float) -> str:
    """The shortest digits that read back as this value."""
    return repr(float(value) + 0.0).removesuffix(".0")


def _hidden(row: ParRow) -> bool:
    if row.op == ":=":
        return not row.on
    return not row.free and row.value is None


def _formula(row: ParRow, right: str) -> str:
    op = "~" if row.op == "~1" else row.op
    return f"{quote(row.lhs)} {op} {right}"


def _name(row: ParRow) -> str:
    return "1" if row.op == "~1" else quote(row.rhs)
