"""The questions of the Results page: a plain answer, what it rests on, and the tables behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Dataset
from core.errors import PathlightError
from core.inference.modification import ModificationIndex
from core.model.partable import ParTable
from core.model.printing import pretty
from core.questions import bollen_stine, bollen_stine_job, scores
from core.views.exports import csv
from core.views.fit_tables import amos_blocks, amos_table
from core.views.fit_test_tables import bollen_stine_table
from core.views.forest import forest_text
from core.views.improvement_tables import NOTICEABLE, row_of
from core.views.literal import for_markdown
from core.views.plots import effects_forest, suggestions_bars
from core.views.scale_tables import scores_table
from core.views.sections import Section
from core.views.tables import Table, path_name
from pages import _per_model, _state
from pages._bootstrap import Bootstrap
from pages._estimation import group_shown
from pages._groups import invariance
from pages._hypotheses import suggestions, together
from pages._widgets import (
    download,
    show_fault,
    show_grid,
    show_progress,
    show_steps,
    show_table,
    show_with_downloads,
    table_downloads,
)

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
        table_downloads(amos_table(analysis), analysis)
    with st.expander("Residuals, power, normality, and every measure of fit"):
        _tables(others, analysis)
    with st.expander("Fit without assuming normal data: the Bollen–Stine bootstrap"):
        _bollen_stine(analysis)


def mediation_section(section: Section, analysis: Analysis) -> None:
    """What goes through the mediator?"""
    _answer(section)
    if analysis.effects:
        shown, units = _state.in_shown_group(analysis), _state.choices().units
        group_shown("Group on the plot")
        figure = effects_forest(shown, units)
        st.plotly_chart(figure, key="forest", config={"displayModeBar": False})
        group = f"Group {analysis.groups[_state.choices().group - 1]}: " if analysis.groups else ""
        st.caption(for_markdown(group + forest_text(shown, units)))
    _tables(section.tables, analysis)


def groups_section(section: Section, analysis: Analysis) -> None:
    """Does it differ between the groups?"""
    _answer(section)
    _tables(section.tables, analysis)
    invariance(analysis)


def measurement_section(section: Section, analysis: Analysis) -> None:
    """Is the measurement sound?"""
    _answer(section)
    first, *others = section.tables
    _tables([first], analysis)
    with st.expander("Validity, loadings, explained variance and covariances"):
        _tables(others, analysis)
    with st.expander("Factor scores of each case"):
        _factor_scores(analysis)


def improvement_section(section: Section, analysis: Analysis) -> None:
    """What would improve it?"""
    _answer(section)
    found = [index for index in suggestions(analysis) if index.mi >= NOTICEABLE]
    if found:
        figure = suggestions_bars(found[: 2 * OFFERED])
        st.plotly_chart(figure, key="suggestions", config={"displayModeBar": False})
        with st.container(horizontal=True):
            for index in found[:OFFERED]:
                _offer(index)
    first, *others = section.tables
    _tables([first], analysis)
    together(analysis)
    with st.expander("Equalities"):
        _tables(others, analysis)


def model_section(section: Section, analysis: Analysis) -> None:
    """What exactly was fitted?"""
    _answer(section)
    _tables(section.tables, analysis)
    if analysis.preparation:
        st.subheader("What was done to the data before", anchor=False)
        show_steps(analysis.preparation)
    st.subheader("The model in lavaan’s syntax", anchor=False)
    st.code(pretty(analysis.table), language=None, wrap_lines=True)


SECTIONS: dict[str, Callable[[Section, Analysis], None]] = {
    "fit": fit_section,
    "mediation": mediation_section,
    "groups": groups_section,
    "measurement": measurement_section,
    "improvement": improvement_section,
    "model": model_section,
}


def _answer(section: Section) -> None:
    st.header(section.question, anchor=False)
    st.write(for_markdown(section.answer))


def _tables(tables: Sequence[Table], analysis: Analysis) -> None:
    for table in tables:
        show_with_downloads(table, analysis)


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
    begun = _per_model.kept(analysis, BOLLEN_STINE)
    if isinstance(begun, Bootstrap) and not begun.finished:
        _wait(begun)
    elif isinstance(begun, Bootstrap):
        _tables(bollen_stine_tables(analysis), analysis)
    else:
        words = f"Draw {analysis.options.draws:,} samples"
        st.button(words, key=BOLLEN_STINE, on_click=partial(_begin_bollen_stine, analysis))
        if isinstance(begun, PathlightError):
            show_fault(begun)


def bollen_stine_tables(analysis: Analysis) -> tuple[Table, ...]:
    """The test, where it was asked for and all draws are there."""
    begun = _per_model.kept(analysis, BOLLEN_STINE)
    draws = begun.draws() if isinstance(begun, Bootstrap) and begun.finished else None
    return () if draws is None else (bollen_stine_table(bollen_stine(analysis, draws)),)


def _begin_bollen_stine(analysis: Analysis) -> None:
    try:
        begun: Bootstrap | PathlightError = Bootstrap(bollen_stine_job(_state.choices().data, analysis))
    except PathlightError as fault:
        begun = fault
    _per_model.keep(analysis, BOLLEN_STINE, begun)


@st.fragment(run_every=0.4)
def _wait(running: Bootstrap) -> None:
    if running.finished:
        st.rerun()
    show_progress(running, f"stop {BOLLEN_STINE}")


def _factor_scores(analysis: Analysis) -> None:
    data = _state.choices().data
    if not isinstance(data, Dataset):
        st.write("Scores of cases need rows of data; there is only a covariance matrix.")
        return
    try:
        found = _state.once("scores", (analysis, data), lambda: scores(analysis, data))
    except PathlightError as fault:
        show_fault(fault)
        return
    for number, one in enumerate(found, start=1):
        table = scores_table(one)
        name = f" of {analysis.groups[number - 1]}" if analysis.groups else ""
        st.caption(for_markdown(table.note))
        # Another program is to read these rows, so nothing stands below them.
        rows = partial(csv, replace(table, note=""))
        download(f"Factor scores{name}: CSV", rows, f"scores-{number}.csv", "text/csv")
