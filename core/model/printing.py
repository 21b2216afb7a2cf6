"""A parameter table as lavaan syntax: exact for the machine, grouped for the reader."""

from __future__ import annotations

from collections.abc import Iterator

from core.model.partable import ParRow, ParTable
from core.model.tokens import quote

# The order in which a person writes a model.
SECTIONS = (("=~",), ("~",), ("~~",), ("~1",), (":=",))


def print_table(table: ParTable) -> str:
    """lavaan syntax, one row a line, from which `parse` gives back exactly this table.

    What lavaan has no words for stands in a note after `#:`, a comment to lavaan: `off` and then the term as
    it is when on (lavaan reads a path fixed to zero), `auto` for a row that a default added, `exo`, and `row`
    before a whole row that lavaan is not to read: its value comes from the sample, or it is a definition that
    is off.
    """
    labels = _labels(table)
    return "".join(_line(row, labels) + "\n" for row in table.rows)


def pretty(table: ParTable) -> str:
    """The table as a person writes it, rows of one variable on one line, sections apart; valid lavaan syntax.

    Paths that are off keep their note and their place among their neighbours; rows that lavaan is not to read
    are left out, and automatic rows stand like the others.
    """
    labels = _labels(table)
    sections = []
    for ops in SECTIONS:
        rows = [row for row in table.rows if row.op in ops and not _hidden(row)]
        order = list(dict.fromkeys(row.lhs for row in rows))
        lines = [line for lhs in order for line in _grouped([row for row in rows if row.lhs == lhs], labels)]
        if lines:
            sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def _labels(table: ParTable) -> frozenset[str]:
    """The labels of rows that are on."""
    return frozenset(row.label for row in table.rows if row.on and row.label)


def _grouped(rows: list[ParRow], labels: frozenset[str]) -> Iterator[str]:
    """Lines for the rows of one left side: those that are on together, each that is off by itself."""
    together: list[str] = []
    for row in rows:
        if row.on and row.op in ("=~", "~", "~~"):
            together.append(term(row))
            continue
        if together:
            yield f"{quote(row.lhs)} {row.op} " + " + ".join(together)
            together = []
        yield _visible(row, labels) + ("" if row.on else f" #:off {term(row)}")
    if together:
        yield f"{quote(rows[0].lhs)} {rows[0].op} " + " + ".join(together)


def _line(row: ParRow, labels: frozenset[str]) -> str:
    words = [word for word, said in (("auto", not row.user), ("exo", row.exo), ("off", not row.on)) if said]
    if row.group != 1:
        words.insert(0, f"group={row.group}")
    if _hidden(row):
        return f"#:{' '.join([*words, 'row'])} {_formula(row, term(row))}"
    note = f" #:{' '.join(words)}" if words else ""
    return _visible(row, labels) + note + ("" if row.on else f" {term(row)}")


def _visible(row: ParRow, labels: frozenset[str]) -> str:
    """The row as lavaan is to read it: a path that is off is zero, with its label where no other has that."""
    if row.on:
        return _formula(row, term(row))
    name = _name(row)
    label = f" + {quote(row.label)}*{name}" if row.label and row.label not in labels else ""
    return _formula(row, f"0*{name}{label}")


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
