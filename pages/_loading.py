"""Taking data in on the Data page: a sample, or a file that never costs the data already there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.data.dataset import MatrixDataset
from core.data.read import ReadChoices, read
from core.data.samples import Sample
from core.errors import DataError
from core.views.literal import for_markdown
from pages import _state

UPLOAD, FAULT = "upload", "upload fault"
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
    by_id = {sample.id: sample for sample in samples}
    current = _state.choices().sample
    chosen = st.selectbox(
        "Sample",
        by_id,
        index=list(by_id).index(current) if current in by_id else 0,
        format_func=lambda sample_id: by_id[sample_id].title,
        label_visibility="collapsed",
    )
    st.write(for_markdown(f"{by_id[chosen].question} {by_id[chosen].source}"))
    st.button(
        "On screen now" if chosen == current else "Use this sample",
        on_click=_state.use_sample,
        args=(chosen,),
        disabled=chosen == current,
    )


def load_file() -> DataError | None:
    """The uploader and what can be said about its file; returns what is wrong with it, if something is."""
    file = st.file_uploader(
        "CSV or Excel file", key=UPLOAD, on_change=_take_upload, help="The content decides, not the name."
    )
    if file is None:
        st.write("It stays on this computer and is gone when you close the tab.")
        return None
    with st.expander("Did it come out wrong? Say how the file is written"):
        choices = _read_choices()
        st.button("Read it again", on_click=_take, args=(file.name, file.getvalue(), choices))
    fault: DataError | None = _state.kept(FAULT)
    return fault


def _take_upload() -> None:
    """Read what has just been put in the uploader."""
    file = _state.widget(UPLOAD)
    if file is not None:
        _take(file.name, file.getvalue(), ReadChoices())


def _take(name: str, content: bytes, choices: ReadChoices) -> None:
    """Put a file in place of the data on screen; one that cannot be read leaves them as they are."""
    try:
        data = read(name, content, choices)
    except DataError as fault:
        _state.keep(FAULT, fault)
    else:
        _state.use_data(data)


def _read_choices() -> ReadChoices:
    """What the user says about the file; everything is found out unless it is said."""
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
            _state.use_data(replace(data, nobs=int(cases)), _state.choices().table)
            st.rerun()
