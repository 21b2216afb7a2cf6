"""The picture without its indicators: for one column of a journal, and for models side by side."""

from __future__ import annotations

import itertools

import pytest

from core.views.geometry import Layout, Node
from core.views.layout import layout, structural_part
from tests.views.shapes import SHAPES, completed

LOADING = ("Alliance", "=~", "Goal", 1)


def overlap(one: Node, other: Node) -> bool:
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2
        and abs(one.y - other.y) < (one.height + other.height) / 2
    )


def names(drawn: Layout) -> list[str]:
    return [node.name for node in drawn.nodes]


def test_the_study_is_its_four_constructs_and_what_joins_them() -> None:
    whole, part = (draw(completed(SHAPES["study"])) for draw in (layout, structural_part))
    assert names(part) == ["Alliance", "Engagement", "Outcome", "Satisfaction"]
    assert {edge.kind for edge in part.edges} == {"regression", "covariance"}
    assert part.width < 0.8 * whole.width
    assert part.height < whole.height


def test_a_loading_that_is_asked_for_stays_with_its_indicator() -> None:
    part = structural_part(completed(SHAPES["study"]), also=frozenset({LOADING}))
    assert names(part)[-1] == "Goal"
    assert LOADING in {edge.key for edge in part.edges}


def test_one_factor_alone_keeps_its_indicators() -> None:
    table = completed("F =~ x1 + x2 + x3")
    assert names(structural_part(table)) == names(layout(table))


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_comes_to_lie_on_anything_else_or_beyond_the_picture(shape: str) -> None:
    part = structural_part(completed(SHAPES[shape]))
    assert not [pair for pair in itertools.combinations(part.nodes, 2) if overlap(*pair)]
    for node in part.nodes:
        assert node.width / 2 <= node.x <= part.width - node.width / 2
        assert node.height / 2 <= node.y <= part.height - node.height / 2
    for edge in part.edges:
        assert 0 < edge.label_x < part.width
        assert 0 < edge.label_y < part.height


@pytest.mark.parametrize("shape", SHAPES)
def test_variables_of_one_kind_in_one_column_are_in_line(shape: str) -> None:
    latent = [node for node in layout(completed(SHAPES[shape])).nodes if node.shape == "latent"]
    for one, other in itertools.combinations(latent, 2):
        if one.x == other.x:
            assert one.width == other.width
