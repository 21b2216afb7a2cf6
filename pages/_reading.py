"""How a file is written, where the visitor knows better than what was found out."""

from __future__ import annotations

import streamlit as st

from core.data.choices import ReadChoices, numbers_in
from core.data.dataset import Dataset
from core.views.literal import for_markdown
from pages import _state

FIND_OUT = "find out"
SEPARATORS = {FIND_OUT: None, "comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "space": " "}
DECIMALS = {FIND_OUT: None, "point (3.14)": ".", "comma (3,14)": ","}
ENCODINGS = {
    FIND_OUT: None,
    "UTF-8": "utf-8",
    "UTF-16": "utf-16",
    "Western European (Windows-1252)": "cp1252",
    "Central European (Windows-1250)": "cp1250",
    "Persian and Arabic (Windows-1256)": "cp1256",
    "Cyrillic (Windows-1251)": "cp1251",
    "Greek (Windows-1253)": "cp1253",
    "Turkish (Windows-1254)": "cp1254",
    "Hebrew (Windows-1255)": "cp1255",
}
HEADERS = {FIND_OUT: None, "names": True, "data": False}
TABLES = {FIND_OUT: None, "rows of data": False, "correlations or covariances": True}


def read_choices(name: str) -> ReadChoices:
    """What the visitor says about the file called `name`; everything is found out unless it is said."""
    left, right = st.columns(2)
    separator = left.selectbox("Between columns", SEPARATORS)
    decimal = right.selectbox("Decimal mark", DECIMALS)
    encoding = left.selectbox("Characters", ENCODINGS)
    header = right.selectbox("The first line holds", HEADERS)
    line = left.number_input("Line with the names (empty: found out)", min_value=1, value=None, step=1)
    table = right.selectbox("The table holds", TABLES)
    with left:
        sheet = _sheet(name)
    codes = right.text_input("Codes for missing values, such as 99 −999")
    names = st.text_input("Names of all columns, with commas between them (empty: those in the file)")
    keep = st.checkbox("Keep the codes that an SPSS file declares missing as values")
    return ReadChoices(
        encoding=ENCODINGS[encoding],
        delimiter=SEPARATORS[separator],
        decimal=DECIMALS[decimal],
        sheet=sheet,
        header=HEADERS[header],
        header_line=None if line is None else int(line),
        names=tuple(part.strip() for part in names.split(",")) if names.strip() else None,
        missing=_numbers(codes),
        keep_declared=keep,
        matrix=TABLES[table],
    )


def _sheet(name: str) -> str | None:
    """One of the worksheets or data frames, where they are known."""
    data = _state.choices().data
    if isinstance(data, Dataset) and data.name == name and len(data.sheets) > 1:
        place = data.sheets.index(data.sheet) if data.sheet in data.sheets else 0
        chosen: str = st.selectbox("Worksheet or data frame", data.sheets, index=place)
        return chosen
    return st.text_input("Worksheet or data frame (empty: the first table)").strip() or None


def _numbers(text: str) -> tuple[float, ...]:
    """The numbers in a line; words that are none are named and passed over."""
    numbers, others = numbers_in(text)
    if others:
        st.warning(for_markdown(f"Not a number, so not a code for missing values: {', '.join(others)}."))
    return numbers
