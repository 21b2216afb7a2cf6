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
from core.views.structure import structure

__all__ = ["Edge", "Layout", "Node", "Point", "layout"]
KINDS: dict[str, EdgeKind] = {"~": "regression", "=~": "loading", "~~": "covariance"}
LEAST_HEIGHT = 300.0
ALONG = np.linspace(0.0, 1.0, 41)


def layout(table: ParTable, sketch: Sketch = AUTOMATIC) -> Layout:
    """Where the nodes and paths of a completed table stand; which rows are on does not matter."""
    shape = structure(table)
    if not any(shape.layers):
        return Layout((), (), ROOM[0], LEAST_HEIGHT)
    nodes, around = arrange(shape, sketch)
    bare = _framed(nodes, (), around)
    middle = np.array([bare.width, bare.height]) / 2
    half = (around[1] - around[0]) / 2
    lines = draw(shape, bare.nodes, (bare.width, bare.height))
    lines += draw_arcs(shape, bare.nodes, lines)
    edges = _labelled(lines, bare.nodes)
    return _framed(bare.nodes, tuple(edges[row.key] for row in shape.drawn), (middle - half, middle + half))


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


def _framed(nodes: tuple[Node, ...], edges: tuple[Edge, ...], around: Box) -> Layout:
    """The picture with all of `around` and as large as its paths and labels need, these in its middle."""
    low, high = around
    for edge in edges:
        spot, half = (
            np.array([edge.label_x, edge.label_y]),
            np.array(SMALL_LABEL if edge.kind == "loading" else LABEL) / 2,
        )
        points = np.vstack([along(edge.points, ALONG), spot - half, spot + half])
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    width, height = np.maximum(high - low + 2 * MARGIN, (ROOM[0], LEAST_HEIGHT)).tolist()
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
