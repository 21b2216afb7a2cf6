"""From columns to a model: the form on the Data page, through the whole app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TIMEOUT = 60
BUILD = "Build the model and explore"


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT).switch_page("pages/data.py").run()


def field(app: AppTest, label: str) -> Any:
    return next(
        widget for widget in (*app.text_input, *app.multiselect, *app.number_input) if widget.label == label
    )


def build(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == BUILD).click().run()


def model(app: AppTest) -> str:
    return str(app.session_state["pathlight"].choices.table)


def test_the_form_starts_with_the_parts_of_the_model_on_screen(app: AppTest) -> None:
    assert field(app, "Predictor: name").value == "Alliance"
    assert field(app, "Mediator: columns").value == ["eng1", "eng2", "eng3"]
    assert field(app, "Outcome 2: name").value == "Satisfaction"


def test_columns_become_the_model_on_explore(app: AppTest) -> None:
    field(app, "Outcome: columns").set_value(["outcome_mean"])
    field(app, "Mediator: name").input("Effort")
    field(app, "How many outcomes?").set_value(1)
    app.run()
    build(app)
    assert not app.exception
    assert "outcome_mean ~" in model(app)
    assert "Effort =~" in model(app)
    assert "Satisfaction" not in model(app)


@pytest.mark.parametrize(
    ("shape", "has", "lacks"),
    [
        ("Simple mediation", "Outcome ~ c*Alliance", "Satisfaction"),
        ("Parallel mediators", "Engagement ~~ Outcome", "Outcome ~ d*Engagement"),
        ("Serial mediators", "Outcome ~ d*Engagement", "Engagement ~~ Outcome"),
        ("Two outcomes", "Outcome ~~ Satisfaction", "Outcome ~ d*"),
        ("Factor analysis alone", "Satisfaction =~ sat3", "Outcome ~ "),
    ],
)
def test_a_shape_is_filled_with_the_constructs_of_the_data(
    app: AppTest, shape: str, has: str, lacks: str
) -> None:
    app.segmented_control(key="shape").set_value(shape).run()
    build(app)
    assert not app.exception
    assert not app.error
    assert has in model(app)
    assert lacks not in model(app)


def test_what_was_entered_is_still_there_after_looking_elsewhere(app: AppTest) -> None:
    field(app, "Mediator: name").input("Effort").run()
    app.switch_page("pages/about.py").run()
    app.switch_page("pages/data.py").run()
    assert field(app, "Mediator: name").value == "Effort"


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [
        ("Mediator: columns", [], "No column measures"),
        ("Mediator: columns", ["Goal", "eng1"], "two parts in the model"),
        ("Mediator: name", "Alliance", "Two parts are called"),
    ],
)
def test_a_model_that_cannot_be_is_refused_and_the_old_one_stays(
    app: AppTest, label: str, value: object, told: str
) -> None:
    before = model(app)
    field(app, label).set_value(value)
    app.run()
    build(app)
    assert told in app.error[0].value.replace("\\", "")
    assert model(app) == before
