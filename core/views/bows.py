"""The ways in which a curve between two indicators may run on the outer side of their boxes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.model.partable import ParRow
from core.views.geometry import Box, Node, Point, Side, bounds
from core.views.routing import ARROW_GAP, LABEL

Curve = tuple[Point, ...]
OUT: dict[Side, Point] = {"top": (0.0, -1.0), "bottom": (0.0, 1.0), "left": (-1.0, 0.0), "right": (1.0, 0.0)}
OPPOSITE: dict[Side, Side] = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
# How far the middle of an arc stands off the boxes of its side.
HEIGHTS = (26.0, 36.0, 48.0, 62.0, 78.0, 96.0, 116.0, 140.0, 170.0, 210.0)
# Around a corner: how far the controls stand off the boxes, by how much further for boxes that are further
# from the corner, and which part of the way to the corner they lean.
PULLS = (36.0, 62.0, 95.0)
FAR_PULLS = (95.0, 150.0, 230.0, 320.0)
GROWTHS = (0.3, 0.7, 1.2)
LEANS = (0.1, 0.2, 0.3)
# How far a curve passes beyond everything on its way between opposite sides, and beyond what is in its way.
TURNS = (34.0, 58.0, 82.0, 110.0)
DETOURS = (90.0, 130.0, 170.0, 220.0)
ATTACHMENT_GAP = 15.0


@dataclass(frozen=True, slots=True)
class End:
    """Where a curve may begin or end: a `side` of a box."""

    node: Node
    side: Side

    @property
    def axis(self) -> int:
        """The coordinate that grows or falls outwards: 0 for x, 1 for y."""
        return 0 if self.side in ("left", "right") else 1


@dataclass(frozen=True, slots=True)
class Bow:
    """A covariance to draw, `span` pixels long; `round_by` is the side by which opposite sides are joined."""

    row: ParRow
    source: End
    target: End
    round_by: Side
    span: float

    @property
    def group(self) -> tuple[str, ...]:
        """Curves around the same corner, or the same way between opposite sides, are shaped together."""
        if self.source.side == self.target.side:
            return "", self.row.lhs, self.row.rhs
        return self.source.side, self.target.side, self.round_by


def bows(rows: tuple[ParRow, ...], nodes: tuple[Node, ...]) -> list[Bow]:
    """The covariances between indicators, group by group, the shortest first: it runs inside the others."""
    at = {node.name: End(node, node.side) for node in nodes if node.side is not None}
    around = bounds(nodes)
    # One order of the sides, so that curves around a corner form one group whatever is written first.
    found = []
    for row in rows:
        source, target = sorted((at[row.lhs], at[row.rhs]), key=lambda end: list(OUT).index(end.side))
        found.append(_bow(row, source, target, around))
    level = {bow.group: bow.span for bow in found if bow.source.side == bow.target.side}
    return sorted(found, key=lambda bow: (level.get(bow.group, math.inf), bow.group, bow.span, bow.row.key))


def _bow(row: ParRow, source: End, target: End, around: Box) -> Bow:
    """A covariance with the shorter way around everything, should its ends be on opposite sides."""
    sides: tuple[Side, Side] = ("left", "right") if source.axis == 1 else ("top", "bottom")
    ways = [_inward(source, side, around) + _inward(target, side, around) for side in sides]
    round_by = sides[0] if ways[0] < ways[1] else sides[1]
    span = abs(target.node.x - source.node.x) + abs(target.node.y - source.node.y)
    if target.side == OPPOSITE[source.side]:
        span += min(ways)
    return Bow(row, source, target, round_by, span)


def _inward(end: End, side: Side, around: Box) -> float:
    """How far a box stands from a side of the picture."""
    axis, sign = _direction(side)
    return float((around[1 if sign > 0 else 0][axis] - (end.node.x, end.node.y)[axis]) * sign)


def _direction(side: Side) -> tuple[int, float]:
    """The coordinate that changes towards a side, 0 for x and 1 for y, and whether it grows or falls."""
    axis = 0 if side in ("left", "right") else 1
    return axis, OUT[side][axis]


def attachments(found: list[Bow]) -> dict[tuple[Bow, End], float]:
    """Where along its box each curve ends, so that several curves to one box end beside each other."""
    at: dict[End, list[tuple[float, float, Bow]]] = {}
    for bow in found:
        for end, other in ((bow.source, bow.target), (bow.target, bow.source)):
            way = _way(end, other, bow.round_by)
            # Along the box: those that set out backwards first, and the short ones on the outside.
            at.setdefault(end, []).append((way, -way * bow.span, bow))
    places = {}
    for end, curves in at.items():
        length = end.node.height if end.axis == 0 else end.node.width
        gap = min(ATTACHMENT_GAP, (length - 10) / max(len(curves) - 1, 1))
        for i, one in enumerate(sorted(curves, key=lambda one: one[:2])):
            places[one[2], end] = (i - (len(curves) - 1) / 2) * gap
    return places


def _way(end: End, other: End, round_by: Side) -> float:
    """Along the side of a box (x or y growing: 1, else -1), the direction in which a curve sets out."""
    along = 1 - end.axis
    if end.side == other.side:
        return math.copysign(1.0, (other.node.x, other.node.y)[along] - (end.node.x, end.node.y)[along])
    return OUT[round_by if other.side == OPPOSITE[end.side] else other.side][along]


def choices(
    group: list[Bow], places: dict[tuple[Bow, End], float], nodes: tuple[Node, ...]
) -> Iterator[list[list[Curve]]]:
    """Sets of ways in which the curves of a group may run, one curve a bow: the usual ones, then wide ones."""
    ends = [
        (
            _face(bow.source, places[bow, bow.source], 0.0),
            _face(bow.target, places[bow, bow.target], ARROW_GAP),
        )
        for bow in group
    ]
    first = group[0]
    if first.source.side == first.target.side:
        yield [[_level(*ends[0], first.source.side, height)] for height in HEIGHTS]
        yield list(_beside(first, *ends[0]))
    elif first.target.side == OPPOSITE[first.source.side]:
        yield list(_around(group, ends, PULLS, bounds(nodes)))
        yield list(_around(group, ends, FAR_PULLS, bounds(nodes)))
    else:
        yield list(_corners(group, ends, PULLS, nodes))
        yield list(_corners(group, ends, FAR_PULLS, nodes))


def _face(end: End, offset: float, gap: float) -> Point:
    """The point on a side of a box, `offset` from its middle and `gap` off."""
    if end.axis == 1:
        return _out((end.node.x + offset, end.node.y), end.side, end.node.height / 2 + gap)
    return _out((end.node.x, end.node.y + offset), end.side, end.node.width / 2 + gap)


def _out(point: Point, side: Side, distance: float) -> Point:
    return point[0] + OUT[side][0] * distance, point[1] + OUT[side][1] * distance


def _level(start: Point, end: Point, side: Side, height: float) -> Curve:
    """An arc whose controls stand equally far out, however far out its ends stand."""
    axis, sign = _direction(side)
    apart = (start[axis] - end[axis]) * sign
    # The middle of a cubic curve comes three quarters as far out as its controls.
    pull = height / 0.75
    out, back = _out(start, side, pull + max(-apart, 0.0)), _out(end, side, pull + max(apart, 0.0))
    return start, out, back, end


def _beside(bow: Bow, start: Point, end: Point) -> Iterator[list[Curve]]:
    """Ways round a variable that stands between two indicators of one side."""
    sides: tuple[Side, Side] = ("left", "right") if bow.source.axis == 1 else ("top", "bottom")
    box = np.minimum(start, end), np.maximum(start, end)
    for side, turn in itertools.product(sides, DETOURS):
        yield [_joined(start, end, bow, side, turn, PULLS[0], box)]


def _around(
    group: list[Bow], ends: list[tuple[Point, Point]], pulls: tuple[float, ...], box: Box
) -> Iterator[list[Curve]]:
    """Ways between opposite sides around everything, one curve outside the other."""
    apart = LABEL[1]
    for turn, pull in itertools.product(TURNS, pulls):
        yield [
            _joined(*pair, bow, bow.round_by, turn + i * apart, pull + i * apart, box)
            for i, (bow, pair) in enumerate(zip(group, ends, strict=True))
        ]


def _joined(start: Point, end: Point, bow: Bow, side: Side, turn: float, pull: float, box: Box) -> Curve:
    """Two curves joined `turn` beyond a side of a box."""
    axis, sign = _direction(side)
    level = float(box[1 if sign > 0 else 0][axis]) + sign * turn

    def on_level(point: Point) -> Point:
        return (level, point[1]) if axis == 0 else (point[0], level)

    out, back = _out(start, bow.source.side, pull), _out(end, bow.target.side, pull)
    middle = on_level(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    return start, out, on_level(out), middle, on_level(back), back, end


def _corners(
    group: list[Bow], ends: list[tuple[Point, Point]], pulls: tuple[float, ...], nodes: tuple[Node, ...]
) -> Iterator[list[Curve]]:
    """Ways around a corner, further out for boxes that are further from it."""
    away = [
        (_from_corner(bow.source, bow.target, nodes), _from_corner(bow.target, bow.source, nodes))
        for bow in group
    ]
    for one, other, grow, more, lean in itertools.product(pulls, pulls, GROWTHS, GROWTHS, LEANS):
        yield [
            _corner(*pair, bow, (one + grow * far[0], other + more * far[1]), lean)
            for bow, pair, far in zip(group, ends, away, strict=True)
        ]


def _from_corner(end: End, other: End, nodes: tuple[Node, ...]) -> float:
    """How far a box stands from that one of its side which is nearest to the side of the other end."""
    axis, sign = _direction(other.side)
    row = [(node.x, node.y)[axis] * sign for node in nodes if node.side == end.side]
    away = max(row) - (end.node.x, end.node.y)[axis] * sign
    # Beside a column the labels need their width.
    return away * LABEL[0] / LABEL[1] if axis == 1 else away


def _corner(start: Point, end: Point, bow: Bow, pulls: Point, lean: float) -> Curve:
    """A curve whose controls stand off the boxes by `pulls` and lean towards the corner."""
    one, other = bow.source, bow.target
    out, back = _out(start, one.side, pulls[0]), _out(end, other.side, pulls[1])
    across, down = abs(back[other.axis] - out[other.axis]), abs(out[one.axis] - back[one.axis])
    return start, _out(out, other.side, lean * across), _out(back, one.side, lean * down), end
