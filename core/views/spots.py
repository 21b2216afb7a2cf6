"""Where the label of a path stands: on the path, clear of variables, other labels and other paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from core.views.geometry import Point, along, inside
from core.views.lines import Line
from core.views.obstacles import Obstacles

# Parts of the way along a path, the best first.
PLACES = (0.5, *(0.5 + step * 0.03 * sign for step in range(1, 13) for sign in (-1, 1)))
# Loadings crowd at the latent variable; their labels stand nearer the indicator.
LOADING_PLACES = (0.58, 0.5, 0.64, 0.7, 0.76, 0.82, 0.87)
# What a variable under a label costs, another label, and how far it is from the best place.
COVERED, OVERLAP, AWAY = 40.0, 60.0, 10.0
# What each point of another path under it costs, and for an arc an arrowhead of its own, which is so long.
CROSSED, ARC_CROSSED, HEAD, ARROW = 2.0, 10.0, 15.0, 10.0
# A label with its middle, width and height.
Label = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """The room for labels of one `size`: between the `walls` and the points on `lines`."""

    size: Point
    walls: Obstacles
    lines: KDTree

    @staticmethod
    def of(size: Point, walls: Obstacles, lines: list[np.ndarray]) -> Room:
        """Room beside variables and points (n, 2) of lines."""
        return Room(size, walls, _tree(lines, size))

    def spot(self, line: Line, taken: list[Label], known: bool = True) -> tuple[Point, float]:
        """The best place for the label of a path beside those that are taken, and how crowded it is there.

        `known` says that the path itself is among the lines.
        """
        shares = np.array(LOADING_PLACES if line.row.op == "=~" else PLACES)
        spots = along(line.points, shares)
        cost = AWAY * np.abs(shares - shares[0]) + COVERED * self.walls.covered(spots, self.size)
        crossed = _under(self.lines, spots, self.size)
        if known:
            crossed -= _under(_tree([line.samples], self.size), spots, self.size)
        cost += (ARC_CROSSED if line.arc else CROSSED) * crossed
        for x, y, width, height in taken:
            cost += OVERLAP * inside(spots, x, y, width + self.size[0], height + self.size[1])
        if line.arc:
            for x, y in (line.points[0], line.points[-1]):
                cost += HEAD * inside(spots, x, y, self.size[0] + ARROW, self.size[1] + ARROW)
        best = int(np.argmin(cost))
        return (float(spots[best, 0]), float(spots[best, 1])), float(cost[best])


def _tree(lines: list[np.ndarray], size: Point) -> KDTree:
    """The points of lines, in units of a label's width and height."""
    return KDTree(np.concatenate([np.empty((0, 2)), *lines]) / size)


def _under(tree: KDTree, spots: np.ndarray, size: Point) -> np.ndarray:
    """How many points lie under a label at each of `spots` (n, 2)."""
    return np.asarray(tree.query_ball_point(spots / size, 0.5, p=np.inf, return_length=True))
