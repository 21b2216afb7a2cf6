"""The sidebar of Explore: whose data, which model, how to compute and how to show."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import get_args

import streamlit as st

from core.data.dataset import Dataset
from core.data.samples import SAMPLES
from core.few import few
from core.views.literal import for_markdown, isolated
from core.views.numbers import Units, whole
from pages import _options, _state
from pages._estimation import estimation, group_shown
from pages._faces import DATA, MODEL, UNITS
from pages._rivals import rivals_on_screen
from pages._text import has_draft, model_text

LIKELIHOODS = {"amos": "AMOS (N − 1)", "normal": "lavaan (N)", "wishart": "lavaan, Wishart (N − 1)"}
INTERVALS = {
    "percentile": "Bootstrap, percentile",
    "bc": "Bootstrap, bias-corrected",
    "bca": "Bootstrap, BCa",
    "monte_carlo": "Monte Carlo",
    "delta": "Delta method (Sobel)",
}
OWN, SHOWN = "own", "table in the sidebar"


def about_the_data() -> None:
    """Whose data are on screen."""
    chosen = _state.choices()
    titles = {sample.id: sample.title for sample in SAMPLES}
    own = {} if chosen.sample else {OWN: _own_title(chosen.data.name, titles.values())}
    key = _state.steady(DATA, chosen.sample or OWN)
    with st.sidebar:
        st.selectbox(
            "Data",
            [*own, *titles],
            format_func=lambda name: isolated({**titles, **own}[name]),
            key=key,
            on_change=_state.chosen_by(key, lambda name: name != OWN and _state.use_sample(name, by=DATA)),
            help="Upload your own on the Data page.",
        )
        st.caption(for_markdown(_about_data()))


def _own_title(name: str, samples: Collection[str]) -> str:
    """What the data on screen are called: a prepared sample otherwise than the sample itself, since a browser
    reports its choice by these words."""
    return f"{name}, prepared" if name in samples else name


def _about_data() -> str:
    data = _state.choices().data
    cases = f"{whole(data.nobs)} cases" if data.nobs else "covariances"
    if isinstance(data, Dataset):
        gaps = sum(variable.n_missing for variable in data.variables)
        cases += f" · {few(gaps)} missing"
    return cases + (" · simulated, no participant’s data" if data.simulated else "")


def about_the_model() -> None:
    """The model as text and every choice of the computation."""
    with st.sidebar:
        # What stands in a place of its own never moves what follows, which a browser would close.
        with st.container():
            _model()
        with st.popover("Model text", icon=":material/edit:", width="stretch"):
            model_text()
        with st.container():
            if has_draft():
                st.caption("A text that could not be fitted is waiting under *Model text*.")
        _units()
        group_shown("Group on the diagram")
        _intervals()
        estimation()
        _options.choice("χ² as in", "likelihood", LIKELIHOODS)
        st.caption("Your data stay on this computer and are gone when you close the tab.")


def is_behind() -> bool:
    """True where a switch on the diagram, which redraws itself alone, has left the sidebar as it was."""
    return _state.kept(SHOWN) != _state.choices().table


def _model() -> None:
    """Which paths are on, as usual hypotheses; the diagram may have left them all."""
    table = _state.choices().table
    _state.keep(SHOWN, table)
    models = rivals_on_screen()
    if not models:
        return
    now = next((name for name, model in models.items() if model == table), None)
    key = _state.shared(MODEL, now)
    st.selectbox(
        "Model",
        list(models),
        key=key,
        placeholder="As switched on the diagram",
        on_change=_state.chosen_by(key, lambda name: _state.use_table(models[name])),
        help="The usual hypotheses on these variables. Undo brings the model on screen back.",
    )


def _units() -> None:
    key = _state.steady(UNITS, _state.choices().units)
    st.segmented_control(
        "Show",
        get_args(Units),
        format_func=str.capitalize,
        key=key,
        on_change=_state.chosen_by(key, partial(_state.use_units, by=UNITS)),
    )


def _intervals() -> None:
    _options.choice("Intervals", "interval", INTERVALS)
    with st.popover("Interval settings", width="stretch"):
        _options.number("Draws", "draws", min_value=100, max_value=100_000, step=1000)
        _options.number("Seed", "seed", min_value=0, max_value=2**31 - 1, step=1)
        _options.number("Level", "level", min_value=0.80, max_value=0.99, step=0.05, format="%.2f")
        _options.number(
            "A direct effect is negligible within ±",
            "negligible",
            min_value=0.0,
            max_value=0.5,
            step=0.05,
            format="%.2f",
            help="In standardised units. The direct effect counts as negligible only where its whole "
            "interval lies inside this bound.",
        )
