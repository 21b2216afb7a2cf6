"""The shapes of a path diagram: where each node and each path stands, whatever the numbers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Key = tuple[str, str, str, int]
Shape = Literal["latent", "observed"]
EdgeKind = Literal["regression", "loading", "covariance"]


@dataclass(frozen=True, slots=True)
class Node:
    """A variable: an ellipse or a box around (`x`, `y`); `indicator` where it only measures a latent one.

    `label` is `name`, shortened where it is too long for the picture. Units are CSS pixels at scale 1, y
    pointing down.
    """

    name: str
    label: str
    shape: Shape
    x: float
    y: float
    width: float
    height: float
    indicator: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A path from `source` to `target`; `key` is the row of the table that it draws.

    `points` are the ends of a straight line, or start, control point and end of a quadratic Bézier curve.
    The middle of its label stands at (`label_x`, `label_y`).
    """

    key: Key
    source: str
    target: str
    kind: EdgeKind
    points: tuple[Point, ...]
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture, `width` by `height`, independent of which paths are on."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float
