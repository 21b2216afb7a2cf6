"""Explore: the model as a diagram whose paths are switches, with verdict, fit and effects beside it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.analysis import Analysis
from core.data.samples import find_sample
from core.errors import PathlightError
from core.model.snapshot import MOST_SNAPSHOTS
from core.views.effect_tables import effects_table
from core.views.html import noted_html, remark_html
from core.views.labels import in_words, model_in_words
from core.views.literal import for_markdown
from core.views.tables import paths_table
from pages import _awaited, _picture, _pins, _sharing, _sidebar, _state, _steps, _store
from pages._directions import other_directions
from pages._explorer import explorer
from pages._explorer.neighbours import neighbours
from pages._form import form_face
from pages._tables import all_tables_download
from pages._widgets import (
    COMPUTING,
    diagram_downloads,
    quiet_button,
    show_notices,
    show_progress,
    table_downloads,
)

# From when on the page says that something takes long.
LONG_SECONDS = 1.0


@st.fragment
def instrument() -> None:
    """Everything that a switch changes, in the order of reading."""
    if _steps.wants_whole_page():
        st.rerun()
    found, before = _state.analysis_or_fault(), _state.before()
    header = st.container()
    # The diagram goes out first, because it is what the click was on.
    edition = explorer(found, before, _look)
    with header:
        _header(found)
    if _state.choices().table is None:
        st.page_link("pages/data.py", label="Choose who is what on Data", icon=":material/table:")
    elif not isinstance(found, Analysis):
        _words(lambda: model_in_words(_picture.as_drawn()))
    _progress()
    if isinstance(found, Analysis):
        with st.container(key="below"):
            _below(found, edition)
    form_face()
    neighbours(found, edition, _awaited.awaits(found) or _sidebar.is_behind())


def _look() -> None:
    """Begin what is still to be begun; the instrument is then drawn with what has come.

    The diagram asks for it some time after a switch: quick switching never waits for what takes longer.
    """
    _awaited.begin()
    if _sidebar.is_behind():
        st.rerun()


def _progress() -> None:
    """How far a bootstrap is that takes long, and a button that ends it."""
    running = _awaited.bootstrap()
    if running is not None and not running.finished and running.started_before(LONG_SECONDS):
        show_progress(running, "stop")


def _header(found: Analysis | PathlightError) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        st.title(for_markdown(_question(found)), anchor=False)
        _pin()
        if not isinstance(found, Analysis):
            return
        if found.fit is not None:
            with st.container(key="opinion", width="content"):
                _badge()
        # What is closed is not made: most switches are thrown with everything closed.
        export = st.popover("Export", icon=":material/download:", key="export", on_change="rerun")
        if export.open:
            with export:
                shown = _state.in_shown_group(found)
                diagram_downloads(shown, _picture.place()[1], _picture.structural(), _state.choices().units)
                for table in (paths_table(found), effects_table(found)):
                    table_downloads(table, found)
                all_tables_download(found)
                _sharing.codes(found)
                _sharing.share()


def _pin() -> None:
    quiet_button(
        "Pin",
        "pin",
        _pins.pin,
        disabled=_pins.is_pinned() or len(_pins.pinned()) >= MOST_SNAPSHOTS,
        tells="Put this model aside for the Compare page.",
        icon=":material/push_pin:",
        shortcut="P",
    )


def _question(found: Analysis | PathlightError) -> str:
    sample, table = _state.choices().sample, _state.choices().table
    if sample and table is not None and _store.is_of_sample(table, sample):
        return find_sample(sample).question
    if isinstance(found, Analysis) and found.verdicts:
        first = found.verdicts[0]
        return f"Does {' and '.join(first.via)} carry the effect of {first.x}?"
    return "How do the variables go together?"


def _badge() -> None:
    answer = _awaited.opinion()
    if answer is None:
        st.badge("asking semopy …", color="gray")
    elif answer.is_warning:
        st.badge(answer.badge, icon=":material/warning:", color="orange", help=for_markdown(answer.sentence))
    else:
        st.badge(answer.badge, color="gray", help=for_markdown(answer.sentence))


def _below(found: Analysis, edition: int) -> None:
    # Errors of a fit that failed stand where the verdict would be.
    shown = ("warning", "error") if found.estimates.outcome.trustworthy else ("warning",)
    show_notices(notice for notice in found.notices if notice.level in shown)
    other_directions()
    _to_read(found, edition)
    _words(lambda: in_words(_state.in_shown_group(found), _state.choices().units))


def _to_read(found: Analysis, edition: int) -> None:
    """The tables and what is to be known of them, in one piece: a switch draws each piece anew."""
    pieces = [
        "<h3>Paths</h3>",
        noted_html(paths_table(found), caption=False),
        noted_html(effects_table(found)),
    ]
    pieces += [remark_html(notice.text) for notice in found.notices if notice.level == "info"]
    # By this the diagram knows that what stands here belongs to it.
    st.html(f'{"".join(pieces)}<i data-edition="{edition}" hidden></i>')


def _words(lines: Callable[[], tuple[str, ...]]) -> None:
    """The diagram as a list, made where somebody reads it."""
    words = st.expander("The diagram in words", key="words", on_change="rerun")
    if words.open:
        words.markdown("\n".join(f"- {for_markdown(line)}" for line in lines()))


_sharing.take_link()
# Imputing, for one, takes longer than a click; what follows all rests on it.
with st.empty(), st.spinner(COMPUTING):
    _state.analysis_or_fault()
_sidebar.about_the_data()
_sidebar.about_the_model()
instrument()
