"""What one more switch would show, sent ahead to the diagram once all of the page has been answered."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import streamlit as st

from core.analysis import Analysis
from core.errors import PathlightError
from core.model.partable import Key
from core.views.frame import Frame, frame, path_id, switched_off
from pages import _state, _steps

# The model of the last picture, and how long what one more switch would show may hold up a model's first.
FRAMED = "framed"
HURRIED_SECONDS = 0.05

_component = st.components.v2.component(
    "pathlight_neighbours", js=(Path(__file__).parent / "neighbours.js").read_text(encoding="utf-8")
)


def neighbours(found: Analysis | PathlightError, edition: int, waits: bool) -> None:
    """Send the neighbours of the picture of this `edition`, and whether the page `waits` for anything."""
    frames, complete = _frames(found) if isinstance(found, Analysis) else ({}, True)
    data = {
        "visit": _state.store().visit,
        "edition": edition,
        "frames": frames,
        "waits": waits or not complete,
    }
    _component(key="neighbours", data=data)


def _frames(found: Analysis) -> tuple[dict[str, Frame], bool]:
    """What one more switch would show, as far as it is known yet, and whether that is all of it.

    After a model's first picture what takes longer waits for the next one, and what is one step of undoing or
    redoing comes before all others.
    """
    shown, was = (_state.choices().units, _state.choices().group), _state.was()
    here = _state.in_shown_group(found)
    now = {parameter.row.key: parameter for parameter in here.parameters if parameter.row.on}
    known = {path_id(key): (key, other) for key, other in _state.neighbours(found).items()}
    hurried, ends = _state.kept(FRAMED) is not found, time.perf_counter() + HURRIED_SECONDS
    _state.keep(FRAMED, found)
    steps = _steps.for_the_diagram()
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
