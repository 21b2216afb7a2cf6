"""What a visitor says of columns and rows; each edit is another dataset beside the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.data.dataset import Dataset, Variable
from core.data.derived import counted, derive, numbers
from core.data.names import display_name, listed
from core.errors import DataError

Relation = Literal["is", "is not", "at least", "at most"]
# With more words than this a column holds text and no categories.
MOST_CATEGORIES = 20
OLDEST = 90


@dataclass(frozen=True, slots=True)
class RowTest:
    """Which rows stay: those whose value in `column` stands in this `relation` to `value`."""

    column: str
    relation: Relation
    value: str


def count_as_missing(data: Dataset, columns: Sequence[str], codes: Sequence[float]) -> Dataset:
    """Empty the cells of these columns that hold one of the codes; raises DataError where none does."""
    values = numbers(data, columns)
    hit = np.isin(values, codes)
    written = ", ".join(f"{code:g}" for code in codes).replace("-", "−")
    if not hit.any():
        text = f"No cell of {listed(list(columns))} holds {written or 'a code'}, so nothing would change."
        raise DataError("no_such_code", text)
    done = f"{written} counts as missing in {listed(list(columns), 12)} ({int(hit.sum()):,} cells)"
    found = _with_values(
        data, columns, np.where(hit, np.nan, values), done, repr((tuple(columns), tuple(codes)))
    )
    return _described(
        found, columns, lambda v: replace(v, missing_codes=tuple(dict.fromkeys((*v.missing_codes, *codes))))
    )


def turn_round(data: Dataset, columns: Sequence[str], low: float, high: float) -> Dataset:
    """Turn the answers of columns round, x → low + high − x; raises DataError where one is outside."""
    values = numbers(data, columns)
    if not low < high:
        raise DataError("range_order", f"The lowest answer, {low:g}, is not below the highest, {high:g}.")
    outside = (values < low) | (values > high)
    if outside.any():
        at = int(np.argmax(outside.any(axis=0)))
        what = values[outside[:, at], at][0]
        text = f"“{display_name(columns[at])}” holds {what:g}, outside {low:g} to {high:g}. Say what means "
        raise DataError("out_of_range", text + "“no answer” first, or change the range.")
    done = f"{listed(list(columns), 12)} turned round ({low:g} ↔ {high:g})".replace("-", "−")
    found = _with_values(data, columns, low + high - values, done, repr((tuple(columns), low, high)))
    return _described(
        found, columns, lambda v: replace(v, turned=not v.turned, value_labels=(), missing_codes=())
    )


def label(data: Dataset, column: str, text: str) -> Dataset:
    """Give a column a label."""
    done = f"“{display_name(column)}” is labelled “{display_name(text)}”"
    found = derive(data, data.frame, data.variables, done, repr((column, text)))
    return _described(found, (column,), lambda v: replace(v, label=text))


def categories(data: Dataset, column: str) -> tuple[str, ...]:
    """The different words of a text column in the order of the alphabet; raises DataError where too many."""
    words = tuple(sorted({str(word).strip() for word in data.frame[column].dropna()} - {""}))
    if not 1 < len(words) <= MOST_CATEGORIES:
        text = f"“{display_name(column)}” has {len(words):,} different texts; 2 to {MOST_CATEGORIES} can be "
        raise DataError("categories", text + "numbered.")
    return words


def number_words(data: Dataset, column: str, order: Sequence[str]) -> Dataset:
    """Put 1, 2, … in place of the words of a text column, in this order; what is not in it is missing."""
    code = {word: float(number) for number, word in enumerate(order, start=1)}
    text = data.frame[column].map(lambda word: word.strip() if isinstance(word, str) else word)
    values = text.map(code).astype(float)
    mapping = ", ".join(f"{display_name(word)} = {number:g}" for word, number in code.items())
    done = f"“{display_name(column)}” in numbers: {mapping}"
    found = _with_values(data, (column,), values.to_numpy()[:, None], done, repr((column, tuple(order))))
    labels = tuple((number, word) for word, number in code.items())
    return _described(found, (column,), lambda v: replace(v, kind="numeric", value_labels=labels))


def cap_age(data: Dataset, column: str) -> Dataset:
    """Let everybody above 90 be 90, as nobody is known by such an age alone then."""
    done = f"ages above {OLDEST} in “{display_name(column)}” count as {OLDEST}"
    return _with_values(data, (column,), np.minimum(numbers(data, (column,)), OLDEST), done)


def staying(data: Dataset, test: RowTest) -> np.ndarray:
    """Which rows (n,) stay; a row without a value never does. Raises DataError where a number is needed."""
    column = data.frame[test.column]
    if test.column not in data.names:
        words = column.astype("string").str.strip()
        if test.relation not in ("is", "is not"):
            text = f"“{display_name(test.column)}” holds words, which are not more or less than others."
            raise DataError("no_order", text)
        equal = (words == test.value.strip()).fillna(False).to_numpy(dtype=bool)
        return np.asarray((equal == (test.relation == "is")) & words.notna().to_numpy(dtype=bool))
    values = numbers(data, (test.column,))[:, 0]
    try:
        bound = float(test.value.replace("−", "-").replace(",", "."))
    except ValueError:
        raise DataError("no_number", f"“{display_name(test.value)}” is no number.") from None
    known = ~np.isnan(values)
    if test.relation in ("is", "is not"):
        return np.asarray(((values == bound) == (test.relation == "is")) & known)
    return np.asarray((values >= bound if test.relation == "at least" else values <= bound) & known)


def keep_rows(data: Dataset, keep: np.ndarray, what: str) -> Dataset:
    """The rows where `keep` (n,) is true; raises DataError where none or all would stay."""
    count = int(keep.sum())
    if count in (0, data.nobs):
        raise DataError("rows", f"{'All' if count else 'None'} of the rows would stay. Choose otherwise.")
    frame = data.frame.loc[keep].reset_index(drop=True)
    variables = [counted(v, frame[v.name]) for v in data.variables]
    mark = hashlib.sha256(np.packbits(keep).tobytes()).hexdigest()
    return derive(data, frame, variables, f"{what}: {count:,} of {data.nobs:,} rows stay", mark)


def forget(data: Dataset, columns: Sequence[str]) -> Dataset:
    """The data without these columns, in all that they were made from too: this cannot be undone."""
    if len(set(columns) & set(data.frame.columns)) >= len(data.frame.columns):
        raise DataError("no_columns", "No column would be left. Keep at least one.")
    bare = _forgotten(data, tuple(columns))
    return derive(bare, bare.frame, bare.variables, f"{listed(list(columns), 12)} left out for good")


def _forgotten(data: Dataset, columns: tuple[str, ...]) -> Dataset:
    gone = [name for name in columns if name in data.frame.columns]
    return replace(
        data,
        frame=data.frame.drop(columns=gone),
        variables=tuple(v for v in data.variables if v.name not in gone),
        origin=None if data.origin is None else _forgotten(data.origin, columns),
        constructs=tuple(c for c in data.constructs if not set(c[1]) & set(gone)),
        key=hashlib.sha256(f"{data.key}\nwithout {columns!r}".encode()).hexdigest(),
        memo={},
    )


def _with_values(
    data: Dataset, columns: Sequence[str], values: np.ndarray, done: str, exact: str = ""
) -> Dataset:
    frame = data.frame.assign(**{name: values[:, i] for i, name in enumerate(columns)})
    variables = [counted(v, frame[v.name]) if v.name in columns else v for v in data.variables]
    return derive(data, frame, variables, done, exact)


def _described(data: Dataset, columns: Sequence[str], describe: Callable[[Variable], Variable]) -> Dataset:
    changed = tuple(describe(v) if v.name in columns else v for v in data.variables)
    return replace(data, variables=changed)
