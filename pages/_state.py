"""What one visitor has chosen and computed; the only place that touches the session and its caches.

Everything lives under a key that no widget owns, so that it survives a change of page. Results are kept with
the data that they came from: other data means an empty store, so that no old number can be shown.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import streamlit as st

from core.analysis import Analysis, analyse, bootstrap_job
from core.data.dataset import Data, Dataset
from core.data.samples import SAMPLES, load_sample
from core.errors import PathlightError
from core.inference.parameters import Parameter
from core.model.partable import ParRow, ParTable
from core.model.syntax import parse
from core.options import Options
from core.second_opinion.agreement import Agreement
from core.second_opinion.opinion import ask
from core.views.frame import switchable
from core.views.geometry import Layout
from core.views.layout import layout
from core.views.numbers import Units
from pages._bootstrap import Bootstrap

Key = tuple[str, str, str, int]
Result = Analysis | PathlightError
Made = TypeVar("Made")

# The study's tool is AMOS, so the screen starts with its convention.
START = Options(likelihood="amos", interval="percentile")
STUDY = SAMPLES[0].id
# A switch of the study's model has some twenty neighbours; this keeps thirty steps at hand.
KEPT_RESULTS = 600
NO_MODEL = "There is no model for these data yet. Choose columns on the Data page."


@dataclass(frozen=True, slots=True)
class Choices:
    """What is on screen: the data, the model, how to compute it and how to show it.

    `table` is None while no model has been chosen for these data; `sample` is empty for a visitor's own data.
    `before` is the table that the last switch started from. `seq` counts the answers of the diagram, and
    `generation` the models that were put on screen.
    """

    data: Data
    sample: str
    table: ParTable | None
    before: ParTable | None = None
    options: Options = START
    units: Units = "standardised"
    seq: int = 0
    generation: int = 0


@dataclass(slots=True)
class _Store:
    choices: Choices
    results: OrderedDict[tuple[ParTable, Options], Result] = field(default_factory=OrderedDict)
    bootstraps: OrderedDict[tuple[ParTable, Options], Bootstrap] = field(default_factory=OrderedDict)
    opinions: OrderedDict[tuple[ParTable, Options], Future[Agreement]] = field(default_factory=OrderedDict)
    layouts: dict[frozenset[Key], Layout] = field(default_factory=dict)
    was: dict[Key, Parameter] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    made: dict[str, tuple[tuple[Any, ...], Any]] = field(default_factory=dict)
    seen: tuple[ParTable, Options] | None = None


def _store() -> _Store:
    if "pathlight" not in st.session_state:
        st.session_state["pathlight"] = _Store(_sample_choices(STUDY))
    store: _Store = st.session_state["pathlight"]
    return store


def _sample_choices(sample: str) -> Choices:
    model = next(entry.model for entry in SAMPLES if entry.id == sample)
    return Choices(load_sample(sample), sample, parse(model) if model else None)


def choices() -> Choices:
    """What this visitor has chosen; a first visit starts with the study's sample."""
    return _store().choices


def use_sample(sample: str) -> None:
    """Put a sample and its model in place of the data on screen."""
    _replace_data(_sample_choices(sample))


def use_data(data: Data, table: ParTable | None = None) -> None:
    """Put other data, and where known a model for them, in place of what is on screen."""
    _replace_data(Choices(data, "", table))


def _replace_data(fresh: Choices) -> None:
    old = _store()
    _end(old.bootstraps)
    before = old.choices
    kept = replace(
        fresh, options=before.options, units=before.units, seq=before.seq, generation=before.generation + 1
    )
    st.session_state["pathlight"] = _Store(kept)


def use_table(table: ParTable) -> None:
    """Put another model on screen, for the same data."""
    store = _store()
    _end(store.bootstraps)
    old = store.choices
    store.was.clear()
    store.choices = replace(old, table=table, before=None, generation=old.generation + 1)


def use_options(options: Options) -> None:
    """Compute with other options from now on."""
    store = _store()
    store.choices = replace(store.choices, options=options)


def use_units(units: Units) -> None:
    """Show standardised or raw estimates from now on."""
    store = _store()
    store.choices = replace(store.choices, units=units)


def switch(changes: Mapping[Key, bool], seq: int | None = None) -> None:
    """Switch paths of the model on screen, and remember what they were for the account of what changed."""
    store = _store()
    old = store.choices
    assert old.table is not None
    table = old.table
    for key, on in changes.items():
        table = switched(table, key, on)
        if not on:
            _remember(store, key)
    moved = replace(old, table=table, before=old.table) if table != old.table else old
    store.choices = replace(moved, seq=old.seq if seq is None else seq)
    if table != old.table:
        _end(store.bootstraps)


def switched(table: ParTable, key: Key, on: bool) -> ParTable:
    """A table with one path switched; a path that the defaults added is written down for it."""
    if table.find(key) is not None:
        return table.switch(key, on)
    return ParTable((*table.rows, ParRow(key[0], key[1], key[2], group=key[3], on=on)))  # type: ignore[arg-type]


def _remember(store: _Store, key: Key) -> None:
    found = analysis_or_fault()
    if isinstance(found, Analysis):
        store.was.update({p.row.key: p for p in found.parameters if p.row.key == key and p.row.on})


def was() -> Mapping[Key, Parameter]:
    """The parameters of paths that were switched off, as they were when last on."""
    return _store().was


def analysis() -> Analysis:
    """The analysis of what is on screen, with the draws that there are; raises a PathlightError."""
    found = analysis_or_fault()
    if isinstance(found, PathlightError):
        raise found
    return found


