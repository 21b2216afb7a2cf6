"""The steps from the rows of a file to those of a model, as values that can be kept and done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.data.dataset import Role
from core.data.scales.scoring import ScalePlan

Relation = Literal["is", "is not", "at least", "at most"]


@dataclass(frozen=True, slots=True)
class CountAsMissing:
    """The cells of `columns` that hold one of the `codes` become empty."""

    columns: tuple[str, ...]
    codes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SetRange:
    """The answers in `columns` can go from `low` to `high`."""

    columns: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SetRole:
    """The `columns` may stand in models, or are put aside."""

    columns: tuple[str, ...]
    role: Role


@dataclass(frozen=True, slots=True)
class TurnRound:
    """The answers in `columns` are turned round, x → low + high − x."""

    columns: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words in `columns` become `numbers`; a word that has none becomes empty."""

    columns: tuple[str, ...]
    numbers: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """Columns get other names: (before, after)."""

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CapAge:
    """Everybody above 90 is 90, as nobody is known by such an age alone then."""

    column: str


@dataclass(frozen=True, slots=True)
class KeepRows:
    """The rows stay whose value in `column` stands in this `relation` to `value`."""

    column: str
    relation: Relation
    value: str


@dataclass(frozen=True, slots=True)
class LeaveOutRows:
    """The `rows`, counted from 1, are left out; `what` they are."""

    rows: tuple[int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Forget:
    """The `columns` are dropped, from everything that the data were made from too."""

    columns: tuple[str, ...]


# A plan for a scale is the step that adds its columns.
Step = (
    CountAsMissing
    | SetRange
    | SetRole
    | TurnRound
    | NumberWords
    | Rename
    | CapAge
    | KeepRows
    | LeaveOutRows
    | Forget
    | ScalePlan
)
