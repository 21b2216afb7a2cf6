"""What one visitor has chosen and computed; the only place that touches the session.

Everything lives under a key that no widget owns, so that it survives a change of page. Results are kept with
the data that they came from: other data means an empty store, so that no old number can be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any, TypeVar

import streamlit as st

from core.analysis import Analysis
from core.data.dataset import Data, columns_of
from core.data.samples import SAMPLES, find_sample, load_sample
from core.errors import PathlightError
from core.inference.parameters import Parameter
from core.model import holding
from core.model.partable import Key, ParTable
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options, for_columns, renamed
from core.views.numbers import Units
from core.views.one_group import in_group
from pages import _store
from pages._faces import DATA, UNITS, showing
from pages._history import Scene
from pages._privacy import ENDED, collect_after
from pages._store import Choices, Result, Store

Made = TypeVar("Made")
STUDY = SAMPLES[0].id


def store() -> Store:
    """Everything of this visitor; a first visit starts with the study's sample."""
    if "pathlight" not in st.session_state:
        st.session_state["pathlight"] = Store(_sample_choices(STUDY))
    mine: Store = st.session_state["pathlight"]
    return mine


def _sample_choices(sample: str) -> Choices:
    return Choices(load_sample(sample), sample, parse(find_sample(sample).model))


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Leave everything as it was, data included, where a PathlightError is raised on the way to a model."""
    before = store()
    try:
        yield
    except PathlightError:
        st.session_state["pathlight"] = before
        raise


def choices() -> Choices:
    """What this visitor has chosen."""
    return store().choices


def use_sample(sample: str, by: str = "") -> None:
    """Put a sample and its model in place of the data on screen; `by` names the widget that did it."""
    _replace_data(_sample_choices(sample), by)


def use_data(data: Data) -> None:
    """Put other data in place of what is on screen."""
    _replace_data(Choices(data, "", None))


def use_made(data: Data, names: Mapping[str, str]) -> None:
    """Put data made from those on screen in their place. All models stay and are fitted anew, under the names
    (before → after) that the columns have now; one on screen that lacks a column is a step back."""
    use_options(renamed(choices().options, names))
    scene, history = choices().scene.renamed(names), store().history.renamed(names)
    pinned = tuple(one.renamed(names) for one in store().snapshots)
    if scene.table is not None and not set(Variables.of(scene.table).ov) <= set(data.names):
        scene, history = Scene(None), history.left(scene)
    _replace_data(Choices(data, "", scene.table, sketch=scene.sketch))
    store().history, store().snapshots = history, pinned


def _replace_data(fresh: Choices, by: str = "") -> None:
    mine, old = store(), choices()
    _store.end(mine)
    mine.moves.update({DATA} - {by})
    options = for_columns(old.options, columns_of(fresh.data))
    st.session_state["pathlight"] = Store(
        replace(
            fresh,
            options=options,
            units=old.units,
            seq=old.seq,
            heard=old.heard,
            generation=old.generation + 1,
        ),
        moves=mine.moves,
        visit=mine.visit,
        picture=mine.picture,
        scales=mine.scales,
    )
    collect_after(ENDED)


def use_table(table: ParTable) -> None:
    """Put another model on screen, for the same data."""
    show_scene(Scene(table, choices().sketch))


def show_scene(scene: Scene, by: str = "") -> None:
    """Put another model, or another arrangement of its picture, on screen as a step that can be undone.

    `by` names the widget that did it.
    """
    mine, old = store(), choices().scene
    if scene != old:
        mine.history = mine.history.left(old)
    put(scene, by)


def put(scene: Scene, by: str = "") -> None:
    """Put a model on screen without writing it down in the history, and remember what was there for the
    account of what changed."""
    mine, old = store(), choices()
    mine.choices = replace(old, sketch=scene.sketch)
    if scene.table == old.table:
        return
    was, now = ({row.key: row for row in table.rows} if table else {} for table in (old.table, scene.table))
    _remember(mine, {key for key, row in now.items() if not row.on})
    _store.end(mine)
    before = None if old.table is None else (old.table, old.options)
    mine.choices = replace(mine.choices, table=scene.table, before=before)
    changed = {key for key in {**was, **now} if was.get(key) != now.get(key)}
    mine.moves.update(showing(changed) - {by})


def use_options(options: Options, by: str = "") -> None:
    """Compute with other options from now on; `by` names the option whose widget did it."""
    mine, old = store(), choices()
    _store.end(mine)
    names = (field.name for field in fields(Options))
    mine.moves.update({n for n in names if n != by and getattr(options, n) != getattr(old.options, n)})
    group = old.group if options.group == old.options.group else 1
    before = None if old.table is None else (old.table, old.options)
    mine.choices = replace(old, options=options, group=group, before=before)
    mine.was.clear()


def in_shown_group(found: Analysis) -> Analysis:
    """The analysis as the diagram shows it: one group, where there are several."""
    return in_group(found, choices().group)


def use_group(group: int) -> None:
    """Show another group on the diagram."""
    store().choices = replace(choices(), group=group)
    store().was.clear()


def use_units(units: Units, by: str = "") -> None:
    """Show standardised or raw estimates from now on; `by` names the widget that did it."""
    store().moves.update({UNITS} - {by})
    store().choices = replace(choices(), units=units)


def switch(changes: Mapping[Key, bool], seq: int) -> None:
    """Switch paths of the model on screen, as the diagram wishes with this number."""
    mine, old = store(), choices()
    assert old.table is not None
    table = old.table
    here = _store.keys(mine)
    for key, on in changes.items():
        if key in here:
            table = holding.switch(table, key, on)
    show_scene(Scene(table, old.sketch))
    mine.choices = replace(mine.choices, seq=seq)


def turn(widget: str) -> None:
    """Let a widget go back to what it showed before somebody changed it."""
    store().moves[widget] += 1


def _remember(mine: Store, keys: set[Key]) -> None:
    """Keep the parameters of paths that are about to go off as they are."""
    table = mine.choices.table
    found = None if table is None else _store.known(mine, table)
    if isinstance(found, Analysis):
        shown = in_shown_group(found).parameters
        mine.was.update({p.row.key: p for p in shown if p.row.key in keys and p.row.on})


def was() -> Mapping[Key, Parameter]:
    """The parameters of paths that were switched off, as they were when last on."""
    return store().was


def analysis() -> Analysis:
    """The analysis of what is on screen, with the draws that there are; raises a PathlightError."""
    found = analysis_or_fault()
    if isinstance(found, PathlightError):
        raise found
    return found


def analysis_or_fault() -> Result:
    """The analysis of what is on screen, or why there is none."""
    _store.take_draws(store())
    return _store.result(store())


def result_of(table: ParTable) -> Result:
    """The analysis of another model with the data and options on screen, or why there is none."""
    return _store.result_of(store(), table)


def neighbours(found: Analysis) -> dict[Key, Result | None]:
    """The analyses one switch away, None where not computed yet."""
    return {key: _store.known(store(), table) for key, table in _store.neighbours(found).items()}


def before() -> Analysis | None:
    """The analysis that the last step started from."""
    last = choices().before
    found = _store.result_of(store(), *last) if last is not None else None
    return found if isinstance(found, Analysis) else None


def once(name: str, given: tuple[Any, ...], make: Callable[[], Made]) -> Made:
    """What `make` made for the same `given` last time, or makes now; values are told apart by identity."""
    if not is_made(name, given):
        store().made[name] = (given, make())
    latest: Made = store().made[name][1]
    return latest


def is_made(name: str, given: tuple[Any, ...]) -> bool:
    """True where `once` has nothing to make."""
    old = store().made.get(name, ((), None))[0]
    return len(old) == len(given) and all(a is b for a, b in zip(old, given, strict=True))


def keep(name: str, value: Any) -> None:
    """Keep something of a page until the data are replaced, across changes of page."""
    store().kept[name] = value


def kept(name: str, default: Any = None) -> Any:
    """What `keep` put under this name, or `default`."""
    return store().kept.get(name, default)


def forget(name: str) -> None:
    """Drop what `keep` put under this name."""
    store().kept.pop(name, None)


def bound(key: str, value: Any) -> str:
    """Let the widget with this key show `value`, which no other widget changes; returns the key."""
    st.session_state[key] = value
    return key


def shared(name: str, value: Any) -> str:
    """Let a widget show `value`, which others change too; returns its key.

    A change made elsewhere makes another widget of it: a browser that has not heard of the change yet still
    reports the old value, and that must not be taken for somebody's wish.
    """
    return bound(f"{name} #{_turn(name)}", value)


def steady(name: str, value: Any) -> str:
    """The same for a widget whose key is its name as long as nothing else changed what it shows."""
    return (shared if store().moves[name] else bound)(name, value)


def _turn(name: str) -> str:
    return f"{choices().generation}.{store().moves[name]}"


def has_widget(key: str) -> bool:
    """True where the widget with this key was on the page that was shown last."""
    return key in st.session_state


def widget(key: str) -> Any:
    """What the widget with this key holds."""
    return st.session_state[key]


def chosen_by(key: str, use: Callable[[Any], Any]) -> Callable[[], None]:
    """A callback that hands what a widget holds to `use`.

    An emptied choice leaves everything as it was, and so does a widget that another has taken the place of.
    """

    def call() -> None:
        value = st.session_state.get(key)
        name, _, turn = key.rpartition(" #")
        current = turn == _turn(name) if name else not store().moves[key]
        if value is not None and current:
            use(value)

    return call
