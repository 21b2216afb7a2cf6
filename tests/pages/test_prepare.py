"""Preparing data on the Data page: scales in one click, each step shown and undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.data.samples import SAMPLES, load_sample
from core.model.sketch import Placed, Sketch
from core.model.snapshot import Snapshot
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options
from pages._history import History, Scene
from tests.pages.picture import html
from tests.pages.test_data import OWN, TIMEOUT, press, upload, words

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BUILD = "Score them and build the study’s model"


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "data.py"), default_timeout=TIMEOUT).run()


def items() -> bytes:
    """The study's items as a file with semicolons."""
    frame = load_sample(SAMPLES[0].id).frame  # type: ignore[union-attr]
    names = [name for name in frame if name.rstrip("0123456789") in ("wai", "ces", "csq", "out")]
    return bytes(frame[names].to_csv(index=False, sep=";").encode())


def open_part(page: AppTest, name: str) -> AppTest:
    page.segmented_control(key="preparing").set_value(name)
    return page.run()


def shown(page: AppTest) -> str:
    assert not page.exception
    return html(page)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def picked(page: AppTest, label: str) -> list[str]:
    return list(next(box for box in page.multiselect if box.label == label).value)


def test_questionnaires_are_offered_at_once_and_become_the_studys_constructs(page: AppTest) -> None:
    upload(page, "items.csv", items())
    assert "Working Alliance Inventory" in shown(page)
    assert BUILD in labels(page)
    press(page, "Score them")
    assert "Goal" in words(page)
    assert picked(page, "Predictor: columns") == ["Goal", "Task", "Bond"]
    assert picked(page, "Mediator: columns") == ["CES_p1", "CES_p2", "CES_p3"]


def test_a_step_can_be_undone(page: AppTest) -> None:
    upload(page, "items.csv", items())
    press(page, "Score them")
    for _ in range(4):
        press(page, "Undo the last step")
    assert "Undo the last step" not in labels(page)
    assert BUILD in labels(page)


def test_a_scale_of_ones_own_is_scored_and_looked_at(page: AppTest) -> None:
    open_part(upload(page, "mine.csv", OWN), "Scales")
    next(box for box in page.selectbox if box.label == "Questionnaire").set_value("your own").run()
    next(box for box in page.text_input if box.label == "Name of the scale").input("Burden").run()
    next(box for box in page.multiselect if box.label == "Its columns").set_value(["stress", "care"]).run()
    next(box for box in page.selectbox if "hang together" in box.label).set_value("Burden").run()
    assert "Reliability of Burden" in shown(page)
    press(page, "Score this scale")
    assert "Burden" in words(page)
    assert "Burden" in page.dataframe[0].value.columns
    upload(page, "next.csv", OWN.replace(b"3,5", b"4,5"))
    assert "Burden: your own scale" in shown(page)
    press(page, "Score them")
    assert "Burden" in page.dataframe[0].value.columns


def test_answers_outside_the_range_change_nothing_and_are_named(page: AppTest) -> None:
    rows = items().splitlines()
    rows[1] = b";".join([b"99", *rows[1].split(b";")[1:]])
    upload(page, "items.csv", b"\n".join(rows))
    press(page, "Score them")
    assert "99, outside the range" in words(page)
    assert "Undo the last step" not in labels(page)


def test_nothing_is_changed_before_a_question_is_answered(page: AppTest) -> None:
    rows = b"a,b,c\n1,2,3\n99,4,5\n3,1,8\n99,3,4\n2,2,6\n4,5,1\n"
    upload(page, "codes.csv", rows)
    assert page.dataframe[0].value["a"].max() == 99
    press(page, "Count 99 as missing")
    assert page.dataframe[0].value["a"].max() == 4
    assert "99 counts as missing" in words(page)


def test_a_question_that_is_answered_with_no_changes_nothing_and_is_not_asked_again(page: AppTest) -> None:
    upload(page, "codes.csv", b"a,b,c\n1,2,3\n99,4,5\n3,1,8\n99,3,4\n2,2,6\n4,5,1\n")
    press(page, "Leave it as it is")
    assert "Count 99 as missing" not in labels(page)
    assert page.dataframe[0].value["a"].max() == 99


def test_nothing_is_scored_while_a_code_is_in_doubt(page: AppTest) -> None:
    rows = items().splitlines()
    for line in (1, 2):
        rows[line] = b";".join([b"99", *rows[line].split(b";")[1:]])
    upload(page, "items.csv", b"\n".join(rows))
    scoring = [button.disabled for button in page.button if button.label in ("Score them", BUILD)]
    assert scoring == [True, True]
    press(page, "Count 99 as missing")
    press(page, "Score them")
    assert "Goal" in page.dataframe[0].value.columns


