"""The groups of a dataset: its rows by the values of one column."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from core.data.dataset import GROUP, Data, Dataset, MatrixGroups, OneGroup
from core.errors import DataError
from core.few import few, sentence
from core.notices import Notice

# A column with more values than this tells cases apart, not groups.
MOST_GROUPS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The `data` of one group and its `name`, which is empty where there are no groups."""

    name: str
    data: OneGroup


def split(data: Data, column: str | None) -> tuple[Group, ...]:
    """The groups that the values of `column` make, in the order in which the rows show them; without a column
    all rows are one group. Rows without a value belong to none. Matrices of groups are always apart.

    Raises DataError where there is no such column, or where its values make no groups.
    """
    if isinstance(data, MatrixGroups):
        if column not in (None, GROUP):
            text = f"The groups of matrices are told apart by “{GROUP}”, not by “{column}”."
            raise DataError("group_unknown", text)
        return tuple(Group(*pair) for pair in zip(data.labels, data.parts, strict=True))
    if column is None:
        return (Group("", data),)
    if not isinstance(data, Dataset):
        text = f"Groups by “{column}” need rows of data; a covariance matrix has no column to tell them by."
        raise DataError("group_needs_rows", text)
    return data.once(("groups", column), partial(_split, data, column))


def _split(data: Dataset, column: str) -> tuple[Group, ...]:
    codes, names = _values(data, column)
    if len(names) < 2:
        what = f"“{column}” has {'one value only' if names else 'no values'}, so it makes no groups."
        raise DataError("group_single", f"{what} Choose another column, or none.")
    if len(names) > MOST_GROUPS:
        what = f"“{column}” has {len(names):,} different values; at most {MOST_GROUPS} groups are compared."
        raise DataError("group_many", f"{what} Choose a column that has one value for each group.")
    groups = []
    for code, name in enumerate(names):
        frame = data.frame.loc[codes == code].reset_index(drop=True)
        groups.append(Group(name, replace(data, frame=frame, notices=(), memo={})))
    return tuple(groups)


def _values(data: Dataset, column: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """The number of the group of each row (n,), −1 where it has none, and what the groups are called."""
    if column not in data.frame.columns:
        near = difflib.get_close_matches(column, list(data.frame.columns), 1)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        raise DataError("group_unknown", f"There is no column “{column}” to tell groups apart.{hint}")
    values = data.frame[column]
    if not pd.api.types.is_numeric_dtype(values):
        text = values.astype("string").str.strip()
        codes, found = pd.factorize(text.mask(text == ""))
        return np.asarray(codes), tuple(str(value) for value in found)
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    codes, distinct = pd.factorize(np.where(np.isfinite(numbers), numbers, np.nan))
    return np.asarray(codes), _named(data, column, distinct)


def _named(data: Dataset, column: str, codes: np.ndarray) -> tuple[str, ...]:
    """What the file calls the `codes` of a column of numbers, or the numbers where it has no name of its own
    for each."""
    words = {code: word for v in data.variables if v.name == column for code, word in v.value_labels}
    names = tuple(words.get(code, "").strip() for code in codes.tolist())
    return names if all(names) and len(set(names)) == len(names) else tuple(f"{c:.12g}" for c in codes)


def ungrouped_notices(data: Data, column: str | None) -> tuple[Notice, ...]:
    """How many rows belong to no group."""
    if column is None or not isinstance(data, Dataset):
        return ()
    lost = int((_values(data, column)[0] < 0).sum())
    if not lost:
        return ()
    text = f"{few(lost)} rows have no value in “{column}”, so they belong to no group and are left out."
    return (Notice("rows_without_group", sentence(text)),)
