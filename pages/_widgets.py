"""Parts that several pages share: tables with their downloads, remarks, and messages that hold user text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import graphviz
import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Data
from core.errors import PathlightError
from core.notices import Notice
from core.views.dot import diagram_dot
from core.views.exports import csv, workbook
from core.views.forest import forest_text
from core.views.geometry import Layout
from core.views.html import grid_html, noted_html
from core.views.literal import for_choice, for_markdown
from core.views.numbers import Units, whole
from core.views.pictures import pdf, png, svg
from core.views.tables import Table
from pages._bootstrap import Bootstrap

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOW = {"info": st.caption, "warning": st.warning, "error": st.error}
COMPUTING = "Computing …"


def show_notices(notices: Iterable[Notice]) -> None:
    """Each remark in its colour and in plain words, names in it shown literally."""
    for notice in notices:
        SHOW[notice.level](for_markdown(notice.text))


def show_steps(words: Sequence[str]) -> None:
    """What was done to the rows of a file, in order."""
    st.markdown("\n".join(f"{i}. {for_markdown(text)}" for i, text in enumerate(words, start=1)))


def show_fault(fault: PathlightError) -> None:
    """What went wrong; a message of several lines keeps them, because the last may mark a place."""
    first, *rest = fault.message.splitlines() or [""]
    st.error(for_markdown(first))
    if rest:
        st.code("\n".join(rest), language=None)


def quiet_button(
    label: str,
    key: str,
    does: Callable[[], None],
    *,
    disabled: bool = False,
    tells: str | None = None,
    icon: str | None = None,
    shortcut: str | None = None,
) -> None:
    """A button that does not draw the eye; `tells` is shown over it."""
    told = for_markdown(tells) if tells else None
    st.button(
        label,
        key=key,
        on_click=does,
        disabled=disabled,
        help=told,
        icon=icon,
        shortcut=shortcut,
        type="tertiary",
    )


def choose_columns(
    label: str, columns: Sequence[str], chosen: Sequence[str] | None = None, at_once: bool = False, **how: Any
) -> tuple[str, ...]:
    """Any of the columns, by their names. Enter takes the first that is listed: all that match what was typed
    only where they are usually chosen `at_once`."""
    picked: list[str] = st.multiselect(
        label, columns, chosen, format_func=for_choice, select_all=at_once, wrap=True, **how
    )
    return tuple(picked)


def show_progress(running: Bootstrap, key: str) -> None:
    """How far a bootstrap is, and a button that ends it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = f"{whole(running.done)} of {whole(running.total)} draws"
        st.progress(running.done / running.total, words)
        st.button("Stop", key=key, on_click=running.cancel)


def show_table(table: Table, caption: bool = True, long: bool = False) -> None:
    """A table as HTML, a `long` one in a region that scrolls, and how to read it; of an empty one only why it
    is empty."""
    text = noted_html(table, caption, long)
    if text:
        st.html(text)


def show_grid(tables: Sequence[Table]) -> None:
    """Small tables beside one another where there is room."""
    if tables:
        st.html(grid_html(tables))


def show_with_downloads(
    table: Table, source: Analysis | Data, caption: bool = True, long: bool = False
) -> None:
    """A table and its downloads."""
    show_table(table, caption, long)
    table_downloads(table, source)


def table_downloads(table: Table, source: Analysis | Data) -> None:
    """The unrounded numbers of a table as CSV and XLSX, where it has any."""
    if not len(table.text):
        return
    with st.container(horizontal=True, gap="small"):
        made = partial(csv, table, source.simulated)
        download(f"{table.title}: CSV", made, f"{table.name}.csv", "text/csv")
        download(f"{table.title}: XLSX", partial(workbook, source, (table,)), f"{table.name}.xlsx", XLSX)


def download(label: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    """A quiet button that makes its file when it is pressed, and leaves the page as it is."""
    st.download_button(
        label,
        make,
        file_name=f"pathlight-{name}",
        mime=mime,
        key=f"download-{name}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def diagram_downloads(analysis: Analysis, drawn: Layout, part: Layout, units: Units) -> None:
    """The path diagram as SVG, PNG and PDF, with the positions of the screen, and its structural `part`."""
    _picture_downloads(analysis, drawn, units, "Diagram", "diagram")
    if len(part.nodes) < len(drawn.nodes):
        _picture_downloads(analysis, part, units, "Structural part", "structural-part")


def _picture_downloads(analysis: Analysis, drawn: Layout, units: Units, title: str, name: str) -> None:
    def graph() -> graphviz.Digraph:
        return diagram_dot(analysis, drawn, units)

    words = forest_text(analysis, units)
    download(f"{title} as SVG", lambda: svg(graph()), f"{name}.svg", "image/svg+xml")
    download(f"{title} as PNG", lambda: png(graph()), f"{name}.png", "image/png")
    download(f"{title} as PDF", lambda: pdf(graph(), "Path diagram", words), f"{name}.pdf", "application/pdf")
