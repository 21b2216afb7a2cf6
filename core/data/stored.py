"""A table that another program stored → a Dataset: its labels are kept, its missing codes obeyed and told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.assemble import about_empty, about_numbers, check_shape, frame_of, variable, without
from core.data.choices import ReadChoices
from core.data.dataset import Dataset, Kind, Variable
from core.data.foreign.table import StoredColumn, StoredTable
from core.data.names import display_name, listed, usable_names
from core.data.printed import MOST_ROWS, Printed
from core.data.screening import labelled_codes, screen
from core.data.values import Column, Notation, read_columns
from core.errors import DataError
from core.notices import Notice


def stored_dataset(
    name: str, key: str, table: StoredTable, choices: ReadChoices, told: tuple[Notice, ...]
) -> Dataset:
    """Rows of data with labels, value labels and declared codes; raises DataError where there is no table."""
    rows = len(table.columns[0].values) if table.columns else 0
    if rows == 0:
        raise DataError("no_rows", "The file has no data rows.")
    check_shape(rows, len(table.columns))
    given = choices.names or tuple(column.name for column in table.columns)
    if len(given) != len(table.columns):
        raise DataError("names", f"{len(given)} names were given for {len(table.columns)} columns.")
    names, about_names = usable_names(given)
    stored = dict(zip(names, table.columns, strict=True))
    notation = Notation(choices.decimal or ".")
    columns = {n: without(_column(c, choices, notation), choices.missing) for n, c in stored.items()}
    variables = tuple(_variable(n, c, stored[n]) for n, c in columns.items())
    as_text = [n for n, c in columns.items() if c.kind == "numeric" and stored[n].kind == "text"]
    notices = (
        *told,
        *(Notice(code, text) for code, text in table.remarks),
        *_about_sheets(table),
        *about_names,
        *_about_declared(stored, choices.keep_declared),
        *about_numbers(columns, as_text, notation),
        *about_empty(variables),
        *screen(variables, columns, np.arange(1, rows + 1)),
        *labelled_codes(variables, columns),
    )
    frame = frame_of(columns)
    return Dataset(name, key, frame, variables, notices, sheet=table.chosen, sheets=table.tables)


def stored_square(table: StoredTable) -> Printed | None:
    """Covariances or correlations that were stored as a table, or None: rows of data are not symmetric."""
    p = len(table.columns)
    if p < 3 or any(c.kind != "numeric" or len(c.values) != p for c in table.columns):
        return None
    values = np.column_stack([np.asarray(c.values, dtype=float) for c in table.columns])
    if not np.isfinite(values).all() or not np.allclose(values, values.T) or not (np.diag(values) > 0).all():
        return None
    names = tuple(column.name for column in table.columns)
    return Printed(names, values, diagonal=not np.allclose(np.diag(values), 1))


def stored_cells(table: StoredTable) -> list[list[str]]:
    """Names and cells of a small table as text, row by row; nothing of one that is too large for a matrix."""
    if not table.columns or max(len(table.columns), len(table.columns[0].values)) > MOST_ROWS:
        return []
    texts = [
        ["" if cell is None or cell != cell else str(cell) for cell in column.values]
        for column in table.columns
    ]
    return [[column.name for column in table.columns], *map(list, zip(*texts, strict=True))]


def _column(stored: StoredColumn, choices: ReadChoices, notation: Notation) -> Column:
    if stored.kind != "numeric":
        cells = pd.Series(["" if text is None else text for text in stored.values], dtype="str")
        if stored.kind == "text":
            return read_columns(cells.to_frame(), notation)[0]
        empty = (cells == "").to_numpy(dtype=bool)
        if empty.all():
            return Column("empty", pd.Series(np.nan, cells.index), empty, ~empty, ~empty)
        return Column("date", cells.mask(pd.Series(empty)), empty, np.zeros(len(cells), bool), ~empty)
    values = np.array(stored.values, dtype=float)
    infinite = np.isinf(values)
    values[infinite | (declared(stored) & (not choices.keep_declared))] = np.nan
    missing = np.isnan(values)
    kind: Kind = "empty" if missing.all() else "numeric"
    return Column(kind, pd.Series(values), missing, infinite, ~missing)


def declared(stored: StoredColumn) -> np.ndarray:
    """For each value (rows,) of a numeric column: does the file declare it missing."""
    values = np.asarray(stored.values, dtype=float)
    found = np.zeros(len(values), dtype=bool)
    for low, high in stored.missing:
        found |= (values >= low) & (values <= high)
    return found


def _variable(name: str, column: Column, stored: StoredColumn) -> Variable:
    codes: tuple[float, ...] = ()
    if stored.missing:
        values = np.asarray(stored.values, dtype=float)
        single = [low for low, high in stored.missing if low == high]
        codes = tuple(sorted({*single, *values[declared(stored)].tolist()}))
    return replace(
        variable(name, column),
        label=stored.label,
        value_labels=stored.value_labels if column.kind == "numeric" else (),
        missing_codes=codes,
        level=stored.level,
    )


def _about_sheets(table: StoredTable) -> tuple[Notice, ...]:
    others = [name for name in table.tables if name != table.chosen]
    text = f"The data frame “{display_name(table.chosen)}” was read; the file also has {listed(others)}."
    return (Notice("sheet", text, "info"),) if others else ()


def _about_declared(stored: dict[str, StoredColumn], kept: bool) -> tuple[Notice, ...]:
    """One sentence for all columns: how many cells hold a code that the file itself declares missing."""
    counts = {n: int(declared(c).sum()) for n, c in stored.items() if c.kind == "numeric" and c.missing}
    found = [n for n, count in counts.items() if count]
    if not found:
        return ()
    cells = sum(counts.values())
    count = "1 cell holds one and counts" if cells == 1 else f"{cells:,} cells hold one and count"
    as_what = "as a value, as you chose" if kept else "as missing"
    text = f"The file declares codes for “no answer” in {listed(found)}; {count} {as_what}."
    return (Notice("declared_missing", text, "info"),)
