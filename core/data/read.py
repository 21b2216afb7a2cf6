"""Bytes → data: the one door for every file that a user loads."""

from __future__ import annotations

import hashlib

import pandas as pd

from core.data.choices import ReadChoices
from core.data.dataset import Data, Dataset, Variable
from core.data.encoding import decode
from core.data.grid import Grid
from core.data.header import split_header
from core.data.kinds import FileKind, file_kind
from core.data.matrix import is_matrix, read_matrix, read_triangle, triangle
from core.data.names import display_name, usable_names
from core.data.screening import screen
from core.data.text import text_grid
from core.data.values import Column, Notation, find_notation, read_columns
from core.data.workbook import workbook_grid
from core.errors import DataError
from core.notices import Notice

__all__ = ["ReadChoices", "read"]

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".tab", ".asc")


def read(name: str, content: bytes, choices: ReadChoices | None = None) -> Data:
    """The data in a file, judged by its content; what was inferred stands in the notices.

    Raises DataError, in words for the user, where the file is no table or is damaged, locked or hostile.
    """
    choices = choices or ReadChoices()
    key = hashlib.sha256(content).hexdigest()
    kind = file_kind(content)
    told = _misnamed(name, kind)
    if kind == "zip":
        grid = workbook_grid(content, choices.sheet)
    else:
        text, guessed = decode(content, choices.encoding)
        told += guessed
        rows = triangle(text)
        if rows is not None:
            return read_triangle(rows, name, key, choices)
        grid = text_grid(text, choices.delimiter)
    if grid.cells.shape[0] == 0:
        raise DataError(
            "no_rows", "The file has no data rows. Load a file with a line of names and rows of data."
        )
    notation = find_notation(grid.cells, choices.decimal)
    if is_matrix(grid):
        return read_matrix(grid, notation, name, key)
    return _dataset(name, key, grid, notation, choices, told)


def _dataset(
    name: str, key: str, grid: Grid, notation: Notation, choices: ReadChoices, told: tuple[Notice, ...]
) -> Dataset:
    given, body, about_header = split_header(grid, notation, choices)
    if body.cells.shape[0] == 0:
        raise DataError("no_rows", "The file has a line of names but no data rows.")
    if body.cells.shape[1] < 2:
        raise DataError(
            "one_column",
            "The file has only one column; a model needs at least two columns of numbers. If the columns are "
            "separated by an unusual character, choose it.",
        )
    full = [position for position in range(len(given)) if given[position].strip() or _any(body, position)]
    names, about_names = usable_names([given[position] for position in full])
    as_read = read_columns(body.cells.iloc[:, full], notation)
    columns = {n: _without(c, choices.missing) for n, c in zip(names, as_read, strict=True)}
    variables = tuple(_variable(n, column) for n, column in columns.items())
    frame = pd.DataFrame({n: c.values for n, c in columns.items()}).reset_index(drop=True)
    notices = (
        *told,
        *grid.notices,
        *about_header,
        *_dropped(len(given) - len(full)),
        *about_names,
        *_about_numbers(
            columns, notation, grid, [names[full.index(c)] for c in grid.numbers_as_text if c in full]
        ),
        *_about_empty(variables, [names[full.index(c)] for c in grid.uncached if c in full]),
        *screen(variables, columns, body.lines),
    )
    return Dataset(name, key, frame, variables, notices)


def _any(body: Grid, position: int) -> bool:
    return bool((body.cells.iloc[:, position].str.strip() != "").any())


def _without(column: Column, codes: tuple[float, ...]) -> Column:
    if column.kind != "numeric" or not codes:
        return column
    values = column.values.mask(column.values.isin(codes))
    return Column("numeric", values, values.isna().to_numpy(), column.infinite, column.number)


def _variable(name: str, column: Column) -> Variable:
    distinct = 0 if column.kind == "empty" else int(column.values.nunique())
    return Variable(name, column.kind, int(column.values.isna().sum()), distinct)


def _misnamed(name: str, kind: FileKind) -> tuple[Notice, ...]:
    textual = name.lower().endswith(TEXT_ENDINGS)
    if textual == (kind == "text") or "." not in name:
        return ()
    what = "text" if kind == "text" else "a workbook"
    return (
        Notice(
            "misnamed", f"By its content the file is {what}, whatever its name says; so it was read.", "info"
        ),
    )


def _dropped(count: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    which = "A column" if count == 1 else f"{count} columns"
    return (Notice("dropped_columns", f"{which} without name and content was left out.", "info"),)


def _about_numbers(
    columns: dict[str, Column], notation: Notation, grid: Grid, as_text: list[str]
) -> tuple[Notice, ...]:
    notices = []
    if notation.decimal == ",":
        notices.append(Notice("decimal_comma", "Decimals are written with a comma (3,14).", "info"))
    persian = [n for n, column in columns.items() if column.persian]
    grouped = [n for n, column in columns.items() if column.grouped]
    stored = [n for n in as_text if columns[n].kind == "numeric" and n not in persian]
    for code, names, what in (
        ("persian_digits", persian, "Persian or Arabic digits were read as numbers"),
        (
            "thousands",
            grouped,
            "A mark between groups of three digits was read as a thousands mark (1,234 is 1234)",
        ),
        ("numbers_as_text", stored, "Numbers that the workbook stores as text were read as numbers"),
    ):
        if names:
            notices.append(Notice(code, f"{what} in {_listed(names)}.", "info"))
    if not notation.grouping:
        text = (
            "Cells such as “1,234” can mean 1234 or 1.234, and nothing in the file tells which; their "
            "columns count as text until you choose the decimal mark."
        )
        notices.append(Notice("ambiguous_comma", text))
    return tuple(notices)


def _about_empty(variables: tuple[Variable, ...], uncached: list[str]) -> tuple[Notice, ...]:
    empty = [variable.name for variable in variables if variable.kind == "empty"]
    why = [n for n in empty if n in uncached]
    rest = [n for n in empty if n not in uncached]
    notices = []
    if why:
        text = (
            f"{_listed(why)}: empty, because the cells hold formulas whose results were never saved. Open "
            "the workbook in a spreadsheet program, save it and load it again."
        )
        notices.append(Notice("formulas", text))
    if rest:
        notices.append(
            Notice("empty_columns", f"Without any value, so left out of every model: {_listed(rest)}.")
        )
    return tuple(notices)


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{display_name(n)}”" for n in names[:5])
    return shown + (f" and {len(names) - 5} more" if len(names) > 5 else "")
