"""Groups on the Results page: which effects differ, and the ladder of invariance on demand."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis import Analysis
from core.invariance import Rung, ladder
from core.views.group_tables import invariance_answer, invariance_table
from core.views.literal import for_markdown
from core.views.tables import Table
from pages import _per_model, _state
from pages._widgets import show_with_downloads

LADDER = "ladder"


def invariance(analysis: Analysis) -> None:
    """The ladder of invariance, once it was asked for of this model."""
    st.subheader("Is the same measured in every group?", anchor=False)
    rungs = climbed(analysis)
    if not rungs:
        st.write("Steps that hold more and more equal over the groups, each tested against the one below.")
        st.button("Test invariance step by step", key="climb", on_click=partial(_climb, analysis))
        return
    st.write(for_markdown(invariance_answer(rungs)))
    show_with_downloads(invariance_table(rungs), analysis, caption=False)


def invariance_tables(analysis: Analysis) -> tuple[Table, ...]:
    """The ladder as a table, where it was asked for."""
    rungs = climbed(analysis)
    return (invariance_table(rungs),) if rungs else ()


def climbed(analysis: Analysis) -> tuple[Rung, ...]:
    """The steps that were fitted for this model and these options; none where nobody asked."""
    rungs: tuple[Rung, ...] = _per_model.kept(analysis, LADDER, ())
    return rungs


def _climb(analysis: Analysis) -> None:
    _per_model.keep(analysis, LADDER, ladder(_state.choices().data, analysis.table, analysis.options))
