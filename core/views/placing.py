"""Where the variables of a path diagram stand: causes left, outcomes right, mediators between them.

One rule covers the usual shapes: simple, parallel, serial and two-outcome mediation, measurement models and
second-order factors. Indicators stand in a row or column on the side that no path needs.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

from core.views.geometry import Node
from core.views.structure import Structure

Side = Literal["left", "right", "top", "bottom"]

LATENT, OBSERVED = (136.0, 76.0), (128.0, 52.0)
BOX_HEIGHT, BOX_PITCH, ROW_GAP = 26.0, 35.0, 10.0
FAN_GAP = 54.0
LAYER_GAP, STACK_GAP, CLEARANCE = 120.0, 44.0, 64.0
MARGIN = 14.0
# The room the picture has beside the fit strip on a 1440 × 900 screen; smaller models spread out in it.
ROOM = (740.0, 510.0)
MOST_STRETCH = 2.2
CHARACTER = 7.4


@dataclass(slots=True)
class _Place:
    name: str
    label: str
    latent: bool
    boxes: tuple[str, ...]
    layer: int
    side: Side = "right"
    x: float = 0.0
    y: float = 0.0
    width: float = LATENT[0]
    height: float = LATENT[1]

    @property
    def fan_gap(self) -> float:
        """How far the indicators stand off: long scales further, so that their lines do not run together."""
        return FAN_GAP + 9 * max(len(self.boxes) - 5, 0)

    def room(self) -> tuple[float, float, float, float]:
        """How far this variable and its indicators reach to the left, right, up and down of its middle."""
        half_w, half_h = self.width / 2, self.height / 2
        reach = {"left": half_w, "right": half_w, "top": half_h, "bottom": half_h}
        if self.boxes:
            along = self.side in ("left", "right")
            widths = [box_width(name) for name in self.boxes]
            reach[self.side] += self.fan_gap + (max(widths) if along else BOX_HEIGHT)
            across = len(self.boxes) * BOX_PITCH if along else sum(widths) + ROW_GAP * (len(widths) - 1)
            for side in ("top", "bottom") if along else ("left", "right"):
                reach[side] = max(reach[side], across / 2)
        return reach["left"], reach["right"], reach["top"], reach["bottom"]


def box_width(name: str) -> float:
    """The width of an indicator's box."""
    return min(max(54.0, CHARACTER * len(shortened(name, 14)) + 18), 124.0)


def shortened(name: str, length: int) -> str:
    """A name that fits into the picture; the whole of it is told by the tooltip."""
    return name if len(name) <= length else name[: length - 1] + "…"


def place(shape: Structure) -> tuple[tuple[Node, ...], float, float]:
    """All nodes, structural ones first, with the width and height of the picture."""
    places = {name: _new(shape, name, layer) for layer, names in enumerate(shape.layers) for name in names}
    columns = [[places[name] for name in names] for names in shape.layers]
    if len(columns) == 1:
        _measurement_only(columns[0])
    else:
        _stack(columns[0])
        _stack(columns[-1])
        _across(columns)
        for layer, column in enumerate(columns[1:-1], start=1):
            _between(layer, column, places, shape.causes)
    _spread(columns)
    return _nodes(list(places.values()))


def _new(shape: Structure, name: str, layer: int) -> _Place:
    latent = name in shape.latents
    label = shortened(name, 16)
    width, height = LATENT if latent else OBSERVED
    width = max(width, CHARACTER * 1.15 * len(label) + (44 if latent else 24))
    last = len(shape.layers) - 1
    side: Side = "left" if layer == 0 < last else "right"
    return _Place(
        name, label, latent, shape.indicators.get(name, ()), layer, side, width=width, height=height
    )


def _measurement_only(column: list[_Place]) -> None:
    """Factors under one another; more than four stand in two columns with their covariances between them."""
    half = (len(column) + 1) // 2 if len(column) > 4 else len(column)
    for place in column[half:]:
        place.x = 330.0
    if half < len(column):
        for place in column[:half]:
            place.side = "left"
    _stack(column[:half])
    _stack(column[half:])


def _stack(column: list[_Place]) -> None:
    """Set a column of variables under one another, centred on the base line y = 0."""
    heights = [sum(place.room()[2:]) for place in column]
    y = -(sum(heights) + STACK_GAP * (len(column) - 1)) / 2
    for place, height in zip(column, heights, strict=True):
        place.y = y + place.room()[2]
        y += height + STACK_GAP


def _across(columns: list[list[_Place]]) -> None:
    """Give each layer its x. Mediators stand off the base line, so that layers may come closer together."""
    lone = any(len(column) > 1 for column in columns[1:-1])
    gap = LAYER_GAP if len(columns) == 2 else LAYER_GAP / 2.2
    x = 0.0
    for before, column in itertools.pairwise(columns):
        half = (max(p.width for p in before) + max(p.width for p in column)) / 2
        x += half + gap + (20 if lone else 0)
        for place in column:
            place.x = x


