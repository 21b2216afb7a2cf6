"""Screening on the Data page: one look at a time, what it means, and its advice in one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.data.columns import usable_columns
from core.data.dataset import Dataset
from core.data.names import display_name
from core.data.steps import LeaveOutRows, SetRole
from core.errors import DataError
from core.few import rows_of, sentence
from core.model.variables import Variables
from core.screen import closest, few_answers, foretold, gaps, outliers, same_answers, shape
from core.views.data_plots import heat_map, histograms
from core.views.literal import for_markdown
from core.views.numbers import decimal, p_text, unit
from core.views.screening_tables import (
    correlations_table,
    distances_table,
    distributions_table,
    patterns_table,
    shapes_table,
)
from pages import _state
from pages._changing import change_data
from pages._looks import show_look
from pages._widgets import choose_columns, show_fault

MOST_COLUMNS = 12


def screening(data: Dataset) -> None:
    """The columns to look at, and one of the looks."""
    usable = usable_columns(data)
    table = _state.choices().table
    mine = [name for name in Variables.of(table).ov if name in usable] if table is not None else []
    first = (mine or list(usable))[:MOST_COLUMNS]
    columns = choose_columns("Columns to look at", usable, first, at_once=True, key="screened")
    look = st.selectbox("Look at", list(LOOKS))
    if not columns:
        st.caption("Choose at least one column.")
        return
    try:
        LOOKS[look](data, columns)
    except DataError as fault:
        show_fault(fault)


def _distributions(data: Dataset, columns: Sequence[str]) -> None:
    few, meaning = few_answers(data, columns)
    st.write(for_markdown(meaning))
    _chart(histograms(data, columns), "distributions")
    show_look(distributions_table(data, columns), data, long=True)
    table = _state.choices().table
    ordered = tuple(name for name in few if table is None or name in Variables.of(table).ov)
    if ordered:
        _advice("Take them as ordered answers (WLSMV)", estimator="WLSMV", ordered=ordered)


def _correlations(data: Dataset, columns: Sequence[str]) -> None:
    st.write(for_markdown(closest(data, columns)))
    _chart(heat_map(data, columns), "correlations")
    show_look(correlations_table(data, columns), data, long=True)


def _chart(figure: Any, key: str) -> None:
    st.plotly_chart(figure, key=key, config={"displayModeBar": False})


def _gaps(data: Dataset, columns: Sequence[str]) -> None:
    found = gaps(data, columns)
    st.write(found.sentence)
    if found.test is None:
        return
    test = found.test
    st.write(f"Little’s test: χ² = {decimal(test.chisq)}, df = {test.df}, {p_text(test.pvalue)}.")
    show_look(patterns_table(found), data, long=True)
    _advice("Use every value (FIML)", missing="fiml")
    _advice("Fill gaps in several times", missing="imputed")


def _normality(data: Dataset, columns: Sequence[str]) -> None:
    found, meaning = shape(data, columns)
    st.write(for_markdown(meaning))
    st.write(
        f"Mardia: skewness {decimal(found.b1p)}, χ² = {decimal(found.skew)}, {p_text(found.skew_pvalue)}; "
        f"kurtosis {decimal(found.b2p)}, z = {decimal(found.kurtosis)}, {p_text(found.kurtosis_pvalue)}."
    )
    show_look(shapes_table(found), data, long=True)
    _advice("Use robust standard errors (MLR)", estimator="MLR", ordered=())


def _outliers(data: Dataset, columns: Sequence[str]) -> None:
    found = outliers(data, columns)
    count = sentence(rows_of(int(found.far.sum()), data.nobs))
    st.write(f"{count} lie far out in all columns together (Mahalanobis, p < .001). {found.sentence}")
    show_look(distances_table(found.distance, found.chance), data, long=True)
    _leave_out(found.far, "outliers left out")


def _straight(data: Dataset, columns: Sequence[str]) -> None:
    same, meaning = same_answers(data, columns)
    count = sentence(rows_of(int(same.sum()), data.nobs))
    st.write(f"{count} give the same answer in all of these columns. {meaning}")
    _leave_out(same, "rows of one answer left out")


def _collinear(data: Dataset, columns: Sequence[str]) -> None:
    found = foretold(data, columns)
    if not found:
        st.write("No column follows from the others, so all can stand in one model, whatever the estimator.")
    for name, share in found:
        text = f"“{display_name(name)}” follows from the others (R² = {unit(share, 3)}); beside them no "
        st.write(for_markdown(text + "estimator can tell its part. Leave one of such columns out."))
        aside = SetRole((name,), "aside")
        label = for_markdown(f"Put {display_name(name)} aside")
        st.button(label, on_click=change_data, args=(aside,), key=f"aside {name}")


def _leave_out(rows: np.ndarray, what: str) -> None:
    if rows.any():
        step = LeaveOutRows(tuple((np.flatnonzero(rows) + 1).tolist()), what)
        st.button("What if they are left out?", on_click=change_data, args=(step,))


def _advice(words: str, **changes: Any) -> None:
    """One click to compute as advised from now on."""
    now = _state.choices().options
    advised = replace(now, **changes)
    st.button(words, on_click=_state.use_options, args=(advised,), disabled=advised == now)


LOOKS: dict[str, Callable[[Dataset, Sequence[str]], None]] = {
    "Distributions": _distributions,
    "Correlations": _correlations,
    "Gaps": _gaps,
    "Normality": _normality,
    "Outliers": _outliers,
    "The same answer throughout": _straight,
    "Collinearity": _collinear,
}
