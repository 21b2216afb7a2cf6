"""Data: take a sample or load a file, see what was read, and say which columns measure what."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.data.dataset import MatrixDataset, MatrixGroups
from core.data.findings import ASKED
from core.data.names import display_name
from core.data.samples import SAMPLES
from core.views.data_tables import matrix_table, variables_tables
from core.views.literal import for_markdown
from core.views.sentences import SIMULATED
from pages import _state
from pages._builder import build_model
from pages._entry import through_the_app
from pages._loading import cases_of_a_matrix, choose_sample, load_file, use_matrix, use_part
from pages._prepare import prepare
from pages._widgets import show_fault, show_notices, show_with_downloads

PREVIEW_ROWS = 8

through_the_app()
st.title("Data")
sample_side, file_side = st.columns(2, gap="large")
with sample_side:
    st.subheader("Take a sample")
    choose_sample(SAMPLES)
with file_side:
    st.subheader("Or load your own file")
    fault = load_file()
if fault is not None:
    show_fault(fault)
    st.write("The data and results that you had are still here.")

data = _state.choices().data
st.header(for_markdown(display_name(data.name)))
if data.simulated:
    st.caption(SIMULATED)
show_notices(notice for notice in data.notices if notice.code not in ASKED)
if isinstance(data, MatrixDataset):
    cases_of_a_matrix(data, use_matrix)
    show_with_downloads(matrix_table(data), data, caption=False, long=True)
elif isinstance(data, MatrixGroups):
    parts = zip(data.labels, data.parts, variables_tables(data), strict=True)
    for place, (label, part, table) in enumerate(parts):
        st.subheader(for_markdown(display_name(label)))
        cases_of_a_matrix(part, partial(use_part, data, place), label)
        show_with_downloads(table, data, caption=False, long=True)
else:
    st.write(f"{data.nobs:,} rows, {len(data.variables):,} columns.")
    st.dataframe(data.frame.head(PREVIEW_ROWS), hide_index=True)
    prepare(data)

st.header("Which columns measure what?")
build_model(data)
