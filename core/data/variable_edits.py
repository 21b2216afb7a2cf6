"""Cells of the table of variables that somebody changed, as the steps that they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.data.choices import numbers_in
from core.data.dataset import Dataset, Role, Variable
from core.data.names import display_name, figure, listed
from core.data.scales.matching import possible_answers
from core.data.steps import CountAsMissing, Forget, Rename, SetRange, SetRole, TurnRound

NAME, ROLE, CODES, LOW, HIGH, TURNED = "Name", "Role", "No answer", "Lowest", "Highest", "Turned round"
NUMBERS = (LOW, HIGH)
GROUPS, FORGOTTEN = "tells groups apart", "leave out for good"
ROLES: dict[Role, str] = {"model": "for models", "aside": "put aside"}
Cells = Mapping[str, Any]
Typed = Mapping[int, Cells]
OfColumns = CountAsMissing | SetRange | TurnRound | SetRole | Forget
# What is said of the answers comes first, and of names last, as the others go by the names before.
ORDER: tuple[type[OfColumns], ...] = (CountAsMissing, SetRange, TurnRound, SetRole, Forget)


@dataclass(frozen=True, slots=True)
class Changes:
    """The `steps` that changed cells mean, the column of groups after them, and what cannot be done."""

    steps: tuple[OfColumns | Rename, ...]
    group: str | None
    faults: tuple[str, ...]


def with_cells(table: pd.DataFrame, typed: Typed) -> pd.DataFrame:
    """The table with the cells that were typed, by row and column, in it."""
    made = table.astype(object) if typed else table
    for row, cells in typed.items():
        for column, value in cells.items():
            made.loc[made.index[row], column] = value
    return made.astype({name: kind for name, kind in table.dtypes.items() if name in NUMBERS})


def changed_cells(table: pd.DataFrame, *typed: Typed) -> Typed:
    """The cells that are typed in the end, without those that are again what they were in the table."""
    found: dict[int, dict[str, Any]] = {}
    for row, cells in (pair for one in typed for pair in one.items()):
        found.setdefault(row, {}).update(cells)
    was = {row: table.iloc[row] for row in found}
    return {r: kept for r in found if (kept := {c: x for c, x in found[r].items() if x != was[r][c]})}


def role_of(variable: Variable, usable: Sequence[str], group: str | None) -> str:
    """What a column is for, as the table says it."""
    if variable.name == group:
        return GROUPS
    return ROLES["model" if variable.name in usable else "aside"]


def changes(data: Dataset, edited: Typed, group: str | None = None) -> Changes:
    """What the changed cells, by row and column, mean; a cell that means nothing is told and left out.

    `group` is the column that tells groups apart so far.
    """
    possible = possible_answers(data)
    said: list[OfColumns | str] = []
    names, groups = {}, []
    for row, cells in edited.items():
        variable = data.variables[row]
        name = str(cells.get(NAME, variable.name) or "").strip()
        if not name:
            said.append(_told(variable, "a column needs a name"))
        elif name != variable.name:
            names[variable.name] = name
        if cells.get(ROLE) == GROUPS:
            groups.append(variable.name)
        elif ROLE in cells and variable.name == group:
            group = None
        said += _codes(variable, cells)
        said += _answers(variable, cells, possible.get(variable.name))
        said += _role(variable, cells)
    if len(groups) > 1:
        said.append(f"Only one column tells groups apart; {listed(groups)} were chosen.")
    steps = _together([step for step in said if not isinstance(step, str)])
    renaming = (Rename(tuple(names.items())),) if names else ()
    faults = tuple(fault for fault in said if isinstance(fault, str))
    return Changes((*steps, *renaming), groups[0] if len(groups) == 1 else group, faults)


def _together(steps: Sequence[OfColumns]) -> Iterator[OfColumns]:
    """Steps that differ in their columns alone as one, in the order in which they are to be done."""
    columns: dict[OfColumns, tuple[str, ...]] = {}
    for step in steps:
        bare = replace(step, columns=())
        columns[bare] = (*columns.get(bare, ()), *step.columns)
    for bare in sorted(columns, key=lambda step: ORDER.index(type(step))):
        yield replace(bare, columns=columns[bare])


def _codes(variable: Variable, cells: Cells) -> Iterator[OfColumns | str]:
    if CODES not in cells:
        return
    codes, others = numbers_in(cells[CODES] or "")
    gone = [code for code in variable.missing_codes if code not in codes]
    fresh = tuple(code for code in codes if code not in variable.missing_codes)
    if others:
        yield _told(variable, f"“{display_name(' '.join(others))}” is no number, so it is no code")
    elif gone:
        text = "is out of its cells already; undo the step, or read the file again, to have it"
        yield _told(variable, f"{figure(gone[0])} {text}")
    elif variable.kind != "numeric":
        yield _told(variable, "only columns of numbers have codes")
    elif fresh:
        yield CountAsMissing((variable.name,), fresh)


def _answers(
    variable: Variable, cells: Cells, possible: tuple[float, float] | None
) -> Iterator[OfColumns | str]:
    """The range of the answers, and whether they are turned round."""
    turns = cells.get(TURNED, variable.turned) != variable.turned
    if not turns and not {LOW, HIGH} & set(cells):
        return
    if possible is None:
        yield _told(variable, "only columns of numbers have a range and can be turned round")
        return
    low, high = cells.get(LOW, possible[0]), cells.get(HIGH, possible[1])
    if low is None or high is None or not low < high:
        yield _told(variable, "the lowest answer must be a number below the highest")
    else:
        # Turning answers round says their range as well.
        yield (TurnRound if turns else SetRange)((variable.name,), float(low), float(high))


def _role(variable: Variable, cells: Cells) -> Iterator[OfColumns | str]:
    said = cells.get(ROLE)
    if said == FORGOTTEN:
        yield Forget((variable.name,))
    for role, words in ROLES.items():
        if said == words and role == "model" and variable.kind != "numeric":
            yield _told(variable, "a model takes numbers; give its words numbers first")
        elif said == words:
            yield SetRole((variable.name,), role)


def _told(variable: Variable, text: str) -> str:
    return f"“{display_name(variable.name)}” stays as it is: {text}."
