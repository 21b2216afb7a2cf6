"""The path diagram with its verdicts and fit as one component, drawn in the browser from plain data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Dataset
from core.data.scales.matching import possible_answers
from core.errors import PathlightError
from core.model.partable import Key, ParTable
from core.model.rows import variables
from core.views.frame import Frame, drawing, frame, path_id, refused, switchable, switched_off
from pages import _picture, _state, _steps
from pages._editing import unused_columns
from pages._explorer.gestures import obey
from pages._explorer.modules import one_module

HERE = Path(__file__).parent
SAID = "said of a gesture"
# The model of the last picture, and how long what one more switch would show may hold up a model's first.
FRAMED = "framed"
HURRIED_SECONDS = 0.03
# More columns than these are found faster on the Data page.
MOST_COLUMNS = 400

_component = st.components.v2.component(
    "pathlight_explorer",
    html=(HERE / "explorer.html").read_text(encoding="utf-8"),
    css=(HERE / "explorer.css").read_text(encoding="utf-8"),
    js=one_module(),
)


def explorer(
    found: Analysis | PathlightError, before: Analysis | None, waits: bool, look: Callable[[], None]
) -> int:
    """Draw what is on screen and take over the gestures on it; returns the number of this picture.

    `look` is called now and then as long as the page `waits` for something or a neighbour is missing. Where
    the model could not be fitted its paths are drawn without numbers.
    """
    before = before and _state.in_shown_group(before)
    if isinstance(found, Analysis):
        now = frame(_state.in_shown_group(found), _state.choices().units, before, _state.was())
    else:
        now = refused(_picture.as_drawn(), found)
        if _state.choices().table is None:
            # An empty canvas is where one starts, and no trouble.
            now["message"] = ""
    completed = _picture.as_drawn()
    model, places = _picture.place()
    steps = _steps.for_the_diagram()
    neighbours, complete = _neighbours(found, steps) if isinstance(found, Analysis) else ({}, True)
    picture = {
        "model": model,
        "seq": _state.choices().seq,
        "heard": _state.choices().heard,
        "said": _state.kept(SAID, {"n": 0, "text": ""}),
        "drawing": drawing(places, completed),
        "template": _state.choices().sketch.template,
        "columns": list(unused_columns()[:MOST_COLUMNS]),
        "answers": _answers(completed),
        "frame": now,
        "neighbours": neighbours,
        "waits": waits or not complete,
        "steps": steps,
    }
    visit, edition = _picture.edition(picture)
    data = {**picture, "visit": visit, "edition": edition}
    _component(
        key="explorer",
        data=data,
        on_off_change=partial(_receive, model, completed),
        on_asks_change=_hear,
        on_step_change=_follow,
        on_look_change=look,
    )
    return edition


def _answers(completed: ParTable) -> dict[str, tuple[float, float]]:
    """The lowest and highest possible answer of each column in the model that has rows."""
    data = _state.choices().data
    possible = possible_answers(data) if isinstance(data, Dataset) else {}
    return {name: possible[name] for name in variables(completed) if name in possible}


def _neighbours(found: Analysis, steps: Mapping[str, Any]) -> tuple[dict[str, Frame], bool]:
    """What one more switch would show, as far as it is known yet, and whether that is all of it.

    The first picture of a model is waited for: what takes longer comes with the next one, and what is one of
    the `steps` of undoing and redoing comes before all others.
    """
    shown, was = (_state.choices().units, _state.choices().group), _state.was()
    here = _state.in_shown_group(found)
    now = {parameter.row.key: parameter for parameter in here.parameters if parameter.row.on}
    known = {path_id(key): (key, other) for key, other in _state.neighbours(found).items()}
    hurried, ends = _state.kept(FRAMED) is not found, time.perf_counter() + HURRIED_SECONDS
    _state.keep(FRAMED, found)
    off, sides = set(switched_off(here.completed)), (steps["back"], steps["forward"])
    near = {name for side in sides if side is not None for name in off.symmetric_difference(side)}

    def seen(key: Key, other: Analysis) -> Frame:
        kept = {**was, key: now[key]} if key in now else was
        return frame(_state.in_shown_group(other), shown[0], here, kept)

    frames, complete = {}, True
    for name in sorted(known, key=near.__contains__, reverse=True):
        key, other = known[name]
        given = (found, other, *shown)
        if isinstance(other, Analysis) and (
            not hurried or time.perf_counter() < ends or _state.is_made(f"neighbour {name}", given)
        ):
            frames[name] = _state.once(f"neighbour {name}", given, partial(seen, key, other))
        elif not isinstance(other, PathlightError):
            complete = False
    return frames, complete


def _receive(model: str, completed: ParTable) -> None:
    """Bring the table to the state that the diagram wants; `completed` is the one it was drawn from."""
    wanted: dict[str, Any] | None = _state.widget("explorer").get("off")
    if not wanted or wanted["model"] != model or wanted["seq"] <= _state.choices().seq:
        return
    off = set(wanted["ids"])
    now = _picture.as_now(completed)
    rows = [row for row in now.rows if switchable(row)]
    _state.switch({r.key: not r.on for r in rows if (path_id(r.key) in off) == r.on}, wanted["seq"])


def _hear() -> None:
    """Do what the diagram asks for and was not heard before; what cannot be done is said there."""
    wish: dict[str, Any] | None = _state.widget("explorer").get("asks")
    if not wish or wish["visit"] != _state.store().visit:
        return
    for ask in wish["asks"]:
        if ask["n"] <= _state.choices().heard:
            continue
        try:
            said = obey(ask)
        except PathlightError as fault:
            said = fault.message
        _picture.heard(ask["n"])
        _state.keep(SAID, {"n": ask["n"], "text": said})


def _follow() -> None:
    _steps.follow(_state.widget("explorer").get("step"))
