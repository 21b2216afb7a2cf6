"""The way in: every page is reached through app.py."""

from __future__ import annotations

from functools import cache

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


@cache
def through_the_app() -> None:
    """Start over where a page was run without app.py.

    A server whose first visitor asks for a page by its address takes the folder's name for Streamlit's older
    kind of app, until app.py has run once. So once is enough for a process.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
