"""Residual covariances of indicators: each takes the best way beside its boxes, with room for its label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.views.bows import Bow, Way, attachments, bows, ways
from core.views.geometry import LABEL, Node, along, inside
from core.views.lines import SAMPLES, Line
from core.views.obstacles import Obstacles, near
from core.views.spots import Label, Room
from core.views.structure import Structure

# What one sample of a curve costs on a variable, along another path, and on the label of another curve.
HIT, TOGETHER, ON_LABEL = 60.0, 6.0, 10.0
# So many pixels that a curve is long, or goes beyond all variables, cost one.
LENGTH, BEYOND = 25.0, 8.0
# Paths run together where they are this near, other than near an end; and beside a box where this near.
NEAR, AT_END, BESIDE = 12.0, 24.0, 10.0
# So many curves are tried for the room of their labels.
SHORT_LIST = 8
# Each curve is drawn so many times, the later ones in view of all others.
SWEEPS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """The curves that a bow may take: `samples` (way, n, 2) and `cost` (way) whatever else is drawn."""

    bow: Bow
    ways: list[Way]
    samples: np.ndarray
    cost: np.ndarray


def draw_arcs(shape: Structure, nodes: tuple[Node, ...], lines: list[Line]) -> list[Line]:
    """The residual covariances beside the other lines; they may go beyond the picture."""
    walls = Obstacles.of(nodes)
    found = bows(shape.residual, nodes, walls.bounds)
    places = attachments(found)
    choices = []
    for bow in found:
        offsets = places[bow, bow.source], places[bow, bow.target]
        choices.append(_choice(bow, ways(bow, offsets, nodes, walls.bounds), nodes, walls))
    drawn: dict[Bow, Line] = {}
    for choice in choices * SWEEPS:
        others = [line for bow, line in drawn.items() if bow is not choice.bow]
        drawn[choice.bow] = _best(choice, walls, [*lines, *others])
    return list(drawn.values())


def _choice(bow: Bow, sets: Iterator[list[Way]], nodes: tuple[Node, ...], walls: Obstacles) -> _Choice:
    """The first set of ways that holds one clear of all nodes, else the last; the shortest cost least."""
    margins = np.array([-1.0 if node in (bow.source, bow.target) else BESIDE for node in nodes])
    low, high = walls.bounds
    for some in sets:
        samples = np.array([along(way.points, SAMPLES) for way in some])
        hits = walls.hits(samples, margins)
        steps = np.diff(samples, axis=1)
        cost = np.array([way.cost for way in some]) + HIT * hits
        cost += np.hypot(steps[..., 0], steps[..., 1]).sum(axis=1) / LENGTH
        cost += np.maximum(low - samples, samples - high).max(axis=(1, 2)).clip(0.0) / BEYOND
        if not hits.all():
            break
    return _Choice(bow, some, samples, cost)


def _best(choice: _Choice, walls: Obstacles, lines: list[Line]) -> Line:
    """The curve that is clear of all other lines and of the labels of other bows."""
    samples, others = choice.samples, [line.samples for line in lines]
    labels: list[Label] = [(*line.spot, *LABEL) for line in lines if line.spot]
    together = near(samples, others, NEAR)
    # Curves to one box end beside each other.
    together &= ~near(samples, [samples[:1, 0], samples[:1, -1]], AT_END)
    cost = choice.cost + TOGETHER * together.sum(axis=1)
    for label in labels:
        cost += ON_LABEL * inside(samples, *label).sum(axis=1)
    return _with_room(choice.bow, choice.ways, cost, Room.of(LABEL, walls, others), labels)


def _with_room(bow: Bow, some: list[Way], cost: np.ndarray, room: Room, labels: list[Label]) -> Line:
    """That one of the best curves which has the best room for its label."""
    best: tuple[float, Line] | None = None
    for i in np.argsort(cost, kind="stable")[:SHORT_LIST]:
        line = Line(bow.row, bow.source, bow.target, some[i].points, arc=True)
        line.spot, crowding = room.spot(line, labels, known=False)
        if best is None or cost[i] + crowding < best[0]:
            best = float(cost[i]) + crowding, line
    assert best is not None
    return best[1]
