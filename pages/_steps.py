"""Undo and redo: back and forth through the models that were on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.model.partable import ParTable
from core.views.frame import switched_off
from pages import _state
from pages._history import History, Scene

WHOLE = "whole page"


def history() -> History:
    """The models before and after the one on screen."""
    return _state.store().history


def go_to(at: int) -> None:
    """Put the model at a place of the history on screen."""
    mine, old = _state.store(), _state.choices()
    scene, mine.history = mine.history.moved(old.scene, at)
    _state.put(scene)


def wants_whole_page() -> bool:
    """True once after a step that changed more than the diagram and what belongs to it."""
    whole = bool(_state.kept(WHOLE))
    _state.forget(WHOLE)
    return whole


def for_the_diagram() -> dict[str, Any]:
    """Where the history stands, and the paths that are off one step back and one ahead where nothing else
    differs."""
    mine, now = history(), _state.choices().table
    return {
        "at": mine.at,
        "last": mine.last,
        "branch": mine.branch,
        "back": _off(now, mine.past[-1:]),
        "forward": _off(now, mine.future[:1]),
    }


def follow(wish: dict[str, Any] | None) -> None:
    """Go where the diagram wants to, unless the history has taken another turn since."""
    if wish and wish["visit"] == _state.store().visit and wish["branch"] == history().branch:
        go_to(int(wish["at"]))


def _off(now: ParTable | None, other: tuple[Scene, ...]) -> list[str] | None:
    table = other[0].table if other else None
    if now is None or table is None or not _same_paths(now, table):
        return None
    return switched_off(table)


def _same_paths(one: ParTable, other: ParTable) -> bool:
    """True where two models differ in which paths are on, and in nothing else."""
    first, second = ([replace(row, on=True) for row in table.rows] for table in (one, other))
    return first == second
