"""Positions of the path diagram, the same for the live picture and for exports."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.model.partable import Key, ParTable
from core.model.sketch import AUTOMATIC, Sketch
from core.views.arcs import draw_arcs
from core.views.arranging import arrange
from core.views.geometry import (
    LABEL,
    SMALL_LABEL,
    Box,
    Edge,
    EdgeKind,
    Layout,
    Node,
    Point,
    along,
)
from core.views.lines import Line
from core.views.obstacles import Obstacles
from core.views.placing import MARGIN, ROOM
from core.views.routing import draw
from core.views.spots import Label, Room
from core.views.structure import Structure, structure

__all__ = ["Edge", "Layout", "Node", "Point", "layout", "structural_part"]
KINDS: dict[str, EdgeKind] = {"~": "regression", "=~": "loading", "~~": "covariance"}
LEAST = (ROOM[0], 300.0)
# Between two variables of the structural part at least, sideways or up and down: an estimate and an arrow.
APART = (104.0, 52.0)
ALONG = np.linspace(0.0, 1.0, 41)


def layout(table: ParTable, sketch: Sketch = AUTOMATIC) -> Layout:
    """Where the nodes and paths of a completed table stand; which rows are on does not matter."""
    shape = structure(table)
    if not any(shape.layers):
        return Layout((), (), *LEAST)
    return _drawn(shape, *arrange(shape, sketch), LEAST)


def structural_part(
    table: ParTable, sketch: Sketch = AUTOMATIC, also: frozenset[Key] = frozenset()
) -> Layout:
    """The picture without its indicators, as small as its labels allow: for one column, or beside others.

    Indicators that one of the paths `also` joins are kept, and all where there is hardly anything else.
    """
    shape = structure(table)
    nodes = layout(table, sketch).nodes
    if sum(not node.indicator for node in nodes) > 1:
        ends = {name for lhs, _, rhs, _ in also for name in (lhs, rhs)}
        nodes = _closer(tuple(node for node in nodes if not node.indicator or node.name in ends))
    names = {node.name for node in nodes}
    rows = tuple(row for row in shape.drawn if {row.lhs, row.rhs} <= names)
    part = replace(shape, drawn=rows, residual=tuple(row for row in shape.residual if row in rows))
    return _drawn(part, nodes, Obstacles.of(nodes).bounds, (0.0, 0.0)) if nodes else Layout((), (), *LEAST)


def _closer(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The variables drawn together in proportion, as far as all that stand apart stay so."""
    middles = np.array([(node.x, node.y) for node in nodes])
    sizes = np.array([(node.width, node.height) for node in nodes])
    one, other = np.triu_indices(len(nodes), 1)
    away = np.abs(middles[one] - middles[other])
    needed = (sizes[one] + sizes[other]) / 2 + APART
    shares = np.divide(needed, away, out=np.ones_like(away), where=away > needed)
    share = float(shares.min(axis=1).max(initial=0.0))
    return tuple(replace(node, x=node.x * share, y=node.y * share) for node in nodes)


def _drawn(shape: Structure, nodes: tuple[Node, ...], around: Box, least: Point) -> Layout:
    """The paths between variables that stand where they are, in a picture that holds all `around` them."""
    bare = _framed(nodes, (), around, least)
    middle = np.array([bare.width, bare.height]) / 2
    half = (around[1] - around[0]) / 2
    lines = draw(shape, bare.nodes, (bare.width, bare.height))
    lines += draw_arcs(shape, bare.nodes, lines) if shape.residual else []
    edges = _labelled(lines, bare.nodes)
    drawn = tuple(edges[row.key] for row in shape.drawn)
    return _framed(bare.nodes, drawn, (middle - half, middle + half), least)


def _labelled(lines: list[Line], nodes: tuple[Node, ...]) -> dict[Key, Edge]:
    """The paths with a place for each label, loadings last."""
    walls = Obstacles.of(nodes)
    samples = [line.samples for line in lines]
    room = {size: Room.of(size, walls, samples) for size in (LABEL, SMALL_LABEL)}
    taken: list[Label] = []
    edges = {}
    for line in sorted(lines, key=lambda line: ("~", "~~", "=~").index(line.row.op)):
        size = SMALL_LABEL if line.row.op == "=~" else LABEL
        spot = room[size].spot(line, taken)[0]
        taken.append((*spot, *size))
        ends = line.source.name, line.target.name
        edges[line.row.key] = Edge(line.row.key, *ends, KINDS[line.row.op], line.points, *spot)
    return edges


def _framed(nodes: tuple[Node, ...], edges: tuple[Edge, ...], around: Box, least: Point) -> Layout:
    """The picture with all of `around` and as large as its paths and labels need, these in its middle;
    it is as large as `least` at least."""
    low, high = around
    for edge in edges:
        spot, half = (
            np.array([edge.label_x, edge.label_y]),
            np.array(SMALL_LABEL if edge.kind == "loading" else LABEL) / 2,
        )
        points = np.vstack([along(edge.points, ALONG), spot - half, spot + half])
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    width, height = np.maximum(high - low + 2 * MARGIN, least).tolist()
    dx, dy = ((np.array([width, height]) - low - high) / 2).tolist()
    return Layout(
        tuple(replace(node, x=node.x + dx, y=node.y + dy) for node in nodes),
        tuple(_moved(edge, dx, dy) for edge in edges),
        width,
        height,
    )


def _moved(edge: Edge, dx: float, dy: float) -> Edge:
    points = tuple((x + dx, y + dy) for x, y in edge.points)
    return replace(edge, points=points, label_x=edge.label_x + dx, label_y=edge.label_y + dy)
