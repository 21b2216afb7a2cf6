"""The arrangement of a picture: the layers that its template asks for, and what a person moved in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.model.sketch import Placed, Side, Sketch, Template
from core.views.geometry import Box, Layout, Node
from core.views.places import Place, fan
from core.views.placing import MARGIN, ROOM, place
from core.views.sharing import growth_row
from core.views.structure import Structure

Layers = tuple[tuple[str, ...], ...]
# Between what is pushed aside and what it would have lain on.
GAP = 24.0


def arrange(shape: Structure, sketch: Sketch) -> tuple[tuple[Node, ...], Box]:
    """All nodes, structural ones first, and the corners of the room that they take."""
    places = place(replace(shape, layers=_layers(shape, sketch.template)))
    if sketch.template == "growth":
        growth_row(places)
    moved = _put(places, sketch)
    nodes = tuple(
        Node(p.name, p.label, "latent" if p.latent else "observed", p.x, p.y, p.width, p.height)
        for p in places
    ) + tuple(box for p in places for box in fan(p))
    low, high = _room(places)
    if moved:
        # The corner of the picture stays where it was, so that nothing else moves with what is moved.
        low, high = np.minimum(low, MARGIN), np.maximum(high, np.array(ROOM) - MARGIN)
    return nodes, (low, high)


def settled(drawn: Layout, sketch: Sketch) -> Sketch:
    """The arrangement with every structural variable held where it stands in the picture."""
    sides: dict[str, Side | None] = {node.owner: node.side for node in drawn.nodes if node.owner}
    nodes = (node for node in drawn.nodes if not node.indicator)
    return sketch.put(Placed(node.name, node.x, node.y, sides.get(node.name)) for node in nodes)


def moved_by(drawn: Layout, sketch: Sketch, name: str, dx: float, dy: float) -> Sketch:
    """The arrangement after a variable was moved in the picture; all others stay where they stand."""
    held = settled(drawn, sketch)
    return held.put(replace(one, x=one.x + dx, y=one.y + dy) for one in held.places if one.name == name)


def turned_to(drawn: Layout, sketch: Sketch, name: str, side: Side) -> Sketch:
    """The arrangement with the indicators of a variable on another side of it."""
    held = settled(drawn, sketch)
    return held.put(replace(one, side=side) for one in held.places if one.name == name)


def _layers(shape: Structure, template: Template) -> Layers:
    """The layers of the structural variables; empty ones are left out."""
    names = [name for layer in shape.layers for name in layer]
    caused, causing = {effect for _, effect in shape.causes}, {cause for cause, _ in shape.causes}
    between = [name for name in names if name in caused & causing]
    first = [name for name in names if name not in caused]
    last = [name for name in names if name in caused - causing]
    found: Sequence[Sequence[str]] = shape.layers
    if template == "mediation":
        found = (first, between, last)
    elif template == "serial":
        found = (first, *((name,) for name in between), last)
    elif template in ("measurement", "growth"):
        found = (names,)
    elif template == "higher":
        upper = {row.lhs for row in shape.drawn if row.op == "=~" and row.rhs in shape.latents}
        found = ([n for n in names if n in upper], [n for n in names if n not in upper])
    return tuple(tuple(layer) for layer in found if layer)


def _put(places: list[Place], sketch: Sketch) -> bool:
    """Put each variable where it was moved to, the others as they stood to these; true where any was."""
    held = {one.name: one for one in sketch.places}
    known = [one for one in places if one.name in held]
    if not known:
        return False
    drift = np.mean([(held[p.name].x - p.x, held[p.name].y - p.y) for p in known], axis=0)
    for one in places:
        at = held.get(one.name) or Placed(one.name, one.x + drift[0], one.y + drift[1])
        one.x, one.y, one.side = float(at.x), float(at.y), at.side or one.side
    taken = known
    for one in places:
        if one.name not in held:
            _push_down(one, taken)
            taken = [*taken, one]
    return True


def _push_down(one: Place, taken: list[Place]) -> None:
    """Move a variable below all that it would lie on."""
    low, high = _room([one])
    for other in sorted(taken, key=lambda place: place.y):
        other_low, other_high = _room([other])
        if bool(np.all(low - GAP < other_high) and np.all(other_low - GAP < high)):
            step = math.ceil(other_high[1] + GAP - low[1])
            one.y += step
            low, high = _room([one])


def _room(places: list[Place]) -> Box:
    """The corners of the room that variables take with their indicators."""
    middles = np.array([(p.x, p.y) for p in places])
    left, right, up, down = np.array([p.room() for p in places]).T
    return (middles - np.array([left, up]).T).min(axis=0), (middles + np.array([right, down]).T).max(axis=0)
