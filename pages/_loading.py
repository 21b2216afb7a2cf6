"""Taking data in on the Data page: a sample, or a file that never costs the data already there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.data.dataset import MatrixDataset
from core.data.read import ReadChoices, read
from core.data.samples import Sample
from core.errors import DataError
from core.views.literal import for_markdown
from pages import _state

FIND_OUT = "find out"
SEPARATORS = {FIND_OUT: None, "comma": ",", "semicolon": ";", "tab": "\t", "space": " "}
DECIMALS = {FIND_OUT: None, "point (3.14)": ".", "comma (3,14)": ","}
ENCODINGS = {
    FIND_OUT: None,
    "UTF-8": "utf-8",
    "UTF-16": "utf-16",
    "Western European (Windows-1252)": "cp1252",
    "Central European (Windows-1250)": "cp1250",
    "Persian and Arabic (Windows-1256)": "cp1256",
    "Cyrillic (Windows-1251)": "cp1251",
}
HEADERS = {FIND_OUT: None, "names": True, "data": False}


def choose_sample(samples: Sequence[Sample]) -> None:
    """A list of the samples with the source of each, and a button that loads it."""
    ids = [sample.id for sample in samples]
    current = _state.choices().sample
    sample = st.selectbox(
        "Sample",
        samples,
        index=ids.index(current) if current in ids else 0,
        format_func=lambda sample: sample.title,
        label_visibility="collapsed",
    )
    st.write(for_markdown(f"{sample.question} {sample.source}"))
    st.button(
        "On screen now" if sample.id == current else "Use this sample",
        on_click=_keeping_the_upload,
        args=(_state.use_sample, sample.id),
        disabled=sample.id == current,
    )


def load_file() -> DataError | None:
    """The uploader and its choices; returns what is wrong with the file in it, if something is."""
    file = st.file_uploader("CSV or Excel file", help="The content decides, not the ending of the name.")
    if file is None:
        st.write("It stays on this computer and is gone when you close the tab.")
        return None
    choices = _read_choices()
    if _state.kept("upload") != (file.file_id, choices):
        _take(file.name, file.getvalue(), choices)
        _state.keep("upload", (file.file_id, choices))
    return _state.kept("upload_fault")


def _take(name: str, content: bytes, choices: ReadChoices) -> None:
    """Put the file in place of the data on screen; otherwise only the message changes."""
    try:
        data = read(name, content, choices)
    except DataError as fault:
        _state.keep("upload_fault", fault)
        return
    _state.use_data(data)
    _state.keep("upload_fault", None)


def _keeping_the_upload(load: Callable[..., None], *args: Any) -> None:
    """Load other data without reading the file that still lies in the uploader once more."""
    upload = _state.kept("upload")
    load(*args)
    _state.keep("upload", upload)


def _read_choices() -> ReadChoices:
    """What the user says about the file; everything is found out unless it is said."""
    with st.expander("Did it come out wrong? Say how the file is written"):
        left, right = st.columns(2)
        separator = left.selectbox("Between columns", SEPARATORS)
        decimal = right.selectbox("Decimal mark", DECIMALS)
        encoding = left.selectbox("Characters", ENCODINGS)
        header = right.selectbox("The first line holds", HEADERS)
        sheet = left.text_input("Worksheet (empty: the first)")
        codes = right.text_input("Codes for missing values, such as 99 −999")
    return ReadChoices(
        encoding=ENCODINGS[encoding],
        delimiter=SEPARATORS[separator],
        decimal=DECIMALS[decimal],
        sheet=sheet.strip() or None,
        header=HEADERS[header],
        missing=_numbers(codes),
    )


def _numbers(text: str) -> tuple[float, ...]:
    """The numbers in a line; words that are none are named and passed over."""
    numbers, others = [], []
    for word in text.replace("−", "-").replace(";", " ").split():
        try:
            numbers.append(float(word))
        except ValueError:
            others.append(word)
    if others:
        st.warning(for_markdown(f"Not a number, so not a code for missing values: {', '.join(others)}."))
    return tuple(numbers)


def cases_of_a_matrix(data: MatrixDataset) -> None:
    """Ask for the number of cases where only a matrix is known."""
    with st.form("cases", border=False):
        cases = st.number_input(
            "On how many cases (N) does the matrix rest?", min_value=2, value=data.nobs, step=1, format="%d"
        )
        if st.form_submit_button("Use this N") and cases is not None and cases != data.nobs:
            _keeping_the_upload(_state.use_data, replace(data, nobs=int(cases)), _state.choices().table)
            st.rerun()
