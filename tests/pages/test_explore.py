"""The Explore page without a browser: its switches, its choices, and what it says when something is wrong."""

from __future__ import annotations

import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.data.kept import kept
from core.data.preparation import carry_out
from core.data.read import read
from core.data.samples import find_sample, load_sample
from core.data.steps import TurnRound
from core.model.syntax import parse
from core.options import Options
from core.project import Project, save
from core.views.frame import path_id
from core.views.literal import for_markdown
from pages._store import Choices, Store
from tests.pages.picture import picture, undo

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"
DIRECT = "Alliance predicts Satisfaction"


@pytest.fixture
def page() -> AppTest:
    """The page with intervals that need no draws, and the form open."""
    started = AppTest.from_file(APP, default_timeout=60).run()
    started.session_state["form"] = True
    return started.selectbox(key="interval").set_value("delta").run()


def store(page: AppTest) -> Any:
    return page.session_state["pathlight"]


def off(page: AppTest) -> set[tuple[str, str, str, int]]:
    return {row.key for row in store(page).choices.table.rows if not row.on}


def test_a_first_visit_starts_with_the_study() -> None:
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    assert page.title[0].value == for_markdown("Does engagement carry the effect of alliance?")
    assert page.selectbox(key="likelihood").value == "amos"
    assert page.selectbox(key="interval").value == "percentile"
    assert "simulated" in page.sidebar.caption[0].value


def test_a_late_report_of_an_old_value_changes_nothing(page: AppTest) -> None:
    """A browser that has not heard yet that a path went off elsewhere still reports its tick as on."""
    old_key, report = tick(page).key, tick(page)._widget_state
    by_label(page.selectbox, "Model").set_value("Full mediation").run()
    assert tick(page).key != old_key
    late = page._tree.get_widget_states()
    late.widgets.append(report)
    page._run(late)
    assert ("Satisfaction", "~", "Alliance", 1) in off(page)


def test_a_late_report_never_carries_paths_into_another_model(page: AppTest) -> None:
    """The choice of a hypothesis on the old data, reported once more after other data were chosen."""
    by_label(page.selectbox, "Model").set_value("Full mediation").run()
    report = by_label(page.selectbox, "Model")._widget_state
    page.selectbox(key="data").set_value("pmi").run()
    before = store(page).choices.table
    late = page._tree.get_widget_states()
    late.widgets.append(report)
    page._run(late)
    assert not page.exception
    assert store(page).choices.table == before


def test_a_late_report_of_the_old_data_never_brings_them_back(page: AppTest) -> None:
    """A project or a step of the preparation puts other data on screen; the old choice is still reported."""
    report = page.selectbox(key="data")._widget_state
    data = read("mine.csv", b"a,b,c\n" + b"".join(b"%d,%d,%d\n" % (i, i * i % 7, i % 3) for i in range(40)))
    page.session_state["export"] = True
    page.run()
    project = save(Project(parse("a ~ b + c"), Options(interval="delta"), data=kept(data, rows=True)))
    page.file_uploader(key="project").set_value(("p.json", project, "application/json")).run()
    assert store(page).choices.data.name == "mine.csv"
    late = page._tree.get_widget_states()
    late.widgets.append(report)
    page._run(late)
    assert not page.exception
    assert store(page).choices.data.name == "mine.csv"


def test_a_prepared_sample_is_never_taken_for_the_sample_itself() -> None:
    """A browser reports its choice by the words that it shows, and the prepared data have a sample's name."""
    page = AppTest.from_file(APP, default_timeout=60)
    page.session_state["form"] = True
    data = carry_out(load_sample("study"), TurnRound(("sat2",), 1.0, 4.0))
    table = parse(find_sample("study").model)
    page.session_state["pathlight"] = Store(Choices(data, "", table, options=Options(interval="delta")))
    page.run().run()
    tick(page).set_value(False).run()
    assert not page.exception
    assert store(page).choices.data is data


def test_a_tick_stays_the_same_widget_when_it_is_used_itself(page: AppTest) -> None:
    key = tick(page).key
    tick(page).set_value(False).run()
    assert tick(page).key == key


def test_switching_off_and_on_again_gives_the_model_back(page: AppTest) -> None:
    before = store(page).choices.table
    tick(page).set_value(False).run()
    tick(page).set_value(True).run()
    assert store(page).choices.table == before


def test_a_usual_hypothesis_switches_all_its_paths(page: AppTest) -> None:
    by_label(page.selectbox, "Model").set_value("Full mediation").run()
    assert off(page) == {("Satisfaction", "~", "Alliance", 1), ("Outcome", "~", "Alliance", 1)}
    assert tick(page).value is False


