"""The frames that the browser draws: plain data, and no number that may not be read."""

from __future__ import annotations

import json

import pytest

from core.analysis import Analysis, analyse
from core.data.samples import find_sample, load_sample
from core.errors import ModelError
from core.model.syntax import parse
from core.options import Options
from core.views.frame import drawing, frame, path_id, refused, switchable
from core.views.labels import in_words
from core.views.layout import layout
from tests.views.handmade import not_identified

OPTIONS = Options(likelihood="amos", interval="delta")
DIRECT = ("Satisfaction", "~", "Alliance", 1)
DIRECT_ID = path_id(DIRECT)


@pytest.fixture(scope="module")
def study() -> Analysis:
    return analyse(load_sample("study"), parse(find_sample("study").model), OPTIONS)


@pytest.fixture(scope="module")
def without_direct(study: Analysis) -> Analysis:
    return analyse(load_sample("study"), study.table.switch(DIRECT, False), OPTIONS)


@pytest.mark.slow
def test_a_frame_is_plain_data(study: Analysis) -> None:
    told = frame(study, "standardised")
    assert json.loads(json.dumps(told, allow_nan=False))["off"] == []


def test_every_path_of_the_drawing_has_an_entry_in_the_frame(study: Analysis) -> None:
    drawn = drawing(layout(study.completed), study.completed)
    entries = frame(study, "standardised")["edges"]
    assert {edge["id"] for edge in drawn["edges"]} <= set(entries)


def test_estimates_carry_stars_and_loadings_do_not(study: Analysis) -> None:
    edges = frame(study, "standardised")["edges"]
    assert edges[path_id(("Engagement", "~", "Alliance", 1))]["text"] == ".67***"
    assert edges[path_id(("Alliance", "=~", "Task", 1))]["text"] == ".87"


def test_raw_units_show_raw_estimates(study: Analysis) -> None:
    edges = frame(study, "raw")["edges"]
    assert edges[path_id(("Alliance", "=~", "Goal", 1))]["text"] == "1.00"


def test_sign_and_significance_are_told_apart_from_the_number(study: Analysis) -> None:
    edges = frame(study, "standardised")["edges"]
    assert (edges[DIRECT_ID]["negative"], edges[DIRECT_ID]["clear"]) == (True, False)
    clear = edges[path_id(("Outcome", "~", "Engagement", 1))]
    assert (clear["negative"], clear["clear"]) == (False, True)


def test_a_switched_off_path_stays_and_says_what_it_was(study: Analysis, without_direct: Analysis) -> None:
    was = {p.row.key: p for p in study.parameters}
    told = frame(without_direct, "standardised", study, was)
    assert told["off"] == [DIRECT_ID]
    assert told["edges"][DIRECT_ID] == {
        "on": False,
        "text": "0 (off)",
        "was": "−.04",
        "negative": False,
        "clear": False,
        "label": "Path Alliance to Satisfaction, switched off",
    }
    assert told["changed"].startswith("You switched Alliance → Satisfaction off.")


def test_estimates_that_read_differently_now_tell_what_they_were(
    study: Analysis, without_direct: Analysis
) -> None:
    told = frame(without_direct, "standardised", study)
    assert DIRECT_ID not in told["former"]
    assert told["former"][path_id(("Satisfaction", "~", "Engagement", 1))] == ".70"
    assert "Engagement → Satisfaction: .67, was .70" in told["moved"]
    assert frame(study, "standardised", study)["moved"] == []


def test_explained_variance_stands_in_the_outcomes(study: Analysis) -> None:
    nodes = frame(study, "standardised")["nodes"]
    assert nodes["Outcome"] == "R² .44"
    assert "Alliance" not in nodes


def test_what_may_not_be_read_is_not_there(study: Analysis) -> None:
    told = frame(not_identified(study), "standardised")
    assert told["trust"] == "none"
    assert told["nodes"] == {}
    assert told["cards"] == []
    assert {edge["text"] for edge in told["edges"].values()} == {""}
    assert "cannot tell some parameters" in told["message"]


def test_a_refused_model_shows_its_paths_and_the_reason(study: Analysis) -> None:
    table = study.completed.switch(DIRECT, False)
    told = refused(table, ModelError("x", "It cannot be fitted."))
    assert told["message"] == "It cannot be fitted."
    assert told["edges"][DIRECT_ID]["on"] is False
    assert told["fit"] == []


def test_a_model_without_mediation_says_so() -> None:
    sample = find_sample("holzinger_swineford")
    told = frame(analyse(load_sample(sample.id), parse(sample.model), OPTIONS), "standardised")
    assert told["cards"] == []
    assert "no mediation" in told["empty"]


def test_what_is_fixed_is_no_switch(study: Analysis) -> None:
    switches = {row.key for row in study.completed.rows if switchable(row)}
    assert ("Alliance", "=~", "Goal", 1) not in switches
    assert ("Alliance", "=~", "Task", 1) in switches
    assert ("Outcome", "~~", "Satisfaction", 1) in switches
    assert ("Outcome", "~~", "Outcome", 1) not in switches


def test_the_diagram_can_be_read_in_words(study: Analysis, without_direct: Analysis) -> None:
    assert "Path Alliance to Engagement, .67, p < .001" in in_words(study, "standardised")
    assert "Path Alliance to Satisfaction, switched off" in in_words(without_direct, "standardised")
    assert "Outcome: .44 of its variance explained" in in_words(study, "standardised")


def test_a_hostile_name_reaches_the_browser_as_it_is() -> None:
    name = '<img src=x onerror="alert(1)">'
    table = parse(f"`{name}` ~ x")
    (edge,) = drawing(layout(table), table)["edges"]
    assert edge["id"].startswith(name)
