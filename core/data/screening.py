"""What deserves a look before anything is fitted: identifiers, missing codes, cells that are no numbers."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from core.data.dataset import Variable
from core.data.identifiers import identifier_reason
from core.data.names import display_name, figure, listed
from core.data.values import NEARLY, Column
from core.notices import Notice

# 9, 99, 999 …, the same with 8 and 7, and 98, 97, 998, 997 …; each with either sign.
CODES = np.array(
    [sign * int(digit * length) for digit in "987" for length in range(1, 8) for sign in (1, -1)]
    + [sign * int("9" * length + digit) for digit in "87" for length in range(1, 7) for sign in (1, -1)]
    + [sign * (10.0**length - 0.1**places) for length in (2, 3, 4) for places in (1, 2) for sign in (1, -1)]
    + [sign * (10.0**length - 1) for length in range(8, 13) for sign in (1, -1)]
    # What programs store for “nothing”: the lowest whole number of 16 and 32 bits, the highest ones of Stata.
    + [-32768, -2147483648, 2147483621, 1.7014118346046923e38, -1.7976931348623157e308],
    dtype=float,
)
# A code is at least this far from all other values.
FAR = 2.0
FIRST_ROWS = 1_000
# Whole numbers from here on are not all told apart.
EXACT = 2.0**53
# A number as people write it: with a unit, a slash, a power; what is meant is a number all the same.
WITH_UNIT = (
    r"(?:[^\W\d_]{1,4}\W{1,2})?[^\w\s]{0,2}\s*\d[\d.,،٫٬/'\s]*(?:[×x*]\s*10\^?-?\d+|[dD][+-]?\d+)?"
    r"\s*[^\w\s=:]{0,2}\s*[^\W\d_]{0,4}\.?"
)
# What a label says that stands for a missing answer.
NO_ANSWER = re.compile(
    r"\b(?:no (?:answer|response|data)|not? (?:applicable|answered|available|stated)|missing|refus\w*|"
    r"don.?t know|do not know|unknown|prefer not|n/?a|skipped|keine (?:angabe|antwort)|weiß nicht|"
    r"sans réponse|ne sait pas)\b|بدون پاسخ|بی.?پاسخ|نمی.?دانم|نامشخص|گمشده",
    re.IGNORECASE,
)
# Of a text column, this share of cells with digits in them makes it one that was meant to be numeric.
MEANT_AS_NUMBERS = 0.5
# Days written as one number: 20240131.
FIRST_DAY, LAST_DAY = 19_000_101, 21_001_231
CELLS_SHOWN = 3


def screen(
    variables: tuple[Variable, ...], columns: dict[str, Column], lines: np.ndarray
) -> tuple[Notice, ...]:
    """Remarks on the columns that were read; `lines` (rows,) are the lines of the file."""
    notices: list[Notice] = []
    for variable in variables:
        column = columns[variable.name]
        reason = identifier_reason(variable.name, column.kind, column.values)
        shown = display_name(variable.name)
        if reason:
            text = f"“{shown}” looks like an identifier, because {reason}. Leave it out unless you need it."
            notices.append(Notice("identifier", text))
        if column.kind == "date":
            text = (
                f"“{shown}” holds dates or times, which are not numbers; it cannot stand in a model as it is."
            )
            notices.append(Notice("dates", text, "info"))
        if column.infinite.any() and column.kind == "numeric":
            text = (
                f"“{shown}” holds infinite values in {_where(lines, column.infinite)}; they count as missing."
            )
            notices.append(Notice("infinite", text))
        if column.kind == "numeric":
            notices.extend(_doubtful_numbers(shown, column))
        if column.kind == "text":
            notices.extend(_not_numbers(shown, column, lines))
    return (*notices, *_missing_codes(columns), *_too_little(variables, len(lines)))


def _doubtful_numbers(shown: str, column: Column) -> list[Notice]:
    """Whole numbers too long to be kept in every digit, and those that are dates."""
    values = column.values.to_numpy(dtype=float)[~column.missing]
    if not len(values) or (values.max() < FIRST_DAY and values.min() > -EXACT):
        return []
    if bool((np.abs(values) >= EXACT).any()):
        text = f"“{shown}” holds numbers of more than 15 digits; the digits behind those are not kept."
        return [Notice("long_numbers", text)]
    month, day = values // 100 % 100, values % 100
    if ((values >= FIRST_DAY) & (values <= LAST_DAY) & (month >= 1) & (month <= 12)
        & (day >= 1) & (day <= 31) & (values == np.round(values))).all():  # fmt: skip
        text = f"“{shown}” looks like dates written as whole numbers; as such they measure nothing."
        return [Notice("dates", text)]
    return []


def _not_numbers(shown: str, column: Column, lines: np.ndarray) -> list[Notice]:
    present = ~column.missing
    # Most columns of words hold few different ones many times.
    places, distinct = pd.factorize(column.values.fillna(""))
    written = pd.Series(distinct, dtype="str").str.strip()
    nearly = column.number | written.str.fullmatch(f"{NEARLY}|{WITH_UNIT}").to_numpy(dtype=bool)[places]
    if nearly.sum() < MEANT_AS_NUMBERS * present.sum() or not nearly.any():
        return []
    bad = np.flatnonzero(present & ~column.number)
    shown_cells = [
        f"“{display_name(str(column.values.iloc[row]))}” in line {lines[row]}" for row in bad[:CELLS_SHOWN]
    ]
    rest = f" and {len(bad) - CELLS_SHOWN} more" if len(bad) > CELLS_SHOWN else ""
    count = (
        "1 cell that is no plain number" if len(bad) == 1 else f"{len(bad)} cells that are no plain numbers"
    )
    text = (
        f"“{shown}” counts as text, because of {count}: "
        f"{', '.join(shown_cells)}{rest}. "
        "Correct them in the file, or choose the decimal mark, if you need this column."
    )
    return [Notice("not_numbers", text)]


def _where(lines: np.ndarray, mask: np.ndarray) -> str:
    numbers = [str(line) for line in lines[mask][:CELLS_SHOWN]]
    more = " …" if mask.sum() > CELLS_SHOWN else ""
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {', '.join(numbers)}{more}"


def _missing_codes(columns: dict[str, Column]) -> tuple[Notice, ...]:
    """Candidates: a 99, −999 … far outside the other values of its column, found more than once."""
    found: dict[float, dict[str, int]] = {}
    for name, column in columns.items():
        if column.kind == "numeric":
            for code, times in candidate_codes(column.values.to_numpy(dtype=float)):
                found.setdefault(code, {})[name] = times
    return tuple(
        Notice(
            "missing_code",
            f"{figure(code)} stands far outside the other values of {listed(list(where), 4)}. If it means "
            "“no answer”, say so before you fit; nothing was changed.",
        )
        for code, where in sorted(found.items())
        if sum(where.values()) > 1
    )


def labelled_codes(variables: tuple[Variable, ...], columns: dict[str, Column]) -> tuple[Notice, ...]:
    """Codes whose labels say “no answer” and that the file nevertheless counts as values."""
    found: dict[tuple[float, str], list[str]] = {}
    for variable in variables:
        for code, label in variable.value_labels:
            undeclared = code not in variable.missing_codes and NO_ANSWER.search(label)
            if undeclared and bool((columns[variable.name].values == code).any()):
                found.setdefault((code, label), []).append(variable.name)
    return tuple(
        Notice(
            "missing_code",
            f"In {listed(names, 4)} “{display_name(label)}” is the label of {figure(code)}. If it is "
            "no answer, say so before you fit; nothing was changed.",
        )
        for (code, label), names in found.items()
    )


def candidate_codes(values: np.ndarray) -> tuple[tuple[float, int], ...]:
    """(value, times) that may stand for “missing” in (rows,): like 99 or −999, far from all others."""
    known = values[~np.isnan(values)]
    if not len(known):
        return ()
    # What is far from all others is the lowest or the highest value; often a row nearby says that it is not.
    others = known[:FIRST_ROWS]
    others = others[~np.isin(others, CODES)]
    ends = [end for end in (known.min(), known.max()) if end in CODES]
    if all((np.abs(others - end) < FAR).any() for end in ends):
        return ()
    distinct = np.sort(pd.unique(known))
    coded = np.isin(distinct, CODES)
    while coded.any():
        others = distinct[~coded]
        if len(others) < 2:
            return ()
        low, high = others[0], others[-1]
        gap = np.where(coded, np.maximum(low - distinct, distinct - high), np.inf)
        # On a scale from 1 to 5, 9 is far outside; on one from 0 to 8 it is a value like the others.
        if gap.min() >= max(FAR, 0.75 * (high - low)):
            break
        coded[np.argmin(gap)] = False
    return tuple((float(code), int((values == code).sum())) for code in distinct[coded])


def doubtful_codes(variable: Variable, values: np.ndarray) -> dict[float, int]:
    """How often each value of (rows,) occurs that may stand for “missing”: it is far from all others, or its
    label says so."""
    codes = dict(candidate_codes(values))
    said = (code for code, label in variable.value_labels if NO_ANSWER.search(label))
    return codes | {code: int((values == code).sum()) for code in said if (values == code).any()}


def _too_little(variables: tuple[Variable, ...], rows: int) -> tuple[Notice, ...]:
    numeric = sum(variable.kind == "numeric" for variable in variables)
    if numeric < 2:
        text = "A model needs at least two columns of numbers; the file has " + (
            "one." if numeric else "none."
        )
        return (Notice("too_few_columns", text, "error"),)
    if rows <= numeric:
        there = "There is 1 row" if rows == 1 else f"There are {rows:,} rows"
        text = f"{there} for {numeric:,} columns of numbers; "
        return (Notice("few_rows", text + "a model needs more rows than variables."),)
    return ()
