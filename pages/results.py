"""Results: every table of the analysis on screen, under the questions that it answers."""

from __future__ import annotations

import streamlit as st

from core.analysis import Analysis
from core.errors import PathlightError
from core.views.literal import for_markdown
from core.views.method import method_lines
from core.views.sections import sections
from pages import _awaited, _picture, _state
from pages._entry import through_the_app
from pages._hypotheses import hypotheses, suggestions
from pages._questions import SECTIONS
from pages._tables import all_tables_download
from pages._widgets import COMPUTING, diagram_downloads, show_fault, show_notices


@st.fragment(run_every=0.4)
def wait_for_draws(shown: Analysis) -> None:
    """Say that the intervals still harden, and draw the page again when they have."""
    _awaited.begin()
    if _state.analysis_or_fault() is not shown:
        st.rerun()
    st.caption("The bootstrap is running; the intervals here rest on the draws so far.")


through_the_app()
st.title("Results", anchor=False)
try:
    with st.empty(), st.spinner(COMPUTING):
        analysis = _state.analysis()
except PathlightError as fault:
    show_fault(fault)
    st.page_link("pages/data.py", label="Go to Data", icon=":material/table:")
    st.stop()

st.caption(for_markdown(" ".join(method_lines(analysis))))
if not analysis.estimates.outcome.trustworthy:
    st.warning(analysis.estimates.outcome.sentence)
show_notices(analysis.notices)
if _awaited.lacks_draws(analysis):
    wait_for_draws(analysis)
with st.container(horizontal=True):
    all_tables_download(analysis)
    shown = _state.in_shown_group(analysis)
    diagram_downloads(shown, _picture.place()[1], _picture.structural(), _state.choices().units)

data = _state.choices().data
suggested = suggestions(analysis)
for section in _state.once("sections", (analysis, data), lambda: sections(analysis, data, suggested)):
    if section.id == "improvement":
        hypotheses(analysis)
    SECTIONS[section.id](section, analysis)
