"""How the paths of a diagram run, and where their labels stand: around the variables, clear of each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from core.model.partable import ParRow
from core.views.geometry import Edge, EdgeKind, Node, Point, along, boundary, covers, inside

KINDS: dict[str, EdgeKind] = {"~": "regression", "=~": "loading", "~~": "covariance"}
# Room for an estimate with its stars, and below it what a path was before it was switched off.
LABEL = (62.0, 36.0)
SMALL_LABEL = (34.0, 16.0)
ARROW_GAP = 2.0
BULGES = (0.0, 30.0, -30.0, 60.0, -60.0, 100.0, -100.0, 150.0, -150.0, 210.0, -210.0, 280.0, -280.0)
SAMPLES = np.linspace(0.02, 0.98, 33)
PLACES = tuple(0.5 + step * 0.03 * sign for step in range(1, 13) for sign in (-1, 1))
LOADING_PLACES = (0.5, 0.64, 0.7, 0.76, 0.82, 0.87)


@dataclass(slots=True)
class Drawn:
    """A row whose line is found; `samples` (n, 2) are points on it."""

    row: ParRow
    source: Node
    target: Node
    points: tuple[Point, ...]
    samples: np.ndarray = field(repr=False)


def route(
    rows: tuple[ParRow, ...],
    nodes: tuple[Node, ...],
    width: float,
    height: float,
    arcs: tuple[Edge, ...] = (),
) -> tuple[Edge, ...]:
    """Draw every row but the `arcs` between its two nodes and find a clear place for its label."""
    at = {node.name: node for node in nodes}
    fans: dict[str, set[float]] = {}
    for row in rows:
        if row.op == "=~":
            fans.setdefault(row.lhs, set()).add(at[row.rhs].y)
    edges = {edge.key: edge for edge in arcs}
    drawn = [
        Drawn(row, at[row.lhs], at[row.rhs], edges[row.key].points, along(edges[row.key].points, SAMPLES))
        for row in rows
        if row.key in edges
    ]
    # A covariance that was automatic moves to the end of the table when it is switched off, so the order of
    # rows must not decide how curves share the room.
    for row in sorted(rows, key=lambda row: (("=~", "~", "~~").index(row.op), row.op == "~~" and row.key)):
        if row.key in edges:
            continue
        source, target = (row.rhs, row.lhs) if row.op == "~" else (row.lhs, row.rhs)
        if row.op == "=~" and at[target].indicator:
            line = _fan_line(
                at[source], at[target], len(fans[source]) == 1 and at[source].y not in fans[source]
            )
            drawn.append(Drawn(row, at[source], at[target], line, along(line, SAMPLES)))
        else:
            drawn.append(_run(row, at[source], at[target], nodes, drawn, (width, height)))
    labels: list[tuple[Point, Point]] = [((edge.label_x, edge.label_y), LABEL) for edge in arcs]
    for path in sorted(drawn, key=lambda path: ("~", "~~", "=~").index(path.row.op)):
        if path.row.key in edges:
            continue
        size = SMALL_LABEL if path.row.op == "=~" else LABEL
        spot, _ = label_spot(path, size, drawn, nodes, labels)
        labels.append((spot, size))
        edges[path.row.key] = Edge(
            path.row.key, path.source.name, path.target.name, KINDS[path.row.op], path.points, *spot
        )
    return tuple(edges[row.key] for row in rows)


def _run(
    row: ParRow, source: Node, target: Node, nodes: tuple[Node, ...], drawn: list[Drawn], size: Point
) -> Drawn:
    """A straight line where nothing is in the way, otherwise the least bent curve that goes around."""
    back = any(path.source is target and path.target is source and path.row.op == row.op for path in drawn)
    others = [node for node in nodes if node is not source and node is not target]
    best: tuple[float, tuple[Point, ...], np.ndarray] | None = None
    for bulge in BULGES:
        if bulge == 0 and (row.op == "~~" or back):
            continue
        points = _curve(source, target, bulge)
        samples = along(points, SAMPLES)
        cost = _cost(samples, bulge, others, drawn, size, row.op != "=~")
        if best is None or cost < best[0]:
            best = (cost, points, samples)
        if row.op == "=~" or (bulge == 0 and cost == 0):
            break
    assert best is not None
    return Drawn(row, source, target, best[1], best[2])


def _fan_line(latent: Node, box: Node, in_row: bool) -> tuple[Point, ...]:
    """A line to the middle of the side that faces the latent variable, clear of the boxes beside it."""
    if in_row:
        end = (box.x, box.y + math.copysign(box.height / 2, latent.y - box.y))
    else:
        end = (box.x + math.copysign(box.width / 2, latent.x - box.x), box.y)
    return boundary(latent, end), end


def _curve(source: Node, target: Node, bulge: float) -> tuple[Point, ...]:
    if bulge == 0:
        return (
            boundary(source, (target.x, target.y)),
            boundary(target, (source.x, source.y), ARROW_GAP),
        )
    dx, dy = target.x - source.x, target.y - source.y
    length = math.hypot(dx, dy) or 1.0
    # The control point is twice as far out as the curve's middle.
    control = (
        (source.x + target.x) / 2 - dy / length * 2 * bulge,
        (source.y + target.y) / 2 + dx / length * 2 * bulge,
    )
    return boundary(source, control), control, boundary(target, control, ARROW_GAP)


def _cost(
    samples: np.ndarray, bulge: float, others: list[Node], drawn: list[Drawn], size: Point, strict: bool
) -> float:
    cost = abs(bulge) / 25
    for node in others:
        margin = 14.0 if strict else 0.0
        cost += 12 * float(np.sum(inside(samples, node.x, node.y, node.width + margin, node.height + margin)))
    outside = (samples < 4) | (samples > np.array(size) - 4)
    cost += 10 * float(np.sum(outside))
    if bulge and drawn:
        lines = np.concatenate([path.samples[::2] for path in drawn])
        near = np.hypot(*(samples[::2, None, :] - lines[None, :, :]).transpose(2, 0, 1)).min(axis=1) < 8
        cost += 3 * float(np.sum(near))
    return cost


def label_spot(
    path: Drawn,
    size: Point,
    drawn: list[Drawn],
    nodes: tuple[Node, ...],
    labels: list[tuple[Point, Point]],
    crossed: float = 2.0,
) -> tuple[Point, float]:
    """The place along the path, nearest its middle, clear of nodes, labels and other paths; and its cost.

    `crossed` is the cost of each sample of another path under the label.
    """
    others = [other.samples for other in drawn if other is not path]
    lines = np.concatenate(others) if others else np.empty((0, 2))
    # Loadings crowd at the latent variable; their labels stand nearer the indicator.
    wanted = 0.58 if path.row.op == "=~" else 0.5
    shares = np.array((wanted, *(LOADING_PLACES if path.row.op == "=~" else PLACES)))
    spots = along(path.points, shares)
    cost = np.abs(shares - wanted) * 10 + crossed * _crossed(spots, size, lines)
    cost += _crowding(spots, size, nodes, labels)
    best = int(np.argmin(cost))
    return (float(spots[best, 0]), float(spots[best, 1])), float(cost[best])


def _crossed(spots: np.ndarray, size: Point, lines: np.ndarray) -> np.ndarray:
    """How many points of `lines` lie under a label at each of `spots` (n, 2)."""
    hit = np.abs(spots[:, None, :] - lines) < np.array(size) / 2
    return np.asarray(hit.all(axis=2).sum(axis=1))


def _crowding(
    spots: np.ndarray, size: Point, nodes: tuple[Node, ...], labels: list[tuple[Point, Point]]
) -> np.ndarray:
    """What nodes and labels stand in the way of a label at each of `spots` (n, 2)."""
    cost = np.zeros(len(spots))
    for node in nodes:
        cost += 40 * covers(node, spots, *size)
    for at, other in labels:
        cost += 60 * (np.abs(spots - at) < (np.array(other) + size) / 2).all(axis=1)
    return cost
