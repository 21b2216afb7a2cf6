"""A model that was put aside under a name, with how it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.model.partable import Key, ParRow, ParTable
from core.model.sketch import AUTOMATIC, Sketch
from core.options import Options, renamed

# As many as can be read side by side.
MOST_SNAPSHOTS = 6
LONGEST_NAME = 60
# More paths than these make a name that nobody reads.
NAMED_PATHS = 2


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A model, how it is computed and how its picture is arranged; no two of a set share a `name`."""

    name: str
    table: ParTable
    options: Options
    sketch: Sketch = AUTOMATIC

    def renamed(self, names: Mapping[str, str]) -> Snapshot:
        """The same model with other names of variables: before → after."""
        table, options = self.table.renamed(names), renamed(self.options, names)
        return replace(self, table=table, options=options, sketch=self.sketch.renamed(names))


def name_for(table: ParTable, taken: Iterable[str]) -> str:
    """A name that says which paths are off, and that no other has."""
    off = [row for row in table.rows if not row.on and row.group == 1 and not row.arithmetic]
    words = ", ".join(f"{row.rhs} → {row.lhs}" if row.op == "~" else f"{row.lhs} – {row.rhs}" for row in off)
    taken = tuple(taken)
    if not off:
        return unlike("All paths on", taken)
    return unlike(f"Without {words}" if len(off) <= NAMED_PATHS else f"{len(off)} paths off", taken)


def unlike(name: str, taken: Iterable[str]) -> str:
    """The name, shortened where it is too long, with a number where another has it."""
    taken = set(taken)
    short = " ".join(name.split())[:LONGEST_NAME] or "Model"
    if short not in taken:
        return short
    return next(f"{short} ({i})" for i in range(2, len(taken) + 3) if f"{short} ({i})" not in taken)


def differing(tables: Iterable[ParTable]) -> frozenset[Key]:
    """The keys of the rows that are not the same in all of these tables: missing, off, fixed or labelled."""
    found = [{row.key: _state(row) for row in table.rows} for table in tables]
    keys = {key for rows in found for key in rows}
    return frozenset(key for key in keys if len({rows.get(key) for rows in found}) > 1)


def _state(row: ParRow) -> tuple[object, ...]:
    return row.on, row.free, row.on and row.value, row.on and row.label, row.rhs if row.arithmetic else ""