def _between(
    layer: int, column: list[_Place], places: dict[str, _Place], causes: tuple[tuple[str, str], ...]
) -> None:
    """Set mediators above and below the paths that pass their layer, the first above."""
    passing = _passing(layer, column[0].x, places, causes)
    if not passing and len(column) == 1:
        column[0].side = "top"
        return
    top, bottom = min(passing, default=0.0) - CLEARANCE, max(passing, default=0.0) + CLEARANCE
    above = column[: (len(column) + 1) // 2]
    for place in reversed(above):
        place.side = "top"
        place.y = top - place.room()[3]
        top = place.y - place.room()[2] - STACK_GAP
    for place in column[len(above) :]:
        place.side = "bottom"
        place.y = bottom + place.room()[2]
        bottom = place.y + place.room()[3] + STACK_GAP


def _passing(
    layer: int, x: float, places: dict[str, _Place], causes: tuple[tuple[str, str], ...]
) -> list[float]:
    """The heights at `x` of the paths from before this layer to behind it, mediators left out."""
    last = max(place.layer for place in places.values())
    heights = []
    for pair in causes:
        start, end = sorted((places[name] for name in pair), key=lambda place: place.layer)
        if start.layer == 0 and end.layer == last and 0 < layer < last:
            share = (x - start.x) / (end.x - start.x)
            heights.append(start.y + share * (end.y - start.y))
    return heights


def _spread(columns: list[list[_Place]]) -> None:
    """Pull rows of indicators in neighbouring layers apart, then use the width that there is."""
    for before, column in itertools.pairwise(columns):
        push = max((_overlap(p, q) for p in before for q in column), default=0.0)
        if push > 0:
            for later in columns[columns.index(column) :]:
                for place in later:
                    place.x += push
    places = [place for column in columns for place in column]
    rooms = [place.room() for place in places]
    wide = _stretch([(p.x, room[0], room[1]) for p, room in zip(places, rooms, strict=True)], ROOM[0])
    tall = _stretch([(p.y, room[2], room[3]) for p, room in zip(places, rooms, strict=True)], ROOM[1])
    for place in places:
        place.x *= wide
        place.y *= tall


def _stretch(reaches: list[tuple[float, float, float]], room: float) -> float:
    """By how much the distances (middle, reach before, reach behind) can grow to fill `room`."""
    used = max(at + behind for at, _, behind in reaches) - min(at - before for at, before, _ in reaches)
    span = max(at for at, _, _ in reaches) - min(at for at, _, _ in reaches)
    spare = room - 2 * MARGIN - used
    return min(1 + spare / span, MOST_STRETCH) if span > 0 and spare > 0 else 1.0


def _overlap(before: _Place, after: _Place) -> float:
    (_, right, up, down), (left, _, up2, down2) = before.room(), after.room()
    apart = before.y + down + 8 < after.y - up2 or after.y + down2 + 8 < before.y - up
    return 0.0 if apart else before.x + right + 30 - (after.x - left)


def _nodes(places: list[_Place]) -> tuple[tuple[Node, ...], float, float]:
    rooms = [place.room() for place in places]
    left = min(p.x - room[0] for p, room in zip(places, rooms, strict=True))
    right = max(p.x + room[1] for p, room in zip(places, rooms, strict=True))
    top = min(p.y - room[2] for p, room in zip(places, rooms, strict=True))
    bottom = max(p.y + room[3] for p, room in zip(places, rooms, strict=True))
    width = max(right - left + 2 * MARGIN, ROOM[0])
    height = max(bottom - top + 2 * MARGIN, 300.0)
    for p in places:
        p.x += (width - left - right) / 2
        p.y += (height - top - bottom) / 2
    structural = tuple(
        Node(p.name, p.label, "latent" if p.latent else "observed", p.x, p.y, p.width, p.height)
        for p in places
    )
    return structural + tuple(box for p in places for box in _fan(p)), width, height


def _fan(place: _Place) -> list[Node]:
    """The indicators of one variable: a column beside it or a row above or below it."""
    widths = [box_width(name) for name in place.boxes]
    boxes = []
    offset = -(sum(widths) + ROW_GAP * (len(widths) - 1)) / 2
    for i, (name, width) in enumerate(zip(place.boxes, widths, strict=True)):
        if place.side in ("left", "right"):
            sign = 1 if place.side == "right" else -1
            x = place.x + sign * (place.width / 2 + place.fan_gap + max(widths) / 2)
            y = place.y + (i - (len(widths) - 1) / 2) * BOX_PITCH
        else:
            sign = 1 if place.side == "bottom" else -1
            x = place.x + offset + width / 2
            y = place.y + sign * (place.height / 2 + place.fan_gap + BOX_HEIGHT / 2)
        offset += width + ROW_GAP
        boxes.append(Node(name, shortened(name, 14), "observed", x, y, width, BOX_HEIGHT, indicator=True))
    return boxes
