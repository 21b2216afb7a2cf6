"""Residual covariances between indicators: curves on the outer side of the boxes, clear of each other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.views.bows import Bow, Curve, attachments, bows, choices
from core.views.geometry import Edge, Node, Point, Room, along, bounds, cubics, inside
from core.views.routing import LABEL, Drawn, label_spot
from core.views.structure import Structure

SAMPLES = np.linspace(0.01, 0.99, 71)
# So many of the smoothest curves are compared with the other lines, and so many of these with the labels.
LONG_LIST, SHORT_LIST = 80, 8
# So many pixels of a curve, or so many beyond all nodes, cost one point.
LENGTH, BEYOND = 25.0, 8.0
# Points for each sample on a node, for each that runs along with another line, and for each under a label.
HIT, TOGETHER, CROSSED = 60.0, 6.0, 10.0
# Lines run together where they are this near, and beside a node where this near.
NEAR, BESIDE = 18.0, 10.0
# A label that lies on an end of its own curve hides the arrowhead.
HIDDEN_END, ARROW = 15.0, 10.0


@dataclass(frozen=True, slots=True)
class _Ways:
    """How a group may run: `curves` (way, bow), their `samples` (way, bow, sample, 2) and `cost` (way)."""

    group: list[Bow]
    curves: list[list[Curve]]
    samples: np.ndarray
    cost: np.ndarray


def arcs(shape: Structure, nodes: tuple[Node, ...]) -> tuple[Edge, ...]:
    """The covariances between indicators as paths, which may go beyond the picture of `nodes`."""
    at = {node.name: (node.x, node.y) for node in nodes}
    rest = [row for row in shape.drawn if row not in shape.residual]
    straight = [along((at[row.lhs], at[row.rhs]), np.linspace(0.0, 1.0, 25)) for row in rest]
    sorted_bows = bows(shape.residual, nodes)
    places = attachments(sorted_bows)
    groups = [list(group) for _, group in itertools.groupby(sorted_bows, key=lambda bow: bow.group)]
    found: list[Drawn] = []
    for group in groups:
        found += _best(_ways(group, choices(group, places, nodes), nodes), nodes, straight, found)
    _, spots = _labelled(found, nodes)
    return tuple(
        Edge(path.row.key, path.source.name, path.target.name, "covariance", path.points, *spot)
        for path, spot in zip(found, spots, strict=True)
    )


def reach(edges: tuple[Edge, ...], nodes: tuple[Node, ...]) -> Room:
    """How far the paths and their labels go beyond the nodes."""
    low, high = inner = bounds(nodes)
    for edge in edges:
        spot, half = np.array([edge.label_x, edge.label_y]), np.array(LABEL) / 2
        points = np.vstack([along(edge.points, SAMPLES), spot - half, spot + half])
        low, high = np.minimum(low, points.min(axis=0)), np.maximum(high, points.max(axis=0))
    before, behind = inner[0] - low, high - inner[1]
    return float(before[0]), float(behind[0]), float(before[1]), float(behind[1])


def _ways(group: list[Bow], sets: Iterator[list[list[Curve]]], nodes: tuple[Node, ...]) -> _Ways:
    """The first set of ways that holds one clear of all nodes, else the last."""
    for curves in sets:
        samples = cubics(np.array(curves), SAMPLES)
        hits = np.sum([_hits(samples[:, i], bow, nodes) for i, bow in enumerate(group)], axis=0)
        ways = _Ways(group, curves, samples, _cost(samples, nodes) + HIT * hits)
        if not hits.all():
            break
    return ways


def _best(
    ways: _Ways, nodes: tuple[Node, ...], straight: list[np.ndarray], others: list[Drawn]
) -> list[Drawn]:
    """The least bent curves that are clear of the nodes and all other curves and leave room for labels."""
    ranked = [
        (float(ways.cost[i]) + _crossing(ways.samples[i], straight, others), i)
        for i in np.argsort(ways.cost, kind="stable")[:LONG_LIST]
    ]
    best: tuple[float, list[Drawn]] = math.inf, []
    for total, i in sorted(ranked)[:SHORT_LIST]:
        paths = [
            Drawn(bow.row, bow.source.node, bow.target.node, points, samples)
            for bow, points, samples in zip(ways.group, ways.curves[i], ways.samples[i], strict=True)
        ]
        crowding, _ = _labelled([*others, *paths], nodes)
        if total + crowding < best[0]:
            best = total + crowding, paths
    return best[1]


def _labelled(paths: list[Drawn], nodes: tuple[Node, ...]) -> tuple[float, list[Point]]:
    """Places for the labels of all paths, one after the other, and how crowded they are."""
    labels: list[tuple[Point, Point]] = []
    total = 0.0
    for path in paths:
        spot, cost = label_spot(path, LABEL, paths, nodes, labels, CROSSED)
        ends = inside(np.array([path.points[0], path.points[-1]]), *spot, LABEL[0] + ARROW, LABEL[1] + ARROW)
        total += cost + HIDDEN_END * float(np.sum(ends))
        labels.append((spot, LABEL))
    return total, [spot for spot, _ in labels]


def _cost(samples: np.ndarray, nodes: tuple[Node, ...]) -> np.ndarray:
    """How long curves (way, bow, sample, 2) are, and how far they go beyond all nodes."""
    low, high = bounds(nodes)
    beyond = np.maximum(low - samples, samples - high).max(axis=(1, 2)).clip(0.0).sum(axis=1)
    steps = np.diff(samples, axis=2)
    length = np.hypot(steps[..., 0], steps[..., 1]).sum(axis=(1, 2))
    return np.asarray(length / LENGTH + beyond / BEYOND)


def _hits(samples: np.ndarray, bow: Bow, nodes: tuple[Node, ...]) -> np.ndarray:
    """How many of `samples` (way, sample, 2) lie on a node, or beside one that the curve does not join."""
    hits = np.zeros(len(samples))
    for node in nodes:
        room = -2.0 if node in (bow.source.node, bow.target.node) else 2 * BESIDE
        hits += inside(samples, node.x, node.y, node.width + room, node.height + room).sum(axis=1)
    return hits


def _crossing(curves: np.ndarray, straight: list[np.ndarray], others: list[Drawn]) -> float:
    """How much of the curves (bow, sample, 2) runs along other lines or one another."""
    cost = 0.0
    busy = [*straight, *(path.samples[::2] for path in others)]
    for samples in curves:
        if busy:
            lines = np.concatenate(busy)
            dx, dy = (samples[::2, None, i] - lines[None, :, i] for i in (0, 1))
            cost += TOGETHER * float(np.sum((dx * dx + dy * dy).min(axis=1) < NEAR**2))
        busy.append(samples[::2])
    return cost
