"""Variables and rows on the Data page: a table to change, numbers for words, and which rows stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pandas as pd
import streamlit as st

from core.data.dataset import Dataset
from core.data.edits import staying, words_in
from core.data.names import listed
from core.data.preparation import carry_out
from core.data.steps import Forget, KeepRows, NumberWords, Relation
from core.data.variable_edits import (
    CODES,
    FORGOTTEN,
    GROUPS,
    HIGH,
    LOW,
    NAME,
    ROLE,
    ROLES,
    TURNED,
    Changes,
    Typed,
    changed_cells,
    changes,
    with_cells,
)
from core.data.words import alike, usual_numbers, worded
from core.errors import DataError
from core.few import rows_of, sentence
from core.views.data_tables import variables_table
from core.views.literal import for_choice, for_markdown
from pages import _state
from pages._changing import change_data
from pages._editing import needed_columns
from pages._widgets import choose_columns, show_fault, table_downloads

EDITABLE = (NAME, ROLE, CODES, LOW, HIGH, TURNED)
HELP = (
    "Change cells as in a spreadsheet; nothing happens before you say so below. The search is the magnifying "
    "glass at the top right of the table, or Ctrl+F in it."
)
# Cells that were typed and not acted upon yet; those of them that were there when the table came up.
TYPED, HELD, TURN = "typed cells", "held cells", "turn of the variables"
# A table of more rows than this scrolls within itself.
MOST_ROWS, HEIGHT = 16, 560


def variables(data: Dataset) -> None:
    """The table of all columns, whose cells can be changed, and numbers for columns of words."""
    group = _state.choices().options.group
    table = _state.once("variables", (data, group), lambda: variables_table(data, group))
    st.caption(HELP)
    key = f"variables {data.key} {group} {_state.kept(TURN, 0)}"
    if not _state.has_widget(key):
        # What was typed before the page was left or another part opened is in the cells from the start.
        _state.keep(HELD, _state.kept(TYPED, {}))
    held: Typed = _state.kept(HELD)
    frame = _state.once("typed variables", (table, held), lambda: with_cells(table.text, held))
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        height="content" if len(frame) <= MOST_ROWS else HEIGHT,
        disabled=[name for name in frame if name not in EDITABLE],
        column_config=_columns(),
    )
    table_downloads(table, data)
    typed = changed_cells(table.text, held, _state.widget(key)["edited_rows"])
    _state.keep(TYPED, typed)
    _apply(data, changes(data, typed, group))
    _words(data)
    _unneeded(data)


def _columns() -> dict[str, Any]:
    of = st.column_config
    roles = [*ROLES.values(), GROUPS, FORGOTTEN]
    return {
        "In the file": of.TextColumn(pinned=True, width=120),
        NAME: of.TextColumn(max_chars=60, width=170, help="As it is called in diagrams, tables and exports."),
        ROLE: of.SelectboxColumn(options=roles, required=True),
        "Missing": of.TextColumn(alignment="right", help="How few people gave no answer is masked."),
        CODES: of.TextColumn(help="Codes that mean no answer, such as 99 −999."),
        LOW: of.NumberColumn(help="The lowest possible answer.", format="%g"),
        HIGH: of.NumberColumn(help="The highest possible answer.", format="%g"),
        TURNED: of.CheckboxColumn(help="x becomes lowest + highest − x."),
        "Mean": of.NumberColumn(format="%.2f"),
        "SD": of.NumberColumn(format="%.2f"),
    }


def _apply(data: Dataset, found: Changes) -> None:
    """What the changed cells would do, what is wrong with some, and the button that does it."""
    for fault in found.faults:
        st.warning(for_markdown(fault))
    try:
        made = carry_out(data, *found.steps)
    except DataError as fault:
        show_fault(fault)
        return
    words = [done.words for done in made.record[len(data.record) :]]
    if found.group != _state.choices().options.group:
        words.append(f"{listed([found.group])} tells groups apart" if found.group else "no groups")
    if words:
        st.markdown("\n".join(f"- {for_markdown(line)}" for line in words))
        with st.container(horizontal=True, gap="small"):
            st.button("Make these changes", type="primary", on_click=_change, args=(found,))
            st.button("Forget them", on_click=_forget_typed)


def _forget_typed() -> None:
    """Let the table show what is, in place of what was typed."""
    _state.keep(TURN, _state.kept(TURN, 0) + 1)
    _state.forget(TYPED)


def _change(found: Changes) -> None:
    options = _state.choices().options
    if found.group != options.group:
        _state.use_options(replace(options, group=found.group, group_equal=(), group_partial=()))
    if not found.steps or change_data(*found.steps):
        _forget_typed()


def _words(data: Dataset) -> None:
    """Numbers in place of the words of a column, and of all columns with the same words."""
    texts = worded(data)
    if not texts:
        return
    st.subheader("Numbers for words", anchor=False)
    column = st.selectbox("Column of words", texts, format_func=for_choice)
    key = f"worded {data.key} {column}"
    columns = choose_columns("Columns with these words", texts, alike(data, column), key=key)
    words = words_in(data, columns)
    frame = pd.DataFrame({"Word": words, "Number": usual_numbers(words).values()})
    order = frame.sort_values("Number", ignore_index=True)
    number = st.column_config.NumberColumn(help="A word without a number becomes a gap.", format="%g")
    made = st.data_editor(
        order,
        key=f"numbers {data.key} {words}",
        hide_index=True,
        disabled=["Word"],
        column_config={"Number": number},
        width="content",
    )
    known = made.dropna()
    step = NumberWords(columns, tuple(zip(known["Word"], known["Number"].astype(float), strict=True)))
    st.button("Put these numbers in their place", on_click=change_data, args=(step,), disabled=not columns)


def _unneeded(data: Dataset) -> None:
    """What no model uses is left out with a click: what is not there can be seen by nobody."""
    needed = needed_columns()
    spare = tuple(v.name for v in data.variables if v.name not in needed)
    if not spare or len(spare) == len(data.variables):
        return
    st.subheader("Columns that no model uses", anchor=False)
    st.caption(for_markdown(f"{listed(spare, 12)}: they can be left out for good, which cannot be undone."))
    st.button("Keep only the columns of the models", on_click=change_data, args=(Forget(spare),))


def rows(data: Dataset) -> None:
    """Keep the rows that pass a test; the others come back with a step undone."""
    column = st.selectbox("Column", [v.name for v in data.variables], format_func=for_choice)
    left, right = st.columns(2)
    relation: Relation = left.selectbox("Keep rows where it", get_args(Relation))
    value = right.text_input("this value", max_chars=60)
    if not value:
        return
    test = KeepRows(column, relation, value)
    try:
        keep = staying(data, test)
    except DataError as fault:
        show_fault(fault)
        return
    stay = sentence(rows_of(int(keep.sum()), data.nobs))
    st.write(f"{stay} stay; a row without a value does not.")
    st.button("Keep these rows", on_click=change_data, args=(test,))
