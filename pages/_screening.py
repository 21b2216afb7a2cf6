"""Screening on the Data page: one look at a time, what it means, and its advice in one click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.data.columns import usable_columns
from core.data.dataset import Dataset
from core.data.names import display_name
from core.data.steps import LeaveOutRows
from core.errors import DataError
from core.model.variables import Variables
from core.screen import foretold, gaps, outliers, same_answers, shape
from core.views.data_plots import heat_map, histograms
from core.views.literal import for_markdown
from core.views.numbers import decimal, p_text, unit
from core.views.small_cells import masked_counts
from core.views.tables import Table
from pages import _state
from pages._changing import change_data
from pages._widgets import show_fault, show_table

MOST_COLUMNS, MOST_PATTERNS = 12, 12


def screening(data: Dataset) -> None:
    """The columns to look at, and one of the looks."""
    usable = usable_columns(data)
    table = _state.choices().table
    mine = [name for name in Variables.of(table).ov if name in usable] if table is not None else []
    first = (mine or list(usable))[:MOST_COLUMNS]
    columns = st.multiselect("Columns to look at", usable, first, format_func=display_name, key="screened")
    look = st.selectbox("Look at", list(LOOKS))
    if not columns:
        st.caption("Choose at least one column.")
        return
    try:
        LOOKS[look](data, tuple(columns))
    except DataError as fault:
        show_fault(fault)


def _distributions(data: Dataset, columns: Sequence[str]) -> None:
    _chart(histograms(data, columns, _state.dark()), "distributions")


def _correlations(data: Dataset, columns: Sequence[str]) -> None:
    _chart(heat_map(data, columns, _state.dark()), "correlations")


def _chart(figure: Any, key: str) -> None:
    st.plotly_chart(figure, key=key, theme=None, config={"displayModeBar": False})


def _gaps(data: Dataset, columns: Sequence[str]) -> None:
    found = gaps(data, columns)
    st.write(found.sentence)
    if found.test is None:
        return
    test = found.test
    st.write(f"Little’s test: χ² = {decimal(test.chisq)}, df = {test.df}, {p_text(test.pvalue)}.")
    rows = [
        [
            n,
            ", ".join(display_name(c) for c, there in zip(columns, seen, strict=True) if not there)
            or "nothing",
        ]
        for seen, n in zip(found.seen[:MOST_PATTERNS], masked_counts(found.counts.tolist()), strict=False)
    ]
    text = pd.DataFrame([row[::-1] for row in rows], columns=["Missing", "Rows"])
    show_table(Table("patterns", f"Patterns of gaps ({len(found.seen)})", text, text), long=True)
    _advice("Use every value (FIML)", missing="fiml")


def _normality(data: Dataset, columns: Sequence[str]) -> None:
    found, sentence = shape(data, columns)
    st.write(for_markdown(sentence))
    st.write(
        f"Mardia: skewness {decimal(found.b1p)}, χ² = {decimal(found.skew)}, {p_text(found.skew_pvalue)}; "
        f"kurtosis {decimal(found.b2p)}, z = {decimal(found.kurtosis)}, {p_text(found.kurtosis_pvalue)}."
    )
    rows = [[display_name(s.name), decimal(s.skew), decimal(s.kurtosis)] for s in found.shapes]
    text = pd.DataFrame(rows, columns=["Variable", "Skewness", "Kurtosis (excess)"])
    show_table(Table("normality", "Shape of each variable", text, text), long=True)
    _advice("Use robust standard errors (MLR)", estimator="MLR", ordered=())


def _outliers(data: Dataset, columns: Sequence[str]) -> None:
    far = outliers(data, columns)
    text = f"{int(far.sum()):,} of {data.nobs:,} rows lie far out in all columns together (Mahalanobis, "
    st.write(
        f"{text}p < .001)."
        + " Look at how the results change without them before you decide." * bool(far.any())
    )
    _leave_out(far, "outliers left out")


def _straight(data: Dataset, columns: Sequence[str]) -> None:
    same = same_answers(data, columns)
    text = f"{int(same.sum()):,} of {data.nobs:,} rows give the same answer in all of these columns."
    st.write(text + " Where items are keyed both ways, that is hardly an answer." * bool(same.any()))
    _leave_out(same, "rows of one answer left out")


def _collinear(data: Dataset, columns: Sequence[str]) -> None:
    found = foretold(data, columns)
    if not found:
        st.write("No column follows from the others, so all can stand in one model.")
    for name, share in found:
        text = f"“{display_name(name)}” follows from the others (R² = {unit(share, 3)})."
        st.write(for_markdown(text + " Leave one of such columns out of the model."))


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
