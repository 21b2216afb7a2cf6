"""Where the variables of a path diagram stand: causes left, outcomes right, mediators between them.

One rule covers the usual shapes: simple, parallel, serial and two-outcome mediation, measurement models and
second-order factors. Indicators stand in a row or column on the side that no path needs.
"""

from __future__ import annotations

import itertools
import math

from core.model.sketch import Side
from core.views.places import CHARACTER, LATENT, OBSERVED, SECOND_LINE, Place, in_lines
from core.views.sharing import guests_apart, meet_guests, set_apart, together
from core.views.structure import Structure

LAYER_GAP, STACK_GAP, CLEARANCE = 120.0, 44.0, 64.0
MARGIN = 14.0
# The room the picture has beside the fit strip on a 1440 × 900 screen; smaller models spread out in it.
ROOM = (740.0, 510.0)
LEAST_STRETCH, MOST_STRETCH = 0.6, 2.2
# What each curve outside of the indicators of one variable takes of that room, and all of them at most.
BOW, BOWS = 35.0, 160.0
# Between two columns of factors, and for each above six, whose covariances with all others need room there.
APART, APART_EACH = 330.0, 155.0
SIDEWAYS = ("left", "right")


def place(shape: Structure) -> list[Place]:
    """The structural variables with their indicators, each at its place."""
    places = {name: _new(shape, name, layer) for layer, names in enumerate(shape.layers) for name in names}
    columns = [together([places[name] for name in names]) for names in shape.layers]
    for column in columns:
        _as_wide(column)
    far = guests_apart(columns[0]) if len(columns) == 1 else []
    if len(columns) == 1:
        columns = [[one for one in columns[0] if one not in far]]
        _measurement_only(columns[0])
    else:
        _stack(columns[0])
        _stack(columns[-1])
        _across(columns)
        for layer, column in enumerate(columns[1:-1], start=1):
            _between(layer, column, places, shape)
    _spread(columns)
    meet_guests(list(places.values()))
    set_apart(far, list(places.values()))
    return list(places.values())


def _new(shape: Structure, name: str, layer: int) -> Place:
    latent = name in shape.latents
    label = in_lines(name)
    width, height = LATENT if latent else OBSERVED
    width = max(width, CHARACTER * 1.15 * max(map(len, label.split("\n"))) + (44 if latent else 24))
    if "\n" in label:
        width, height = width + SECOND_LINE[1] * latent, height + SECOND_LINE[0]
    last = len(shape.layers) - 1
    side: Side = "left" if layer == 0 < last else "right"
    boxes = shape.indicators.get(name, ())
    curved = sum(row.lhs in boxes or row.rhs in boxes for row in shape.residual)
    return Place(
        name,
        label,
        latent,
        boxes,
        layer,
        curved,
        shape.shared.get(name, ()),
        side,
        width=width,
        height=height,
    )


def _as_wide(column: list[Place]) -> None:
    """Variables of one kind in one column are alike wide, so that their edges and indicators are in line."""
    for latent in (True, False):
        alike = [place for place in column if place.latent is latent]
        for place in alike:
            place.width = max(other.width for other in alike)


def _measurement_only(column: list[Place]) -> None:
    """Factors under one another; more than four stand in two columns with their covariances between them."""
    half = (len(column) + 1) // 2 if len(column) > 4 else len(column)
    for place in column[half:]:
        place.x = APART + max(len(column) - 6, 0) * APART_EACH
    if half < len(column):
        for place in column[:half]:
            place.side = "left"
    _stack(column[:half])
    _stack(column[half:])


def _stack(column: list[Place]) -> None:
    """Set a column of variables under one another, centred on the base line y = 0."""
    heights = [sum(place.room()[2:]) for place in column]
    y = -(sum(heights) + STACK_GAP * (len(column) - 1)) / 2
    for place, height in zip(column, heights, strict=True):
        place.y = y + place.room()[2]
        y += height + STACK_GAP


def _across(columns: list[list[Place]]) -> None:
    """Give each layer its x. Mediators stand off the base line, so that layers may come closer together."""
    lone = any(len(column) > 1 for column in columns[1:-1])
    gap = LAYER_GAP if len(columns) == 2 else LAYER_GAP / 2.2
    x = 0.0
    for before, column in itertools.pairwise(columns):
        half = (max(p.width for p in before) + max(p.width for p in column)) / 2
        x += half + gap + (20 if lone else 0)
        for place in column:
            place.x = x


