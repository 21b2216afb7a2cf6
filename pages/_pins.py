"""Models that were put aside to compare: pin, name, order, put back on screen, delete."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from core.analysis import Analysis
from core.errors import PathlightError
from core.model.partable import ParTable
from core.model.sketch import Sketch
from core.model.snapshot import MOST_SNAPSHOTS, Snapshot, name_for, unlike
from core.views.dot import diagram_dot
from core.views.layout import structural_part
from core.views.pictures import svg
from pages import _state, _store
from pages._history import Scene
from pages._rivals import rivals_on_screen

TOLD = "pinned"
FULL = f"{MOST_SNAPSHOTS} models are pinned, which is as many as fit side by side. Delete one on Compare."


def pinned() -> tuple[Snapshot, ...]:
    """The models that were put aside, in their order."""
    return _state.store().snapshots


def is_pinned() -> bool:
    """True where the model on screen has been put aside, computed as it is now."""
    now = _state.choices()
    return any((one.table, one.options) == (now.table, now.options) for one in pinned())


def pin() -> None:
    """Put the model on screen aside."""
    table = _state.choices().table
    if table is not None:
        add(table)


def add(table: ParTable, name: str = "") -> None:
    """Put a model aside under a name, by default one that says which paths are off; no model twice."""
    now = _state.choices()
    options = now.options
    mine = _state.store()
    taken = [one.name for one in mine.snapshots]
    if len(taken) >= MOST_SNAPSHOTS:
        _state.keep(TOLD, FULL)
    elif not any((one.table, one.options) == (table, options) for one in mine.snapshots):
        fresh = Snapshot(unlike(name, taken) if name else name_for(table, taken), table, options, now.sketch)
        mine.snapshots = (*mine.snapshots, fresh)


def pin_rivals() -> None:
    """Put the usual hypotheses on the model on screen aside, as many as there is room for."""
    for name, rival in rivals_on_screen().items():
        add(rival, name)


def has_rivals() -> bool:
    """True where there are usual hypotheses on the model on screen."""
    return bool(rivals_on_screen())


def rename(at: int, name: str) -> None:
    """Call a model something else; an empty name changes nothing."""
    mine = _state.store()
    taken = [one.name for i, one in enumerate(mine.snapshots) if i != at]
    if at < len(mine.snapshots) and name.strip():
        _put(at, replace(mine.snapshots[at], name=unlike(name, taken)))


def _put(at: int, *snapshots: Snapshot) -> None:
    mine = _state.store()
    mine.snapshots = (*mine.snapshots[:at], *snapshots, *mine.snapshots[at + 1 :])


def move(at: int, by: int) -> None:
    """Put a model before or behind its neighbour."""
    mine, to = _state.store(), at + by
    if 0 <= to < len(mine.snapshots):
        order = list(mine.snapshots)
        order[at], order[to] = order[to], order[at]
        mine.snapshots = tuple(order)


def restore(at: int) -> None:
    """Put a model back on screen, computed as it was."""
    chosen = pinned()[at]
    if chosen.options != _state.choices().options:
        _state.use_options(chosen.options)
    _state.show_scene(Scene(chosen.table, chosen.sketch))


def delete(at: int) -> None:
    """Drop a model."""
    _put(at)


def analysis_of(snapshot: Snapshot) -> Analysis | PathlightError:
    """The analysis of a model that was put aside; nothing is fitted again that was fitted before."""
    return _store.result_of(_state.store(), snapshot.table, snapshot.options)


def picture_of(found: Analysis, sketch: Sketch, marked: frozenset[_state.Key]) -> tuple[bytes, float]:
    """The structural part of an analysis in its arrangement with some paths marked, drawn once, and its
    width."""
    shown = _state.in_shown_group(found)
    now = _state.choices()
    name = f"picture {hash((found.table, found.options, now.units, now.group, sketch, marked))}"
    return _state.once(name, (found,), partial(_drawn, shown, sketch, marked))


def widths(marked: frozenset[_state.Key]) -> list[float]:
    """How wide the pictures of the models that could be fitted are."""
    fitted = ((analysis_of(one), one.sketch) for one in pinned())
    return [picture_of(found, sketch, marked)[1] for found, sketch in fitted if isinstance(found, Analysis)]


def _drawn(shown: Analysis, sketch: Sketch, marked: frozenset[_state.Key]) -> tuple[bytes, float]:
    part = structural_part(shown.completed, sketch, marked)
    return svg(diagram_dot(shown, part, _state.choices().units, marked, with_notes=False)), part.width
