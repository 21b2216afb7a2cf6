"""A parameter table as lavaan syntax: exact for the machine, grouped for the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from core.model.expression import zeroed
from core.model.partable import ParRow, ParTable
from core.model.tokens import quote

# The order in which a person writes a model.
SECTIONS = ("=~", "~", "~~", "|", "~*~", "~1", ":=", "==", "<", ">")
# The rows of one term, one a group.
Run = tuple[ParRow, ...]


def print_table(table: ParTable) -> str:
    """lavaan syntax, one term a line, from which `parse` gives back exactly this table.

    What lavaan has no words for stands in a note after `#:`, a comment to lavaan: `off` and then the term as
    it is when on (lavaan reads a path fixed to zero), `as` and then an expression or constraint in which
    lavaan reads zeros for labels of paths that are off, `auto` for a row that a default added, `exo`,
    `group=2` for a row that c(…) cannot write, and `row` before a whole row that lavaan is not to read: its
    value comes from the sample, or it is computed and off.
    """
    gone = _gone(table)
    return "".join(_line(run, gone) + "\n" for run in _runs(table.rows))


def pretty(table: ParTable) -> str:
    """The table as a person writes it, rows of one variable on one line, sections apart; valid lavaan syntax.

    Paths that are off keep their note and their place among their neighbours; rows that lavaan is not to read
    are left out, and automatic rows stand like the others. A term that all groups share stands once.
    """
    gone = _gone(table)
    sections = []
    for op in SECTIONS:
        rows = [row for row in table.rows if row.op == op and not _hidden(row)]
        lines: list[str] = []
        for lhs in dict.fromkeys(row.lhs for row in rows):
            lines += _grouped(_gathered(row for row in rows if row.lhs == lhs), gone)
        if lines:
            sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def _gone(table: ParTable) -> frozenset[str]:
    """The labels that only paths that are off carry."""
    on = {row.label for row in table.rows if row.on}
    return frozenset(row.label for row in table.rows if row.label not in on)


def _runs(rows: Sequence[ParRow]) -> Iterator[Run]:
    """The rows, those of one term together that stand in the order of the groups and that c(…) can write."""
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and rows[end].group == end - at + 1 and _alike(rows[end], rows[at]):
            end += 1
        run = tuple(rows[at:end])
        plain = run[0].group == 1 and not run[0].arithmetic and not any(_hidden(row) for row in run)
        whole = plain and len(run) > 1 and _modifiers(run) is not None
        yield run if whole else run[:1]
        at = end if whole else at + 1


def _alike(row: ParRow, first: ParRow) -> bool:
    """True where the rows agree in all that c(…) cannot vary over groups."""
    one, other = ((r.lhs, r.op, r.rhs, r.on, r.exo, r.user) for r in (row, first))
    return one == other


def _gathered(rows: Iterable[ParRow]) -> Iterator[Run]:
    """The rows of each term, as one row where all groups are alike, together where c(…) can write them."""
    terms: dict[tuple[str, str, str], list[ParRow]] = {}
    for row in rows:
        terms.setdefault(row.key[:3], []).append(row)
    for found in terms.values():
        alike = len({replace(row, group=1) for row in found}) == 1
        yield from _runs(found[:1] if alike else found)


def _grouped(runs: Iterable[Run], gone: frozenset[str]) -> Iterator[str]:
    """Lines for the terms of one left side: those that are on together, each that is off by itself."""
    together: list[str] = []
    first = None
    for run in runs:
        row = run[0]
        if row.on and row.op in ("=~", "~", "~~", "|") and (len(run) > 1 or row.group == 1):
            first = row
            together.append(term(run))
            continue
        if first:
            yield f"{quote(first.lhs)} {first.op} " + " + ".join(together)
            first, together = None, []
        flags = f"group={row.group}" if row.group > 1 else ""
        yield _visible(run, gone) + _meant(run, flags, gone)
    if first:
        yield f"{quote(first.lhs)} {first.op} " + " + ".join(together)


def _line(run: Run, gone: frozenset[str]) -> str:
    row = run[0]
    flags = [word for word, said in (("auto", not row.user), ("exo", row.exo)) if said]
    if row.group != 1:
        flags.insert(0, f"group={row.group}")
    if _hidden(row):
        flags += ["row"] if row.on else ["off", "row"]
        return f"#:{' '.join(flags)} {_formula(row, term(run))}"
    return _visible(run, gone) + _meant(run, " ".join(flags), gone)


def _visible(run: Run, gone: frozenset[str]) -> str:
    """The term as lavaan is to read it: zero for a path that is off and for the labels that go with it."""
    row = run[0]
    if row.arithmetic:
        return _formula(replace(row, lhs=_left(row, gone)), zeroed(row.rhs, gone))
    if row.on:
        return _formula(row, term(run))
    return _formula(row, f"{_each(['0'] * len(run))}*{_name(row)}")


def _meant(run: Run, flags: str, gone: frozenset[str]) -> str:
    """The note that tells the row from what lavaan reads, where there is anything to tell."""
    row = run[0]
    if not row.on:
        note = f"{flags} off {term(run)}"
    elif row.op == ":=" and zeroed(row.rhs, gone) != row.rhs:
        note = f"{flags} as {row.rhs}"
    elif row.arithmetic and (_left(row, gone), zeroed(row.rhs, gone)) != (row.lhs, row.rhs):
        note = f"{flags} as {_formula(row, row.rhs)}"
    else:
        note = flags
    return f" #:{note.strip()}" if note else ""


def _left(row: ParRow, gone: frozenset[str]) -> str:
    return row.lhs if row.op == ":=" else zeroed(row.lhs, gone)


def term(run: Run) -> str:
    """The right side of the rows of one term, such as `a*x`, `NA*x + start(0.5)*x` or `c(a, b)*x`."""
    if run[0].arithmetic:
        return run[0].rhs
    name = _name(run[0])
    return " + ".join(f"{said}*{name}" for said in _modifiers(run) or ()) or name


def _modifiers(run: Run) -> list[str] | None:
    """What stands before the * of a term, in one modifier a kind; None where c(…) cannot say it."""
    alone = len(run) == 1
    freed = ["NA" if row.freed else "" for row in run]
    fixed = [number(row.value) if row.value is not None and not row.free else "" for row in run]
    start = [number(row.value) if row.value is not None and row.free else "" for row in run]
    label = [quote(row.label) if row.label else "" for row in run]
    if alone:
        given = [*freed, *fixed, *(f"start({x})" for x in start if x), *label]
        return [said for said in given if said]
    said = []
    constants = [one or other for one, other in zip(freed, fixed, strict=True)]
    for values in (constants, start, label):
        if any(values) and not all(values):
            return None
    if any(constants):
        said.append(_each(constants))
    if any(start):
        said.append(f"start({_each(start)})")
    if any(label):
        said.append(_each(label))
    return said or None


def _each(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"c({', '.join(values)})"


def number(value: float) -> str:
    """The shortest digits that read back as this value."""
    return repr(float(value) + 0.0).removesuffix(".0")


def _hidden(row: ParRow) -> bool:
    if row.arithmetic:
        return not row.on
    return not row.free and row.value is None


def _formula(row: ParRow, right: str) -> str:
    op = "~" if row.op == "~1" else row.op
    return f"{row.lhs if row.op in ('==', '<', '>') else quote(row.lhs)} {op} {right}"


def _name(row: ParRow) -> str:
    return "1" if row.op == "~1" else quote(row.rhs)
