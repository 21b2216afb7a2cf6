"""The questions of the Results page: a plain answer, what it rests on, and the tables behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Dataset
from core.errors import PathlightError
from core.inference.modification import ModificationIndex
from core.model.partable import ParTable
from core.questions import bollen_stine, bollen_stine_job, scores
from core.views.exports import csv
from core.views.fit_tables import amos_blocks, amos_table
from core.views.fit_test_tables import bollen_stine_table
from core.views.improvement_tables import NOTICEABLE, row_of
from core.views.literal import for_markdown
from core.views.plots import suggestions_bars
from core.views.scale_tables import scores_table
from core.views.sections import Section
from core.views.tables import Table, path_name
from pages import _state
from pages._bootstrap import Bootstrap
from pages._widgets import download, show_fault, show_grid, show_progress, show_table, show_with_downloads

BOLLEN_STINE = "bollen-stine"
# As many suggestions as a reader weighs one by one.
OFFERED = 5


def fit_section(section: Section, analysis: Analysis) -> None:
    """Does the model fit?"""
    _answer(section)
    first, *others = section.tables
    show_table(first)
    with st.expander("AMOS’s model-fit page"):
        show_grid(amos_blocks(analysis))
        show_with_downloads(amos_table(analysis), analysis, shown=False)
    with st.expander("Residuals, power, normality, and every measure of fit"):
        _tables(others, analysis)
    with st.expander("Fit without assuming normal data: the Bollen–Stine bootstrap"):
        _bollen_stine(analysis)


def measurement_section(section: Section, analysis: Analysis, *more: Table) -> None:
    """Is the measurement sound?"""
    _answer(section)
    first, *others = section.tables
    _tables([first], analysis)
    with st.expander("Validity, loadings, explained variance and covariances"):
        _tables([*others, *more], analysis)
    with st.expander("Factor scores of each case"):
        _factor_scores(analysis)


def improvement_section(section: Section, analysis: Analysis, suggested: Sequence[ModificationIndex]) -> None:
    """What would improve it?"""
    _answer(section)
    found = [index for index in suggested if index.mi >= NOTICEABLE]
    if found:
        figure = suggestions_bars(found[: 2 * OFFERED], _state.dark())
        st.plotly_chart(figure, key="suggestions", config={"displayModeBar": False})
        with st.container(horizontal=True):
            for index in found[:OFFERED]:
                _offer(index)
    first, *others = section.tables
    _tables([first], analysis)
    with st.expander("Equalities"):
        _tables(others, analysis)


def _answer(section: Section) -> None:
    st.header(section.question)
    st.write(for_markdown(section.answer))


def _tables(tables: list[Table], analysis: Analysis) -> None:
    for table in tables:
        if len(table.text):
            show_with_downloads(table, analysis)
        else:
            st.markdown(f"**{for_markdown(table.title)}**")
        if table.note:
            st.caption(for_markdown(table.note))


def _offer(index: ModificationIndex) -> None:
    """A button that adds a path, in all groups, where the model does not have it yet."""
    table = _state.choices().table
    row = replace(row_of(index), group=1)
    if table is not None and row.op in ("=~", "~", "~~") and table.find(row.key) is None:
        st.button(
            for_markdown(f"Add {path_name(row)}"),
            key=f"add {row.key}",
            on_click=_state.use_table,
            args=(ParTable((*table.rows, row)),),
        )


def _bollen_stine(analysis: Analysis) -> None:
    """The test on demand, because it fits the model thousands of times."""
    begun: tuple[Analysis, Bootstrap] | None = _state.kept(BOLLEN_STINE)
    if begun is not None and begun[0].table == analysis.table and begun[0].options == analysis.options:
        _bollen_stine_found(*begun)
    else:
        words = f"Draw {analysis.options.draws:,} samples"
        st.button(words, key=BOLLEN_STINE, on_click=partial(_begin_bollen_stine, analysis))
        fault = _state.kept("bollen-stine fault")
        if fault is not None:
            show_fault(fault)


def _begin_bollen_stine(analysis: Analysis) -> None:
    try:
        work = bollen_stine_job(_state.choices().data, analysis)
    except PathlightError as fault:
        _state.keep("bollen-stine fault", fault)
    else:
        _state.forget("bollen-stine fault")
        _state.keep(BOLLEN_STINE, (analysis, Bootstrap(work)))


@st.fragment(run_every=0.4)
def _wait(running: Bootstrap) -> None:
    if running.finished:
        st.rerun()
    show_progress(running, f"stop {BOLLEN_STINE}")


def _bollen_stine_found(analysis: Analysis, running: Bootstrap) -> None:
    if not running.finished:
        _wait(running)
        return
    draws = running.draws()
    if draws is not None:
        _tables([bollen_stine_table(bollen_stine(analysis, draws))], analysis)


def _factor_scores(analysis: Analysis) -> None:
    data = _state.choices().data
    if not isinstance(data, Dataset):
        st.write("Scores of cases need rows of data; there is only a covariance matrix.")
        return
    try:
        found = scores(analysis, data)
    except PathlightError as fault:
        show_fault(fault)
        return
    for number, one in enumerate(found, start=1):
        table = scores_table(one)
        name = f" of {analysis.groups[number - 1]}" if analysis.groups else ""
        st.caption(for_markdown(table.note))
        download(f"Factor scores{name}: CSV", partial(csv, table), f"scores-{number}.csv", "text/csv")
