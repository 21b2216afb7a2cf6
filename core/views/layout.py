"""Positions of the path diagram, the same for the live picture and for exports."""

from __future__ import annotations

from dataclasses import replace

from core.model.partable import ParTable
from core.views.arcs import arcs, reach
from core.views.geometry import Edge, Layout, Node, Point, Room
from core.views.placing import place
from core.views.routing import route
from core.views.structure import Structure, structure

__all__ = ["Edge", "Layout", "Node", "Point", "layout"]


def layout(table: ParTable) -> Layout:
    """Where the nodes and paths of a completed table stand; which rows are on does not matter."""
    shape = structure(table)
    bare = _with_arcs(shape) if shape.residual else _placed(shape)
    return replace(bare, edges=route(shape.drawn, bare.nodes, bare.width, bare.height, bare.edges))


def _placed(shape: Structure, room: Room = (0.0, 0.0, 0.0, 0.0)) -> Layout:
    """The nodes and the curves between indicators, with this room around the nodes."""
    nodes, width, height = place(shape, room)
    return Layout(nodes, arcs(shape, nodes), width, height)


def _with_arcs(shape: Structure) -> Layout:
    """The nodes and the curves between indicators, with as much room around the nodes as the curves take."""
    wide = _placed(shape)
    room = reach(wide.edges, wide.nodes)
    placed = _placed(shape, room)
    taken = reach(placed.edges, placed.nodes)
    left, right, up, down = (now - before for now, before in zip(taken, room, strict=True))
    return Layout(
        tuple(replace(node, x=node.x + left, y=node.y + up) for node in placed.nodes),
        tuple(_moved(edge, left, up) for edge in placed.edges),
        placed.width + left + right,
        placed.height + up + down,
    )


def _moved(edge: Edge, dx: float, dy: float) -> Edge:
    points = tuple((x + dx, y + dy) for x, y in edge.points)
    return replace(edge, points=points, label_x=edge.label_x + dx, label_y=edge.label_y + dy)
