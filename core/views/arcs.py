"""Residual covariances of indicators: each takes the best way beside its boxes, with room for its label."""

from __future__ import annotations

from collections.abc import Iterator

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


def draw_arcs(shape: Structure, nodes: tuple[Node, ...], lines: list[Line]) -> list[Line]:
    """The residual covariances beside the other lines; they may go beyond the picture."""
    walls = Obstacles.of(nodes)
    found = bows(shape.residual, nodes, walls.bounds)
    places = attachments(found)
    drawn: dict[Bow, Line] = {}
    for bow in found * SWEEPS:
        others = [line for other, line in drawn.items() if other is not bow]
        offsets = places[bow, bow.source], places[bow, bow.target]
        choices = ways(bow, offsets, nodes, walls.bounds)
        drawn[bow] = _best(bow, choices, nodes, walls, [*lines, *others])
    return list(drawn.values())


def _best(
    bow: Bow, sets: Iterator[list[Way]], nodes: tuple[Node, ...], walls: Obstacles, lines: list[Line]
) -> Line:
    """The shortest curve that is clear of the nodes, of all other lines and of the labels of other bows."""
    margins = np.array([-1.0 if node in (bow.source, bow.target) else BESIDE for node in nodes])
    others = [line.samples for line in lines]
    labels = [(*line.spot, *LABEL) for line in lines if line.spot]
    low, high = walls.bounds
    for choices in sets:
        samples = np.array([along(way.points, SAMPLES) for way in choices])
        hits = walls.hits(samples, margins)
        steps = np.diff(samples, axis=1)
        cost = np.array([way.cost for way in choices]) + HIT * hits
        cost += np.hypot(steps[..., 0], steps[..., 1]).sum(axis=1) / LENGTH
        cost += np.maximum(low - samples, samples - high).max(axis=(1, 2)).clip(0.0) / BEYOND
        together = near(samples, others, NEAR)
        # Curves to one box end beside each other.
        together &= ~near(samples, [samples[:1, 0], samples[:1, -1]], AT_END)
        cost += TOGETHER * together.sum(axis=1)
        for label in labels:
            cost += ON_LABEL * inside(samples, *label).sum(axis=1)
        if not hits.all():
            break
    return _with_room(bow, choices, cost, Room.of(LABEL, walls, others), labels)


def _with_room(bow: Bow, choices: list[Way], cost: np.ndarray, room: Room, labels: list[Label]) -> Line:
    """That one of the best curves which has the best room for its label."""
    best: tuple[float, Line] | None = None
    for i in np.argsort(cost, kind="stable")[:SHORT_LIST]:
        line = Line(bow.row, bow.source, bow.target, choices[i].points, arc=True)
        line.spot, crowding = room.spot(line, labels, known=False)
        if best is None or cost[i] + crowding < best[0]:
            best = float(cost[i]) + crowding, line
    assert best is not None
    return best[1]
