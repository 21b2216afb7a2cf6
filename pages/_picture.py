"""The picture of the model on screen: what is drawn, where it stands, and what was heard of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.analysis import Analysis
from core.errors import PathlightError
from core.model.defaults import complete
from core.model.partable import ParTable
from core.views.geometry import Layout
from core.views.layout import layout, structural_part
from pages import _state


def as_drawn() -> ParTable:
    """The model on screen as its picture shows it: completed as far as it can be, in one group."""
    found, now = _state.analysis_or_fault(), _state.choices()
    if isinstance(found, Analysis):
        return _state.in_shown_group(found).completed
    if now.table is None:
        return ParTable(())
    try:
        return complete(now.table, now.data.names, now.options)
    except PathlightError:
        return now.table


def as_now(completed: ParTable) -> ParTable:
    """A completed table with its paths switched as they are on screen."""
    table = _state.choices().table
    off = {row.key for row in table.rows if not row.on} if table else set()
    return ParTable(tuple(replace(row, on=row.key not in off) for row in completed.rows))


def place() -> tuple[str, Layout]:
    """Where everything stands in the picture on screen, and a word that changes with that."""
    mine, completed, sketch = _state.store(), as_drawn(), _state.choices().sketch
    # A covariance that is fixed to zero is not drawn, so the same rows may make two pictures.
    key = frozenset(row.key for row in completed.rows if not row.ruled_out), sketch
    if key not in mine.layouts:
        mine.layouts[key] = layout(completed, sketch)
    return f"{mine.choices.generation}/{list(mine.layouts).index(key)}", mine.layouts[key]


def structural() -> Layout:
    """The structural part of the picture on screen, for one column of a journal."""
    return structural_part(as_drawn(), _state.choices().sketch)


def edition(picture: dict[str, Any]) -> tuple[str, int]:
    """The visit, and which of its pictures this one is: one that comes late is known by that."""
    mine = _state.store()
    count, last = mine.picture
    if picture != last:
        mine.picture = (count + 1, picture)
    return mine.visit, mine.picture[0]


def heard(number: int) -> None:
    """Remember up to where the diagram was heard."""
    _state.store().choices = replace(_state.choices(), heard=number)
