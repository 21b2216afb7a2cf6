"""Undo and redo: every change of the model can be taken back, as far as the visit goes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as drawn
from streamlit.testing.v1 import AppTest

from core.model.syntax import parse
from pages._history import History
from tests.pages.picture import can_step, changed, redo, undo

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"
DIRECT = "Alliance predicts Satisfaction"
TABLES = [parse(f"y ~ {name}") for name in "abcdef"]


@pytest.fixture
def page() -> AppTest:
    """Explore with the form open."""
    started = AppTest.from_file(APP, default_timeout=60).run()
    started.session_state["form"] = True
    return started.selectbox(key="interval").set_value("delta").run()


def choices(page: AppTest) -> Any:
    return page.session_state["pathlight"].choices


def tick(page: AppTest) -> Any:
    return next(box for box in page.checkbox if box.label == DIRECT)


def fit(page: AppTest, old: str, new: str) -> AppTest:
    """Put another text in the place of a part of the model's."""
    text = page.text_area[0].value
    assert old in text
    page.text_area[0].set_value(text.replace(old, new))
    return page.run()


@given(drawn.lists(drawn.sampled_from(["undo", "redo", *range(6)]), max_size=40))
def test_undo_and_redo_agree_with_two_plain_stacks(wishes):
    now, mine = None, History()
    undone, redone = [], []
    expected = None
    for wish in wishes:
        if wish == "undo" and undone:
            redone.append(expected)
            expected = undone.pop()
        elif wish == "redo" and redone:
            undone.append(expected)
            expected = redone.pop()
        elif isinstance(wish, int):
            undone.append(expected)
            redone, expected = [], TABLES[wish]
        if isinstance(wish, int):
            mine, now = mine.left(now), TABLES[wish]
        else:
            now, mine = mine.moved(now, mine.at + (1 if wish == "redo" else -1))
        assert (now, mine.at, mine.last) == (expected, len(undone), len(undone) + len(redone))


def test_there_is_nothing_to_undo_at_first(page: AppTest) -> None:
    assert can_step(page) == (False, False)


def test_a_switch_is_undone_and_redone_with_its_tick(page: AppTest) -> None:
    first = choices(page).table
    second = tick(page).set_value(False).run().session_state["pathlight"].choices.table
    undo(page)
    assert not page.exception
    assert choices(page).table == first
    assert tick(page).value is True
    redo(page)
    assert choices(page).table == second
    assert tick(page).value is False


def test_an_undone_switch_says_what_changed(page: AppTest) -> None:
    tick(page).set_value(False).run()
    off = choices(page).table
    undo(page)
    assert choices(page).before == (off, choices(page).options)


@pytest.mark.parametrize(
    ("step", "account"),
    [
        (
            lambda page: tick(page).set_value(False).run(),
            "You switched Alliance → Satis",
        ),
        (
            lambda page: page.selectbox(key="estimator").set_value("MLR").run(),
            "You changed the estimator",
        ),
        (lambda page: page.selectbox(key="group").set_value("sex").run(), "You changed the column of the"),
        (
            lambda page: fit(page, "Outcome ~ Engagement + ", "Outcome ~ Engagement + 0.3*"),
            "You fixed Alliance → Outcome to 0.3. ",
        ),
        (
            lambda page: fit(page, "Outcome ~ Engagement + ", "Outcome ~ e*Engagement + e*"),
            "You made Engagement → Outcome and ",
        ),
    ],
    ids=["switch", "estimator", "group", "fix", "equal"],
)
def test_every_kind_of_step_says_what_changed(page: AppTest, step: Any, account: str) -> None:
    step(page)
    assert not page.exception
    assert changed(page).startswith(account)


def test_another_model_text_is_undone_to_the_model_and_its_text(page: AppTest) -> None:
    first, text = choices(page).table, page.text_area[0].value
    page.text_area[0].set_value("eng1 ~ Goal\nsat1 ~ eng1 + Goal")
    page.run()
    undo(page)
    assert not page.exception
    assert choices(page).table == first
    assert page.text_area[0].value == text


def test_a_change_after_an_undo_leaves_nothing_to_redo(page: AppTest) -> None:
    tick(page).set_value(False).run()
    undo(page)
    tick(page).set_value(False).run()
    assert can_step(page) == (True, False)


def test_other_data_have_a_history_of_their_own(page: AppTest) -> None:
    tick(page).set_value(False).run()
    page.selectbox(key="data").set_value("pmi").run()
    assert can_step(page) == (False, False)
