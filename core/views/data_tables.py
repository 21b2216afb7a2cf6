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
# Of long lists of codes the first ones are shown.
MOST_CODES = 7
KINDS = {"numeric": "number", "text": "text", "date": "date", "empty": "empty"}


def variables_table(data: Data) -> Table:
    """Each variable with its kind and, where it holds numbers, its mean, SD (divisor n − 1) and range."""
    if isinstance(data, MatrixDataset):
        return _of_matrix(data)
    rows = [_of_column(data, variable) for variable in data.variables]
    text = pd.DataFrame([_text(*row) for row in rows], columns=COLUMNS)
    names = ["variable", "kind", "missing", "distinct", "mean", "sd", "min", "max"]
    cells = [[v.name, v.kind, v.n_missing, v.n_distinct, *values] for v, values in rows]
    numbers = pd.DataFrame(cells, columns=names)
    if any(v.label for v in data.variables):
        text.insert(1, "Label", [display_name(v.label) if v.label else "" for v in data.variables])
        numbers.insert(1, "label", [v.label for v in data.variables])
    if any(v.value_labels or v.missing_codes or v.turned for v in data.variables):
        text["Codes"] = numbers["codes"] = [_codes(v) for v in data.variables]
    return Table("variables", "Variables", text, numbers, 2)


def _codes(variable: Variable) -> str:
    """What the codes of a variable mean: “1 = never, 5 = always; missing: 99; turned round”."""
    shown = [f"{_code(code)} = {display_name(word)}" for code, word in variable.value_labels[:MOST_CODES]]
    more = ["…"] if len(variable.value_labels) > MOST_CODES else []
    missing = ", ".join(_code(code) for code in variable.missing_codes[:MOST_CODES])
    parts = [
        ", ".join([*shown, *more]),
        missing and f"missing: {missing}",
        variable.turned and "turned round",
    ]
    return "; ".join(part for part in parts if part)


def _code(code: float) -> str:
    return f"{code:g}".replace("-", "−")


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
