"""What was found in the data and is asked about: each question has an answer that changes nothing."""

from __future__ import annotations

import streamlit as st

from core.data.dataset import Dataset
from core.data.findings import Finding, findings
from core.views.literal import for_markdown
from pages import _state
from pages._changing import LEFT, change_data

LEAVE = "Leave it as it is"
# More questions than this at once are not read.
MOST_FINDINGS = 12


def open_findings(data: Dataset) -> tuple[Finding, ...]:
    """What was found and not answered yet."""
    found = _state.once("findings", (data,), lambda: findings(data))
    left = _state.kept(LEFT) or ()
    return tuple(finding for finding in found if finding not in left)


def ask(data: Dataset) -> None:
    """The questions, each with a button that does what is offered and one that leaves all as it is."""
    found = open_findings(data)
    if not found:
        return
    st.subheader("Before you go on", anchor=False)
    for i, finding in enumerate(found[:MOST_FINDINGS]):
        st.write(for_markdown(finding.text))
        with st.container(horizontal=True, gap="small"):
            does = for_markdown(finding.does)
            st.button(does, on_click=change_data, args=(finding.step,), key=f"finding {i}")
            st.button(LEAVE, on_click=_leave, args=(finding,), key=f"leave {i}", type="tertiary")
    if len(found) > MOST_FINDINGS:
        st.caption(f"{len(found) - MOST_FINDINGS} more questions follow when these are answered.")


def _leave(finding: Finding) -> None:
    _state.keep(LEFT, (*(_state.kept(LEFT) or ()), finding))
