"""Positions of the path diagram, the same for the live picture and for exports."""

from __future__ import annotations

from core.model.partable import ParTable
from core.views.geometry import Edge, Layout, Node, Point

__all__ = ["Edge", "Layout", "Node", "Point", "layout"]


def layout(table: ParTable) -> Layout:
    """Where the nodes and paths of a completed table stand; which rows are on does not matter."""
    raise NotImplementedError
