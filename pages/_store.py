"""What is kept for one visitor: choices, results, and the work that is under way; no session here."""

from __future__ import annotations

import secrets
from collections import Counter, OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from core.analysis import Analysis, analyse, bootstrap_job, can_bootstrap
from core.background import Background
from core.data.dataset import Data, Dataset
from core.data.samples import find_sample
from core.data.scales.scoring import ScalePlan
from core.equivalents import equivalents
from core.errors import PathlightError
from core.inference.bootstrap import Draws
from core.inference.parameters import Parameter
from core.model.equivalent import Substitute
from core.model.holding import switch
from core.model.partable import Key, ParRow, ParTable
from core.model.sketch import AUTOMATIC, Sketch
from core.model.snapshot import Snapshot
from core.model.syntax import parse
from core.options import Options
from core.second_opinion.agreement import Agreement
from core.second_opinion.opinion import ask
from core.views.frame import switchable
from core.views.geometry import Layout
from core.views.numbers import Units
from pages._bootstrap import POOL, Bootstrap
from pages._history import History, Scene

Result = Analysis | PathlightError
Fitted = tuple[ParTable, Options]

# The study's tool is AMOS, so the screen starts with its convention.
START = Options(likelihood="amos", interval="percentile")
# A switch of the study's model has some twenty neighbours; this keeps thirty steps at hand.
KEPT_RESULTS = 600
# Draws are made into intervals beside the drawing of more, and beside the answers to clicks.
HARDENING = Background("hardening")
NO_MODEL = "There is no model for these data yet. Choose columns on the Data page."


@dataclass(frozen=True, slots=True)
class Choices:
    """What is on screen: the data, the model, how to compute it and how to show it.

    `table` is None while no model has been chosen for these data; `sample` is empty for a visitor's own data.
    `before` is the model that the last step started from, as it was computed; `group` is the one that the
    diagram shows. `seq` counts the answers of the diagram, and `generation` the data that were put on
    screen. `sketch` is how the picture is arranged, and `heard` counts what was asked for on the diagram.
    """

    data: Data
    sample: str
    table: ParTable | None
    before: Fitted | None = None
    options: Options = START
    units: Units = "standardised"
    group: int = 1
    seq: int = 0
    generation: int = 0
    sketch: Sketch = AUTOMATIC
    heard: int = 0

    @property
    def scene(self) -> Scene:
        """The model with its picture, as the history keeps them."""
        return Scene(self.table, self.sketch)


@dataclass(slots=True)
class Store:
    """All of one visitor.

    `was` holds paths as they were when last on; `moves` counts for each widget how often what it shows was
    changed elsewhere; `hardening` is the analysis with the draws so far; `alike` are the equivalents of
    the model on screen; `picture` is what the diagram was
    given last, and how many it was given in this `visit`. `history` holds the models before and after the one
    on screen; `snapshots` are models that were put aside.
    """

    choices: Choices
    results: OrderedDict[Fitted, Result] = field(default_factory=OrderedDict)
    ahead: dict[Fitted, Future[Result]] = field(default_factory=dict)
    bootstrap: tuple[Fitted, Bootstrap] | None = None
    hardening: Future[Result] | None = None
    opinions: dict[Fitted, Future[Agreement]] = field(default_factory=dict)
    alike: tuple[Fitted, Future[tuple[Substitute, ...]]] | None = None
    layouts: dict[tuple[frozenset[Key], Sketch], Layout] = field(default_factory=dict)
    was: dict[Key, Parameter] = field(default_factory=dict)
    moves: Counter[str] = field(default_factory=Counter)
    kept: dict[str, Any] = field(default_factory=dict)
    made: dict[str, tuple[tuple[Any, ...], Any]] = field(default_factory=dict)
    visit: str = field(default_factory=lambda: secrets.token_hex(8))
    picture: tuple[int, Any] = (0, None)
    history: History = field(default_factory=History)
    snapshots: tuple[Snapshot, ...] = ()
    scales: tuple[ScalePlan, ...] = ()


def result(store: Store) -> Result:
    """The analysis of what is on screen, with the draws that have been taken in, or why there is none."""
    table = store.choices.table
    return PathlightError("no_model", NO_MODEL) if table is None else result_of(store, table)


def result_of(store: Store, table: ParTable, options: Options | None = None) -> Result:
    """The analysis of a model with the data and, where no other options are given, those on screen, computed
    once."""
    options = options or store.choices.options
    found = known(store, table, options)
    return found or _keep(store, (table, options), _attempt(store.choices.data, table, options))


def known(store: Store, table: ParTable, options: Options | None = None) -> Result | None:
    """The same where it costs nothing: because it was asked for before, or computed ahead."""
    key = (table, options or store.choices.options)
    ready = store.ahead.get(key)
    if key not in store.results and ready is not None and ready.done() and not ready.cancelled():
        return _keep(store, key, ready.result())
    return store.results.get(key)


def _keep(store: Store, key: Fitted, found: Result) -> Result:
    store.results[key] = found
    while len(store.results) > KEPT_RESULTS:
        store.results.popitem(last=False)
    return found


def _attempt(data: Data, table: ParTable, options: Options, draws: Draws | None = None) -> Result:
    try:
        return analyse(data, table, options, draws)
    except PathlightError as fault:
        return fault


