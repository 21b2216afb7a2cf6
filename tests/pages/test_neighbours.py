"""What one more switch would show: it comes after a picture, and never holds up a model's first for long."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.analysis import Analysis, analyse
from core.data.samples import find_sample, load_sample
from core.model.partable import Key, ParTable
from core.model.syntax import parse
from core.options import Options
from core.views.frame import path_id
from pages import _store
from pages._explorer import neighbours


@pytest.fixture(scope="module")
def found() -> Analysis:
    return fitted(parse(find_sample("study").model))


@pytest.fixture(scope="module")
def near(found: Analysis) -> dict[Key, Analysis]:
    return {key: fitted(table) for key, table in _store.neighbours(found).items()}


def fitted(table: ParTable) -> Analysis:
    return analyse(load_sample("study"), table, Options(interval="delta"))


@pytest.fixture
def others(near: dict[Key, Analysis], monkeypatch: pytest.MonkeyPatch) -> dict[str, Analysis]:
    """The analyses one switch away, by the paths' ids, which all are computed; a visit that knows them."""
    kept: dict[str, Any] = {}
    made: dict[str, tuple[Any, Any]] = {}

    def is_made(name: str, given: tuple[Any, ...]) -> bool:
        return name in made and all(a is b for a, b in zip(made[name][0], given, strict=True))

    def once(name: str, given: tuple[Any, ...], make: Any) -> Any:
        if not is_made(name, given):
            made[name] = (given, make())
        return made[name][1]

    visit = SimpleNamespace(
        choices=lambda: SimpleNamespace(units="standardised", group=1),
        was=dict,
        neighbours=lambda _: near,
        in_shown_group=lambda analysis: analysis,
        kept=kept.get,
        keep=kept.__setitem__,
        is_made=is_made,
        once=once,
    )
    monkeypatch.setattr(neighbours, "_state", visit)
    steps_are(monkeypatch, None, None)
    return {path_id(key): other for key, other in near.items()}


def steps_are(monkeypatch: pytest.MonkeyPatch, back: list[str] | None, forward: list[str] | None) -> None:
    """Let undoing and redoing lead to models with these paths off."""
    steps = SimpleNamespace(for_the_diagram=lambda: {"back": back, "forward": forward})
    monkeypatch.setattr(neighbours, "_steps", steps)


def test_all_come_along_where_there_is_time(
    found: Analysis, others: dict[str, Analysis], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "HURRIED_SECONDS", 1000.0)
    frames, complete = neighbours._frames(found)
    assert (set(frames), complete) == (set(others), True)


def test_the_second_picture_of_a_model_brings_what_the_first_had_no_time_for(
    found: Analysis, others: dict[str, Analysis], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "HURRIED_SECONDS", 0.0)
    assert neighbours._frames(found) == ({}, False)
    frames, complete = neighbours._frames(found)
    assert (set(frames), complete) == (set(others), True)


def test_the_way_back_comes_before_all_others(
    found: Analysis, others: dict[str, Analysis], monkeypatch: pytest.MonkeyPatch
) -> None:
    back = sorted(others)[3]
    now = iter(range(100))
    # Time for one.
    monkeypatch.setattr(neighbours.time, "perf_counter", lambda: next(now))
    monkeypatch.setattr(neighbours, "HURRIED_SECONDS", 1.5)
    steps_are(monkeypatch, [back], None)
    frames, complete = neighbours._frames(found)
    assert (list(frames), complete) == ([back], False)
