"""The steps from one model to another in words: switched … off, fixed … to 0.5, made … equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from core.model.differences import Kind, Step
from core.model.partable import ParRow
from core.model.printing import number
from core.options import Options
from core.views.labels import short_name

# More paths than these make a sentence that nobody reads.
NAMED = 4
SWITCHED: tuple[Kind, ...] = ("off", "on")
WORDS: dict[Kind, str] = {
    "turned": "turned {} round",
    "covariance": "put a covariance in the place of {}",
    "freed": "freed {}",
    "added": "added {}",
    "removed": "removed {}",
    "redefined": "changed what {} is",
}
# Options that need another word than their own.
OPTIONS = {
    "fun": "kind of model",
    "likelihood": "convention of χ²",
    "missing": "way with missing answers",
    "group": "column of the groups",
    "group_equal": "kinds that are equal over groups",
    "group_partial": "exceptions from what is equal over groups",
    "ordered": "ordered variables",
    "std_lv": "scale of latent variables by their variance",
    "imputer": "way to fill gaps",
    "auxiliary": "auxiliary columns",
    "pooled_df": "degrees of freedom of t",
    "interval": "way to make intervals",
    "level": "level of the intervals",
    "draws": "number of draws",
    "negligible": "bound of a negligible effect",
}


def in_a_row(names: Iterable[str]) -> str:
    """Names as they are said, no more than can be read: a, b and c."""
    names = list(names)
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def steps_told(steps: Sequence[Step]) -> Iterator[str]:
    """What was done to the model, to be said after “You”."""
    switched = [f"{in_a_row(names)} {kind}" for kind in SWITCHED if (names := _names(steps, kind))]
    if switched:
        yield f"switched {' and '.join(switched)}"
    for step in steps:
        if step.kind in ("fixed", "refixed"):
            value = step.rows[0].value
            yield f"fixed {_name(step.rows[0])}" + ("" if value is None else f" to {number(value)}")
        elif step.kind == "moved":
            was, row = step.rows
            yield f"moved {row.rhs} from {was.lhs} to {row.lhs}"
        elif step.kind in ("equal", "unequal"):
            tied = in_a_row(_name(row) for row in step.rows)
            yield f"made {tied} equal" if step.kind == "equal" else f"let {tied} differ"
    for kind, words in WORDS.items():
        names = _names(steps, kind)
        if names:
            yield words.format(in_a_row(names))


def _names(steps: Sequence[Step], kind: Kind) -> list[str]:
    return [_name(step.rows[0]) for step in steps if step.kind == kind]


def _name(row: ParRow) -> str:
    match row.op:
        case "==" | "<" | ">":
            return f"{row.lhs} {row.op} {row.rhs}"
        case "~1":
            return f"the mean of {row.lhs}"
        case "~~" if row.lhs == row.rhs:
            return f"the variance of {row.lhs}"
        case _:
            return short_name(row)


def options_told(before: Options, after: Options) -> Iterator[str]:
    """What was done to how a model is computed, to be said after “You”."""
    for field in fields(Options):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            word = OPTIONS.get(field.name, field.name.replace("_", " "))
            yield f"changed the {word} from {_value(old)} to {_value(new)}"


def _value(value: object) -> str:
    match value:
        case None | ():
            return "none"
        case True | False:
            return "on" if value else "off"
        case tuple():
            return in_a_row(map(str, value))
        case str():
            return value.replace("_", " ")
        case _:
            return f"{value:,}" if isinstance(value, int) else str(value)
