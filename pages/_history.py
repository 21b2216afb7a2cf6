"""The models of a visit in the order in which they were on screen, and which of them is there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.model.partable import ParTable
from core.model.sketch import AUTOMATIC, Sketch


@dataclass(frozen=True, slots=True)
class Scene:
    """A model with the arrangement of its picture; the `table` is None on the empty canvas."""

    table: ParTable | None
    sketch: Sketch = AUTOMATIC

    def renamed(self, names: Mapping[str, str]) -> Scene:
        """The same with other names of variables: before → after."""
        return Scene(self.table and self.table.renamed(names), self.sketch.renamed(names))


@dataclass(frozen=True, slots=True)
class History:
    """The `past` models, oldest first, and the `future` ones that were undone, nearest first.

    `branch` counts the models that were put on screen other than by a step, by which a late wish for a step
    is known.
    """

    past: tuple[Scene, ...] = ()
    future: tuple[Scene, ...] = ()
    branch: int = 0

    @property
    def at(self) -> int:
        """How many models lie before the one on screen."""
        return len(self.past)

    @property
    def last(self) -> int:
        """The highest place that can be gone to."""
        return len(self.past) + len(self.future)

    def left(self, old: Scene) -> History:
        """The history after `old` was left for another model; what had been undone is gone."""
        return replace(self, past=(*self.past, old), future=(), branch=self.branch + 1)

    def renamed(self, names: Mapping[str, str]) -> History:
        """The same with other names of variables; a wish that was heard under the old ones is late."""
        past, future = (tuple(scene.renamed(names) for scene in side) for side in (self.past, self.future))
        return History(past, future, self.branch + 1)

    def moved(self, now: Scene, at: int) -> tuple[Scene, History]:
        """The model at a place, and the history with that on screen in the place of `now`."""
        line = (*self.past, now, *self.future)
        at = max(0, min(at, self.last))
        return line[at], replace(self, past=line[:at], future=line[at + 1 :])
