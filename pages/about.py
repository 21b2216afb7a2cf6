"""About: method, rules, sources, privacy and limits, in plain words."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.version import VERSION

st.title("About Pathlight")
st.caption(f"Version {VERSION}")
st.markdown(Path(__file__).with_name("about.md").read_text(encoding="utf-8"))
