"""Bytes → data: the one door for every file that a user loads."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.assemble import grid_dataset
from core.data.bulk import LARGE, bulk_cells, columns_of_text
from core.data.choices import ReadChoices
from core.data.dataset import Data
from core.data.encoding import decode
from core.data.foreign.client import stored_table, worksheet
from core.data.foreign.workbook import SEPARATOR, Sheet
from core.data.grid import Grid, build
from core.data.kinds import CALLED, FileKind, file_kind
from core.data.matrix import is_matrix, printed_matrix, read_matrix, read_triangle, triangle
from core.data.matrix_groups import blocks, read_groups
from core.data.names import listed
from core.data.printed import MOST_ROWS, printed_rows, printed_text
from core.data.rowtypes import check_rows, plain_matrix
from core.data.stored import stored_cells, stored_dataset, stored_square
from core.data.text import text_grid
from core.data.values import Notation, find_notation
from core.errors import DataError
from core.notices import Notice

__all__ = ["PASTED", "ReadChoices", "read"]

# The name of a table that came by the clipboard.
PASTED = "pasted table"


def read(name: str, content: bytes, choices: ReadChoices | None = None) -> Data:
    """The data in a file, judged by its content; what was inferred stands in the notices.

    Raises DataError, in words for the user, where the file is no table or is damaged, locked or hostile.
    """
    choices = choices or ReadChoices()
    key = hashlib.sha256(content).hexdigest()
    kind = file_kind(content)
    told = _misnamed(name, kind)
    if kind == "text":
        text, guessed = decode(content, choices.encoding)
        return _from_text(name, key, text, choices, told + guessed)
    if kind.endswith("workbook"):
        grid = _sheet_grid(kind, content, choices)
        lines = _lines(grid)
        if choices.matrix is not False and blocks(lines) is not None:
            return _from_text(name, key, lines, replace(choices, delimiter="\t"), told)
        return _from_grid(name, key, grid, choices, told)
    table = stored_table(kind, content, choices.sheet, choices.encoding)
    rows = None if choices.matrix is False else plain_matrix(stored_cells(table))
    if rows is not None:
        cells = pd.DataFrame(rows, dtype="str")
        return read_matrix(Grid(cells, np.arange(1, len(rows) + 1)), Notation(), name, key, choices)
    square = None if choices.matrix is False else stored_square(table)
    if square is not None:
        return printed_matrix(square, name, key, choices, told)
    return stored_dataset(name, key, table, choices, told)


def _from_text(name: str, key: str, text: str, choices: ReadChoices, told: tuple[Notice, ...]) -> Data:
    found = None if choices.matrix is False else blocks(text)
    if found is not None:
        one = replace(choices, matrix=True)
        return read_groups(name, key, found, choices, lambda label, own: _from_text(label, key, own, one, ()))
    if choices.matrix is not False:
        rows = triangle(text)
        if rows is not None:
            return read_triangle(rows, name, key, choices)
        printed = printed_text(text)
        if printed is not None and not _is_plain_matrix(text, choices):
            return printed_matrix(printed, name, key, choices, told)
    return _from_grid(name, key, text_grid(text, choices.delimiter, choices.header_line or 1), choices, told)


def _is_plain_matrix(text: str, choices: ReadChoices) -> bool:
    """True for the layout with a name before and above each entry, which is read with more care."""
    try:
        return is_matrix(text_grid(text, choices.delimiter))
    except DataError:
        return False


def _from_grid(name: str, key: str, grid: Grid, choices: ReadChoices, told: tuple[Notice, ...]) -> Data:
    if grid.cells.shape[0] == 0:
        raise DataError(
            "no_rows", "The file has no data rows. Load a file with a line of names and rows of data."
        )
    notation = find_notation(grid.cells, choices.decimal)
    if choices.matrix is not False:
        grid = _plainly_laid_out(grid)
        if is_matrix(grid):
            return read_matrix(grid, notation, name, key, choices)
        small = max(grid.cells.shape) <= MOST_ROWS
        printed = printed_rows(grid.cells.to_numpy(dtype=object).tolist()) if small else None
        if printed is not None:
            return printed_matrix(printed, name, key, choices, told + grid.notices)
        if small:
            check_rows(grid.cells.to_numpy(dtype=object).tolist())
    if choices.matrix:
        raise DataError(
            "matrix_layout",
            "The table could not be read as correlations or covariances. Write one line for each variable: "
            "its name, then its entries up to the diagonal; then lines “sd”, “mean” and “n” where known.",
        )
    return grid_dataset(name, key, grid, notation, choices, told)


def _plainly_laid_out(grid: Grid) -> Grid:
    """A matrix of SPSS or AMOS in the layout of all others; every other table as it is."""
    if max(grid.cells.shape) > MOST_ROWS:
        return grid
    rows = plain_matrix(grid.cells.to_numpy(dtype=object).tolist())
    if rows is None:
        return grid
    cells = pd.DataFrame(rows, dtype="str")
    return replace(grid, cells=cells, lines=np.arange(1, len(rows) + 1))


def _lines(grid: Grid) -> str:
    """The cells of a small table, such as matrices are, as text; nothing of a larger one."""
    if max(grid.cells.shape) > MOST_ROWS:
        return ""
    return "\n".join("\t".join(row) for row in grid.cells.to_numpy(dtype=object).tolist())


def _sheet_grid(kind: FileKind, content: bytes, choices: ReadChoices) -> Grid:
    sheet = worksheet(kind, content, choices.sheet)
    cells, lines = _sheet_cells(sheet)
    told = tuple(Notice(code, text) for code, text in sheet.remarks)
    others = [name for name in sheet.sheets if name != sheet.chosen]
    if others:
        text = f"The worksheet “{sheet.chosen}” was read; the workbook also has {listed(others)}."
        told += (Notice("sheet", text, "info"),)
    as_text, uncached = tuple(sheet.as_text), tuple(sheet.uncached)
    return Grid(cells, lines, told, as_text, uncached, sheet.chosen, tuple(sheet.sheets))


def _sheet_cells(sheet: Sheet) -> tuple[pd.DataFrame, np.ndarray]:
    """The cells of a worksheet and the rows in which they stand."""
    rows = csv.reader(io.StringIO(sheet.text, newline=""), delimiter=SEPARATOR)
    found = bulk_cells(sheet.text, SEPARATOR) if len(sheet.text) > LARGE else None
    if sheet.below:
        found = columns_of_text(list(rows), sheet.below)
    if found is None:
        return build(enumerate(rows, start=sheet.top), "Row")
    cells, lines = found
    return cells, lines + sheet.top - 1


def _misnamed(name: str, kind: FileKind) -> tuple[Notice, ...]:
    what, endings = CALLED[kind]
    if "." not in name or name.lower().endswith(endings):
        return ()
    text = f"By its content the file is {what}, whatever its name says; so it was read."
    return (Notice("misnamed", text, "info"),)
