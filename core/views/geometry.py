"""The shapes of a path diagram: where each node and each path stands, whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

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


def boundary(node: Node, towards: Point, gap: float = 0.0) -> Point:
    """The point where the line from the middle of `node` to `towards` leaves it, `gap` pixels further out."""
    dx, dy = towards[0] - node.x, towards[1] - node.y
    length = math.hypot(dx, dy) or 1.0
    half_w, half_h = node.width / 2, node.height / 2
    if node.shape == "latent":
        reach = 1 / math.hypot(dx / half_w, dy / half_h) if length else 0.0
    else:
        reach = min(half_w / abs(dx) if dx else math.inf, half_h / abs(dy) if dy else math.inf)
    reach += gap / length
    return node.x + dx * reach, node.y + dy * reach


def along(points: tuple[Point, ...], t: np.ndarray | float) -> np.ndarray:
    """Points (…, 2) of a line or quadratic curve at the parameters `t` between 0 and 1."""
    t = np.asarray(t, dtype=float)[..., None]
    start, end = np.array(points[0]), np.array(points[-1])
    middle = np.array(points[1]) if len(points) == 3 else (start + end) / 2
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end)


def inside(points: np.ndarray, x: float, y: float, width: float, height: float) -> np.ndarray:
    """Which of `points` (…, 2) lie in the box of this size around (`x`, `y`)."""
    return (np.abs(points[..., 0] - x) < width / 2) & (np.abs(points[..., 1] - y) < height / 2)


def covers(node: Node, x: float, y: float, width: float, height: float) -> bool:
    """True where the box of this size around (`x`, `y`) lies on the node somewhere."""
    dx = max(abs(x - node.x) - width / 2, 0.0) / (node.width / 2)
    dy = max(abs(y - node.y) - height / 2, 0.0) / (node.height / 2)
    return math.hypot(dx, dy) < 1 if node.shape == "latent" else dx < 1 and dy < 1
