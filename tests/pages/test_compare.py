"""The Compare page without a browser: pin, name, order, restore, delete, and what stands beside what."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from streamlit.testing.v1 import AppTest

from core.estimation import fit as fitting
from core.model.rivals import PUBLISHED, rivals
from pages._comparing import abreast
from tests.pages.picture import undo

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"


@pytest.fixture
def page() -> AppTest:
    """Compare with two models pinned on Explore."""
    started = AppTest.from_file(APP, default_timeout=60).run()
    started.selectbox(key="interval").set_value("delta").run()
    started.button(key="pin").click().run()
    choose(started, "Published pattern")
    started.button(key="pin").click().run()
    return started.switch_page("pages/compare.py").run()


def choose(page: AppTest, model: str) -> None:
    next(box for box in page.selectbox if box.label == "Model").set_value(model).run()


def store(page: AppTest) -> Any:
    return page.session_state["pathlight"]


def names(page: AppTest) -> list[str]:
    return [snapshot.name for snapshot in store(page).snapshots]


def test_nothing_pinned_is_an_invitation() -> None:
    page = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/compare.py").run()
    assert not page.exception
    assert "Nothing is pinned yet" in page.info[0].value


def test_pinned_models_stand_side_by_side(page: AppTest) -> None:
    assert not page.exception
    assert names(page) == ["All paths on", "Without Alliance → Satisfaction"]
    assert [field.value for field in page.text_input] == names(page)
    assert any("off" in caption.value for caption in page.caption)


def test_a_pinned_model_is_not_fitted_again(page: AppTest) -> None:
    before = dict(store(page).results)
    page.run()
    assert dict(store(page).results) == before
    for snapshot in store(page).snapshots:
        assert (snapshot.table, snapshot.options) in before


def test_the_same_model_is_not_pinned_twice(page: AppTest) -> None:
    assert page.button(key="pin").disabled


def test_models_are_renamed_reordered_and_deleted(page: AppTest) -> None:
    page.text_input(key="name 0").set_value("Partial").run()
    assert names(page)[0] == "Partial"
    page.text_input(key="name 1").set_value("Partial").run()
    assert names(page) == ["Partial", "Partial (2)"]
    page.button(key="right 0").click().run()
    assert names(page) == ["Partial (2)", "Partial"]
    page.button(key="delete 0").click().run()
    assert not page.exception
    assert names(page) == ["Partial"]


def test_a_pinned_model_comes_back_on_screen_and_that_can_be_undone(page: AppTest) -> None:
    snapshots = store(page).snapshots
    page.button(key="restore 0").click().run()
    assert not page.exception
    assert store(page).choices.table == snapshots[0].table
    page.switch_page("pages/explore.py").run()
    undo(page)
    assert store(page).choices.table == snapshots[1].table


def test_a_seventh_model_is_refused(page: AppTest) -> None:
    page.session_state["form"] = True
    page.switch_page("pages/explore.py").run()
    ticked = [box.label for box in page.checkbox if box.value]
    for label in ticked[:6]:
        next(box for box in page.checkbox if box.label == label).uncheck().run()
        if not page.button(key="pin").disabled:
            page.button(key="pin").click().run()
    assert len(names(page)) == 6
    assert page.button(key="pin").disabled


def test_other_data_have_models_of_their_own(page: AppTest) -> None:
    page.switch_page("pages/explore.py").run()
    page.selectbox(key="data").set_value("pmi").run()
    assert names(page) == []


def test_the_usual_rivals_are_pinned_and_the_published_pattern_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    page = AppTest.from_file(APP, default_timeout=60).run()
    page.selectbox(key="interval").set_value("delta").run()
    page.switch_page("pages/compare.py").run()
    page.button(key="rivals").click().run()
    assert not page.exception
    assert names(page) == list(rivals(store(page).choices.table, PUBLISHED))
    fits = [store(page).results[one.table, one.options].fit.bic for one in store(page).snapshots]
    assert names(page)[fits.index(min(fits))] == "Published pattern"
    page.selectbox(key="reference").set_value("Published pattern").run()
    # Nothing that is done with six pinned models fits any of them again.
    refitted = Mock(wraps=fitting.search)
    monkeypatch.setattr(fitting, "search", refitted)
    page.button(key="right 0").click().run()
    page.text_input(key="name 0").set_value("Full").run()
    page.button(key="delete 5").click().run()
    assert not page.exception
    assert len(names(page)) == 5
    refitted.assert_not_called()


def test_pictures_stand_beside_one_another_as_long_as_they_can_be_read(page: AppTest) -> None:
    assert len(page.columns) == 3
    assert [abreast([300.0, width]) for width in (500.0, 700.0, 1500.0)] == [3, 2, 1]
    assert abreast([]) == 3
