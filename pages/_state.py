"""What one visitor has chosen and computed; the only place that touches the session and its caches.

Everything lives under keys that no widget owns, so that it survives a change of page. Results are kept with
the data that they came from: other data means an empty store, so that no old number can be shown.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core.analysis import Analysis, analyse
from core.data.dataset import Data
from core.data.samples import SAMPLES, load_sample
from core.errors import PathlightError
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Options
from core.views.numbers import Units

Key = tuple[str, str, str, int]

# The study's tool is AMOS, so the screen starts with its convention.
START = Options(likelihood="amos", interval="percentile")
STUDY = "alliance_study"
# A toggle of the study's model has about twenty neighbours; this keeps some thirty steps at hand.
KEPT_RESULTS = 600


@dataclass(frozen=True, slots=True)
class Choices:
    """What is on screen: the data, the model, how to compute it and how to show it.

    `table` is None while no model has been chosen for these data. `before` is the table that the last change
    started from, with the key of the path that it switched.
    """

    data: Data
    sample: str
    table: ParTable | None
    before: ParTable | None = None
    switched: Key | None = None
    options: Options = START
    units: Units = "standardised"
    seq: int = 0


@dataclass(slots=True)
class _Store:
    choices: Choices
    results: OrderedDict[tuple[str, Options], Analysis | PathlightError] = field(default_factory=OrderedDict)
    kept: dict[str, Any] = field(default_factory=dict)


def _store() -> _Store:
    if "pathlight" not in st.session_state:
        st.session_state["pathlight"] = _Store(_sample_choices(STUDY))
    return st.session_state["pathlight"]


def _sample_choices(sample: str) -> Choices:
    model = next(entry.model for entry in SAMPLES if entry.id == sample)
    return Choices(load_sample(sample), sample, parse(model) if model else None)


def choices() -> Choices:
    """What this visitor has chosen; a first visit starts with the study's sample."""
    return _store().choices


def use_sample(sample: str) -> None:
    """Load a sample and its model in place of the data on screen."""
    _replace_data(_sample_choices(sample))


def use_data(data: Data, table: ParTable | None = None) -> None:
    """Put other data (and, where known, a model for them) in place of what is on screen."""
    _replace_data(Choices(data, "", table))


def _replace_data(fresh: Choices) -> None:
    store = _store()
    old = store.choices
    store.choices = replace(fresh, options=old.options, units=old.units, seq=old.seq + 1)
    store.results.clear()
    store.kept.clear()


def use_table(table: ParTable) -> None:
    """Put another model on screen, for the same data."""
    store = _store()
    store.choices = replace(store.choices, table=table, before=None, switched=None, seq=store.choices.seq + 1)


def switch(key: Key, on: bool) -> None:
    """Switch one path of the model on screen, and remember what it was for the account of what changed."""
    store = _store()
    old = store.choices
    if old.table is None or old.table.find(key) is None:
        return
    store.choices = replace(
        old, table=old.table.switch(key, on), before=old.table, switched=key, seq=old.seq + 1
    )


def use_options(options: Options) -> None:
    """Compute with other options from now on."""
    store = _store()
    store.choices = replace(store.choices, options=options, before=None, switched=None)


def use_units(units: Units) -> None:
    """Show standardised or raw estimates from now on."""
    store = _store()
    store.choices = replace(store.choices, units=units)


def analysis() -> Analysis:
    """The analysis of what is on screen; raises a PathlightError where it cannot be made."""
    chosen = choices()
    if chosen.table is None:
        raise PathlightError(
            "no_model", "There is no model for these data yet. Choose columns on the Data page."
        )
    return analysis_of(chosen.table, chosen.options)


def analysis_of(table: ParTable, options: Options) -> Analysis:
    """The analysis of another model of the data on screen, computed once; raises a PathlightError."""
    store = _store()
    key = (str(table), options)
    if key not in store.results:
        store.results[key] = _attempt(store.choices.data, table, options)
        while len(store.results) > KEPT_RESULTS:
            store.results.popitem(last=False)
    store.results.move_to_end(key)
    found = store.results[key]
    if isinstance(found, PathlightError):
        raise found
    return found


def _attempt(data: Data, table: ParTable, options: Options) -> Analysis | PathlightError:
    try:
        return analyse(data, table, options)
    except PathlightError as fault:
        return fault


def keep(name: str, value: Any) -> None:
    """Keep something of a page until the data are replaced, across changes of page."""
    _store().kept[name] = value


def kept(name: str, default: Any = None) -> Any:
    """What `keep` put under this name, or `default`."""
    return _store().kept.get(name, default)


def dark() -> bool:
    """True where the visitor's theme is dark."""
    return st.context.theme.type == "dark"
