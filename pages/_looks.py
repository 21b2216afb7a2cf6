"""What was looked at on the Data page, each table with its downloads, and kept for the file of all tables."""

from __future__ import annotations

from core.data.dataset import Data
from core.views.tables import Table
from pages import _state
from pages._widgets import show_with_downloads

LOOKS = "looks"


def show_look(table: Table, data: Data, caption: bool = True, long: bool = False) -> None:
    """Show a table about the data; what else is called by its name gives way to it."""
    _state.keep(LOOKS, {**_state.kept(LOOKS, {}), table.name: table})
    show_with_downloads(table, data, caption=caption, long=long)


def looks() -> tuple[Table, ...]:
    """The tables that were looked at since these data are there."""
    return tuple(_state.kept(LOOKS, {}).values())
