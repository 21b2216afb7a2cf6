"""Printed moments: a table of covariances, or of correlations with standard deviations.

The layout is a table whose first column, called `var` or nothing, repeats the names of the others:

    var,  x,   y,   z
    x,    1,   ,
    y,    .66, 1,
    z,    .56, .47, 1
    sd,   3.4, 3.1, 3.5
    mean, 0,   0,   0
    n,    932, ,

The rows `sd`, `mean` and `n` may be left out; above the diagonal cells may be empty. With a row `sd` the
table holds correlations. Covariances are taken as unbiased (divisor n − 1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.data.choices import ReadChoices
from core.data.dataset import MatrixDataset
from core.data.grid import Grid
from core.data.names import display_name, usable_names
from core.data.printed import MOST_ROWS, Printed
from core.data.values import Notation, read_columns
from core.errors import DataError
from core.notices import Notice

CORNERS = ("var", "", "variable", "name")
EXTRA_ROWS = ("sd", "mean", "n")
# Printed digits: two entries that ought to be equal may differ by rounding.
ROUNDING = 1e-3
# Below this the smallest eigenvalue of the correlations is zero but for rounding.
SINGULAR = 1e-10


def is_matrix(grid: Grid) -> bool:
    """True where the first column repeats the names of the others, in order."""
    cells = grid.cells
    rows_expected = range(cells.shape[1], cells.shape[1] + len(EXTRA_ROWS) + 1)
    if (
        cells.shape[0] not in rows_expected
        or cells.shape[1] < 3
        or str(cells.iloc[0, 0]).strip().lower() not in CORNERS
    ):
        return False
    names = [cell.strip() for cell in cells.iloc[0, 1:]]
    rows = [cell.strip() for cell in cells.iloc[1:, 0]]
    return rows[: len(names)] == names and all(row.lower() in EXTRA_ROWS for row in rows[len(names) :])


def read_matrix(grid: Grid, notation: Notation, name: str, key: str, choices: ReadChoices) -> MatrixDataset:
    """Moments from a table that `is_matrix`; raises DataError naming the cell that cannot be right."""
    names, about_names = usable_names([cell.strip() for cell in grid.cells.iloc[0, 1:]])
    labels = [cell.strip().lower() for cell in grid.cells.iloc[1:, 0]]
    values = _numbers(grid.cells.iloc[1:, 1:], grid.lines[1:], notation)
    p = len(names)
    extra = {label: values[p + i] for i, label in enumerate(labels[p:])}
    table = values[:p]
    if np.isnan(np.diag(table)).all() and not (np.abs(table) > 1).any():
        # Correlations are printed without their diagonal too.
        np.fill_diagonal(table, 1.0)
    table = _symmetric(table, names)
    notices = about_names
    if "sd" in extra:
        table = _scaled(table, extra["sd"], names)
    elif np.allclose(np.diag(table), 1):
        _check_correlations(table, names)
        notices += (_correlations_only(),)
    else:
        notices += _small_diagonal(table)
    check_definite(table, names)
    mean = extra.get("mean")
    if mean is not None and np.isnan(mean).any():
        raise DataError("matrix_mean", "In the row “mean” a value is missing.")
    nobs = choices.nobs or _nobs(extra.get("n"))
    if nobs is None:
        notices += (_unknown_n(),)
    return MatrixDataset(
        name, key, names, _fixed(table), None if mean is None else _fixed(mean), nobs, notices
    )


def printed_matrix(
    printed: Printed, name: str, key: str, choices: ReadChoices, told: tuple[Notice, ...] = ()
) -> MatrixDataset:
    """Moments from a table that a paper printed; raises DataError naming the entry that cannot be right."""
    names, about_names = usable_names(choices.names or printed.names)
    p, sd = len(printed.names), printed.sd
    if len(names) != p:
        raise DataError("names", f"{len(names)} names were given for {p} variables.")
    table, notices = np.array(printed.table), [*told, _taken_as_matrix(p), *about_names]
    covariances = printed.diagonal and (sd is None or np.allclose(np.diag(table), sd**2, rtol=0.02))
    if printed.reliabilities or (printed.diagonal and not covariances):
        notices.append(_reliabilities())
    if not covariances:
        np.fill_diagonal(table, 1.0)
    table = _symmetric(table, names)
    if not covariances:
        _check_correlations(table, names)
        table = table if sd is None else _scaled(table, sd, names)
        notices += [] if sd is not None else [_correlations_only()]
    else:
        notices += _small_diagonal(table)
    check_definite(table, names)
    if printed.mean is not None and np.isnan(printed.mean).any():
        raise DataError("matrix_mean", "Of the means, one is missing.")
    mean = None if printed.mean is None else _fixed(printed.mean)
    nobs = choices.nobs or printed.nobs
    notices += [_unknown_n()] if nobs is None else []
    return MatrixDataset(name, key, names, _fixed(table), mean, nobs, tuple(notices))


def triangle(text: str) -> list[list[float]] | None:
    """The rows of a bare lower triangle (1, 2, … p numbers), or None where the text is something else."""
    first, second = [*text.strip()[:100].split("\n"), "", ""][:2]
    if text.count("\n") > MOST_ROWS or len(first.split()) != 1 or len(second.replace(",", " ").split()) != 2:
        return None
    rows = [line.replace(",", " ").split() for line in text.splitlines() if line.strip()]
    if len(rows) < 2 or any(len(row) != number for number, row in enumerate(rows, start=1)):
        return None
    try:
        return [[float(cell) for cell in row] for row in rows]
    except ValueError:
        return None


def read_triangle(rows: list[list[float]], name: str, key: str, choices: ReadChoices) -> MatrixDataset:
    """Moments from a bare lower triangle; its variables are called V1, V2, … unless `choices` names them."""
    p = len(rows)
    table = np.full((p, p), np.nan)
    for position, row in enumerate(rows):
        table[position, : position + 1] = row
    names = tuple(f"V{number}" for number in range(1, p + 1))
    printed = Printed(names, table, diagonal=not np.allclose(np.diag(table), 1))
    text = f"The variables have no names, so they are called V1 to V{p}. Give them names."
    told = (Notice("matrix_names", text),) if choices.names is None else ()
    return printed_matrix(printed, name, key, choices, told)


def matrix_notices(table: np.ndarray, nobs: int | None) -> tuple[Notice, ...]:
    """What there is to say of covariances (p, p) of which nothing but the number of cases is known."""
    correlations = (_correlations_only(),) if np.allclose(np.diag(table), 1) else ()
    return correlations if nobs is not None else (*correlations, _unknown_n())


def check_definite(table: np.ndarray, names: tuple[str, ...]) -> None:
    """Raises DataError unless data can have these covariances (p, p); says which variables clash."""
    variances = np.diag(table)
    if not (variances > 0).all():
        at = display_name(names[int(np.argmin(variances))])
        raise DataError("matrix_variance", f"The variance of “{at}” is not above zero.")
    scale = np.sqrt(variances)
    correlations = table / np.outer(scale, scale)
    beyond = np.argwhere(np.abs(correlations) > 1 + ROUNDING)
    if len(beyond):
        one, other = (f"“{display_name(names[i])}”" for i in beyond[0])
        raise DataError(
            "matrix_not_definite",
            f"No data can have this matrix: the covariance of {one} and {other} is larger than their "
            f"variances allow (a correlation of {correlations[tuple(beyond[0])]:.4g}). Check these entries.",
        )
    values, vectors = np.linalg.eigh(correlations)
    if values[0] > SINGULAR:
        return
    heavy = np.argsort(-np.abs(vectors[:, 0]), kind="stable")[:3]
    shown = ", ".join(f"“{display_name(names[i])}”" for i in sorted(heavy))
    raise DataError(
        "matrix_not_definite",
        f"No data can have this matrix: it is not positive definite; the clash is among {shown}. Check the "
        "entries, or leave one of these variables out. It was not replaced by a similar matrix.",
    )


def _numbers(cells: pd.DataFrame, lines: np.ndarray, notation: Notation) -> np.ndarray:
    columns = read_columns(cells, notation)
    for column in columns:
        if column.kind not in ("numeric", "empty") or column.infinite.any():
            row = int(np.argmin(column.number | column.missing))
            raise DataError(
                "matrix_cell", f"Line {lines[row]} of the matrix holds a cell that is not a number."
            )
    table: np.ndarray = np.column_stack([column.values.to_numpy(dtype=float) for column in columns])
    return table


def _symmetric(table: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    upper, lower = np.isnan(table), np.isnan(table.T)
    table = np.where(upper & ~lower, table.T, table)
    if np.isnan(table).any():
        raise DataError("matrix_gap", f"The entry for {_pair(np.isnan(table), names)} is missing.")
    if np.isinf(table).any():
        raise DataError("matrix_cell", f"The entry for {_pair(np.isinf(table), names)} is infinite.")
    size = np.sqrt(np.abs(np.outer(np.diag(table), np.diag(table))))
    unlike = np.abs(table - table.T) > ROUNDING * np.maximum(size, 1e-300)
    if unlike.any():
        raise DataError(
            "matrix_asymmetric",
            f"The matrix is not symmetric: the two entries for {_pair(unlike, names)} differ.",
        )
    mirrored: np.ndarray = (table + table.T) / 2
    return mirrored


def _scaled(table: np.ndarray, sd: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    if not (sd > 0).all():
        raise DataError("matrix_sd", "A standard deviation is missing or not above zero.")
    if not np.allclose(np.diag(table), 1, atol=ROUNDING):
        raise DataError(
            "matrix_diagonal", "With a row “sd” the table holds correlations, whose diagonal is 1."
        )
    _check_correlations(table, names)
    return table * np.outer(sd, sd)


def _check_correlations(table: np.ndarray, names: tuple[str, ...]) -> None:
    beyond = np.abs(table) > 1 + 1e-9
    if beyond.any():
        row, column = np.argwhere(beyond)[0]
        raise DataError(
            "matrix_correlation",
            f"The correlation of {_pair(beyond, names)} is {table[row, column]:.4g}; a correlation lies "
            "between −1 and 1. Check that entry.",
        )


def _pair(mask: np.ndarray, names: tuple[str, ...]) -> str:
    row, column = np.argwhere(mask)[0]
    return f"“{display_name(names[row])}” and “{display_name(names[column])}”"


def _nobs(row: np.ndarray | None) -> int | None:
    if row is None:
        return None
    sizes = np.unique(row[~np.isnan(row)])
    if len(sizes) != 1 or sizes[0] < 2 or sizes[0] != round(sizes[0]):
        raise DataError("matrix_n", "The row “n” gives one whole number, the sample size.")
    return int(sizes[0])


def _taken_as_matrix(p: int) -> Notice:
    text = f"The table was read as the covariances or correlations of {p} variables, not as rows of data."
    return Notice("matrix", text, "info")


def _reliabilities() -> Notice:
    return Notice(
        "matrix_reliabilities",
        "The numbers on the diagonal were taken as reliabilities and left out, since they stand in brackets "
        "or standard deviations are given.",
    )


def _small_diagonal(table: np.ndarray) -> tuple[Notice, ...]:
    """A doubt about covariances whose variances are all below 1, as reliabilities are."""
    diagonal = np.diag(table)
    if not ((diagonal > 0) & (diagonal <= 1)).all() or (np.ptp(diagonal) == 0 and diagonal[0] == 1):
        return ()
    text = (
        "The diagonal was taken as variances, since it is not 1 throughout. If its numbers are "
        "reliabilities, write 1 in their place: the others then count as correlations."
    )
    return (Notice("matrix_diagonal", text),)


def _unknown_n() -> Notice:
    return Notice(
        "matrix_needs_n", "Give the number of cases that these covariances or correlations come from."
    )


def _correlations_only() -> Notice:
    return Notice(
        "correlations_only",
        "The matrix holds correlations without standard deviations. Standardised results and χ² hold; "
        "standard errors are only approximate (Cudeck, 1989). Add a row “sd” if you have them.",
    )


def _fixed(values: np.ndarray) -> np.ndarray:
    values.flags.writeable = False
    return values
