"""Who is what: the form on the Data page that turns columns into a model of a chosen shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, repeat
from typing import Any

import streamlit as st

from core.data.columns import Construct, suggest_constructs, usable_columns
from core.data.dataset import Data
from core.data.names import display_name
from core.errors import ModelError
from core.model.mediation import STUDY, Roles, measurement_table, mediation_table
from core.model.partable import ParTable
from core.model.routes import mediators, outcomes, sources
from core.model.rows import loadings
from pages import _state
from pages._widgets import choose_columns, show_fault

MOST, MOST_CONSTRUCTS = 3, 8
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
CONSTRUCT = Part("Construct", "What is measured, with no path among the constructs?")
# How many predictors, mediators and outcomes there are in each shape, and how its mediators act.
SHAPES = {
    "Simple mediation": ((1, 1, 1), SIDE_BY_SIDE),
    "Parallel mediators": ((1, 2, 1), SIDE_BY_SIDE),
    "Serial mediators": ((1, 2, 1), IN_TURN),
    "Two outcomes": ((1, 1, 2), SIDE_BY_SIDE),
}
FACTORS = "Factor analysis alone"
SHAPE = "shape"


def build_model(data: Data) -> None:
    """Let the visitor say which columns measure what, and go to Explore with the model."""
    columns = usable_columns(data)
    if len(columns) < len(PARTS):
        st.info("A mediation model needs at least three columns of numbers that are not all the same.")
        return
    st.write(HELP)
    st.segmented_control(
        "Shape of the model",
        [*SHAPES, FACTORS],
        key=_state.bound(SHAPE, _state.kept(SHAPE)),
        on_change=_state.chosen_by(SHAPE, _take_shape),
    )
    if _state.kept(SHAPE) == FACTORS:
        constructs = _part(CONSTRUCT, columns, _constructs(data), MOST_CONSTRUCTS)
        if st.button("Build the model and explore", type="primary", icon=":material/account_tree:"):
            _build([constructs], measurement_table)
        return
    chosen = []
    sides = st.columns(len(PARTS), gap="large")
    for side, part, first in zip(sides, PARTS, _first(data), strict=True):
        with side:
            chosen.append(_part(part, columns, first[:MOST], MOST))
    serial = False
    if len(chosen[1]) > 1:
        words = [SIDE_BY_SIDE, IN_TURN]
        serial = (
            st.radio("The mediators act", words, horizontal=True, **_held("order", SIDE_BY_SIDE)) == IN_TURN
        )
    covariates = _pick("Held constant (covariates)", columns, ())
    if st.button("Build the model and explore", type="primary", icon=":material/account_tree:"):
        names = [tuple(construct.name for construct in part) for part in chosen]
        roles = Roles(*names, covariates=covariates, serial=serial)
        _build(chosen, partial(mediation_table, roles=roles))


def _take_shape(shape: str) -> None:
    """Fill the form anew for a shape, with the constructs that the columns suggest."""
    _state.keep(SHAPE, shape)
    for part in (*PARTS, CONSTRUCT):
        _state.forget(f"{part.word} count")
        for label in _labels(part, MOST_CONSTRUCTS):
            _state.forget(f"{label} name")
            _state.forget(f"{label}: columns")
    if shape in SHAPES:
        _state.keep("order", SHAPES[shape][1])


def _first(data: Data) -> list[list[Construct]]:
    """What the form starts with: the constructs dealt out to the shape that was chosen, else the parts of the
    model on screen, else a guess from the names of columns."""
    table, shape = _state.choices().table, _state.kept(SHAPE)
    if shape in SHAPES:
        rest = iter([*_constructs(data), *(Construct("", ()) for _ in range(MOST_CONSTRUCTS))])
        return [list(islice(rest, count)) for count in SHAPES[shape][0]]
    if table is not None and mediators(table):
        known = {construct.name: construct for construct in _measured(table)}
        parts = (sources(table), mediators(table), outcomes(table))
        return [[known.get(name, Construct(name, (name,))) for name in part] for part in parts]
    return _guess(data)


def _guess(data: Data) -> list[list[Construct]]:
    """Who may be what by the names of the columns: the study's constructs in their parts, then others."""
    guesses = _guesses(data)
    return [guesses[:1], guesses[1:2], guesses[2:4]]


