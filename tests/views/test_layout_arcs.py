"""Residual covariances between indicators: they run outside of the boxes, and only there is room made."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from core.views.dot import diagram_dot
from core.views.geometry import Edge, Layout, Node, along, inside
from core.views.layout import layout
from core.views.pictures import svg
from tests.views.handmade import path_analysis, path_layout
from tests.views.shapes import CORRELATED, SHAPES, completed

ALONG = np.linspace(0.0, 1.0, 200)
OUTWARDS = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
# Where the picture of the study has its nodes and its labels, in pixels.
STUDY_NODES = {
    "Alliance": (190.0, 319.3),
    "Engagement": (380.5, 132.0),
    "Outcome": (576.2, 218.7),
    "Satisfaction": (576.2, 443.5),
    "Goal": (41.0, 284.3),
    "eng1": (316.5, 27.0),
    "out1": (730.2, 166.2),
    "sat3": (730.2, 478.5),
}
STUDY_LABELS = {
    ("Engagement", "~", "Alliance"): (284.6, 226.4),
    ("Outcome", "~", "Engagement"): (476.3, 174.5),
    ("Outcome", "~", "Alliance"): (380.3, 269.8),
    ("Satisfaction", "~", "Engagement"): (477.7, 286.8),
    ("Satisfaction", "~", "Alliance"): (380.5, 380.6),
    ("Outcome", "~~", "Satisfaction"): (616.2, 330.7),
}


def residual(drawn: Layout) -> list[tuple[Edge, Node, Node]]:
    at = {node.name: node for node in drawn.nodes}
    ends = [(edge, at[edge.source], at[edge.target]) for edge in drawn.edges if edge.kind == "covariance"]
    return [one for one in ends if one[1].indicator and one[2].indicator]


@pytest.fixture(params=CORRELATED, scope="module")
def drawn(request: pytest.FixtureRequest) -> Layout:
    return layout(completed(SHAPES[request.param]))


def test_the_study_stands_where_it_stood() -> None:
    study = layout(completed(SHAPES["study"]))
    at = {node.name: (node.x, node.y) for node in study.nodes}
    assert (study.width, study.height) == pytest.approx((771.2, 510.0), abs=0.1)
    for name, place in STUDY_NODES.items():
        assert at[name] == pytest.approx(place, abs=0.1)
    labels = {edge.key[:3]: (edge.label_x, edge.label_y) for edge in study.edges}
    for key, place in STUDY_LABELS.items():
        assert labels[key] == pytest.approx(place, abs=0.1)


def test_democracy_fits_beside_the_fit_strip() -> None:
    democracy = layout(completed(SHAPES["democracy"]))
    assert democracy.width <= 803
    assert democracy.height <= 540


def test_a_curve_leaves_its_boxes_on_their_outer_side(drawn: Layout) -> None:
    for edge, source, target in residual(drawn):
        for node, end, control in ((source, *edge.points[:2]), (target, *edge.points[:-3:-1])):
            assert node.side is not None
            out = np.array(OUTWARDS[node.side])
            half = np.array([node.width, node.height]) / 2
            off = (np.array(end) - (node.x, node.y)) @ out - half @ np.abs(out)
            assert 0 <= off <= 2.1
            assert (np.array(control) - end) @ out > 20


def test_no_curve_crosses_any_box_not_even_its_own(drawn: Layout) -> None:
    for edge, *_ in residual(drawn):
        line = along(edge.points, ALONG)
        crossed = [n.name for n in drawn.nodes if inside(line, n.x, n.y, n.width - 1, n.height - 1).any()]
        assert crossed == [], edge.key


def test_no_curve_runs_through_another_label(drawn: Layout) -> None:
    for edge, *_ in residual(drawn):
        line = along(edge.points, ALONG)
        for other in drawn.edges:
            size = (26, 14) if other.kind == "loading" else (56, 18)
            hit = inside(line, other.label_x, other.label_y, *size).any()
            assert edge is other or not hit, (edge.key, other.key)


def test_curves_do_not_coincide(drawn: Layout) -> None:
    lines = [along(edge.points, ALONG) for edge, *_ in residual(drawn)]
    for i, line in enumerate(lines):
        for other in lines[:i]:
            near = np.linalg.norm(line[:, None] - other[None], axis=2).min(axis=1) < 3
            assert near.mean() < 0.15


def test_curves_to_one_box_end_beside_each_other(drawn: Layout) -> None:
    ends: dict[str, list[tuple[float, float]]] = {}
    for edge, source, target in residual(drawn):
        ends.setdefault(source.name, []).append(edge.points[0])
        ends.setdefault(target.name, []).append(edge.points[-1])
    for places in ends.values():
        for i, one in enumerate(places):
            assert all(np.hypot(one[0] - x, one[1] - y) > 7 for x, y in places[:i])


def test_arcs_grow_with_the_distance_and_nest() -> None:
    edges = {e.key: along(e.points, ALONG) for e in layout(completed(SHAPES["correlated errors"])).edges}
    inner, outer = edges["x1", "~~", "x2", 1], edges["x1", "~~", "x3", 1]
    assert outer[:, 0].max() > inner[:, 0].max() + 20


def test_joined_curves_pass_through_the_points_between_them() -> None:
    points = ((0.0, 0.0), (0.0, 10.0), (5.0, 20.0), (10.0, 20.0), (15.0, 20.0), (20.0, 10.0), (20.0, 0.0))
    ends = along(points, np.array([0.0, 0.5, 1.0]))
    assert np.allclose(ends, [points[0], points[3], points[6]])
    assert np.allclose(along(points, 0.25), along(points[:4], 0.5))


@pytest.mark.parametrize("pieces", [1, 2])
def test_the_journal_draws_the_same_curve_without_empty_room(pieces: int) -> None:
    analysis = path_analysis()
    bare = path_layout(analysis)
    far = ((300.0, 60.0), (300.0, -300.0), (620.0, -300.0), (620.0, 60.0))
    bow = replace(bare.edges[0], kind="covariance", points=(*far, *far[-2:0:-1], far[0])[: 3 * pieces + 1])
    picture = svg(diagram_dot(analysis, replace(bare, edges=(bow,))))
    drawn = next(ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}path")).attrib["d"]
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", drawn)]
    places = np.array(numbers).reshape(-1, 2)[::3]
    assert len(places) == 4 * pieces + 1
    heights = along(bow.points, ALONG)[:, 1]
    assert np.ptp(places[:, 1]) == pytest.approx(np.ptp(heights), abs=12)
    height = float(re.findall(r'height="(\d+)pt"', picture.decode())[0])
    assert height < np.ptp(heights) + bare.height
