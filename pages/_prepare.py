"""From the columns of a file to those of a model, step by step; every step is shown and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.data.dataset import Dataset
from core.errors import PathlightError
from core.views.exports import csv
from core.views.tables import Table
from pages import _state
from pages._asking import ask
from pages._changing import FAULT, PREPARING, TOLD, use_prepared
from pages._pins import pinned
from pages._scales import offer, scales
from pages._screening import screening
from pages._variables import rows, variables
from pages._widgets import download, show_fault, show_steps

PARTS: dict[str, Callable[[Dataset], None]] = {
    "Variables": variables,
    "Rows": rows,
    "Scales": scales,
    "Screening": screening,
}


def prepare(data: Dataset) -> None:
    """What is asked about the data, what was done to them so far, and the part that was opened."""
    st.header("Prepare the data")
    fault: PathlightError | None = _state.kept(FAULT)
    if fault is not None:
        show_fault(fault)
    told = _state.kept(TOLD)
    if told:
        st.info(told)
    ask(data)
    if _state.choices().table is None:
        offer(data)
    _steps(data)
    chosen = st.segmented_control(
        "What would you like to do?",
        list(PARTS),
        key=_state.bound(PREPARING, _state.kept(PREPARING)),
        on_change=_open,
    )
    if chosen in PARTS:
        PARTS[chosen](data)


def _open() -> None:
    _state.keep(PREPARING, _state.widget(PREPARING))
    _state.forget(FAULT)


def _steps(data: Dataset) -> None:
    if not data.record:
        return
    st.subheader("What was done so far", anchor=False)
    show_steps([done.words for done in data.record])
    if pinned():
        st.caption("Pinned models are fitted to the prepared rows, as the model on screen is.")
    rows = Table("data", "Prepared data", data.frame, data.frame)
    with st.container(horizontal=True, gap="small"):
        if data.origin is not None:
            st.button("Undo the last step", on_click=_undo, icon=":material/undo:")
        download("The prepared data: CSV", partial(csv, rows), "data.csv", "text/csv")


def _undo() -> None:
    data = _state.choices().data
    if isinstance(data, Dataset) and data.origin is not None:
        use_prepared(data.origin)
