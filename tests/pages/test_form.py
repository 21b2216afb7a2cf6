"""The form: the third face of the model, in step with the diagram, its switches and the text."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.model.printing import pretty
from tests.pages.picture import picture, undo

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"
DIRECT = ("Satisfaction", "~", "Alliance", 1)


@pytest.fixture
def page() -> AppTest:
    """Explore with the form open."""
    started = AppTest.from_file(APP, default_timeout=60).run()
    started.selectbox(key="interval").set_value("delta")
    started.session_state["form"] = True
    return started.run()


def choices(page: AppTest) -> Any:
    return page.session_state["pathlight"].choices


def by_label(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def tick(page: AppTest, label: str) -> Any:
    return by_label(page.checkbox, label)


def text(page: AppTest) -> str:
    return page.text_area[0].value


def told(page: AppTest) -> str:
    return " ".join(info.value for info in page.info)


def test_the_form_shows_the_model(page: AppTest) -> None:
    assert not page.exception
    assert by_label(page.multiselect, "Alliance is measured by").value == ["Goal", "Task", "Bond"]
    assert tick(page, "Alliance predicts Outcome").value is True
    assert tick(page, "Outcome predicts Alliance").value is False
    assert tick(page, "Outcome ↔ Satisfaction").value is True


def test_a_tick_taken_away_is_a_switch_in_every_face(page: AppTest) -> None:
    first = choices(page).table
    tick(page, "Alliance predicts Satisfaction").uncheck().run()
    assert choices(page).table == first.switch(DIRECT, False)
    assert "Satisfaction ~ 0*Alliance" in text(page)
    assert len(picture(page)["frame"]["off"]) == 1
    undo(page)
    assert choices(page).table == first
    assert tick(page, "Alliance predicts Satisfaction").value is True


def test_a_hypothesis_takes_its_ticks_away(page: AppTest) -> None:
    by_label(page.selectbox, "Model").set_value("Full mediation").run()
    assert tick(page, "Alliance predicts Satisfaction").value is False
    assert tick(page, "Alliance predicts Engagement").value is True


def test_a_text_fills_the_form(page: AppTest) -> None:
    page.text_area[0].set_value("F =~ eng1 + eng2 + eng3\nF ~ Goal\nsat1 ~ F").run()
    assert by_label(page.multiselect, "F is measured by").value == ["eng1", "eng2", "eng3"]
    assert by_label(page.multiselect, "Columns that stand for themselves").value == ["Goal", "sat1"]
    assert tick(page, "Goal predicts F").value is True


def test_a_tick_between_two_that_are_joined_already_is_refused_and_goes_back(page: AppTest) -> None:
    first = choices(page).table
    tick(page, "Outcome predicts Alliance").check().run()
    assert choices(page).table == first
    assert "there is a path already" in told(page)
    assert tick(page, "Outcome predicts Alliance").value is False


def test_columns_join_and_leave_a_construct(page: AppTest) -> None:
    first = choices(page).table
    field = by_label(page.multiselect, "Outcome is measured by")
    field.set_value(["out1", "out2", "out3"]).run()
    assert choices(page).table.find(("Outcome", "=~", "out4", 1)) is None
    field = by_label(page.multiselect, "Outcome is measured by")
    field.set_value(["out1", "out2", "out3", "out4"]).run()
    assert pretty(choices(page).table) == pretty(first)


def test_the_last_column_of_a_construct_is_not_taken(page: AppTest) -> None:
    by_label(page.multiselect, "Alliance is measured by").set_value([]).run()
    assert "Remove “Alliance” instead" in told(page).replace("\\", "")
    assert by_label(page.multiselect, "Alliance is measured by").value == ["Goal", "Task", "Bond"]


def test_the_study_is_built_by_the_form_alone(page: AppTest) -> None:
    """From a model of two columns to the study's, and back by undo."""
    wanted = pretty(choices(page).table)
    page.text_area[0].set_value("Alliance =~ Goal + Task + Bond").run()
    start = choices(page).table
    for name, columns in (
        ("Engagement", ["eng1", "eng2", "eng3"]),
        ("Outcome", ["out1", "out2", "out3", "out4"]),
        ("Satisfaction", ["sat1", "sat2", "sat3"]),
    ):
        page.text_input(key="new name").set_value(name)
        page.multiselect(key="new columns").set_value(columns)
        add(page, 0)
    for cause, effects in (("Engagement", ["Outcome", "Satisfaction"]), ("Alliance", ["Engagement"])):
        for effect in effects:
            tick(page, f"{cause} predicts {effect}").check().run()
    for effect in ("Outcome", "Satisfaction"):
        tick(page, f"Alliance predicts {effect}").check().run()
    page.multiselect(key="new pair").set_value(["Outcome", "Satisfaction"])
    add(page, 1)
    assert not page.exception
    assert sorted(pretty(choices(page).table).split()) == sorted(wanted.split())
    for _ in range(9):
        undo(page)
    assert choices(page).table == start


def add(page: AppTest, at: int) -> None:
    [button for button in page.button if button.label == "Add"][at].click().run()