def analysis_or_fault() -> Result:
    """The analysis of what is on screen, or why there is none."""
    chosen = choices()
    if chosen.table is None:
        return PathlightError("no_model", NO_MODEL)
    return result_of(chosen.table)


def result_of(table: ParTable) -> Result:
    """The analysis of a model of the data on screen with the options on screen, computed once."""
    store = _store()
    options = store.choices.options
    key = (table, options)
    if key not in store.results:
        store.results[key] = _attempt(store.choices.data, table, options)
        while len(store.results) > KEPT_RESULTS:
            store.results.popitem(last=False)
    store.results.move_to_end(key)
    return store.results[key]


def is_known(table: ParTable) -> bool:
    """True where `result_of` this model costs nothing."""
    store = _store()
    return (table, store.choices.options) in store.results


def seen(table: ParTable) -> bool:
    """True from the second time on that this model is drawn without another in between."""
    store = _store()
    key = (table, store.choices.options)
    again = store.seen == key
    store.seen = key
    return again


def _attempt(data: Data, table: ParTable, options: Options) -> Result:
    try:
        return analyse(data, table, options)
    except PathlightError as fault:
        return fault


def bootstrap() -> Bootstrap | None:
    """The bootstrap of what is on screen, started when first asked for; None where there is none to do.

    The draws that have arrived go into the analysis.
    """
    store = _store()
    chosen, found = store.choices, analysis_or_fault()
    if chosen.options.interval in ("delta", "monte_carlo") or not isinstance(chosen.data, Dataset):
        return None
    if not isinstance(found, Analysis) or not found.estimates.outcome.readable:
        return None
    key = (found.table, chosen.options)
    if key not in store.bootstraps:
        if found.draws is not None:
            return None
        _end(store.bootstraps)
        store.bootstraps[key] = Bootstrap(bootstrap_job(chosen.data, found))
    running = store.bootstraps[key]
    draws = running.draws()
    if draws is not None and (found.draws is None or draws.tried > found.draws.tried):
        store.results[key] = analyse(chosen.data, found.table, chosen.options, draws)
    return running


def _end(bootstraps: OrderedDict[tuple[ParTable, Options], Bootstrap]) -> None:
    for running in bootstraps.values():
        running.cancel()
    bootstraps.clear()


def opinion() -> Agreement | None:
    """semopy's second opinion on what is on screen; None while it is awaited or where there is no fit."""
    store = _store()
    chosen, found = store.choices, analysis_or_fault()
    if not isinstance(found, Analysis) or found.fit is None:
        return None
    key = (found.table, replace(chosen.options, interval="delta"))
    if key not in store.opinions:
        for waiting in store.opinions.values():
            waiting.cancel()
        store.opinions = OrderedDict((k, f) for k, f in store.opinions.items() if not f.cancelled())
        store.opinions[key] = ask(found)
    answer = store.opinions[key]
    return answer.result() if answer.done() else None


def before() -> Analysis | None:
    """The analysis that the last switch started from."""
    table = choices().before
    found = result_of(table) if table is not None else None
    return found if isinstance(found, Analysis) else None


def layout_of(found: Analysis) -> tuple[str, Layout]:
    """Where everything stands in the picture of an analysis, and a word that changes where that does."""
    store = _store()
    keys = frozenset(row.key for row in found.completed.rows)
    if keys not in store.layouts:
        store.layouts[keys] = layout(found.completed)
    return f"{store.choices.generation}/{list(store.layouts).index(keys)}", store.layouts[keys]


def switches(found: Analysis) -> tuple[ParRow, ...]:
    """The rows of the model on screen that can be switched: structural paths, covariances, loadings."""
    order = ("~", "~~", "=~")
    return tuple(sorted((r for r in found.completed.rows if switchable(r)), key=lambda r: order.index(r.op)))


def as_now(completed: ParTable) -> ParTable:
    """A completed table with its paths switched as they are on screen."""
    table = choices().table
    off = {row.key for row in table.rows if not row.on} if table else set()
    return ParTable(tuple(replace(row, on=row.key not in off) for row in completed.rows))


def once(name: str, given: tuple[Any, ...], make: Callable[[], Made]) -> Made:
    """What `make` made for the same `given` last time, or makes now; values are told apart by identity."""
    store = _store()
    old = store.made.get(name, ((), None))[0]
    if len(old) != len(given) or any(a is not b for a, b in zip(old, given, strict=True)):
        store.made[name] = (given, make())
    latest: Made = store.made[name][1]
    return latest


def keep(name: str, value: Any) -> None:
    """Keep something of a page until the data are replaced, across changes of page."""
    _store().kept[name] = value


def kept(name: str, default: Any = None) -> Any:
    """What `keep` put under this name, or `default`."""
    return _store().kept.get(name, default)


def forget(name: str) -> None:
    """Drop what `keep` put under this name."""
    _store().kept.pop(name, None)


def bound(key: str, value: Any) -> str:
    """Let the widget with this key show `value`; returns the key."""
    st.session_state[key] = value
    return key


def widget(key: str) -> Any:
    """What the widget with this key holds."""
    return st.session_state[key]


def chosen_by(key: str, use: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands what a widget holds to `use`; an emptied choice leaves everything as it was."""

    def call() -> None:
        value = st.session_state[key]
        if value is not None:
            use(value)

    return call


def dark() -> bool:
    """True where the visitor's theme is dark."""
    return st.context.theme.type == "dark"
