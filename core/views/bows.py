"""The ways in which a residual covariance may run: a curve on the outer side of its two indicators."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.model.partable import ParRow
from core.model.sketch import Side
from core.views.geometry import ARROW_GAP, Box, Node, Point
from core.views.lines import Curve

OUT: dict[Side, Point] = {"top": (0.0, -1.0), "bottom": (0.0, 1.0), "left": (-1.0, 0.0), "right": (1.0, 0.0)}
OPPOSITE: dict[Side, Side] = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
# How far the middle of an arc stands off the boxes of its side.
HEIGHTS = (26.0, 36.0, 48.0, 62.0, 78.0, 96.0, 116.0, 140.0, 170.0, 210.0)
# How far the ends of a curve round a corner are pulled out, more for boxes further from the corner: by so
# much along a row, and along a column, beside which labels need their width. Others are in proportion.
PULL, ROW_PULL, COLUMN_PULL = 80.0, 0.6, 1.8
PULLS = (0.7, 1.0, 1.4, 2.0)
# What that costs, in the currency of what else costs.
STRAY = 12.0
# Which part of the way to the corner the ends lean.
LEANS = (0.1, 0.2, 0.3)
# How far a curve passes beyond everything between opposite sides, further for those further from there.
TURN, OUTER_TURN = 34.0, 0.75
TURNS = (0.0, 36.0, 72.0, 108.0, 144.0, 200.0)
# How far beyond what is between two boxes of one side.
DETOURS = (90.0, 130.0, 170.0, 220.0)
ATTACHMENT_GAP = 15.0


@dataclass(frozen=True, slots=True)
class Way:
    """A curve that a covariance may take, and what it costs to prefer it."""

    points: Curve
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Bow:
    """A covariance of two indicators; `round_by` is the side by which opposite sides are joined."""

    row: ParRow
    source: Node
    target: Node
    round_by: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Where the indicators stand, seen from their latent variables."""
        return _side(self.source), _side(self.target)

    @property
    def towards(self) -> tuple[Side, Side]:
        """Where the curve turns from its source and from its target."""
        return (self.round_by, self.round_by) if self.opposite else (self.sides[1], self.sides[0])

    @property
    def opposite(self) -> bool:
        """True where the curve must go around everything."""
        return self.sides[1] == OPPOSITE[self.sides[0]]

    @property
    def span(self) -> float:
        """How far apart the indicators are."""
        return abs(self.target.x - self.source.x) + abs(self.target.y - self.source.y)


def bows(rows: tuple[ParRow, ...], nodes: tuple[Node, ...], around: Box) -> list[Bow]:
    """The covariances between indicators, those first that run inside of others."""
    at = {node.name: node for node in nodes}
    found = []
    for row in rows:
        source, target = at[row.key[0]], at[row.key[2]]
        sides: tuple[Side, Side] = ("left", "right") if _axis(source.side) == 1 else ("top", "bottom")
        one, other = (_inward(source, side, around) + _inward(target, side, around) for side in sides)
        bow = Bow(row, source, target, sides[0] if one < other else sides[1])
        turns = 2 if bow.opposite else int(source.side != target.side)
        found.append(((turns, bow.span + (min(one, other) if bow.opposite else 0.0), row.key), bow))
    return [bow for _, bow in sorted(found, key=lambda one: one[0])]


def attachments(found: list[Bow]) -> dict[tuple[Bow, Node], float]:
    """Where along its box each curve ends, so that several curves to one box end beside each other."""
    at: dict[Node, list[tuple[float, float, Bow]]] = {}
    for bow in found:
        for node, other in ((bow.source, bow.target), (bow.target, bow.source)):
            way = _way(node, other, bow.round_by)
            # Along the box: those that set out backwards first, and the short ones on the outside.
            at.setdefault(node, []).append((way, -way * bow.span, bow))
    places = {}
    for node, curves in at.items():
        length = node.height if _axis(node.side) == 0 else node.width
        gap = min(ATTACHMENT_GAP, (length - 10) / max(len(curves) - 1, 1))
        for i, one in enumerate(sorted(curves, key=lambda one: one[:2])):
            places[one[2], node] = (i - (len(curves) - 1) / 2) * gap
    return places


