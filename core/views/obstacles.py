"""What stands in the way of a path or of its label: all variables of a diagram at once, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from core.views.geometry import Box, Node


@dataclass(frozen=True, slots=True, eq=False)
class Obstacles:
    """Variables with their `middles` and `halves` (n, 2), and which of them are `oval` (n)."""

    middles: np.ndarray
    halves: np.ndarray
    oval: np.ndarray

    @staticmethod
    def of(nodes: tuple[Node, ...]) -> Obstacles:
        """The variables as obstacles, in the same order."""
        return Obstacles(
            np.array([(node.x, node.y) for node in nodes]).reshape(-1, 2),
            np.array([(node.width, node.height) for node in nodes]).reshape(-1, 2) / 2,
            np.array([node.shape == "latent" for node in nodes], dtype=bool),
        )

    @property
    def bounds(self) -> Box:
        """The box around all of them."""
        return (self.middles - self.halves).min(axis=0), (self.middles + self.halves).max(axis=0)

    def hits(self, points: np.ndarray, margins: np.ndarray | float) -> np.ndarray:
        """How often `points` (…, m, 2) lie in the boxes of the variables, grown by `margins` (n)."""
        apart = np.abs(points[..., None, :] - self.middles)
        reach = self.halves + np.broadcast_to(margins, self.oval.shape)[:, None]
        return np.asarray((apart < reach).all(axis=-1).sum(axis=(-1, -2)))

    def covered(self, spots: np.ndarray, size: tuple[float, float]) -> np.ndarray:
        """How many variables lie somewhere under a label of this size at each of `spots` (m, 2)."""
        apart = np.abs(spots[:, None, :] - self.middles) - np.array(size) / 2
        share = apart.clip(0.0) / self.halves
        hit = np.where(self.oval, np.hypot(share[..., 0], share[..., 1]) < 1, (share < 1).all(axis=-1))
        return np.asarray(hit.sum(axis=1))


def near(points: np.ndarray, lines: list[np.ndarray], distance: float) -> np.ndarray:
    """Which of `points` (…, 2) come as near as this to one of the points (n, 2) of some line."""
    if not lines:
        return np.zeros(points.shape[:-1], dtype=bool)
    found, _ = KDTree(np.concatenate(lines)).query(points, distance_upper_bound=distance)
    return np.asarray(np.isfinite(found))
