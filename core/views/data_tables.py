"""What was read from a file, as a table: its variables, how complete they are and how they spread."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from core.data.dataset import Data, Dataset, MatrixDataset, Variable
from core.data.names import display_name
from core.views.numbers import decimal, whole
from core.views.tables import Table, digits_for

COLUMNS = ["Variable", "Kind", "Missing", "Distinct values", "Mean", "SD", "Lowest", "Highest"]
KINDS = {"numeric": "number", "text": "text", "date": "date", "empty": "empty"}


def variables_table(data: Data) -> Table:
    """Each variable with its kind and, where it holds numbers, its mean, SD (divisor n − 1) and range."""
    if isinstance(data, MatrixDataset):
        return _of_matrix(data)
    rows = [_of_column(data, variable) for variable in data.variables]
    text = [_text(*row) for row in rows]
    numbers = [[v.name, v.kind, v.n_missing, v.n_distinct, *values] for v, values in rows]
    names = ["variable", "kind", "missing", "distinct", "mean", "sd", "min", "max"]
    return Table(
        "variables", "Variables", pd.DataFrame(text, columns=COLUMNS), pd.DataFrame(numbers, columns=names), 2
    )


def _of_column(data: Dataset, variable: Variable) -> tuple[Variable, list[float | None]]:
    if variable.kind != "numeric":
        return variable, [None] * 4
    column = data.frame[variable.name]
    values = (column.mean(), column.std(), column.min(), column.max())
    return variable, [None if math.isnan(value) else float(value) for value in values]


def _text(variable: Variable, values: list[float | None]) -> list[str]:
    counts = [whole(variable.n_missing), whole(variable.n_distinct)]
    return [display_name(variable.name), KINDS[variable.kind], *counts, *_rounded(values, values[1])]


def _rounded(values: Sequence[float | None], sd: float | None) -> list[str]:
    """Two decimals, more on a small scale."""
    return [decimal(value, digits_for(sd) - 1) for value in values]


def _of_matrix(data: MatrixDataset) -> Table:
    means = [None] * len(data.names) if data.mean is None else [float(value) for value in data.mean]
    spread = [math.sqrt(value) for value in data.cov.diagonal()]
    rows = list(zip(data.names, means, spread, strict=True))
    text = [[display_name(name), *_rounded((m, sd), sd)] for name, m, sd in rows]
    return Table(
        "variables",
        "Variables",
        pd.DataFrame(text, columns=["Variable", "Mean", "SD"]),
        pd.DataFrame(rows, columns=["variable", "mean", "sd"]),
    )
