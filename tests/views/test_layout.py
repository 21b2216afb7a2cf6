"""The picture: nothing lies on anything else, and nothing moves when a path is switched."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from core.model.partable import ParTable
from core.views.geometry import Edge, Layout, along, boundary, inside
from core.views.layout import layout
from core.views.obstacles import Obstacles
from tests.views.shapes import CORRELATED, SHAPES, completed, factors

SMALL, LARGE = (26.0, 14.0), (56.0, 18.0)
MEDIATION = ("study", "simple", "chain", "parallel", "serial", "long scales", *CORRELATED)
ALONG = np.linspace(0.05, 0.95, 50)


@pytest.fixture(params=SHAPES)
def drawn(request: pytest.FixtureRequest) -> Layout:
    return layout(completed(SHAPES[request.param]))


def label_size(edge: Edge) -> tuple[float, float]:
    return SMALL if edge.kind == "loading" else LARGE


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return abs(a[0] - b[0]) < (a[2] + b[2]) / 2 and abs(a[1] - b[1]) < (a[3] + b[3]) / 2


@pytest.mark.slow
def test_no_two_variables_overlap(drawn: Layout) -> None:
    boxes = {n.name: (n.x, n.y, n.width, n.height) for n in drawn.nodes}
    assert [(a, b) for a, b in combinations(boxes, 2) if overlap(boxes[a], boxes[b])] == []


def test_everything_lies_within_the_picture(drawn: Layout) -> None:
    for node in drawn.nodes:
        assert node.width / 2 <= node.x <= drawn.width - node.width / 2
        assert node.height / 2 <= node.y <= drawn.height - node.height / 2
    for edge in drawn.edges:
        ends = along(edge.points, ALONG)
        assert np.all((ends > 0) & (ends < [drawn.width, drawn.height]))


def test_no_path_crosses_a_variable_that_it_does_not_join(drawn: Layout) -> None:
    crossed = [
        (edge.key, node.name)
        for edge in drawn.edges
        for node in drawn.nodes
        if node.name not in (edge.source, edge.target)
        if inside(along(edge.points, ALONG), node.x, node.y, node.width, node.height).any()
    ]
    assert crossed == []


@pytest.mark.slow
def test_no_label_lies_on_a_variable(drawn: Layout) -> None:
    for edge in drawn.edges:
        spot = np.array([[edge.label_x, edge.label_y]])
        assert not Obstacles.of(drawn.nodes).covered(spot, label_size(edge)), edge.key


@pytest.mark.slow
def test_no_two_labels_overlap(drawn: Layout) -> None:
    labels = [(edge.label_x, edge.label_y, *label_size(edge)) for edge in drawn.edges]
    assert not any(overlap(a, b) for a, b in combinations(labels, 2))


@pytest.mark.parametrize("name", MEDIATION)
def test_no_label_lies_on_the_line_of_another_path(name: str) -> None:
    drawn = layout(completed(SHAPES[name]))
    for edge in drawn.edges:
        for other in drawn.edges:
            line = along(other.points, ALONG)
            hit = inside(line, edge.label_x, edge.label_y, *label_size(edge)).any()
            assert edge is other or not hit, (edge.key, other.key)


def test_twenty_eight_covariances_leave_nearly_all_labels_clear() -> None:
    drawn = layout(completed(factors(8, 6)))
    curves = {edge.key: along(edge.points, ALONG) for edge in drawn.edges}
    labels = [edge for edge in drawn.edges if edge.kind == "covariance"]
    hit = [
        edge.key
        for edge in labels
        if any(
            inside(line, edge.label_x, edge.label_y, 50.0, LARGE[1]).any()
            for key, line in curves.items()
            if key != edge.key
        )
    ]
    assert len(labels) == 28
    assert len(hit) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_nothing_moves_when_a_path_is_switched(name: str) -> None:
    table = completed(SHAPES[name])
    before = layout(table)
    drawn = {edge.key for edge in before.edges}
    rows = [row for row in table.rows if row.key in drawn]
    for row in rows[:: max(len(rows) // 8, 1)]:
        assert layout(table.switch(row.key, False)) == before


def test_a_covariance_that_was_automatic_keeps_its_place_when_it_is_written_down() -> None:
    table = completed(SHAPES["second order"].replace("g =~ visual + textual + speed", ""))
    last = next(row for row in table.rows if row.op == "~~" and row.lhs != row.rhs)
    moved = ParTable((*(row for row in table.rows if row is not last), last))
    at = {edge.key: edge for edge in layout(table).edges}
    assert {edge.key: edge for edge in layout(moved).edges} == at


def test_causes_stand_left_of_outcomes_and_mediators_between() -> None:
    at = {node.name: node for node in layout(completed(SHAPES["study"])).nodes}
    for outcome in ("Outcome", "Satisfaction"):
        assert at["Alliance"].x < at["Engagement"].x < at[outcome].x
    assert at["Engagement"].y < at["Outcome"].y < at["Satisfaction"].y


def test_indicators_turn_away_from_the_paths() -> None:
    at = {node.name: node for node in layout(completed(SHAPES["study"])).nodes}
    assert at["Task"].x < at["Alliance"].x
    assert at["eng2"].y < at["Engagement"].y
    assert at["out1"].x > at["Outcome"].x


def test_the_study_fits_beside_the_fit_strip() -> None:
    drawn = layout(completed(SHAPES["study"]))
    assert drawn.width <= 780
    assert drawn.height <= 540


def test_two_paths_in_opposite_directions_are_drawn_apart() -> None:
    edges = {edge.key: edge for edge in layout(completed(SHAPES["loop"])).edges}
    there, back = edges["y1", "~", "y2", 1], edges["y2", "~", "y1", 1]
    apart = np.linalg.norm(along(there.points, 0.5) - along(back.points, 0.5))
    assert apart > 20


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Satisfaction", "Satisfaction"),
        ("Therapeutic_alliance", "Therapeutic_\nalliance"),
        ("an outcome with a long name", "an outcome with\na long name"),
        ("TherapeuticAlliance", "Therapeutic\nAlliance"),
        ("withoutanywordthatends", "without…thatends"),
        ("رضایت از درمان در پایان دوره", "رضایت از درمان\nدر پایان دوره"),
        ("an outcome with a name that is long beyond measure", "an outcome with\na name … measure"),
    ],
)
def test_long_names_take_two_lines_and_are_then_shortened(name: str, label: str) -> None:
    node = next(n for n in layout(completed(f"`{name}` ~ x")).nodes if n.name == name)
    assert node.label == label


def test_items_that_begin_alike_are_told_apart_by_their_ends() -> None:
    items = [f"working_alliance_inventory_{i}" for i in (1, 2, 12)]
    nodes = layout(completed(f"f =~ {' + '.join(items)}")).nodes
    labels = [node.label for node in nodes if node.indicator]
    assert [label[-2:] for label in labels] == ["_1", "_2", "12"]
    assert len(set(labels)) == 3


def test_paths_start_on_the_edge_of_their_variables(drawn: Layout) -> None:
    at = {node.name: node for node in drawn.nodes}
    for edge in drawn.edges:
        assert np.allclose(edge.points[0], boundary(at[edge.source], edge.points[0]))
        if at[edge.source].side is None:
            assert np.allclose(edge.points[0], boundary(at[edge.source], edge.points[1]))


def test_growth_factors_share_the_indicators_that_stand_between_them() -> None:
    at = {node.name: node for node in layout(completed(SHAPES["growth"])).nodes}
    assert at["i"].y < at["t2"].y < at["t3"].y < at["s"].y
    assert at["t2"].y + at["t3"].y == pytest.approx(at["i"].y + at["s"].y)


@pytest.mark.parametrize(("name", "far"), [("bifactor", "vts"), ("general factor last", "g")])
def test_general_and_specific_factors_stand_on_both_sides_of_their_items(name: str, far: str) -> None:
    drawn = layout(completed(SHAPES[name]))
    sides = {node.name: node.x for node in drawn.nodes}
    factors = [node for node in drawn.nodes if node.shape == "latent"]
    assert all((node.x > sides["x1"]) == (node.name in far) for node in factors)
    assert not [edge for edge in drawn.edges if edge.kind == "covariance" and edge.source in far]


def test_factors_of_a_higher_predictor_stand_behind_it() -> None:
    at = {node.name: node.x for node in layout(completed(SHAPES["higher predictor"])).nodes}
    assert at["visual"] < at["g"] < at["M"] < at["Y"]
