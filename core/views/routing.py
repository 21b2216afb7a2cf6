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
class _Drawn:
    row: ParRow
    source: Node
    target: Node
    points: tuple[Point, ...]
    samples: np.ndarray = field(repr=False)


def route(rows: tuple[ParRow, ...], nodes: tuple[Node, ...], width: float, height: float) -> tuple[Edge, ...]:
    """Draw every row between its two nodes and find a clear place for its label."""
    at = {node.name: node for node in nodes}
    fans: dict[str, set[float]] = {}
    for row in rows:
        if row.op == "=~":
            fans.setdefault(row.lhs, set()).add(at[row.rhs].y)
    drawn: list[_Drawn] = []
    # A covariance that was automatic moves to the end of the table when it is switched off, so the order of
    # rows must not decide how curves share the room.
    for row in sorted(rows, key=lambda row: (("=~", "~", "~~").index(row.op), row.op == "~~" and row.key)):
        source, target = (row.rhs, row.lhs) if row.op == "~" else (row.lhs, row.rhs)
        if row.op == "=~" and at[target].indicator:
            line = _fan_line(
                at[source], at[target], len(fans[source]) == 1 and at[source].y not in fans[source]
            )
            drawn.append(_Drawn(row, at[source], at[target], line, along(line, SAMPLES)))
        else:
            drawn.append(_run(row, at[source], at[target], nodes, drawn, (width, height)))
    labels: list[tuple[Point, Point]] = []
    edges = {}
    for path in sorted(drawn, key=lambda path: ("~", "~~", "=~").index(path.row.op)):
        size = SMALL_LABEL if path.row.op == "=~" else LABEL
        spot = _label_spot(path, size, drawn, nodes, labels)
        labels.append((spot, size))
        edges[path.row.key] = Edge(
            path.row.key, path.source.name, path.target.name, KINDS[path.row.op], path.points, *spot
        )
    return tuple(edges[row.key] for row in rows)


def _run(
    row: ParRow, source: Node, target: Node, nodes: tuple[Node, ...], drawn: list[_Drawn], size: Point
) -> _Drawn:
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
    return _Drawn(row, source, target, best[1], best[2])


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
    samples: np.ndarray, bulge: float, others: list[Node], drawn: list[_Drawn], size: Point, strict: bool
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


def _label_spot(
    path: _Drawn,
    size: Point,
    drawn: list[_Drawn],
    nodes: tuple[Node, ...],
    labels: list[tuple[Point, Point]],
) -> Point:
    """The place along the path, nearest its middle, that is clear of nodes, labels and other paths."""
    others = [other.samples for other in drawn if other is not path]
    lines = np.concatenate(others) if others else np.empty((0, 2))
    # Loadings crowd at the latent variable; their labels stand nearer the indicator.
    wanted = 0.58 if path.row.op == "=~" else 0.5
    best, best_cost = (0.0, 0.0), math.inf
    for t in (wanted, *(LOADING_PLACES if path.row.op == "=~" else PLACES)):
        x, y = (float(value) for value in along(path.points, t))
        cost = abs(t - wanted) * 10 + _crowding(x, y, size, lines, nodes, labels)
        if cost < best_cost:
            best, best_cost = (x, y), cost
    return best


def _crowding(
    x: float,
    y: float,
    size: Point,
    lines: np.ndarray,
    nodes: tuple[Node, ...],
    labels: list[tuple[Point, Point]],
) -> float:
    cost = 2.0 * float(np.sum(inside(lines, x, y, size[0], size[1])))
    for node in nodes:
        if covers(node, x, y, *size):
            cost += 40
    for (other_x, other_y), other in labels:
        if abs(other_x - x) < (other[0] + size[0]) / 2 and abs(other_y - y) < (other[1] + size[1]) / 2:
            cost += 60
    return cost
