"""Which columns are the items of which questionnaire, by the pattern of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.data.derived import numbers
from core.data.scales.scoring import Part, ScalePlan
from core.data.scales.templates import TEMPLATES, Template
from core.data.screening import doubtful_codes

FEWEST = 3
PARCELS = 3


@dataclass(frozen=True, slots=True)
class Series:
    """Columns whose names differ by a number alone: `pattern` has # in its place, `columns` go by number."""

    pattern: str
    columns: tuple[tuple[int, str], ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers, in order."""
        return tuple(number for number, _ in self.columns)


@dataclass(frozen=True, slots=True)
class Match:
    """A questionnaire that was recognised, how its items would be scored, and what there is to say of it."""

    template: Template
    series: Series
    plan: ScalePlan
    remark: str = ""


def series(names: Iterable[str]) -> tuple[Series, ...]:
    """Every series of at least three columns, the longest first; a name may belong to several."""
    found: dict[str, dict[int, str]] = {}
    for name in names:
        for number in re.finditer(r"\d+", name):
            pattern = f"{name[: number.start()]}#{name[number.end() :]}"
            found.setdefault(pattern, {}).setdefault(int(number[0]), name)
    out = [Series(key, tuple(sorted(own.items()))) for key, own in found.items() if len(own) >= FEWEST]
    return tuple(sorted(out, key=lambda one: -len(one.columns)))


def recognise(data: Dataset, own: Sequence[ScalePlan] = ()) -> tuple[Match, ...]:
    """The questionnaires whose items the names of the columns show and that are not scored yet, with the plan
    that is usual for each; then the visitor's `own` scales whose columns are all there."""
    found = []
    every = series(data.names)
    scored = {name for name, _ in data.constructs}
    for template in TEMPLATES:
        names = [name for name, _ in template.parts]
        if template.construct in scored or (names and all(name in data.frame.columns for name in names)):
            continue
        fitting = next((one for one in every if fits(template, one)), None)
        if fitting is not None:
            found.append(match(data, template, fitting))
    return (*found, *(_own(plan) for plan in own if not scored & {plan.name} and _ready(data, plan)))


def _ready(data: Dataset, plan: ScalePlan) -> bool:
    """True where a scale can be scored here and has not been."""
    return set(plan.columns) <= set(data.names) and not {p.name for p in plan.parts} & set(data.frame.columns)


def _own(plan: ScalePlan) -> Match:
    template = Template(f"own {plan.name}", f"{plan.name}: your own scale", plan.name, (), "your own")
    return Match(template, Series(plan.name, tuple(enumerate(plan.columns, start=1))), plan)


def fits(template: Template, one: Series) -> bool:
    """True where a series is named after the questionnaire and has its items, no fewer and no more."""
    before = one.pattern.partition("#")[0].casefold()
    if not any(re.search(rf"(?:^|[^a-z]){word}", before) for word in template.words):
        return False
    items = template.items or tuple(range(1, len(one.columns) + 1))
    return one.numbers == items


def match(data: Dataset, template: Template, one: Series) -> Match:
    """The usual plan for a series; raises DataError where it holds no numbers."""
    column = dict(one.columns)
    parts = template.parts or ((template.id.upper(), one.numbers),)
    named = tuple(Part(_free(name, data), tuple(column[i] for i in items)) for name, items in parts)
    around, remark = _direction(data, template, column)
    low, high = answers(data, tuple(column.values()))
    fitting = [usual for usual in template.ranges if usual[0] <= low and high <= usual[1]]
    low, high = (fitting or list(template.ranges) or [(low, high)])[0]
    form = template.form
    if form == "parcels" and len(column) < 2 * PARCELS:
        form = "items"
    plan = ScalePlan(template.construct, named, float(low), float(high), around, template.how, form, PARCELS)
    return Match(template, one, plan, remark)


def answers(data: Dataset, columns: Sequence[str]) -> tuple[float, float]:
    """The lowest and the highest possible answer in these columns as somebody said it, else those that were
    given, without what may mean “no answer”; 0 and 1 where there is none."""
    mine = [v for v in data.variables if v.name in columns]
    said = [limit for v in mine for limit in (v.low, v.high) if limit is not None]
    values = _answers(data, columns)
    known = np.append(values[~np.isnan(values)], said)
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)


def possible_answers(data: Dataset) -> dict[str, tuple[float, float]]:
    """The range of answers of each column of numbers; items of one series have one range."""
    return data.once("possible answers", lambda: _possible_answers(data))


def _possible_answers(data: Dataset) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for one in series(data.names):
        names = [name for _, name in one.columns if name not in found]
        found |= dict.fromkeys(names, answers(data, names)) if names else {}
    return found | {name: answers(data, (name,)) for name in data.names if name not in found}


def _answers(data: Dataset, columns: Sequence[str]) -> np.ndarray:
    """The values (n, k) of columns, NaN in place of what may mean “no answer”."""
    values, variable = numbers(data, columns), {v.name: v for v in data.variables}
    for cells, name in zip(values.T, columns, strict=True):
        cells[np.isin(cells, list(doubtful_codes(variable[name], cells)))] = np.nan
    return values


def _direction(data: Dataset, template: Template, column: dict[int, str]) -> tuple[tuple[str, ...], str]:
    """The columns to turn round: those of the key, unless they already run with the others."""
    around = tuple(column[i] for i in template.reversed)
    if not around:
        return (), ""
    others = tuple(name for name in column.values() if name not in around)
    named = ", ".join(map(str, template.reversed))
    if _together(_answers(data, around), _answers(data, others)) <= 0:
        return around, f"Items {named} run against the others and are turned round."
    text = f"The key turns items {named} round; here they already run with the others and stay as they are."
    return (), text


def _together(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of the means of two sets of items; 0 where there is none."""
    full = ~np.isnan(one).any(axis=1) & ~np.isnan(other).any(axis=1)
    a, b = one[full].mean(axis=1) if full.any() else full, other[full].mean(axis=1) if full.any() else full
    if full.sum() < FEWEST or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _free(name: str, data: Dataset) -> str:
    while name in data.frame.columns:
        name += "_s"
    return name
