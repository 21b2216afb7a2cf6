"""The arrangement of a picture: templates, and what a person moved."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import get_args

import pytest

from core.errors import DataError
from core.model.partable import ParTable
from core.model.sketch import AUTOMATIC, Placed, Sketch, Template, sketch_in, sketch_out
from core.views.arranging import moved_by, settled, turned_to
from core.views.geometry import Layout, Node
from core.views.layout import layout
from tests.views.shapes import SHAPES, completed

STUDY = completed(SHAPES["study"])


def at(drawn: Layout) -> dict[str, Node]:
    return {node.name: node for node in drawn.nodes}


def within(middle: float, size: float, room: float) -> bool:
    return size / 2 <= middle <= room - size / 2


def overlapping(drawn: Layout) -> list[tuple[str, str]]:
    return [
        (a.name, b.name)
        for a, b in combinations(drawn.nodes, 2)
        if abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < (a.height + b.height) / 2
    ]


@pytest.mark.parametrize("template", get_args(Template))
@pytest.mark.parametrize("name", ["study", "simple", "parallel", "serial", "cfa", "second order", "growth"])
def test_no_template_lays_one_variable_on_another(name: str, template: Template) -> None:
    drawn = layout(completed(SHAPES[name]), Sketch(template))
    assert overlapping(drawn) == []
    assert all(within(node.x, node.width, drawn.width) for node in drawn.nodes)
    assert all(within(node.y, node.height, drawn.height) for node in drawn.nodes)


def test_each_template_is_what_it_is_called() -> None:
    parallel = at(layout(completed(SHAPES["serial"]), Sketch("mediation")))
    assert parallel["A"].x < parallel["B"].x == parallel["C"].x < parallel["D"].x
    in_turn = at(layout(completed(SHAPES["parallel"]), Sketch("serial")))
    assert in_turn["X"].x < in_turn["m1"].x < in_turn["m2"].x < in_turn["m3"].x < in_turn["Y"].x
    factors = at(layout(STUDY, Sketch("measurement")))
    assert len({factors[name].x for name in ("Alliance", "Engagement", "Outcome", "Satisfaction")}) == 1
    higher = at(layout(completed(SHAPES["second order"]), Sketch("higher")))
    assert higher["g"].x < higher["visual"].x < higher["x1"].x
    growth = at(layout(completed(SHAPES["growth"]), Sketch("growth")))
    assert growth["x1"].y < growth["i"].y == growth["s"].y < growth["t1"].y == growth["t4"].y


def test_a_variable_stays_where_it_was_put_and_its_indicators_follow() -> None:
    before = layout(STUDY)
    after = at(layout(STUDY, moved_by(before, AUTOMATIC, "Engagement", -60.0, 90.0)))
    for node in before.nodes:
        step = (-60.0, 90.0) if "Engagement" in (node.name, node.owner) else (0.0, 0.0)
        assert (after[node.name].x - node.x, after[node.name].y - node.y) == pytest.approx(step)


def test_holding_everything_where_it_stands_changes_nothing() -> None:
    before = layout(STUDY)
    assert layout(STUDY, settled(before, AUTOMATIC)) == before


def test_what_leaves_the_picture_takes_its_corner_along() -> None:
    before = layout(STUDY)
    after = layout(STUDY, moved_by(before, AUTOMATIC, "Alliance", -300.0, 0.0))
    assert after.width > before.width
    assert min(node.x - node.width / 2 for node in after.nodes) >= 0
    assert at(after)["Outcome"].x - at(after)["Alliance"].x == pytest.approx(
        at(before)["Outcome"].x - at(before)["Alliance"].x + 300
    )


def test_the_indicators_turn_to_the_side_that_was_chosen() -> None:
    turned = at(layout(STUDY, turned_to(layout(STUDY), AUTOMATIC, "Alliance", "top")))
    assert turned["Goal"].y == turned["Task"].y < turned["Alliance"].y


def test_what_is_added_to_an_arranged_picture_finds_free_room() -> None:
    text = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3"
    held = moved_by(layout(completed(text)), AUTOMATIC, "B", 10.0, 5.0)
    drawn = layout(completed(f"{text}\nC =~ c1 + c2 + c3\nD =~ d1 + d2 + d3"), held)
    assert overlapping(drawn) == []
    known = at(layout(completed(text), held))
    assert all((at(drawn)[name].x, at(drawn)[name].y) == (known[name].x, known[name].y) for name in "AB")


def test_an_empty_canvas_has_a_picture() -> None:
    drawn = layout(ParTable(()))
    assert (drawn.nodes, drawn.edges) == ((), ())
    assert drawn.width > 0


def test_an_arrangement_comes_back_from_a_file_as_itself() -> None:
    kept = Sketch("growth", (Placed("a b", 1.5, -2.0), Placed("ü", 0.1, 3e3, "top")))
    assert sketch_in(sketch_out(kept)) == kept


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"template": "star", "places": []},
        {"template": "automatic", "places": [["a", 1, 2]]},
        {"template": "automatic", "places": [["a", float("nan"), 2, None]]},
        {"template": "automatic", "places": [["a", 1e9, 2, None]]},
        {"template": "automatic", "places": [["a", True, 2, None]]},
        {"template": "automatic", "places": [["a", 1, 2, "inside"]]},
        {"template": "automatic", "places": [[3, 1, 2, "top"]]},
    ],
)
def test_a_damaged_arrangement_is_refused_in_words(given: object) -> None:
    with pytest.raises(DataError, match="arranged automatically"):
        sketch_in(given)


def test_a_renamed_variable_keeps_its_place() -> None:
    held = settled(layout(STUDY), AUTOMATIC)
    renamed = held.renamed("Outcome", "Erfolg")
    (was,) = (one for one in held.places if one.name == "Outcome")
    assert replace(was, name="Erfolg") in renamed.places
