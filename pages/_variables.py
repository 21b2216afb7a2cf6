"""Variables and rows on the Data page: what was found is asked about, and what the visitor says is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import streamlit as st

from core.data.dataset import Dataset
from core.data.edits import (
    Relation,
    RowTest,
    categories,
    count_as_missing,
    forget,
    keep_rows,
    label,
    number_words,
    staying,
    turn_round,
)
from core.data.names import display_name
from core.data.scales.matching import answers
from core.errors import DataError
from core.views.data_tables import variables_table
from pages._changing import change_data
from pages._widgets import show_fault, show_table


def variables(data: Dataset) -> None:
    """The table of all columns, and a form to change some."""
    show_table(variables_table(data), caption=False, long=True)
    st.write("Change variables")
    what = st.selectbox("What is to be said?", list(WAYS))
    WAYS[what](data)


def _button(words: str, change: Callable[[Dataset], Dataset], ready: bool = True) -> None:
    st.button(words, on_click=change_data, args=(change,), disabled=not ready)


def _columns(data: Dataset, numeric: bool = True) -> list[str]:
    names = data.names if numeric else tuple(v.name for v in data.variables)
    return list(st.multiselect("Columns", names, format_func=display_name, key=f"columns {numeric}"))


def _missing(data: Dataset) -> None:
    columns = _columns(data)
    text = st.text_input("Codes, such as 99 −999", key="codes to empty")
    try:
        codes = tuple(float(word) for word in text.replace("−", "-").replace(";", " ").split())
    except ValueError:
        st.warning("Write numbers with blanks between them.")
        return
    _button("Count as missing", lambda d: count_as_missing(d, columns, codes), bool(columns and codes))


def _turn(data: Dataset) -> None:
    columns = _columns(data)
    low, high = answers(data, columns) if columns else (1.0, 5.0)
    left, right = st.columns(2)
    first = left.number_input("Lowest possible answer", value=low, key=f"turn low {low}", format="%g")
    last = right.number_input("Highest possible answer", value=high, key=f"turn high {high}", format="%g")
    _button("Turn round", lambda d: turn_round(d, columns, first, last), bool(columns))


def _label(data: Dataset) -> None:
    column = st.selectbox("Column", [v.name for v in data.variables], format_func=display_name)
    text = st.text_input("Label", max_chars=120).strip()
    _button("Label it", lambda d: label(d, column, text), bool(text))


def _words(data: Dataset) -> None:
    texts = [v.name for v in data.variables if v.kind == "text"]
    if not texts:
        st.caption("No column holds words.")
        return
    column = st.selectbox("Column of words", texts, format_func=display_name)
    try:
        words = categories(data, column)
    except DataError as fault:
        show_fault(fault)
        return
    order = st.multiselect(
        "In this order they become 1, 2, 3 …",
        words,
        list(words),
        format_func=display_name,
        key=f"order {column}",
    )
    _button("Put numbers in their place", lambda d: number_words(d, column, order), len(order) > 1)


def _forget(data: Dataset) -> None:
    columns = _columns(data, numeric=False)
    st.caption(
        "They are dropped from everything kept in this visit; only loading the file again brings them back."
    )
    _button("Leave out for good", lambda d: forget(d, columns), bool(columns))


WAYS: dict[str, Callable[[Dataset], None]] = {
    "These codes mean no answer": _missing,
    "Turn answers round": _turn,
    "Give a label": _label,
    "Numbers for words": _words,
    "Leave columns out for good": _forget,
}


def rows(data: Dataset) -> None:
    """Keep the rows that pass a test; the others come back with a step undone."""
    column = st.selectbox("Column", [v.name for v in data.variables], format_func=display_name)
    left, right = st.columns(2)
    relation: Relation = left.selectbox("Keep rows where it", get_args(Relation))
    value = right.text_input("this value", max_chars=60)
    if not value:
        return
    test = RowTest(column, relation, value)
    try:
        keep = staying(data, test)
    except DataError as fault:
        show_fault(fault)
        return
    st.write(f"{int(keep.sum()):,} of {data.nobs:,} rows stay; a row without a value does not.")
    what = f"“{display_name(column)}” {relation} {display_name(value)}"
    _button("Keep these rows", lambda d: keep_rows(d, staying(d, test), what))
