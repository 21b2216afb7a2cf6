"""Putting data made from those on screen in their place, for every part of the preparation."""

from __future__ import annotations

from collections.abc import Callable

from core.data.dataset import Dataset
from core.errors import DataError
from core.model.variables import Variables
from pages import _state

PREPARING, FAULT, LEFT = "preparing", "prepare fault", "questions left"
# What outlasts a change of the data that is made here.
LASTING = (PREPARING, LEFT)


def use_prepared(data: Dataset) -> None:
    """Put the data on screen, with the model where its columns are all there."""
    table, lasting = _state.choices().table, {name: _state.kept(name) for name in LASTING}
    lacking = table is not None and not set(Variables.of(table).ov) <= set(data.names)
    _state.use_data(data, None if lacking else table)
    for name, value in lasting.items():
        _state.keep(name, value)


def change_data(change: Callable[[Dataset], Dataset]) -> bool:
    """Put what `change` makes of the data on screen, and True; where it cannot, say why and leave them."""
    data = _state.choices().data
    assert isinstance(data, Dataset)
    try:
        use_prepared(change(data))
    except DataError as fault:
        _state.keep(FAULT, fault)
        return False
    return True
