"""A variable of a path diagram with the indicators around it, and the room that they take together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.model.sketch import Side
from core.views.geometry import Node, Reach

LATENT, OBSERVED = (136.0, 76.0), (128.0, 52.0)
BOX_HEIGHT, BOX_PITCH, ROW_GAP = 26.0, 35.0, 10.0
# Where curves join indicators, the label of one stands between the ends of two others.
CURVED_BOX_PITCH, CURVED_ROW_PITCH = 50.0, 84.0
FAN_GAP, SHARED_GAP = 54.0, 50.0
CHARACTER = 7.4
LONGEST_LINE, LONGEST_BOX = 16, 14
# What a second line of a name takes, upwards and, in an ellipse, sideways.
SECOND_LINE = (14.0, 12.0)
WORD_ENDS = re.compile(r"[\s_.-]+|(?<=[a-z])(?=[A-Z])")


@dataclass(slots=True)
class Place:
    """A variable at (`x`, `y`) with `boxes` on a `side`.

    `curved` is how many curves join these to others; `shared` are boxes of other variables that this one
    has too; so many `guests` have most of this one's; `shift` is how much further along their column or
    row the middle of its boxes stands than this variable.
    """

    name: str
    label: str
    latent: bool
    boxes: tuple[str, ...]
    layer: int
    curved: int = 0
    shared: tuple[str, ...] = ()
    side: Side = "right"
    x: float = 0.0
    y: float = 0.0
    width: float = LATENT[0]
    height: float = LATENT[1]
    guests: int = 0
    shift: float = 0.0

    @property
    def fan_gap(self) -> float:
        """How far the indicators stand off: many and shared ones further, so that lines keep apart."""
        return FAN_GAP + 9 * max(len(self.boxes) - 5, 0) + SHARED_GAP * bool(self.guests)

    @property
    def box_pitch(self) -> float:
        """From the middle of one box of a column to the next."""
        return CURVED_BOX_PITCH if self.curved else BOX_PITCH

    @property
    def row_gap(self) -> float:
        """Between two boxes of a row."""
        narrowest = min(box_width(name) for name in self.boxes)
        return max(ROW_GAP, CURVED_ROW_PITCH - narrowest) if self.curved else ROW_GAP

    def room(self) -> Reach:
        """How far this variable and its indicators reach to the left, right, up and down of its middle."""
        half_w, half_h = self.width / 2, self.height / 2
        reach = {"left": half_w, "right": half_w, "top": half_h, "bottom": half_h}
        if self.boxes:
            along = self.side in ("left", "right")
            widths = [box_width(name) for name in self.boxes]
            reach[self.side] += self.fan_gap + (max(widths) if along else BOX_HEIGHT)
            across = (
                len(self.boxes) * self.box_pitch if along else sum(widths) + self.row_gap * (len(widths) - 1)
            )
            for side in ("top", "bottom") if along else ("left", "right"):
                reach[side] = max(reach[side], across / 2)
        return reach["left"], reach["right"], reach["top"], reach["bottom"]


def box_width(name: str) -> float:
    """The width of an indicator's box."""
    return min(max(54.0, CHARACTER * len(shortened(name, LONGEST_BOX)) + 18), 124.0)


def shortened(name: str, length: int) -> str:
    """A name that fits into the picture, its end too, where items are numbered; the tooltip has all."""
    if len(name) <= length:
        return name
    head = (length - 1) // 2
    return f"{name[:head]}…{name[head + 1 - length :]}"


def in_lines(name: str) -> str:
    """The name of a variable with room for it: one line, or two that part where a word ends."""
    ends = [found.end() for found in WORD_ENDS.finditer(name, 1) if found.end() < len(name)]
    if len(name) <= LONGEST_LINE or not ends:
        return shortened(name, LONGEST_LINE)

    def excess(end: int) -> tuple[int, int, int]:
        first, second = len(name[:end].rstrip()), len(name) - end
        return max(first - LONGEST_LINE, 0), max(second - LONGEST_LINE, 0), max(first, second)

    at = min(ends, key=excess)
    return "\n".join(shortened(line, LONGEST_LINE) for line in (name[:at].rstrip(), name[at:]))


def fan(place: Place) -> list[Node]:
    """The indicators of one variable: a column beside it or a row above or below it."""
    widths = [box_width(name) for name in place.boxes]
    boxes = []
    row_gap = place.row_gap if widths else ROW_GAP
    offset = place.shift - (sum(widths) + row_gap * (len(widths) - 1)) / 2
    for i, (name, width) in enumerate(zip(place.boxes, widths, strict=True)):
        if place.side in ("left", "right"):
            sign = 1 if place.side == "right" else -1
            x = place.x + sign * (place.width / 2 + place.fan_gap + max(widths) / 2)
            y = place.y + place.shift + (i - (len(widths) - 1) / 2) * place.box_pitch
        else:
            sign = 1 if place.side == "bottom" else -1
            x = place.x + offset + width / 2
            y = place.y + sign * (place.height / 2 + place.fan_gap + BOX_HEIGHT / 2)
        offset += width + row_gap
        label = shortened(name, LONGEST_BOX)
        boxes.append(Node(name, label, "observed", x, y, width, BOX_HEIGHT, place.name, place.side))
    return boxes
