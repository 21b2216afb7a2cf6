"""Data made from data: each change is another value, which knows what it was made from and what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.dataset import Dataset, Done, Variable
from core.data.names import display_name, figure
from core.errors import DataError


def as_read(data: Dataset) -> Dataset:
    """The data that the steps began with."""
    while data.origin is not None:
        data = data.origin
    return data


def derive(
    data: Dataset, frame: pd.DataFrame, variables: Sequence[Variable], done: str, exact: str = ""
) -> Dataset:
    """The data with another frame; the key says what was made of which data: `exact` where `done` rounds."""
    key = hashlib.sha256(f"{data.key}\n{done}\n{exact}".encode()).hexdigest()
    return replace(
        data,
        key=key,
        frame=frame,
        variables=tuple(variables),
        origin=data,
        record=(*data.record, Done(done)),
        file_key=data.file_key or data.key,
        notices=(),
        memo={},
    )


def with_columns(
    data: Dataset, columns: Mapping[str, np.ndarray], labels: Mapping[str, str], done: str, exact: str = ""
) -> Dataset:
    """The data with further columns of numbers (n,); raises DataError where a name is taken."""
    taken = [name for name in columns if name in data.frame.columns]
    if taken:
        text = f"There is a column “{display_name(taken[0])}” already. Give the scale another name."
        raise DataError("name_taken", text)
    added = pd.DataFrame(dict(columns), index=data.frame.index)
    variables = [counted(Variable(name, label=labels.get(name, "")), added[name]) for name in columns]
    frame = pd.concat([data.frame, added], axis=1)
    return derive(data, frame, (*data.variables, *variables), done, exact)


def counted(variable: Variable, values: pd.Series) -> Variable:
    """The variable with the counts of these values."""
    return replace(variable, n_missing=int(values.isna().sum()), n_distinct=int(values.nunique()))


def numbers(data: Dataset, columns: Sequence[str]) -> np.ndarray:
    """The values (n, k) of columns of numbers, NaN where missing or infinite; raises DataError for others."""
    known = set(data.names)
    unknown = [name for name in columns if name not in known]
    if unknown:
        text = f"“{display_name(unknown[0])}” is no column of numbers. Choose other columns."
        raise DataError("no_numbers", text)
    values = data.frame[list(columns)].to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def answers_within(data: Dataset, columns: Sequence[str], low: float, high: float) -> np.ndarray:
    """The values (n, k) of columns, NaN where missing; raises DataError where one is not from low to high."""
    values = numbers(data, columns)
    if not low < high:
        text = f"The lowest answer, {figure(low)}, is not below the highest, {figure(high)}."
        raise DataError("range_order", text)
    outside = (values < low) | (values > high)
    if outside.any():
        at = int(np.argmax(outside.any(axis=0)))
        what, possible = figure(values[outside[:, at], at][0]), f"{figure(low)} to {figure(high)}"
        text = f"“{display_name(columns[at])}” holds {what}, outside the range of {possible}. If {what} "
        text += "means “no answer”, declare it under Variables; else change the range."
        raise DataError("out_of_range", text)
    return values
