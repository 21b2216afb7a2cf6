"""Changes of the model on screen, whichever of its faces they come from: refused in words or one step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.data.columns import usable_columns
from core.errors import PathlightError
from core.model.checks import check
from core.model.partable import ParTable
from core.model.rows import variables
from core.model.sketch import Sketch
from pages import _state
from pages._history import Scene


def edit(change: Callable[[ParTable], ParTable], sketch: Sketch | None = None, by: str = "") -> str:
    """Put what `change` makes of the model on screen, as a step that can be undone; returns what to say.

    Raises a PathlightError where the change makes no sense; what is on screen then stays. `by` names the
    widget that asked for it.
    """
    now = _state.choices()
    table = now.table or ParTable(())
    edited = change(table)
    if edited.rows:
        check(edited, now.data.names)
    _state.show_scene(Scene(edited if edited.rows else None, sketch or now.sketch), by)
    return _lost(table, edited)


def use_fitted(table: ParTable) -> None:
    """Put a model on screen; raises a PathlightError where it cannot be fitted, and what is there stays."""
    found = _state.result_of(table)
    if isinstance(found, PathlightError):
        raise found
    _state.use_table(table)


def _lost(before: ParTable, after: ParTable) -> str:
    """What was computed from what is gone, which nobody removed on purpose."""
    left = {row.key for row in after.rows}
    gone = [row for row in before.rows if row.arithmetic and row.key not in left and row.op != "=="]
    names = ", ".join(row.lhs if row.op == ":=" else f"{row.lhs} {row.op} {row.rhs}" for row in gone)
    return f"With it went what was computed from it: {names}." if gone else ""


def unused_columns() -> tuple[str, ...]:
    """The columns of the data that are not in the model yet."""
    now = _state.choices()
    usable = _state.once("usable columns", (now.data,), partial(usable_columns, now.data))
    taken = set(variables(now.table)) if now.table else set()
    return tuple(name for name in usable if name not in taken)


def needed_columns() -> frozenset[str]:
    """The columns that the model on screen, a pinned one or the options of either use."""
    now, pinned = _state.choices(), _state.store().snapshots
    tables = [now.table, *(one.table for one in pinned)]
    needed = {name for table in tables if table is not None for name in variables(table)}
    for options in (now.options, *(one.options for one in pinned)):
        needed |= {*options.auxiliary, *([options.group] if options.group else [])}
    return frozenset(needed)