def _constructs(data: Data) -> list[Construct]:
    """The constructs of the model on screen, and those that the names of other columns suggest."""
    table = _state.choices().table
    mine = _measured(table) if table else []
    taken = {name for construct in mine for name in (construct.name, *construct.indicators)}
    fresh = [one for one in _guesses(data) if not taken & {one.name, *one.indicators}]
    return [*mine, *fresh][:MOST_CONSTRUCTS]


def _measured(table: ParTable) -> list[Construct]:
    names = dict.fromkeys(row.lhs for row in table.rows if row.op == "=~")
    return [Construct(name, tuple(row.rhs for row in loadings(table, name))) for name in names]


def _guesses(data: Data) -> list[Construct]:
    known = list(STUDY)
    return sorted(
        suggest_constructs(data), key=lambda c: known.index(c.name) if c.name in known else len(known)
    )


def _part(part: Part, columns: Sequence[str], mine: Sequence[Construct], most: int) -> tuple[Construct, ...]:
    """The constructs of one part, each with its name and its columns."""
    st.subheader(part.word, anchor=False)
    st.caption(part.question)
    held = _held(f"{part.word} count", min(max(1, len(mine)), most))
    count = st.number_input(f"How many {part.word.lower()}s?", min_value=1, max_value=most, **held)
    guesses = chain(mine, repeat(None))
    pairs = zip(_labels(part, int(count)), guesses, strict=False)
    return tuple(_construct(label, columns, guess) for label, guess in pairs)


def _labels(part: Part, count: int) -> list[str]:
    return [part.word, *(f"{part.word} {i}" for i in range(2, count + 1))]


def _construct(label: str, columns: Sequence[str], guess: Construct | None) -> Construct:
    name = st.text_input(
        f"{label}: name", max_chars=60, **_held(f"{label} name", (guess.name if guess else "") or label)
    )
    return Construct(
        name.strip() or label, _pick(f"{label}: columns", columns, guess.indicators if guess else ())
    )


def _pick(label: str, columns: Sequence[str], first: Sequence[str]) -> tuple[str, ...]:
    known = [name for name in first if name in columns]
    return choose_columns(label, columns, **_held(label, known))


def _held(name: str, first: Any) -> dict[str, Any]:
    """What lets a widget keep its value across pages, until other data come; `first` is where it starts."""
    remember = _state.chosen_by(name, partial(_state.keep, name))
    return {"key": _state.bound(name, _state.kept(name, first)), "on_change": remember}


def build_guessed(data: Data) -> None:
    """Put the model that the form would start with on screen, and go to Explore."""
    parts = [tuple(part) for part in _guess(data)]
    roles = Roles(*(tuple(construct.name for construct in part) for part in parts))
    _build(parts, partial(mediation_table, roles=roles))


def _build(
    chosen: Sequence[tuple[Construct, ...]], make: Callable[[Mapping[str, Sequence[str]]], ParTable]
) -> None:
    """Put the model on screen; what is missing in it is said here and changes nothing."""
    named = [(construct.name, construct.indicators) for part in chosen for construct in part]
    twice = next((name for i, (name, _) in enumerate(named) if name in dict(named[:i])), None)
    try:
        if twice is not None:
            raise ModelError("construct_twice", f"Two parts are called “{display_name(twice)}”. Rename one.")
        table = make(dict(named))
    except ModelError as fault:
        show_fault(fault)
        return
    _state.use_table(table)
    st.switch_page("pages/explore.py")
