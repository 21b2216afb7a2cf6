"""How the picture of a model is arranged: by which template, and what a person moved in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from core.errors import DataError

Template = Literal["automatic", "mediation", "serial", "measurement", "higher", "growth"]
Side = Literal["left", "right", "top", "bottom"]
# Beyond this a place is no place of a picture.
FARTHEST = 100_000.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A variable that was moved: its middle in pixels of the picture, y pointing down, and the `side` on
    which its indicators stand where that was chosen.
    """

    name: str
    x: float
    y: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """The arrangement of a picture: the `template` places all that has no place in `places`."""

    template: Template = "automatic"
    places: tuple[Placed, ...] = ()

    def put(self, placed: Iterable[Placed]) -> Sketch:
        """The same arrangement with these variables at these places."""
        held = {one.name: one for one in (*self.places, *placed)}
        return replace(self, places=tuple(held.values()))

    def renamed(self, old: str, new: str) -> Sketch:
        """The same arrangement of a variable that is called something else."""
        return replace(self, places=tuple(replace(p, name=new) if p.name == old else p for p in self.places))


AUTOMATIC = Sketch()


def sketch_out(sketch: Sketch) -> dict[str, Any]:
    """The arrangement as plain data for a file."""
    return {
        "template": sketch.template,
        "places": [[one.name, one.x, one.y, one.side] for one in sketch.places],
    }


def sketch_in(given: Any) -> Sketch:
    """The arrangement in a file; raises DataError where it is none."""
    if not isinstance(given, Mapping) or given.get("template") not in get_args(Template):
        raise _wrong()
    places = given.get("places")
    if not isinstance(places, list) or not all(isinstance(one, list) and len(one) == 4 for one in places):
        raise _wrong()
    return Sketch(given["template"]).put(placed(*one) for one in places)


def placed(name: Any, x: Any, y: Any, side: Any) -> Placed:
    """A place made of what somebody sent; raises DataError where it is none."""
    numbers = all(isinstance(at, int | float) and not isinstance(at, bool) for at in (x, y))
    if not isinstance(name, str) or not numbers or side not in (None, *get_args(Side)):
        raise _wrong()
    if not all(math.isfinite(at) and abs(at) < FARTHEST for at in (x, y)):
        raise _wrong()
    return Placed(name, float(x), float(y), side)


def _wrong() -> DataError:
    return DataError("sketch", "The places of the diagram are damaged; it is arranged automatically.")
