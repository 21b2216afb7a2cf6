"""Where latent variables stand that share their indicators: growth factors and bifactor models."""

from __future__ import annotations

from core.views.places import Place, fan

GUEST_GAP = 24.0
# Between two factors of a growth curve, and from what predicts them down to them.
FACTOR_GAP, ROW_DISTANCE = 70.0, 190.0


def guests_apart(column: list[Place]) -> list[Place]:
    """The latent variables without indicators of their own that stand beyond those of others.

    One that shares most indicators of one other variable, as a slope does, stays with that.
    """
    return [place for place in column if not place.boxes and place.shared and _host(place, column) is None]


def _host(guest: Place, places: list[Place]) -> Place | None:
    """The variable whose indicators a guest shares for the most part, where it has no others."""
    for place in places:
        common = set(place.boxes) & set(guest.shared)
        if len(common) == len(guest.shared) > len(place.boxes) / 2:
            return place
    return None


def together(column: list[Place]) -> list[Place]:
    """The column with each variable that shares most indicators of another one right behind that."""
    hosts = {place.name: _host(place, column) for place in column if not place.boxes and place.shared}
    order = []
    for place in column:
        if hosts.get(place.name) is None:
            guests = [guest for guest in column if hosts.get(guest.name) is place]
            place.guests = len(guests)
            order += [place, *guests]
    return order


def meet_guests(places: list[Place]) -> None:
    """Move indicators that several variables of a column share to the middle between these."""
    for place in places:
        if place.boxes and place.side in ("left", "right"):
            heights = [other.y for other in _guests(place, places)]
            place.shift = sum(heights, place.y) / (len(heights) + 1) - place.y


def growth_row(places: list[Place]) -> None:
    """Stand the factors of a growth curve beside one another above their measurements, the others above."""
    above = [place for place in places if not place.boxes and not place.shared]
    factors = [place for place in places if place not in above]
    for row, y in ((above, -ROW_DISTANCE), (factors, 0.0)):
        widest = max((max(place.width + FACTOR_GAP, 2 * place.room()[1]) for place in row), default=0.0)
        for i, place in enumerate(row):
            place.x, place.y, place.side = (i - (len(row) - 1) / 2) * widest, y, "bottom"
    for place in factors:
        middles = [other.x for other in _guests(place, places)]
        place.shift = sum(middles, place.x) / (len(middles) + 1) - place.x


def _guests(place: Place, places: list[Place]) -> list[Place]:
    """The variables of its layer that share most indicators of one."""
    others = (other for other in places if not other.boxes and other.layer == place.layer)
    return [other for other in others if _host(other, places) is place]


def set_apart(guests: list[Place], places: list[Place]) -> None:
    """Stand guests beyond the indicators that they share, each beside its own as far as there is room."""
    boxes = {box.name: box for place in places for box in fan(place)}
    middles = {
        guest.name: sum(boxes[name].y for name in guest.shared) / len(guest.shared) for guest in guests
    }
    edge = max((box.x + box.width / 2 for box in boxes.values()), default=0.0)
    lowest = -float("inf")
    for guest in sorted(guests, key=lambda guest: middles[guest.name]):
        guest.x = edge + guest.fan_gap + 40 + guest.width / 2
        guest.y = max(middles[guest.name], lowest + guest.height / 2 + GUEST_GAP)
        lowest = guest.y + guest.height / 2
    if guests:
        drift = sum(guest.y - middles[guest.name] for guest in guests) / len(guests)
        for guest in guests:
            guest.y -= drift
