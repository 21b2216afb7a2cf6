"""Positions of the path diagram, the same for the live picture and for exports."""

from __future__ import annotations

from core.model.partable import ParTable
from core.views.geometry import Edge, Layout, Node, Point
from core.views.placing import place
from core.views.routing import route
from core.views.structure import structure

__all__ = ["Edge", "Layout", "Node", "Point", "layout"]


def layout(table: ParTable) -> Layout:
    """Where the nodes and paths of a completed table stand; which rows are on does not matter."""
    shape = structure(table)
    nodes, width, height = place(shape)
    return Layout(nodes, route(shape.drawn, nodes, width, height), width, height)
