"""Which columns can stand in a model, and which of them seem to measure the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.data.dataset import Data, Dataset, Variable
from core.data.identifiers import identifiers

# Subscales that are reported together: the Working Alliance Inventory (Horvath & Greenberg, 1989).
SUBSCALES: dict[str, tuple[str, ...]] = {"Alliance": ("goal", "task", "bond")}
# Beginnings of column names that abbreviate a construct.
ABBREVIATIONS = {"eng": "Engagement", "out": "Outcome", "sat": "Satisfaction", "all": "Alliance"}
# Longer runs of numbers number the columns of a file, not the items of one construct.
MOST_ITEMS = 40
NUMBERED = re.compile(r"(?P<stem>.*[^\W\d_])[ _.\-]*(?P<number>\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Construct:
    """A latent variable that the names of its `indicators` suggest."""

    name: str
    indicators: tuple[str, ...]


def usable_columns(data: Data) -> tuple[str, ...]:
    """Columns for a model: numeric, not constant, and not telling who somebody is, unless it was said that
    they are for models."""
    if not isinstance(data, Dataset):
        return data.names
    telling = identifiers(data)
    return data.once("usable", lambda: tuple(v.name for v in data.variables if _usable(v, telling)))


def _usable(variable: Variable, telling: Mapping[str, str]) -> bool:
    if variable.kind != "numeric" or variable.n_distinct < 2 or variable.role == "aside":
        return False
    return variable.role == "model" or variable.name not in telling


def suggest_constructs(data: Data) -> tuple[Construct, ...]:
    """The constructs of scored scales, then those by the pattern of names: known subscales, and numbered
    columns such as eng1, eng2, eng3."""
    names = usable_columns(data)
    known = [Construct(*construct) for construct in data.constructs] if isinstance(data, Dataset) else []
    said = {construct.name for construct in known}
    guessed = [*_subscales(names), *sorted(_numbered(names), key=lambda g: g.name not in _full_names())]
    found = [*known, *(construct for construct in guessed if construct.name not in said)]
    taken = set(data.names)
    unique = []
    for construct in found:
        name = construct.name
        while name in taken:
            name += "_f"
        taken.add(name)
        unique.append(Construct(name, construct.indicators))
    return tuple(unique)


def _full_names() -> set[str]:
    return {*SUBSCALES, *ABBREVIATIONS.values()}


def _subscales(names: tuple[str, ...]) -> list[Construct]:
    by_name = {name.strip().casefold(): name for name in names}
    return [
        Construct(construct, tuple(by_name[part] for part in parts))
        for construct, parts in SUBSCALES.items()
        if all(part in by_name for part in parts)
    ]


def _numbered(names: tuple[str, ...]) -> list[Construct]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        found = NUMBERED.fullmatch(name.strip())
        if found:
            groups.setdefault(found["stem"], []).append((int(found["number"]), name))
    return [
        Construct(_construct_name(stem), tuple(name for _, name in members))
        for stem, members in groups.items()
        if _consecutive([number for number, _ in members])
    ]


def _consecutive(numbers: list[int]) -> bool:
    """Items are numbered without wide gaps; years of measurement such as 67 and 71 are not items."""
    return 1 < len(numbers) <= MOST_ITEMS and max(numbers) - min(numbers) < 2 * len(numbers)


def _construct_name(stem: str) -> str:
    known = ABBREVIATIONS.get(stem.casefold())
    if known:
        return known
    return stem.upper() if len(stem) <= 4 else stem[0].upper() + stem[1:]
