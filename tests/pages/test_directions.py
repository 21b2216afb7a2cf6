"""Equivalent models on Explore: said in a sentence, and one click away."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import _store
from tests.pages.picture import changed, undo

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"


@pytest.fixture
def page() -> AppTest:
    """Explore, once it has been found out which models fit as well."""
    started = AppTest.from_file(APP, default_timeout=60).run()
    started.selectbox(key="interval").set_value("delta").run()
    return found(started)


def found(page: AppTest) -> AppTest:
    """What the diagram asks for by itself in a browser."""
    _store.begin(store(page))
    store(page).alike[1].result(timeout=60)
    return page.run()


def store(page: AppTest) -> Any:
    return page.session_state["pathlight"]


def button(page: AppTest, label: str) -> Any:
    return next(button for button in page.button if button.label == label)


def test_an_arrow_that_could_be_turned_round_is_one_click_away_and_can_be_undone(page: AppTest) -> None:
    assert any("Direction is an assumption" in caption.value for caption in page.caption)
    first, chisq = store(page).choices.table, result(page).fit.chisq
    button(page, "Alliance ← Engagement").click().run()
    assert not page.exception
    assert store(page).choices.table.find(("Alliance", "~", "Engagement", 1)) is not None
    assert result(page).fit.chisq == pytest.approx(chisq, abs=1e-6)
    assert "no data can tell one from the other" in changed(page)
    undo(page)
    assert store(page).choices.table == first


def result(page: AppTest) -> Any:
    now = store(page).choices
    return store(page).results[now.table, now.options]
