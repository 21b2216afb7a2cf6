"""About: method, rules, sources, privacy and limits, in plain words."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.version import VERSION
from pages._entry import through_the_app

READABLE = 780

through_the_app()
st.title("About Pathlight")
st.caption(f"Version {VERSION}")
# Lines as long as a wide screen tire the eye.
with st.container(width=READABLE):
    st.markdown(Path(__file__).with_name("about.md").read_text(encoding="utf-8"))
