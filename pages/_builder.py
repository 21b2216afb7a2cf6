"""Who is what: the form on the Data page that turns columns into a mediation model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat
from typing import Any

import streamlit as st

from core.data.columns import Construct, suggest_constructs, usable_columns
from core.data.dataset import Data
from core.data.names import display_name
from core.errors import ModelError
from core.model.mediation import STUDY, Roles, mediation_table
from core.model.routes import mediators, outcomes, sources
from pages import _state
from pages._widgets import show_fault

MOST = 3
SIDE_BY_SIDE, IN_TURN = "side by side", "one after the other"
HELP = (
    "Pick the columns that measure each part. Several columns make a latent construct with the name that you "
    "give; a single column stands for itself. What is filled in is a guess from the names of the columns."
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part in the story: how it is called and what it is."""

    word: str
    question: str


PARTS = (
    Part("Predictor", "Where does it start?"),
    Part("Mediator", "What may carry the effect?"),
    Part("Outcome", "What is affected in the end?"),
)


def build_model(data: Data) -> None:
    """Let the visitor say which columns measure what, and go to Explore with the model."""
    columns = usable_columns(data)
    if len(columns) < len(PARTS):
        st.info("A mediation model needs at least three columns of numbers that are not all the same.")
        return
    st.write(HELP)
    chosen = []
    sides = st.columns(len(PARTS), gap="large")
    for side, part, first in zip(sides, PARTS, _first(data), strict=True):
        with side:
            chosen.append(_part(part, columns, first[:MOST]))
    serial = False
    if len(chosen[1]) > 1:
        words = [SIDE_BY_SIDE, IN_TURN]
        serial = (
            st.radio("The mediators act", words, horizontal=True, **_held("order", SIDE_BY_SIDE)) == IN_TURN
        )
    covariates = _pick("Held constant (covariates)", columns, ())
    if st.button("Build the model and explore", type="primary", icon=":material/account_tree:"):
        _build(chosen, covariates, serial)


def _first(data: Data) -> list[list[Construct]]:
    """What the form starts with: the parts of the model on screen, else a guess from the names of columns."""
    table = _state.choices().table
    if table is not None and mediators(table):
        measured = {
            name: tuple(row.rhs for row in table.rows if row.op == "=~" and row.lhs == name)
            for name in {row.lhs for row in table.rows if row.op == "=~"}
        }
        parts = (sources(table), mediators(table), outcomes(table))
        return [[Construct(name, measured.get(name, (name,))) for name in part] for part in parts]
    return _guess(data)


def _guess(data: Data) -> list[list[Construct]]:
    """Who may be what by the names of the columns: the study's constructs in their parts, then others."""
    known = list(STUDY)
    guesses = sorted(
        suggest_constructs(data), key=lambda c: known.index(c.name) if c.name in known else len(known)
    )
    return [guesses[:1], guesses[1:2], guesses[2:4]]


def _part(part: Part, columns: Sequence[str], mine: Sequence[Construct]) -> tuple[Construct, ...]:
    """The constructs of one part, each with its name and its columns."""
    st.subheader(part.word, anchor=False)
    st.caption(part.question)
    held = _held(f"{part.word} count", max(1, len(mine)))
    count = st.number_input(f"How many {part.word.lower()}s?", min_value=1, max_value=MOST, **held)
    labels = [part.word, *(f"{part.word} {i}" for i in range(2, int(count) + 1))]
    guesses = chain(mine, repeat(None))
    return tuple(_construct(label, columns, guess) for label, guess in zip(labels, guesses, strict=False))


def _construct(label: str, columns: Sequence[str], guess: Construct | None) -> Construct:
    name = st.text_input(
        f"{label}: name", max_chars=60, **_held(f"{label} name", guess.name if guess else label)
    )
    return Construct(
        name.strip() or label, _pick(f"{label}: columns", columns, guess.indicators if guess else ())
    )


def _pick(label: str, columns: Sequence[str], first: Sequence[str]) -> tuple[str, ...]:
    known = [name for name in first if name in columns]
    return tuple(st.multiselect(label, columns, format_func=display_name, **_held(label, known)))


def _held(name: str, first: Any) -> dict[str, Any]:
    """What lets a widget keep its value across pages, until other data come; `first` is where it starts."""
    remember = _state.chosen_by(name, partial(_state.keep, name))
    return {"key": _state.bound(name, _state.kept(name, first)), "on_change": remember}


def build_guessed(data: Data) -> None:
    """Put the model that the form would start with on screen, and go to Explore."""
    _build([tuple(part) for part in _guess(data)], (), serial=False)


def _build(chosen: Sequence[tuple[Construct, ...]], covariates: tuple[str, ...], serial: bool) -> None:
    """Put the model on screen; what is missing in it is said here and changes nothing."""
    named = [(construct.name, construct.indicators) for part in chosen for construct in part]
    twice = next((name for i, (name, _) in enumerate(named) if name in dict(named[:i])), None)
    try:
        if twice is not None:
            raise ModelError("construct_twice", f"Two parts are called “{display_name(twice)}”. Rename one.")
        names = [tuple(construct.name for construct in part) for part in chosen]
        table = mediation_table(dict(named), Roles(*names, covariates=covariates, serial=serial))
    except ModelError as fault:
        show_fault(fault)
        return
    _state.use_table(table)
    st.switch_page("pages/explore.py")
