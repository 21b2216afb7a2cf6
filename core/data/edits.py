"""What a visitor says of columns and rows; each edit is another dataset beside the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.data.dataset import Dataset, Role, Variable
from core.data.derived import answers_within, counted, derive, numbers
from core.data.names import display_name, figure, listed
from core.data.steps import KeepRows
from core.errors import DataError
from core.few import few

OLDEST = 90


def count_as_missing(data: Dataset, columns: Sequence[str], codes: Sequence[float]) -> Dataset:
    """Empty the cells of these columns that hold one of the codes; raises DataError where none does."""
    values = numbers(data, columns)
    hit = np.isin(values, codes)
    written = ", ".join(map(figure, codes))
    if not hit.any():
        text = f"No cell of {listed(list(columns))} holds {written or 'a code'}, so nothing would change."
        raise DataError("no_such_code", text)
    done = f"{written} counts as missing in {listed(list(columns), 12)} ({few(int(hit.sum()))} cells)"
    found = _with_values(
        data, columns, np.where(hit, np.nan, values), done, repr((tuple(columns), tuple(codes)))
    )
    return _described(
        found, columns, lambda v: replace(v, missing_codes=tuple(dict.fromkeys((*v.missing_codes, *codes))))
    )


def set_range(data: Dataset, columns: Sequence[str], low: float, high: float) -> Dataset:
    """Say which answers are possible; raises DataError where another one was given."""
    answers_within(data, columns, low, high)
    done = f"answers in {listed(list(columns), 12)} go from {figure(low)} to {figure(high)}"
    found = derive(data, data.frame, data.variables, done, repr((tuple(columns), low, high)))
    return _described(found, columns, lambda v: replace(v, low=low, high=high))


def set_role(data: Dataset, columns: Sequence[str], role: Role) -> Dataset:
    """Say what columns are for."""
    what = "put aside" if role == "aside" else "may stand in models"
    done = f"{listed(list(columns), 12)} {what}"
    found = derive(data, data.frame, data.variables, done, repr((tuple(columns), role)))
    return _described(found, columns, lambda v: replace(v, role=role))


def turn_round(data: Dataset, columns: Sequence[str], low: float, high: float) -> Dataset:
    """Turn the answers of columns round, x → low + high − x; raises DataError where one is outside."""
    values = answers_within(data, columns, low, high)
    done = f"{listed(list(columns), 12)} turned round ({figure(low)} ↔ {figure(high)})"
    found = _with_values(data, columns, low + high - values, done, repr((tuple(columns), low, high)))
    return _described(
        found,
        columns,
        lambda v: replace(v, turned=not v.turned, low=low, high=high, value_labels=(), missing_codes=()),
    )


def rename(data: Dataset, names: Mapping[str, str]) -> Dataset:
    """Call columns otherwise from now on, in diagrams, tables and exports; raises DataError where two columns
    or a column and a construct would have one name."""
    after = [names.get(column, column) for column in data.frame.columns]
    taken = [name for name, _ in data.constructs]
    for old, new in names.items():
        if old not in data.frame.columns:
            raise DataError("no_column", f"There is no column “{display_name(old)}” to be called otherwise.")
        if not new.strip() or after.count(new) > 1 or new in taken:
            text = f"“{display_name(old)}” cannot be called “{display_name(new)}”: every column needs a name "
            raise DataError("name_taken", text + "of its own.")
    done = ", ".join(f"“{display_name(old)}” is called “{display_name(new)}”" for old, new in names.items())
    variables = [replace(v, name=names.get(v.name, v.name), source=v.in_file) for v in data.variables]
    found = derive(data, data.frame.set_axis(after, axis=1), variables, done, repr(tuple(names.items())))
    constructs = tuple((name, tuple(names.get(c, c) for c in mine)) for name, mine in data.constructs)
    return replace(found, constructs=constructs)


def words_in(data: Dataset, columns: Sequence[str]) -> tuple[str, ...]:
    """The different words in columns of text, in the order of the alphabet."""
    cells = (str(word).strip() for column in columns for word in data.frame[column].dropna().unique())
    return tuple(sorted({*cells} - {""}))


def number_words(data: Dataset, columns: Sequence[str], number: Mapping[str, float]) -> Dataset:
    """Put numbers in place of the words of columns of text; a word without one is missing. Raises DataError
    where fewer than two words have one."""
    if len(set(number.values())) < 2:
        raise DataError("categories", "Give at least two of the words different numbers.")
    made = {}
    for column in columns:
        words = data.frame[column].map(lambda word: word.strip() if isinstance(word, str) else word)
        made[column] = words.map(dict(number)).astype(float).to_numpy()
    mapping = ", ".join(f"{display_name(word)} = {figure(value)}" for word, value in number.items())
    done = f"{listed(list(columns), 12)} in numbers: {mapping}"
    exact = repr((tuple(columns), tuple(number.items())))
    found = _with_values(data, columns, np.column_stack(list(made.values())), done, exact)
    labels = {value: word for word, value in reversed(list(number.items()))}
    return _described(
        found,
        columns,
        lambda v: replace(v, kind="numeric", value_labels=tuple(sorted(labels.items()))),
    )


def cap_age(data: Dataset, column: str) -> Dataset:
    """Let everybody above 90 be 90, as nobody is known by such an age alone then."""
    done = f"ages above {OLDEST} in “{display_name(column)}” count as {OLDEST}"
    return _with_values(data, (column,), np.minimum(numbers(data, (column,)), OLDEST), done)


def staying(data: Dataset, test: KeepRows) -> np.ndarray:
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


def keep_rows(data: Dataset, test: KeepRows) -> Dataset:
    """The rows that pass a test; raises DataError where none or all would stay."""
    what = f"“{display_name(test.column)}” {test.relation} {display_name(test.value)}"
    return _rows(data, staying(data, test), what)


def leave_out_rows(data: Dataset, rows: Sequence[int], what: str) -> Dataset:
    """The data without rows, told by their numbers from 1; raises DataError where none would stay."""
    numbered = np.arange(1, data.nobs + 1)
    if not set(rows) <= set(numbered.tolist()):
        raise DataError("no_row", f"There are {data.nobs:,} rows; row {max(rows):,} is none of them.")
    return _rows(data, ~np.isin(numbered, rows), what)


def _rows(data: Dataset, keep: np.ndarray, what: str) -> Dataset:
    count = int(keep.sum())
    if count in (0, data.nobs):
        raise DataError("rows", f"{'All' if count else 'None'} of the rows would stay. Choose otherwise.")
    frame = data.frame.loc[keep].reset_index(drop=True)
    variables = [counted(v, frame[v.name]) for v in data.variables]
    mark = hashlib.sha256(np.packbits(keep).tobytes()).hexdigest()
    return derive(data, frame, variables, f"{what}: {few(data.nobs - count)} rows left out", mark)


def forget(data: Dataset, columns: Sequence[str]) -> Dataset:
    """The data without these columns, in all that they were made from too: this cannot be undone."""
    if len(set(columns) & set(data.frame.columns)) >= len(data.frame.columns):
        raise DataError("no_columns", "No column would be left. Keep at least one.")
    gone = frozenset(v.in_file for v in data.variables if v.name in columns)
    bare = _forgotten(data, gone)
    return derive(bare, bare.frame, bare.variables, f"{listed(list(columns), 12)} left out for good")


def _forgotten(data: Dataset, in_file: frozenset[str]) -> Dataset:
    gone = [v.name for v in data.variables if v.in_file in in_file]
    # Where nothing is left of what these were made from, there is no going back to it.
    origin = None if data.origin is None else _forgotten(data.origin, in_file)
    return replace(
        data,
        frame=data.frame.drop(columns=gone),
        variables=tuple(v for v in data.variables if v.name not in gone),
        origin=origin if origin is not None and origin.variables else None,
        constructs=tuple(c for c in data.constructs if not set(c[1]) & set(gone)),
        key=hashlib.sha256(f"{data.key}\nwithout {sorted(gone)!r}".encode()).hexdigest(),
        file_key=data.file_key or data.key,
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