def test_the_convention_of_chi_square_is_one_choice_away(page: AppTest) -> None:
    page.selectbox(key="likelihood").set_value("normal").run()
    assert not page.exception
    assert store(page).choices.options.likelihood == "normal"


def test_other_data_leave_nothing_of_the_old_results(page: AppTest) -> None:
    old = store(page)
    page.selectbox(key="data").set_value("pmi").run()
    assert not page.exception
    assert store(page).choices.data.name == "Presumed media influence"
    assert not set(store(page).results) & set(old.results)


@pytest.mark.parametrize("sample", ["political_democracy", "wheaton", "pmi", "holzinger_swineford"])
def test_every_sample_can_be_explored(page: AppTest, sample: str) -> None:
    page.selectbox(key="data").set_value(sample).run()
    assert not page.exception
    assert any(edge["live"] for edge in picture(page)["drawing"]["edges"])


def test_a_text_that_cannot_be_read_leaves_the_model_as_it_was(page: AppTest) -> None:
    before = store(page).choices.table
    page.text_area[0].set_value("Engagement ~~~ Alliance")
    page.run()
    assert not page.exception
    assert store(page).choices.table == before
    assert page.error
    assert page.text_area[0].value == "Engagement ~~~ Alliance"


def test_a_faulty_line_is_marked_and_what_stands_on_screen_is_said(page: AppTest) -> None:
    text = page.text_area[0].value
    page.text_area[0].set_value(text + "Outcome ~~ ").run()
    assert "Outcome ~~" in page.code[0].value
    assert "^" in page.code[0].value
    assert any("last model that could be fitted" in caption.value for caption in page.caption)


def test_a_text_that_cannot_be_read_is_kept_when_the_model_changes_elsewhere(page: AppTest) -> None:
    half = page.text_area[0].value + "Goal ~~ "
    page.text_area[0].set_value(half).run()
    tick(page).set_value(False).run()
    assert off(page) == {("Satisfaction", "~", "Alliance", 1)}
    assert page.text_area[0].value == half
    assert any("changed elsewhere since you typed" in caption.value for caption in page.caption)
    page.text_area[0].set_value(half + "eng1").run()
    assert not page.error
    assert off(page) == set()
    undo(page)
    assert off(page) == {("Satisfaction", "~", "Alliance", 1)}


def test_a_text_that_cannot_be_read_can_be_put_away(page: AppTest) -> None:
    text = page.text_area[0].value
    page.text_area[0].set_value("Outcome ~~ ").run()
    page.button(key="no draft").click().run()
    assert page.text_area[0].value == text
    assert not page.error


def test_a_text_that_names_no_column_is_told_and_changes_nothing(page: AppTest) -> None:
    before = store(page).choices.table
    page.text_area[0].set_value("sat1 ~ enq1")
    page.run()
    assert store(page).choices.table == before
    assert "eng1" in "".join(error.value for error in page.error)


def test_another_text_becomes_the_model(page: AppTest) -> None:
    page.text_area[0].set_value("eng1 ~ Goal\nsat1 ~ eng1 + Goal")
    page.run()
    assert not page.exception
    assert store(page).choices.table == parse("eng1 ~ Goal\nsat1 ~ eng1 + Goal")
    assert not page.error
    assert page.title[0].value == for_markdown("Does eng1 carry the effect of Goal?")


def test_a_model_that_is_not_identified_shows_the_reason_and_no_numbers(page: AppTest) -> None:
    page.text_area[0].set_value("F =~ Goal + Task\nF ~ eng1\neng1 ~ F")
    page.run()
    assert not page.exception


def test_the_bootstrap_ends_in_the_numbers() -> None:
    page = AppTest.from_file(APP, default_timeout=60).run()
    page.number_input(key="draws").set_value(300).run()
    page.switch_page("pages/results.py")
    for _ in range(100):
        page.run()
        options = store(page).choices.options
        found = store(page).results[store(page).choices.table, options]
        if found.draws is not None and found.draws.tried == 300:
            break
        time.sleep(0.05)
    assert found.verdicts[0].indirect.method == "percentile"
    assert found.draws.tried == 300


def test_choices_survive_a_change_of_page(page: AppTest) -> None:
    tick(page).set_value(False).run()
    page.switch_page("pages/about.py").run()
    page.switch_page("pages/explore.py").run()
    assert picture(page)["frame"]["off"] == [path_id(("Satisfaction", "~", "Alliance", 1))]
    assert page.selectbox(key="interval").value == "delta"


def by_label(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def tick(page: AppTest) -> Any:
    return by_label(page.checkbox, DIRECT)
