"""What a gesture on the diagram asks for, and the model or arrangement that comes of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args

from core.data.dataset import Dataset
from core.data.preparation import carry_out
from core.data.steps import Rename, Step, TurnRound
from core.errors import ModelError, PathlightError
from core.model import edits, holding
from core.model.mediation import named_paths
from core.model.partable import Key, ParTable
from core.model.sketch import Side, Sketch, Template
from core.views.arranging import moved_by, turned_to
from core.views.frame import key_of
from core.views.geometry import Layout
from pages import _picture, _state, _steps
from pages._changing import use_prepared
from pages._editing import edit
from pages._history import Scene

Ask = Mapping[str, Any]
EDITS: dict[str, Callable[[ParTable, Ask], ParTable]] = {
    "construct": lambda table, ask: edits.add_construct(table, _word(ask, "name"), _words(ask, "columns")),
    "column": lambda table, ask: edits.add_column(table, _word(ask, "name")),
    "indicator": lambda table, ask: edits.add_indicator(table, _word(ask, "name"), _word(ask, "column")),
    "move indicator": lambda table, ask: edits.move_indicator(
        table, _word(ask, "column"), _word(ask, "name")
    ),
    "path": lambda table, ask: edits.add_path(table, _word(ask, "from"), _word(ask, "to")),
    "covariance": lambda table, ask: edits.add_covariance(table, _word(ask, "from"), _word(ask, "to")),
    "reverse": lambda table, ask: edits.reverse(table, _path(ask)),
    "fix": lambda table, ask: holding.fix(table, _path(ask), _number(ask, "value")),
    "free": lambda table, ask: holding.free(table, _path(ask)),
    "equal": lambda table, ask: holding.set_equal(table, _path(ask), _path(ask, "other")),
    "apart": lambda table, ask: holding.set_apart(table, _path(ask)),
    "remove": lambda table, ask: edits.remove(table, _path(ask)),
    "remove variable": lambda table, ask: edits.remove_variable(table, _word(ask, "name")),
    "rename": lambda table, ask: edits.rename(table, _word(ask, "name"), _word(ask, "to")),
    "name paths": lambda table, ask: named_paths(table),
    "empty": lambda table, ask: ParTable(()),
}
# What is done to the columns is a step of their preparation.
PREPARATIONS: dict[str, Callable[[ParTable, Ask], Step]] = {
    "rename column": lambda table, ask: Rename(
        ((_word(ask, "name"), edits.free_name(_word(ask, "to"), table)),)
    ),
    "turn round": lambda table, ask: TurnRound(
        (_word(ask, "name"),), _number(ask, "low"), _number(ask, "high")
    ),
}
ARRANGEMENTS: dict[str, Callable[[Layout, Sketch, Ask], Sketch]] = {
    "move": lambda drawn, sketch, ask: moved_by(
        drawn, sketch, _word(ask, "name"), _number(ask, "dx"), _number(ask, "dy")
    ),
    "turn": lambda drawn, sketch, ask: turned_to(
        drawn, sketch, _word(ask, "name"), _one_of(ask, "side", Side)
    ),
    "template": lambda drawn, sketch, ask: Sketch(_one_of(ask, "template", Template)),
}


def obey(ask: Ask) -> str:
    """Put what the gesture asks for on screen, as one step that can be undone; returns what there is to say.

    Raises a PathlightError where it asks for nonsense; what is on screen then stays.
    """
    now = _state.choices()
    does = _word(ask, "do")
    if does in ARRANGEMENTS:
        _, drawn = _picture.place()
        _state.show_scene(Scene(now.table, ARRANGEMENTS[does](drawn, now.sketch, ask)))
        return ""
    if does in PREPARATIONS:
        return _prepare(PREPARATIONS[does](now.table or ParTable(()), ask))
    if does not in EDITS:
        raise _unclear()
    sketch = now.sketch
    if does == "rename":
        sketch = sketch.renamed(_word(ask, "name"), " ".join(_word(ask, "to").split()))
    lost = edit(partial(EDITS[does], ask=ask), sketch)
    return "" if does == "empty" else lost


def _prepare(step: Step) -> str:
    data = _state.choices().data
    if not isinstance(data, Dataset):
        raise ModelError("no_rows", "These data have no rows, so nothing can be done to their columns.")
    made = carry_out(data, step)
    use_prepared(made)
    _state.keep(_steps.WHOLE, True)
    return f"{made.record[-1].words}. This is a step on the Data page, where it can be undone."


def _unclear() -> PathlightError:
    return ModelError("gesture", "The diagram could not be understood. Reload the page and try again.")


def _word(ask: Ask, name: str) -> str:
    word = ask.get(name)
    if not isinstance(word, str):
        raise _unclear()
    return word


def _words(ask: Ask, name: str) -> tuple[str, ...]:
    words = ask.get(name)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _unclear()
    return tuple(words)


def _number(ask: Ask, name: str) -> float:
    number = ask.get(name)
    if not isinstance(number, int | float) or not math.isfinite(number):
        raise ModelError("no_number", "This is no number. Write one such as 0, 1 or −0.5.")
    return float(number)


def _one_of(ask: Ask, name: str, kinds: Any) -> Any:
    if ask.get(name) not in get_args(kinds):
        raise _unclear()
    return ask[name]


def _path(ask: Ask, name: str = "path") -> Key:
    key = key_of(_word(ask, name))
    if key is None:
        raise _unclear()
    return key