def _between(layer: int, column: list[Place], places: dict[str, Place], shape: Structure) -> None:
    """Set mediators above and below the paths that pass their layer, the first above."""
    passing = _passing(layer, column[0].x, places, shape)
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


def _passing(layer: int, x: float, places: dict[str, Place], shape: Structure) -> list[float]:
    """The heights at `x` of the paths from variables that only predict, or first ones, to last ones."""
    last = max(place.layer for place in places.values())
    heights = []
    for pair in shape.causes:
        start, end = sorted((places[name] for name in pair), key=lambda place: place.layer)
        outer = start.layer == 0 or start.name in shape.predictors
        if outer and end.layer == last and start.layer < layer < last:
            share = (x - start.x) / (end.x - start.x)
            heights.append(start.y + share * (end.y - start.y))
    return heights


def _spread(columns: list[list[Place]]) -> None:
    """Pull rows of indicators in neighbouring layers apart, then use the room that there is."""
    places = [place for column in columns for place in column]
    curved = [place for place in places if place.curved]
    wide, tall = ROOM
    for place in curved:
        taken = min(BOW * place.curved, BOWS)
        wide, tall = (wide - taken, tall) if place.side in SIDEWAYS else (wide, tall - taken)
    if not curved:
        _pull_apart(columns)
    growth = _stretch([(p.y, *p.room()[2:]) for p in places], tall)
    if curved:
        growth = max(growth, _clear(columns))
    for place in places:
        place.y *= growth
    if curved:
        _pull_apart(columns)
    growth = _stretch([(p.x, *p.room()[:2]) for p in places], wide, _least(places) if curved else 1.0)
    for place in places:
        place.x *= growth


def _pull_apart(columns: list[list[Place]]) -> None:
    for layer, column in enumerate(columns):
        before = [place for earlier in columns[:layer] for place in earlier]
        push = max((_overlap(p, q) for p in before for q in column), default=0.0)
        if push > 0:
            for later in columns[layer:]:
                for place in later:
                    place.x += push


def _clear(columns: list[list[Place]]) -> float:
    """By how much heights must grow so that neighbouring layers need not be pulled apart."""
    pairs = ((p, q) for before, column in itertools.pairwise(columns) for p in before for q in column)
    needed = [1.0]
    for p, q in pairs:
        upper, lower = sorted((p, q), key=lambda place: place.y)
        if _overlap(p, q) > 0 and upper.y < lower.y:
            needed.append((upper.room()[3] + lower.room()[2] + 9) / (lower.y - upper.y))
    return max(growth for growth in needed if growth <= MOST_STRETCH)


def _least(places: list[Place]) -> float:
    """By how much the distances between layers may shrink where curves need the width."""
    needed = [LEAST_STRETCH]
    for p, q in itertools.permutations(places, 2):
        if p.x < q.x:
            beside = abs(p.y - q.y) < (p.height + q.height) / 2
            apart = (p.width + q.width) / 2 + (LAYER_GAP if beside else 0)
            needed.append(max(apart, q.x - p.x + _overlap(p, q)) / (q.x - p.x))
    return min(max(needed), 1.0)


def _stretch(reaches: list[tuple[float, float, float]], room: float, least: float = 1.0) -> float:
    """By how much the distances (middle, reach before, reach behind) grow in `room`, by `least` at least."""
    used = max(at + behind for at, _, behind in reaches) - min(at - before for at, before, _ in reaches)
    span = max(at for at, _, _ in reaches) - min(at for at, _, _ in reaches)
    spare = room - 2 * MARGIN - used
    return max(min(1 + spare / span, MOST_STRETCH), least) if span > 0 else 1.0


def _overlap(before: Place, after: Place) -> float:
    (_, right, up, down), (left, _, up2, down2) = before.room(), after.room()
    apart = before.y + down + 8 < after.y - up2 or after.y + down2 + 8 < before.y - up
    return -math.inf if apart else before.x + right + 30 - (after.x - left)
