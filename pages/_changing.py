"""Putting data made from those on screen in their place, for every part of the preparation."""

from __future__ import annotations

from core.data.dataset import Data, Dataset
from core.data.preparation import carry_out
from core.data.steps import Step
from core.errors import DataError
from pages import _state
from pages._comparing import REFERENCE

PREPARING, FAULT, TOLD, LEFT = "preparing", "prepare fault", "prepare told", "questions left"
# What outlasts a change of the data that is made here.
LASTING = (PREPARING, LEFT, REFERENCE)


def use_prepared(data: Dataset) -> None:
    """Put the data on screen, with all models under the names that the columns have there."""
    lasting = {name: _state.kept(name) for name in LASTING}
    had_model = _state.choices().table is not None
    _state.use_made(data, _renamed(_state.choices().data, data))
    for name, value in lasting.items():
        _state.keep(name, value)
    if had_model and _state.choices().table is None:
        _state.keep(TOLD, "The model on screen needs columns that are gone; Undo on Explore brings it back.")


def _renamed(before: Data, after: Dataset) -> dict[str, str]:
    """What the columns that are called otherwise are called now."""
    assert isinstance(before, Dataset)
    now = {v.in_file: v.name for v in after.variables}
    return {v.name: now[v.in_file] for v in before.variables if now.get(v.in_file, v.name) != v.name}


def change_data(*steps: Step) -> bool:
    """Carry out steps of the preparation, all or none, and True; where one cannot be done, say why."""
    data = _state.choices().data
    assert isinstance(data, Dataset)
    try:
        use_prepared(carry_out(data, *steps))
    except DataError as fault:
        _state.keep(FAULT, fault)
        return False
    return True
