"""What the estimates of the paths were before the last step, where they read differently now."""

from __future__ import annotations

from dataclasses import dataclass

from core.analysis import Analysis
from core.model.partable import Key
from core.views.labels import short_name, shown
from core.views.numbers import Units


@dataclass(frozen=True, slots=True)
class Former:
    """A path whose estimate `was` one value and `is_now` another, as they are shown."""

    key: Key
    name: str
    was: str
    is_now: str


def former(before: Analysis, after: Analysis, units: Units) -> tuple[Former, ...]:
    """The paths that are on in both analyses and show another estimate in the second."""
    old = {p.row.key: shown(p, units) for p in before.parameters if p.row.on}
    found = []
    for parameter in after.parameters:
        row = parameter.row
        was, now = old.get(row.key), shown(parameter, units)
        if row.joins and row.on and was and now and was != now:
            found.append(Former(row.key, short_name(row), was, now))
    return tuple(found)