def test_rows_are_filtered_and_come_back(page: AppTest) -> None:
    open_part(upload(page, "mine.csv", OWN), "Rows")
    next(box for box in page.selectbox if box.label == "Keep rows where it").set_value("at least").run()
    next(box for box in page.text_input if box.label == "this value").input("3").run()
    press(page, "Keep these rows")
    assert "fewer than 11 rows left out" in words(page)
    assert len(page.dataframe[0].value) == 4
    press(page, "Undo the last step")
    assert len(page.dataframe[0].value) == 6


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("Gaps", "Every row is complete"),
        ("Normality", "Mardia"),
        ("Outliers", "lie far out"),
        ("The same answer throughout", "give the same answer"),
        ("Collinearity", "can stand in one model"),
    ],
)
def test_every_look_says_what_it_means(page: AppTest, look: str, said: str) -> None:
    open_part(page, "Screening")
    next(box for box in page.selectbox if box.label == "Look at").set_value(look).run()
    assert not page.exception
    assert not page.error
    assert said in words(page)


def test_distributions_and_correlations_are_drawn(page: AppTest) -> None:
    open_part(page, "Screening")
    for look in ("Distributions", "Correlations"):
        next(box for box in page.selectbox if box.label == "Look at").set_value(look).run()
        assert not page.exception
        assert len(page.get("plotly_chart")) == 1


def test_advice_is_taken_in_one_click(page: AppTest) -> None:
    open_part(page, "Screening")
    next(box for box in page.selectbox if box.label == "Look at").set_value("Normality").run()
    label = "Use robust standard errors (MLR)"
    press(page, label)
    assert next(button for button in page.button if button.label == label).disabled
    assert page.session_state["pathlight"].choices.options.estimator == "MLR"


def test_models_and_their_pictures_outlast_a_step_and_are_fitted_to_the_rows_that_stay(page: AppTest) -> None:
    mine = page.session_state["pathlight"]
    table, moved = mine.choices.table, Sketch(places=(Placed("Alliance", 5.0, 6.0),))
    mine.choices = replace(mine.choices, sketch=moved)
    mine.snapshots = (Snapshot("mine", table, mine.choices.options, moved),)
    mine.history = History(past=(Scene(table), Scene(table, moved)))
    open_part(page, "Rows")
    next(box for box in page.selectbox if box.label == "Column").set_value("sex").run()
    next(box for box in page.text_input if box.label == "this value").input("1").run()
    press(page, "Keep these rows")
    now = page.session_state["pathlight"]
    assert now is not mine
    assert now.choices.data.nobs < mine.choices.data.nobs
    assert not now.results
    assert (now.choices.table, now.choices.sketch, now.snapshots) == (table, moved, mine.snapshots)
    assert now.history.past == mine.history.past
    assert "Pinned models are fitted to the prepared rows" in words(page)


def test_a_model_that_loses_its_columns_is_one_step_back(page: AppTest) -> None:
    upload(page, "items.csv", items())
    press(page, "Score them")
    mine = page.session_state["pathlight"]
    table = parse("Alliance =~ Goal + Task + Bond")
    mine.choices = replace(mine.choices, table=table)
    for _ in range(4):
        press(page, "Undo the last step")
    now = page.session_state["pathlight"]
    assert now.choices.table is None
    assert now.history.past == (Scene(table),)


def test_other_names_of_columns_reach_every_model_and_picture() -> None:
    table, sketch = parse("f =~ a + b\nf ~ c"), Sketch(places=(Placed("a", 1.0, 2.0), Placed("f", 3.0, 4.0)))
    names = {"a": "b", "b": "a"}
    made = Snapshot("mine", table, Options(group="c"), sketch).renamed({**names, "c": "C"})
    assert made.table == parse("f =~ b + a\nf ~ C")
    assert [one.name for one in made.sketch.places] == ["b", "f"]
    assert made.options.group == "C"
    history = History((Scene(None), Scene(table, sketch)), (Scene(table),)).renamed(names)
    assert [scene.table for scene in (*history.past, *history.future)] == [
        None,
        parse("f =~ b + a\nf ~ c"),
        parse("f =~ b + a\nf ~ c"),
    ]


def test_only_the_columns_of_the_models_are_kept_where_that_is_asked_for(page: AppTest) -> None:
    upload(page, "items.csv", items())
    press(page, "Score them")
    store = page.session_state["pathlight"]
    table = parse("A =~ Goal + Task + Bond\nE =~ CES_p1 + CES_p2 + CES_p3\nE ~ A")
    store.choices = replace(store.choices, table=table)
    needed = set(Variables.of(table).ov)
    page.run()
    open_part(page, "Variables")
    press(page, "Keep only the columns of the models")
    store = page.session_state["pathlight"]
    assert set(store.choices.data.names) == needed
    assert store.choices.table == table
    assert "Keep only the columns of the models" not in labels(page)
    # Steps may be undone as far as there is something left of what they began with.
    before = store.choices.data.origin
    while before is not None:
        assert set(before.names) <= needed
        assert before.names
        before = before.origin
