"""The path diagram with its verdicts and fit as one component, drawn in the browser from plain data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Dataset
from core.data.scales.matching import possible_answers
from core.errors import PathlightError
from core.model.partable import ParTable
from core.model.rows import variables
from core.views.frame import drawing, frame, path_id, refused, switchable
from pages import _picture, _state, _steps
from pages._editing import unused_columns
from pages._explorer.gestures import obey
from pages._explorer.modules import one_module

HERE = Path(__file__).parent
SAID = "said of a gesture"
# More columns than these are found faster on the Data page.
MOST_COLUMNS = 400

_component = st.components.v2.component(
    "pathlight_explorer",
    html=(HERE / "explorer.html").read_text(encoding="utf-8"),
    css=(HERE / "explorer.css").read_text(encoding="utf-8"),
    js=one_module(),
)


def explorer(found: Analysis | PathlightError, before: Analysis | None, look: Callable[[], None]) -> int:
    """Draw what is on screen and take over the gestures on it; returns the number of this picture.

    `look` is called now and then as long as something is awaited, of which the neighbours tell. Where the
    model could not be fitted its paths are drawn without numbers.
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
        "steps": _steps.for_the_diagram(),
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
