"""Putting data made from those on screen in their place, for every part of the preparation."""

from __future__ import annotations

from core.data.dataset import Data, Dataset
from core.data.preparation import carry_out
from core.data.steps import Step
from core.errors import DataError
from core.model.variables import Variables
from core.options import renamed
from pages import _state

PREPARING, FAULT, LEFT = "preparing", "prepare fault", "questions left"
# What outlasts a change of the data that is made here.
LASTING = (PREPARING, LEFT)


def use_prepared(data: Dataset) -> None:
    """Put the data on screen, with the model, under the names that its columns have there, where they are all
    there."""
    lasting = {name: _state.kept(name) for name in LASTING}
    names = _renamed(_state.choices().data, data)
    _state.use_options(renamed(_state.choices().options, names))
    table, sketch = _state.choices().table, _state.choices().sketch
    table = table and table.renamed(names)
    for old, new in names.items():
        sketch = sketch.renamed(old, new)
    lacking = table is not None and not set(Variables.of(table).ov) <= set(data.names)
    _state.use_data(data, None if lacking else table, sketch)
    for name, value in lasting.items():
        _state.keep(name, value)


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
