"""Results: every table of the analysis on screen, under the questions that it answers."""

from __future__ import annotations

import streamlit as st

from core.analysis import suggest
from core.errors import PathlightError
from core.model.printing import pretty
from core.views.constraint_table import constraints_table, has_constraints
from core.views.effect_tables import differences_table, effects_table, verdicts_table
from core.views.forest import forest_text
from core.views.literal import for_markdown
from core.views.plots import effects_forest
from core.views.sections import sections
from core.views.sentences import method_text
from core.views.tables import (
    covariances_table,
    defined_table,
    loadings_table,
    model_table,
    paths_table,
    r2_table,
)
from pages import _state
from pages._entry import through_the_app
from pages._questions import fit_section, improvement_section, measurement_section
from pages._widgets import (
    SIMULATED,
    all_tables_download,
    diagram_downloads,
    show_fault,
    show_notices,
    show_steps,
    show_with_downloads,
)


@st.fragment(run_every=0.4)
def wait_for_draws() -> None:
    """Say that the intervals still harden, and draw the page again when they have."""
    _state.begin()
    if _state.arrived()[0]:
        st.rerun()
    st.caption("The bootstrap is running; the intervals here rest on the draws so far.")


through_the_app()
st.title("Results")
try:
    analysis = _state.analysis()
except PathlightError as fault:
    show_fault(fault)
    st.page_link("pages/data.py", label="Go to Data", icon=":material/table:")
    st.stop()

cases = sum(moments.nobs for moments in analysis.moments)
st.caption(
    for_markdown(f"{analysis.data_name}, {cases:,} cases. {SIMULATED if analysis.simulated else ''}".strip())
)
if not analysis.estimates.outcome.trustworthy:
    st.warning(analysis.estimates.outcome.sentence)
show_notices(analysis.notices)
if _state.lacks_draws(analysis):
    wait_for_draws()
with st.container(horizontal=True):
    all_tables_download(analysis)
    shown = _state.in_shown_group(analysis)
    diagram_downloads(shown, _state.layout_of(shown)[1], _state.choices().units)

data = _state.choices().data
suggested = _state.once("suggested", (analysis,), lambda: suggest(analysis))
fit, measurement, improvement = _state.once(
    "sections", (analysis, data), lambda: sections(analysis, data, suggested)
)
fit_section(fit, analysis)

st.header("What goes through the mediator?")
if analysis.effects:
    st.caption(
        f"Intervals: {method_text(analysis.effects[0].method, analysis)}, seed {analysis.options.seed}."
    )
    figure = effects_forest(_state.in_shown_group(analysis), _state.choices().units, _state.dark())
    st.plotly_chart(figure, key="forest", config={"displayModeBar": False})
    st.caption(for_markdown(forest_text(_state.in_shown_group(analysis), _state.choices().units)))
for table in (
    verdicts_table(analysis),
    effects_table(analysis),
    *((differences_table(analysis),) if analysis.groups else ()),
    paths_table(analysis),
    defined_table(analysis),
):
    show_with_downloads(table, analysis)

measurement_section(
    measurement, analysis, loadings_table(analysis), r2_table(analysis), covariances_table(analysis)
)
improvement_section(improvement, analysis, suggested)

st.header("What exactly was fitted?")
st.write("Every parameter, those that were added automatically included; nothing is hidden.")
show_with_downloads(model_table(analysis), analysis, caption=False)
if has_constraints(analysis):
    show_with_downloads(constraints_table(analysis), analysis)
if analysis.preparation:
    st.subheader("What was done to the data before")
    show_steps(analysis.preparation)
st.subheader("The model in lavaan’s syntax")
st.code(pretty(analysis.table), language=None, wrap_lines=True)
