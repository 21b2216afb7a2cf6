"""A path of the diagram while the others are still being drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.model.partable import ParRow
from core.views.geometry import Node, Point, along

Curve = tuple[Point, ...]
SAMPLES = np.linspace(0.02, 0.98, 33)


@dataclass(slots=True, eq=False)
class Line:
    """A row whose path is found; `samples` (n, 2) are points on it; `arc` where it is a curve beside
    indicators, with its label at `spot`.
    """

    row: ParRow
    source: Node
    target: Node
    points: Curve
    arc: bool = False
    spot: Point | None = None
    samples: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.samples = along(self.points, SAMPLES)
