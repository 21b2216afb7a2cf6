"""From items to the columns that stand in a model: turned round, averaged or summed, in parcels or single."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.dataset import Dataset
from core.data.derived import answers_within, derive, with_columns
from core.data.names import display_name, figure
from core.data.scales.templates import Form, How
from core.errors import DataError

FEWEST_ANSWERED = 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """A scale or subscale and the `columns` of its items."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScalePlan:
    """How the items of a questionnaire become columns.

    `low` and `high` are the lowest and highest possible answers; `reversed` columns become low + high − x.
    A score needs the share `answered` of its items; a sum with gaps is the mean times the number of items.
    """

    name: str
    parts: tuple[Part, ...]
    low: float
    high: float
    reversed: tuple[str, ...] = ()
    how: How = "mean"
    form: Form = "score"
    parcels: int = 3
    answered: float = FEWEST_ANSWERED

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all items."""
        return tuple(dict.fromkeys(column for part in self.parts for column in part.columns))


def turned(data: Dataset, plan: ScalePlan) -> np.ndarray:
    """The answers (n, k) to the items with the reversed ones turned round.

    Raises DataError where an answer lies outside the range of the scale.
    """
    _check_plan(plan)
    values = answers_within(data, plan.columns, plan.low, plan.high)
    around = np.isin(plan.columns, plan.reversed)
    return np.where(around, plan.low + plan.high - values, values)


def _check_plan(plan: ScalePlan) -> None:
    """Raise DataError where the plan cannot be carried out."""
    if not plan.parts or any(len(part.columns) < 2 for part in plan.parts):
        raise DataError("few_items", "A scale needs at least two items. Choose its columns.")
    names = [part.name for part in plan.parts]
    if not all(name.strip() for name in (plan.name, *names)) or len(set(names)) < len(names):
        raise DataError("scale_name", "Every scale needs a name of its own.")
    short = next((part for part in plan.parts if len(part.columns) < 2 * plan.parcels), None)
    if plan.form == "parcels" and short is not None:
        text = f"“{display_name(short.name)}” has {len(short.columns)} items, too few for {plan.parcels} "
        raise DataError("few_items_parcels", text + "parcels of at least two. Take the items themselves.")


def score(data: Dataset, plan: ScalePlan) -> Dataset:
    """The data with the columns of a scale added, and its constructs named; raises DataError."""
    values = turned(data, plan)
    place = {column: at for at, column in enumerate(plan.columns)}
    made: dict[str, np.ndarray] = {}
    labels: dict[str, str] = {}
    constructs: list[tuple[str, tuple[str, ...]]] = []
    for part in plan.parts:
        pieces = _pieces(part, plan)
        for name, items in pieces.items():
            if items == (name,):
                continue
            made[name] = scored(values[:, [place[item] for item in items]], plan.how, plan.answered)
            labels[name] = _label(items, plan)
        if plan.form != "score":
            constructs.append((_construct(part, plan), tuple(pieces)))
    if plan.form == "score" and len(plan.parts) > 1:
        constructs.append((plan.name, tuple(part.name for part in plan.parts)))
    found = with_columns(data, made, labels, _done(plan, labels), repr(plan))
    names = {name for name, _ in constructs}
    return replace(found, constructs=(*(c for c in data.constructs if c[0] not in names), *constructs))


def _construct(part: Part, plan: ScalePlan) -> str:
    return plan.name if len(plan.parts) == 1 else part.name


def _pieces(part: Part, plan: ScalePlan) -> dict[str, tuple[str, ...]]:
    """The columns to be made of a part, each with its items; an item that stays is made of itself."""
    if plan.form == "score":
        return {part.name: part.columns}
    if plan.form == "items":
        return {f"{item}_r" if item in plan.reversed else item: (item,) for item in part.columns}
    return {f"{part.name}_p{i + 1}": part.columns[i :: plan.parcels] for i in range(plan.parcels)}


def scored(values: np.ndarray, how: How, answered: float) -> np.ndarray:
    """The mean or sum (n,) of answers (n, k), NaN where fewer than the share `answered` of them are there;
    a sum with gaps is the mean times k."""
    known = ~np.isnan(values)
    count, k = known.sum(axis=1), values.shape[1]
    enough = count >= max(1, math.ceil(answered * k - 1e-9))
    mean = np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(enough, mean * (k if how == "sum" else 1), np.nan)


def _label(items: Sequence[str], plan: ScalePlan) -> str:
    shown = [display_name(item) for item in items]
    if len(items) == 1:
        return f"{shown[0]}, turned round"
    around = [display_name(item) for item in items if item in plan.reversed]
    return f"{plan.how} of {', '.join(shown)}" + (f" ({', '.join(around)} turned round)" if around else "")


def _done(plan: ScalePlan, labels: Mapping[str, str]) -> str:
    """All that somebody needs to make the columns again."""
    if not labels:
        return f"{display_name(plan.name)}: its items stand for themselves"
    the = "the " * (plan.form != "items")
    made = "; ".join(f"“{display_name(name)}” is {the}{label}" for name, label in labels.items())
    rule = f", where at least {100 * plan.answered:g} % of the items are answered" * (plan.form != "items")
    around = f"; turned round is {figure(plan.low)} ↔ {figure(plan.high)}" if plan.reversed else ""
    return f"{display_name(plan.name)}: {made}{rule}{around}"


def as_scored(data: Dataset, plan: ScalePlan) -> Dataset:
    """The data with the items themselves in the direction of the scale, to look at how they hang together."""
    values = turned(data, plan)
    frame = data.frame.assign(**{name: values[:, i] for i, name in enumerate(plan.columns)})
    return derive(data, frame, data.variables, f"items of {plan.name} turned round", repr(plan))