def ways(bow: Bow, offsets: Point, nodes: tuple[Node, ...], around: Box) -> Iterator[list[Way]]:
    """The curves that the covariance may take, the usual ones and then those for when all these are blocked.

    They end `offsets` from the middles of the outer sides of the boxes.
    """
    start, end = _face(bow.source, offsets[0], 0.0), _face(bow.target, offsets[1], ARROW_GAP)
    if bow.sides[0] == bow.sides[1]:
        yield [Way(_level(start, end, bow.sides[0], height)) for height in HEIGHTS]
        yield list(_beside(bow, start, end))
        return
    away = [
        _away(node, towards, nodes)
        for node, towards in zip((bow.source, bow.target), bow.towards, strict=True)
    ]
    growth = [ROW_PULL if _axis(side) == 1 else COLUMN_PULL for side in bow.sides]
    one, other = (PULL + grow * far for grow, far in zip(growth, away, strict=True))
    if bow.opposite:
        least = TURN + OUTER_TURN * max(away)
        yield [
            Way(
                _joined(
                    bow, start, end, bow.round_by, least + turn, (one * pull / 2, other * pull / 2), around
                )
            )
            for turn, pull in itertools.product(TURNS, PULLS)
        ]
    else:
        yield [
            Way(
                _corner(bow, start, end, (one * a, other * b), lean),
                STRAY * abs(math.log(a)) + STRAY * abs(math.log(b)),
            )
            for a, b, lean in itertools.product(PULLS, PULLS, LEANS)
        ]


def _beside(bow: Bow, start: Point, end: Point) -> Iterator[Way]:
    """Ways round a variable that stands between two indicators of one side."""
    sides: tuple[Side, Side] = ("left", "right") if _axis(bow.sides[0]) == 1 else ("top", "bottom")
    box = np.minimum(start, end), np.maximum(start, end)
    for side, turn in itertools.product(sides, DETOURS):
        yield Way(_joined(bow, start, end, side, turn, (PULL / 2, PULL / 2), box))


def _side(node: Node) -> Side:
    assert node.side is not None
    return node.side


def _axis(side: Side | None) -> int:
    """The coordinate that changes towards a side: 0 for x, 1 for y."""
    return 0 if side in ("left", "right") else 1


def _inward(node: Node, side: Side, around: Box) -> float:
    """How far a box stands from a side of the picture."""
    axis = _axis(side)
    sign = OUT[side][axis]
    return float((around[1 if sign > 0 else 0][axis] - (node.x, node.y)[axis]) * sign)


def _away(node: Node, towards: Side, nodes: tuple[Node, ...]) -> float:
    """How far a box stands from that one on its side of variables which is nearest to another side."""
    axis = _axis(towards)
    sign = OUT[towards][axis]
    return (
        max((other.x, other.y)[axis] * sign for other in nodes if other.side == node.side)
        - sign
        * (
            node.x,
            node.y,
        )[axis]
    )


def _way(node: Node, other: Node, round_by: Side) -> float:
    """Along the side of a box (x or y growing: 1, else -1), the direction in which a curve sets out."""
    along = 1 - _axis(node.side)
    if node.side == other.side:
        return math.copysign(1.0, (other.x, other.y)[along] - (node.x, node.y)[along])
    return OUT[round_by if other.side == OPPOSITE[_side(node)] else _side(other)][along]


def _face(node: Node, offset: float, gap: float) -> Point:
    """The point on the outer side of a box, `offset` from its middle and `gap` off."""
    if _axis(node.side) == 1:
        return _out((node.x + offset, node.y), _side(node), node.height / 2 + gap)
    return _out((node.x, node.y + offset), _side(node), node.width / 2 + gap)


def _out(point: Point, side: Side, distance: float) -> Point:
    return point[0] + OUT[side][0] * distance, point[1] + OUT[side][1] * distance


def _level(start: Point, end: Point, side: Side, height: float) -> Curve:
    """An arc whose controls stand equally far out, however far out its ends stand."""
    axis = _axis(side)
    apart = (start[axis] - end[axis]) * OUT[side][axis]
    # The middle of a cubic curve comes three quarters as far out as its controls.
    pull = height / 0.75
    return start, _out(start, side, pull + max(-apart, 0.0)), _out(end, side, pull + max(apart, 0.0)), end


def _joined(bow: Bow, start: Point, end: Point, side: Side, turn: float, pulls: Point, box: Box) -> Curve:
    """Two curves joined `turn` beyond a side of a box."""
    axis = _axis(side)
    sign = OUT[side][axis]
    level = float(box[1 if sign > 0 else 0][axis]) + sign * turn

    def on_level(point: Point) -> Point:
        return (level, point[1]) if axis == 0 else (point[0], level)

    out, back = _out(start, bow.sides[0], pulls[0]), _out(end, bow.sides[1], pulls[1])
    middle = on_level(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    return start, out, on_level(out), middle, on_level(back), back, end


def _corner(bow: Bow, start: Point, end: Point, pulls: Point, lean: float) -> Curve:
    """A curve whose controls stand off the boxes by the pulls and lean towards the corner."""
    one, other = bow.sides
    out, back = _out(start, one, pulls[0]), _out(end, other, pulls[1])
    across, down = abs(back[_axis(other)] - out[_axis(other)]), abs(out[_axis(one)] - back[_axis(one)])
    return start, _out(out, other, lean * across), _out(back, one, lean * down), end
