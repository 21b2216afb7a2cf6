"""The path diagram with its verdicts and fit as one component, drawn in the browser from plain data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from core.analysis import Analysis
from core.errors import PathlightError
from core.model.partable import ParTable
from core.views.frame import Frame, drawing, frame, path_id, refused, switchable
from pages import _state, _steps

HERE = Path(__file__).parent

_component = st.components.v2.component(
    "pathlight_explorer",
    html=(HERE / "explorer.html").read_text(encoding="utf-8"),
    css=(HERE / "explorer.css").read_text(encoding="utf-8"),
    js=(HERE / "explorer.js").read_text(encoding="utf-8"),
)


def explorer(
    found: Analysis | PathlightError, before: Analysis | None, waits: bool, look: Callable[[], None]
) -> int:
    """Draw what is on screen and take over the switches thrown on it; returns the number of this picture.

    `look` is called now and then as long as the page `waits` for something or a neighbour is missing. Where
    the model could not be fitted the picture is that of `before`, with the paths as they are now and no
    numbers; without that one there is nothing to draw and the fault is raised.
    """
    before = before and _state.in_shown_group(before)
    if isinstance(found, Analysis):
        found = _state.in_shown_group(found)
        drawn, completed = found, found.completed
        now = frame(found, _state.choices().units, before, _state.was())
    elif before is not None:
        drawn, completed = before, _state.as_now(before.completed)
        now = refused(completed, found)
    else:
        raise found
    model, places = _state.layout_of(drawn)
    neighbours, complete = _neighbours(found) if isinstance(found, Analysis) else ({}, True)
    picture = {
        "model": model,
        "seq": _state.choices().seq,
        "drawing": drawing(places, completed),
        "frame": now,
        "neighbours": neighbours,
        "waits": waits or not complete,
        "steps": _steps.for_the_diagram(),
    }
    visit, edition = _state.edition(picture)
    data = {**picture, "visit": visit, "edition": edition}
    _component(
        key="explorer",
        data=data,
        on_off_change=partial(_receive, model, completed),
        on_step_change=_follow,
        on_look_change=look,
    )
    return edition


def _neighbours(found: Analysis) -> tuple[dict[str, Frame], bool]:
    """What one more switch would show, as far as it is known yet, and whether that is all of it."""
    units, was = _state.choices().units, _state.was()
    now = {parameter.row.key: parameter for parameter in found.parameters if parameter.row.on}
    known = _state.neighbours(found)
    frames = {
        path_id(key): frame(
            _state.in_shown_group(other), units, found, {**was, key: now[key]} if key in now else was
        )
        for key, other in known.items()
        if isinstance(other, Analysis)
    }
    return frames, None not in known.values()


def _receive(model: str, completed: ParTable) -> None:
    """Bring the table to the state that the diagram wants; `completed` is the one it was drawn from."""
    wanted: dict[str, Any] | None = _state.widget("explorer").get("off")
    if not wanted or wanted["model"] != model or wanted["seq"] <= _state.choices().seq:
        return
    off = set(wanted["ids"])
    now = _state.as_now(completed)
    rows = [row for row in now.rows if switchable(row)]
    _state.switch({r.key: not r.on for r in rows if (path_id(r.key) in off) == r.on}, wanted["seq"])


def _follow() -> None:
    _steps.follow(_state.widget("explorer").get("step"))
