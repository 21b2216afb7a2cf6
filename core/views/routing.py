"""How the paths of a diagram run: straight where they can, else around variables and clear of each other."""

from __future__ import annotations

import math

import numpy as np

from core.model.partable import ParRow
from core.views.geometry import ARROW_GAP, Node, Point, along, boundary
from core.views.lines import SAMPLES, Curve, Line
from core.views.obstacles import Obstacles, near
from core.views.structure import Structure

BULGES = (0.0, 30.0, -30.0, 60.0, -60.0, 100.0, -100.0, 150.0, -150.0, 210.0, -210.0, 280.0, -280.0)
# What one sample of a path costs on a variable, outside the picture, along another path, and on a loading.
HIT, OUTSIDE, TOGETHER, IN_FAN = 12.0, 10.0, 3.0, 7.0
# Paths run together where they are this near, and a path passes a variable at this distance.
NEAR, PASS = 8.0, 7.0


def draw(shape: Structure, nodes: tuple[Node, ...], size: Point) -> list[Line]:
    """Every row but the residual covariances of indicators, drawn in a picture of this size."""
    at = {node.name: node for node in nodes}
    fans: dict[str, set[float]] = {}
    for row in shape.drawn:
        if row.op == "=~":
            fans.setdefault(row.lhs, set()).add(at[row.rhs].y)
    lines: list[Line] = []
    for row in _in_order(shape):
        source, target = (at[row.rhs], at[row.lhs]) if row.op == "~" else (at[row.lhs], at[row.rhs])
        if row.op == "=~" and target.indicator:
            in_row = len(fans[row.lhs]) == 1 and source.y not in fans[row.lhs]
            lines.append(Line(row, source, target, _fan_line(source, target, in_row)))
        else:
            lines.append(_run(row, source, target, nodes, lines, size))
    return lines


def _in_order(shape: Structure) -> list[ParRow]:
    """Loadings, regressions, covariances.

    A covariance that was automatic moves to the end of the table when it is switched off, so the order of
    rows must not decide how curves share the room.
    """
    rows = [row for row in shape.drawn if row not in shape.residual]
    return sorted(rows, key=lambda row: (("=~", "~", "~~").index(row.op), row.op == "~~" and row.key))


def _run(
    row: ParRow, source: Node, target: Node, nodes: tuple[Node, ...], lines: list[Line], size: Point
) -> Line:
    """A straight line where nothing is in the way, otherwise the least bent curve that goes around."""
    back = any(line.source is target and line.target is source and line.row.op == row.op for line in lines)
    others = Obstacles.of(tuple(node for node in nodes if node is not source and node is not target))
    margin = PASS if row.op != "=~" else 0.0
    if row.op != "~~" and not back:
        for straight in (_curve(source, target, 0.0), _beside(source, target)):
            if not others.hits(along(straight, SAMPLES), margin):
                return Line(row, source, target, straight)
    bulges = [bulge for bulge in BULGES if bulge or not (row.op == "~~" or back)]
    curves = [_curve(source, target, bulge) for bulge in bulges]
    samples = np.array([along(curve, SAMPLES) for curve in curves])
    cost = np.abs(bulges) / 25 + HIT * others.hits(samples, margin)
    cost += OUTSIDE * ((samples < 4) | (samples > np.array(size) - 4)).sum(axis=(1, 2))
    thin = samples[:, ::2]
    fans = near(thin, [line.samples[::2] for line in lines if line.row.op == "=~"], NEAR)
    paths = near(thin, [line.samples[::2] for line in lines if line.row.op != "=~"], NEAR)
    cost += (IN_FAN * fans + TOGETHER * paths).sum(axis=1) * (np.array(bulges) != 0)
    return Line(row, source, target, curves[int(np.argmin(cost))])


def _fan_line(latent: Node, box: Node, in_row: bool) -> Curve:
    """A line to the middle of the side that faces the latent variable, clear of the boxes beside it."""
    if in_row:
        end = (box.x, box.y + math.copysign(box.height / 2, latent.y - box.y))
    else:
        end = (box.x + math.copysign(box.width / 2, latent.x - box.x), box.y)
    return boundary(latent, end), end


def _beside(source: Node, target: Node) -> Curve:
    """A straight line between the sides of two variables that face each other."""
    half = math.copysign(0.5, target.x - source.x)
    start = (source.x + half * source.width, source.y)
    return start, (target.x - half * target.width - math.copysign(ARROW_GAP, half), target.y)


def _curve(source: Node, target: Node, bulge: float) -> Curve:
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