def switches(found: Analysis) -> tuple[ParRow, ...]:
    """The rows that can be switched, in all groups at once: structural paths, covariances, loadings."""
    order = ("~", "~~", "=~")
    rows = (row for row in found.completed.rows if row.group == 1 and switchable(row))
    return tuple(sorted(rows, key=lambda row: order.index(row.op)))


def keys(store: Store) -> frozenset[Key]:
    """The paths of the model on screen, those that the defaults add included."""
    found, table = result(store), store.choices.table
    rows = found.completed.rows if isinstance(found, Analysis) else table.rows if table else ()
    return frozenset(row.key for row in rows)


def neighbours(found: Analysis) -> dict[Key, ParTable]:
    """The models one switch away."""
    return {row.key: switch(found.table, row.key, not row.on) for row in switches(found)}


def is_of_sample(table: ParTable, sample: str) -> bool:
    """True where a model has the paths of the sample's own, on or off, and so asks what that asks."""
    return _paths(table) == _paths_of(sample)


@cache
def _paths_of(sample: str) -> frozenset[Key]:
    return _paths(parse(find_sample(sample).model))


def _paths(table: ParTable) -> frozenset[Key]:
    return frozenset(row.key for row in table.rows if row.op in ("=~", "~"))


def begin(store: Store) -> None:
    """Start what the screen still lacks: the neighbours of the model, its bootstrap, its equivalents and the
    second opinion."""
    found = result(store)
    if not isinstance(found, Analysis):
        return
    data, options = store.choices.data, store.choices.options
    for table in neighbours(found).values():
        if known(store, table) is None and (table, options) not in store.ahead:
            store.ahead[table, options] = POOL.submit(_attempt, data, table, options)
    if found.fit is None:
        return
    key = (found.table, options)
    if store.alike is None or store.alike[0] != _asked(key):
        store.alike = (_asked(key), POOL.submit(equivalents, found, data.names))
    if lacks_draws(store, found) and (store.bootstrap is None or store.bootstrap[0] != key):
        assert isinstance(data, Dataset)
        store.bootstrap = (key, Bootstrap(bootstrap_job(data, found)))
    _harden(store, found)
    if _asked(key) not in store.opinions:
        for waiting in store.opinions.values():
            waiting.cancel()
        store.opinions = {asked: answer for asked, answer in store.opinions.items() if not answer.cancelled()}
        store.opinions[_asked(key)] = ask(found)


def end(store: Store) -> None:
    """Stop what is under way for a model that is no longer on screen."""
    for waiting in store.ahead.values():
        waiting.cancel()
    store.ahead = {key: ready for key, ready in store.ahead.items() if not ready.cancelled()}
    if store.bootstrap is not None:
        store.bootstrap[1].cancel()
        store.bootstrap = None
    if store.hardening is not None:
        store.hardening.cancel()
        store.hardening = None
    if store.alike is not None:
        store.alike[1].cancel()
        store.alike = None


def running(store: Store) -> Bootstrap | None:
    """The bootstrap of what is on screen, where one was begun."""
    if store.bootstrap is None or store.bootstrap[0] != (store.choices.table, store.choices.options):
        return None
    return store.bootstrap[1]


def lacks_draws(store: Store, found: Analysis) -> bool:
    """True where the intervals on screen wait for more bootstrap draws."""
    options = store.choices.options
    if options.interval in ("delta", "monte_carlo") or not can_bootstrap(store.choices.data, options):
        return False
    under_way = running(store)
    if found.fit is None or (under_way is not None and under_way.cancelled):
        return False
    return found.draws is None or found.draws.tried < options.draws


def _harden(store: Store, found: Analysis) -> None:
    """Begin the analysis with the draws that have arrived, where they are more than it has."""
    under_way = running(store)
    draws = under_way.draws() if under_way else None
    if draws is None or store.hardening is not None:
        return
    if found.draws is None or draws.tried > found.draws.tried:
        given = (store.choices.data, found.table, store.choices.options, draws)
        store.hardening = HARDENING.submit(_attempt, *given)


def take_draws(store: Store) -> None:
    """Put the analysis with the draws that have arrived in the place of the one without."""
    if store.hardening is not None and store.hardening.done():
        found, store.hardening = store.hardening.result(), None
        if isinstance(found, Analysis):
            store.results[found.table, found.options] = found


def opinion(store: Store) -> Agreement | None:
    """semopy's second opinion on what is on screen; None while it is awaited."""
    table = store.choices.table
    answer = store.opinions.get(_asked((table, store.choices.options))) if table else None
    return answer.result() if answer and answer.done() and not answer.cancelled() else None


def alike(store: Store) -> tuple[Substitute, ...] | None:
    """The models that fit exactly as what is on screen does; None while they are looked for."""
    table = store.choices.table
    if table is None or store.alike is None or store.alike[0] != _asked((table, store.choices.options)):
        return None
    return store.alike[1].result() if store.alike[1].done() else None


def _asked(key: Fitted) -> Fitted:
    """How intervals are made concerns neither the second opinion nor what else would fit."""
    return key[0], replace(key[1], interval="delta", draws=START.draws, seed=START.seed)
