"""The way in: every page is reached through app.py."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


def through_the_app() -> None:
    """Start over where a page was run without app.py.

    A server whose first visitor asks for a page by its address takes the folder's name for Streamlit's older
    kind of app, until app.py has run once.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
