"""The shapes of a path diagram: where each node and each path stands, whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.model.partable import Key
from core.model.sketch import Side

Point = tuple[float, float]
# The corners with the smallest and the largest x and y.
Box = tuple[np.ndarray, np.ndarray]
# How far something reaches to the left, right, up and down.
Reach = tuple[float, float, float, float]
Shape = Literal["latent", "observed"]
EdgeKind = Literal["regression", "loading", "covariance"]
# Room for an estimate with its stars, and below it what a path was before it was switched off.
LABEL, SMALL_LABEL = (62.0, 36.0), (34.0, 16.0)
# How far an arrowhead stands off its variable.
ARROW_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Node:
    """A variable: an ellipse or a box around (`x`, `y`); `owner` is the latent one that it only measures.

    `side` is where an indicator stands, seen from its owner.
    `label` is `name`, in two lines or shortened where it is too long for the picture. Units are CSS pixels at
    scale 1, y pointing down.
    """

    name: str
    label: str
    shape: Shape
    x: float
    y: float
    width: float
    height: float
    owner: str = ""
    side: Side | None = None

    @property
    def indicator(self) -> bool:
        """True where it only measures a latent variable."""
        return bool(self.owner)


@dataclass(frozen=True, slots=True)
class Edge:
    """A path from `source` to `target`; `key` is the row of the table that it draws.

    `points` are the ends of a straight line; the start, control point and end of a quadratic Bézier curve; or
    a start and then two controls and an end for each of the cubic Bézier curves that follow one another.
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
    """Points (…, 2) of a path at the parameters `t` between 0 and 1."""
    t = np.asarray(t, dtype=float)
    corners = np.array(points)
    if len(corners) <= 3:
        t = t[..., None]
        middle = corners[1] if len(corners) == 3 else (corners[0] + corners[-1]) / 2
        return np.asarray((1 - t) ** 2 * corners[0] + 2 * t * (1 - t) * middle + t**2 * corners[-1])
    pieces = len(corners) // 3
    piece = np.minimum((t * pieces).astype(int), pieces - 1)
    u = (t * pieces - piece)[..., None]
    a, b, c, d = (corners[3 * piece + i] for i in range(4))
    return np.asarray((1 - u) ** 3 * a + 3 * (1 - u) ** 2 * u * b + 3 * (1 - u) * u**2 * c + u**3 * d)


def inside(points: np.ndarray, x: float, y: float, width: float, height: float) -> np.ndarray:
    """Which of `points` (…, 2) lie in the box of this size around (`x`, `y`)."""
    return (np.abs(points[..., 0] - x) < width / 2) & (np.abs(points[..., 1] - y) < height / 2)
