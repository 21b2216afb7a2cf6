"""The model as text: what can be read and fitted is on screen at once, what cannot is kept and marked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.errors import PathlightError
from core.model.partable import ParTable
from core.model.printing import pretty
from core.model.syntax import parse
from pages import _state
from pages._editing import use_fitted
from pages._faces import TEXT
from pages._widgets import quiet_button, show_fault

DRAFT = "draft of the model text"
STANDING = "On screen is still the last model that could be fitted."
OVERTAKEN = (
    "The model was changed elsewhere since you typed this, and that one is on screen. Your text stands here "
    "until it can be fitted, which then puts it on screen, or until you put the text of the model back."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that cannot be put on screen because of a `fault`, typed while `table` was there."""

    text: str
    fault: PathlightError
    table: ParTable | None


def model_text() -> None:
    """The model in lavaan's syntax; a text that cannot be fitted leaves the model on screen as it was."""
    table, draft = _state.choices().table, _draft()
    text = draft.text if draft else pretty(table) if table else ""
    key = _state.shared(TEXT, text)
    st.text_area(
        "The model in lavaan’s syntax",
        key=key,
        height=260,
        help="=~ is measured by, ~ depends on, ~~ varies with. `0*x` fixes a path to zero. "
        "Ctrl+Enter, or a click elsewhere, puts the text on screen.",
        on_change=_state.chosen_by(key, _take),
    )
    if draft:
        show_fault(draft.fault)
        st.caption(STANDING if draft.table == table else OVERTAKEN)
        forget = partial(_state.forget, DRAFT)
        quiet_button("Put the text of the model back", "no draft", forget, icon=":material/undo:")


def has_draft() -> bool:
    """True where a text waits that cannot be put on screen as it is."""
    return _draft() is not None


def _draft() -> Draft | None:
    draft: Draft | None = _state.kept(DRAFT)
    return draft


def _take(text: str) -> None:
    try:
        use_fitted(parse(text))
    except PathlightError as fault:
        _state.keep(DRAFT, Draft(text, fault, _state.choices().table))
    else:
        _state.forget(DRAFT)
