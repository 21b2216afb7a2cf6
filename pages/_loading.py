"""Taking data in on the Data page: a sample, or a file that never costs the data already there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from core.data.dataset import GROUP, MatrixDataset, MatrixGroups
from core.data.read import PASTED, ReadChoices, read
from core.data.samples import Sample
from core.errors import DataError
from core.views.literal import for_markdown
from pages import _state
from pages._reading import read_choices

UPLOAD, PASTE, FAULT = "upload", "paste", "upload fault"
KINDS = (
    "CSV and other text, Excel, OpenDocument, SPSS, Stata, SAS, R, Parquet, jamovi or JASP. The content "
    "decides, not the name of the file."
)


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
    """The uploader, a box to paste in, and what can be said about either; returns what is wrong with it."""
    file = st.file_uploader("A file with data", key=UPLOAD, on_change=_take_upload, help=KINDS)
    with st.expander("Or paste a table"):
        text = st.text_area(
            "Copied from a spreadsheet, or a table of correlations from a paper",
            key=PASTE,
            height=140,
            help="Matrices of several groups: a line such as “group, women” before each.",
        )
        st.button("Read this table", on_click=_take_paste)
    if file is None and not text.strip():
        st.write("It stays on this computer and is gone when you close the tab.")
    else:
        source = (file.name, file.getvalue()) if file is not None else (PASTED, text.encode())
        with st.expander("Did it come out wrong? Say how the table is written"):
            choices = read_choices(source[0])
            st.button("Read it again", on_click=_take, args=(*source, choices))
    fault: DataError | None = _state.kept(FAULT)
    return fault


def _take_upload() -> None:
    """Read what has just been put in the uploader."""
    file = _state.widget(UPLOAD)
    if file is not None:
        _take(file.name, file.getvalue(), ReadChoices())


def _take_paste() -> None:
    """Read what has just been pasted."""
    _take(PASTED, _state.widget(PASTE).encode(), ReadChoices())


def _take(name: str, content: bytes, choices: ReadChoices) -> None:
    """Put a file in place of the data on screen; one that cannot be read leaves them as they are."""
    try:
        data = read(name, content, choices)
    except DataError as fault:
        _state.keep(FAULT, fault)
    else:
        _state.use_data(data)
        if isinstance(data, MatrixGroups):
            _state.use_options(replace(_state.choices().options, group=GROUP))


def cases_of_a_matrix(data: MatrixDataset, use: Callable[[MatrixDataset], None], group: str = "") -> None:
    """Ask for the number of cases where only a matrix is known, and hand the matrix with it to `use`."""
    with st.form(f"cases {group}".strip(), border=False):
        cases = st.number_input(
            "On how many cases (N) does the matrix rest?", min_value=2, value=data.nobs, step=1, format="%d"
        )
        if st.form_submit_button("Use this N") and cases is not None and cases != data.nobs:
            told = tuple(notice for notice in data.notices if notice.code != "matrix_needs_n")
            use(replace(data, nobs=int(cases), notices=told))
            st.rerun()


def use_matrix(data: MatrixDataset | MatrixGroups) -> None:
    """Put a matrix that more is known of in the place of what it was, with the same models."""
    _state.use_made(data, {})


def use_part(data: MatrixGroups, place: int, part: MatrixDataset) -> None:
    """The same for the matrix of one group."""
    use_matrix(replace(data, parts=(*data.parts[:place], part, *data.parts[place + 1 :])))
