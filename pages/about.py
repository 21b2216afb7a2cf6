"""About: method, rules, sources, privacy and limits, in plain words."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from core.version import VERSION
from core.views.verification_table import refusals_table, verification_table
from pages._entry import through_the_app
from pages._widgets import show_table

READABLE = 780

through_the_app()
st.title("About Pathlight", anchor=False)
st.caption(f"Version {VERSION}")
about, verification = st.tabs(["About", "Verification"])
# Lines as long as a wide screen tire the eye.
with about.container(width=READABLE):
    st.markdown(Path(__file__).with_name("about.md").read_text(encoding="utf-8"))
with verification:
    cases = json.loads(Path(__file__).with_name("verification.json").read_text(encoding="utf-8"))
    st.write(
        f"{len(cases)} reference cases, fitted by lavaan 0.6-14 on R 4.2.2 and by Pathlight. “Estimates”, "
        "“Errors”, “Standardised” and “Fit” are the largest differences of each case, absolute below 1 and "
        "relative above. The table is written by `python -m tests.verification`; the tests fit every case "
        "again and hold it against this table."
    )
    show_table(verification_table(cases), caption=False)
    st.subheader("Cases that have no answer", anchor=False)
    show_table(refusals_table(cases), caption=False)
