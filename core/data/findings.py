"""What is found in the columns and asked about: every finding offers one edit, and none is made by itself."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.dataset import Dataset, Variable
from core.data.edits import OLDEST
from core.data.identifiers import identifiers, names_an_age
from core.data.names import display_name, figure, listed
from core.data.screening import doubtful_codes
from core.data.steps import CapAge, CountAsMissing, Forget, LeaveOutRows, Step
from core.few import few, sentence

# Remarks made while reading that are questions here.
ASKED = frozenset({"identifier", "missing_code"})
# Somebody older than this is a slip of the pen; somebody older than 89 can be known by it.
HIGHEST_AGE = 125
FIRST_COLUMNS = 20
FIRST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to ask about: the `text`, what a click `does` in words, and the step that it is."""

    text: str
    does: str
    step: Step


def findings(data: Dataset) -> tuple[Finding, ...]:
    """Personal data first, then codes for missing answers, columns and rows that say nothing of their own."""
    return (*_personal(data), *_codes(data), *_empty(data), *_repeated(data))


def _personal(data: Dataset) -> Iterator[Finding]:
    telling = identifiers(data)
    for variable in data.variables:
        shown = display_name(variable.name)
        if variable.name in telling:
            reason = telling[variable.name]
            text = f"“{shown}” may tell who somebody is, because {reason}. A model does not need it."
            yield Finding(text, f"Leave {shown} out for good", Forget((variable.name,)))
        elif _old(variable, data):
            text = f"“{shown}” holds ages above 89, by which a person may be known."
            does = f"Let ages above {OLDEST} in {shown} be {OLDEST}"
            yield Finding(text, does, CapAge(variable.name))


def _old(variable: Variable, data: Dataset) -> bool:
    if variable.kind != "numeric" or not names_an_age(variable.name):
        return False
    values = data.frame[variable.name]
    return bool(((values > OLDEST) & (values <= HIGHEST_AGE)).any())


def _codes(data: Dataset) -> Iterator[Finding]:
    """Codes far from all other values, and codes whose label says that there is no answer."""
    found: dict[float, dict[str, int]] = {}
    for variable in data.variables:
        if variable.kind == "numeric":
            values = data.frame[variable.name].to_numpy(dtype=float, na_value=np.nan)
            for code, times in doubtful_codes(variable, values).items():
                found.setdefault(code, {})[variable.name] = times
    for code, where in sorted(found.items()):
        written = figure(code)
        if sum(where.values()) > 1:
            text = f"{written} stands apart from the other values of {listed(list(where), 4)} and may mean "
            step = CountAsMissing(tuple(where), (code,))
            yield Finding(f"{text}“no answer”.", f"Count {written} as missing", step)


def _empty(data: Dataset) -> Iterator[Finding]:
    still = tuple(v.name for v in data.variables if v.n_distinct < 2)
    if still and len(still) < len(data.variables):
        text = (
            f"{listed(list(still))}: the same value in every row, or none, so nothing can be learned from it."
        )
        yield Finding(text, "Leave out what never varies", Forget(still))


def _repeated(data: Dataset) -> Iterator[Finding]:
    for one, other in _same_columns(data):
        text = (
            f"“{display_name(other)}” repeats “{display_name(one)}” in every row; a model holds one of them."
        )
        yield Finding(text, f"Leave {display_name(other)} out for good", Forget((other,)))
    rows = _same_rows(data.frame) if len(data.frame.columns) > 2 else ()
    if rows:
        text = f"{few(len(rows))} rows repeat another row in every column; somebody may be in the file twice."
        yield Finding(sentence(text), "Keep one of each", LeaveOutRows(rows, "repeated rows left out"))


def _same_rows(frame: pd.DataFrame) -> tuple[int, ...]:
    """The rows, counted from 1, that repeat one before them; only those that do so in the first columns are
    looked at in all."""
    alike = np.flatnonzero(frame.iloc[:, :FIRST_COLUMNS].duplicated(keep=False))
    again = frame.iloc[alike].duplicated().to_numpy()
    return tuple((alike[again] + 1).tolist())


def _same_columns(data: Dataset) -> Iterator[tuple[str, str]]:
    """(one, another) for every column of numbers that repeats one before it; only those that begin as another
    does are looked at in all."""
    varying = [v.name for v in data.variables if v.kind == "numeric" and v.n_distinct > 1]
    columns = {name: data.frame[name].to_numpy(dtype=float, na_value=np.nan) for name in varying}
    begun = {name: cells[:FIRST_ROWS].tobytes() for name, cells in columns.items()}
    times = Counter(begun.values())
    first: dict[bytes, str] = {}
    for name, cells in columns.items():
        if times[begun[name]] > 1:
            key = hashlib.sha256(cells.tobytes()).digest()
            if key in first:
                yield first[key], name
            first.setdefault(key, name)
