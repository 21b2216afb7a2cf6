"""Pathlight: the list of pages and what they share on screen."""

from __future__ import annotations

import gc
import importlib
import sys
from pathlib import Path

import streamlit as st

from core.views.html import STYLE
from pages import _privacy, _runs, _sending

_runs.keep_runs_apart()
_sending.send_in_pieces()
_privacy.keep_private()
_privacy.attend()
st.set_page_config(page_title="Pathlight", page_icon="◐", layout="wide", initial_sidebar_state="auto")
st.html(Path(__file__).parent / "pages" / "_explorer" / "page.css")
# Once for all tables: a style that came with each would let the browser look at the whole page again.
st.html(STYLE)

# What the imports leave behind never goes away: leaving it out of every collection keeps reruns short.
if not gc.get_freeze_count():
    importlib.import_module("pages._widgets")
    importlib.import_module("pages._explorer")
    gc.freeze()

# A thread that computes hands over this often, in seconds: the answer to a click waits for it many times.
sys.setswitchinterval(0.001)

chosen = st.navigation(
    [
        st.Page("pages/data.py", title="Data", icon=":material/table:"),
        st.Page("pages/explore.py", title="Explore", icon=":material/account_tree:", default=True),
        st.Page("pages/compare.py", title="Compare", icon=":material/compare:"),
        st.Page("pages/results.py", title="Results", icon=":material/description:"),
        st.Page("pages/about.py", title="About", icon=":material/info:"),
    ]
)
chosen.run()
