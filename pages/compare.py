"""Compare: models that were put aside, side by side."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis import Analysis
from core.model.snapshot import LONGEST_NAME, MOST_SNAPSHOTS, Snapshot, differing
from core.views.comparison import in_which_differ
from core.views.literal import for_markdown, isolated
from core.views.model_forest import model_forest
from core.views.sentences import method_text
from pages import _comparing, _pins, _state
from pages._entry import through_the_app
from pages._model_picture import model_picture
from pages._widgets import quiet_button, show_fault, show_with_downloads

OFF = "A path that is switched off has no mark."
AS_OTHERS = "the other paths as in the others"
INVITATION = (
    "Nothing is pinned yet. Pin the model on screen here, or on Explore by the button or the key P; change "
    f"it there and pin it again. Up to {MOST_SNAPSHOTS} models stand side by side here, and nothing is "
    "fitted twice."
)


def header() -> None:
    """The title and the buttons that put models aside."""
    st.title("Compare", anchor=False)
    with st.container(horizontal=True):
        full = len(_pins.pinned()) >= MOST_SNAPSHOTS
        st.button(
            "Pin the model on screen",
            icon=":material/push_pin:",
            on_click=_pins.pin,
            disabled=full or _pins.is_pinned() or _state.choices().table is None,
            key="pin",
        )
        st.button(
            "Pin the usual rivals",
            icon=":material/alt_route:",
            on_click=_pins.pin_rivals,
            disabled=full or not _pins.has_rivals(),
            key="rivals",
            help="Partial and full mediation, for every outcome and for one alone, and none.",
        )
    told = _state.kept(_pins.TOLD)
    if told:
        _state.forget(_pins.TOLD)
        st.info(told)


def column(at: int, snapshot: Snapshot, differences: str, marked: frozenset[_state.Key]) -> None:
    """One model: its name, its picture, how it differs, and what can be done with it."""
    key = _state.bound(f"name {at}", snapshot.name)
    st.text_input(
        f"Name of model {at + 1}",
        key=key,
        max_chars=LONGEST_NAME,
        on_change=_state.chosen_by(key, partial(_pins.rename, at)),
    )
    found = _pins.analysis_of(snapshot)
    if isinstance(found, Analysis):
        drawn, _ = _pins.picture_of(found, snapshot.sketch, marked)
        model_picture(drawn, f"Path diagram of {snapshot.name}: {differences or AS_OTHERS}", f"picture {at}")
        if not found.estimates.outcome.trustworthy:
            st.warning(found.estimates.outcome.sentence)
    else:
        show_fault(found)
    st.caption(for_markdown(differences or AS_OTHERS))
    last, name = len(_pins.pinned()) - 1, snapshot.name
    with st.container(horizontal=True, gap="small"):
        quiet_button(
            "←", f"left {at}", partial(_pins.move, at, -1), disabled=at == 0, tells=f"Move {name} left"
        )
        quiet_button(
            "→", f"right {at}", partial(_pins.move, at, 1), disabled=at == last, tells=f"Move {name} right"
        )
        if st.button("Show on Explore", key=f"restore {at}", type="tertiary"):
            _pins.restore(at)
            st.switch_page("pages/explore.py")
        quiet_button("Delete", f"delete {at}", partial(_pins.delete, at), tells=f"Delete {name}")


def side_by_side(models: dict[str, Analysis]) -> None:
    """The tables and the plot of the models that could be fitted."""
    st.selectbox(
        "Compare with",
        list(models),
        format_func=isolated,
        key=_state.bound(_comparing.REFERENCE, _comparing.reference(models)),
        on_change=_state.chosen_by(_comparing.REFERENCE, partial(_state.keep, _comparing.REFERENCE)),
        help="Δ and tests are against this model.",
    )
    first = next(iter(models.values()))
    fit, tests, verdicts, estimates = _comparing.tables(models)
    st.header("Which fits best?", anchor=False)
    show_with_downloads(fit, first, caption=False)
    show_with_downloads(tests, first, caption=False)
    st.header("What does each say of mediation?", anchor=False)
    show_with_downloads(verdicts, first, caption=False)
    st.header("What changes in the estimates?", anchor=False)
    st.plotly_chart(
        model_forest(models, _state.choices().units),
        key="model_forest",
        config={"displayModeBar": False},
    )
    st.caption(for_markdown(intervals_of(models)))
    show_with_downloads(estimates, first)


def intervals_of(models: dict[str, Analysis]) -> str:
    """How the intervals of each model were made."""
    said = {
        name: method_text(found.effects[0].method, found) for name, found in models.items() if found.effects
    }
    if len(set(said.values())) == 1:
        return f"Intervals of the effects: {next(iter(said.values()))}. {OFF}"
    return (
        "Intervals of the effects: " + "; ".join(f"{name}: {how}" for name, how in said.items()) + f". {OFF}"
    )


through_the_app()
header()
snapshots = _pins.pinned()
if not snapshots:
    st.info(INVITATION)
    st.page_link("pages/explore.py", label="Go to Explore", icon=":material/account_tree:")
    st.stop()

tables = {snapshot.name: snapshot.table for snapshot in snapshots}
words, changing = in_which_differ(tables), differing(tables.values())
many = _comparing.abreast(_pins.widths(changing))
for begin in range(0, len(snapshots), many):
    for at, place in zip(range(begin, begin + many), st.columns(many), strict=True):
        if at < len(snapshots):
            with place:
                column(at, snapshots[at], words[snapshots[at].name], changing)
readable = _comparing.readable()
if readable:
    side_by_side(readable)
