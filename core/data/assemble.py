"""Columns that were read → a Dataset, with everything that has to be said about them."""

from __future__ import annotations

import pandas as pd

from core.data.choices import ReadChoices
from core.data.dataset import Dataset, Variable
from core.data.footer import without_sums
from core.data.grid import Grid
from core.data.header import split_header
from core.data.names import listed, usable_names
from core.data.screening import screen
from core.data.values import Column, Notation, read_columns
from core.errors import DataError
from core.notices import Notice


def grid_dataset(
    name: str, key: str, grid: Grid, notation: Notation, choices: ReadChoices, told: tuple[Notice, ...]
) -> Dataset:
    """Rows of data from cells of text; raises DataError where there is no table."""
    given, body, about_header = split_header(grid, notation, choices)
    body, about_sums = without_sums(body)
    check_shape(*body.cells.shape)
    full = [position for position in range(len(given)) if given[position].strip() or _any(body, position)]
    names, about_names = usable_names([given[position] for position in full])
    as_read = read_columns(body.cells.iloc[:, full], notation)
    columns = {n: without(c, choices.missing) for n, c in zip(names, as_read, strict=True)}
    variables = tuple(variable(n, column) for n, column in columns.items())
    notices = (
        *told,
        *grid.notices,
        *about_header,
        *about_sums,
        *_dropped(len(given) - len(full)),
        *about_names,
        *about_numbers(columns, [names[full.index(c)] for c in grid.numbers_as_text if c in full], notation),
        *_about_empty(variables, [names[full.index(c)] for c in grid.uncached if c in full]),
        *screen(variables, columns, body.lines),
    )
    return Dataset(name, key, frame_of(columns), variables, notices, sheet=grid.sheet, sheets=grid.sheets)


def check_shape(rows: int, columns: int) -> None:
    """Raises DataError for a table without rows, or with a single column."""
    if rows == 0:
        raise DataError("no_rows", "The file has a line of names but no data rows.")
    if columns < 2:
        raise DataError(
            "one_column",
            "The file has only one column; a model needs at least two columns of numbers. If the columns are "
            "separated by an unusual character, choose it.",
        )


def frame_of(columns: dict[str, Column]) -> pd.DataFrame:
    """The values of all columns side by side."""
    return pd.DataFrame({n: c.values for n, c in columns.items()}).reset_index(drop=True)


def variable(name: str, column: Column) -> Variable:
    """What is known of a column from its values alone."""
    distinct = 0 if column.kind == "empty" else int(column.values.nunique())
    return Variable(name, column.kind, int(column.values.isna().sum()), distinct)


def without(column: Column, codes: tuple[float, ...]) -> Column:
    """A numeric column whose cells equal to one of the codes are empty."""
    if column.kind != "numeric" or not codes:
        return column
    values = column.values.mask(column.values.isin(codes))
    return Column("numeric", values, values.isna().to_numpy(), column.infinite, column.number)


def about_numbers(columns: dict[str, Column], as_text: list[str], notation: Notation) -> tuple[Notice, ...]:
    """How numbers were written where that had to be inferred; `as_text` names columns stored as text."""
    notices = []
    if notation.decimal == ",":
        notices.append(Notice("decimal_comma", "Decimals are written with a comma (3,14).", "info"))
    persian = [n for n, column in columns.items() if column.persian]
    grouped = [n for n, column in columns.items() if column.grouped]
    stored = [n for n in as_text if columns[n].kind == "numeric" and n not in persian]
    for code, names, what in (
        ("persian_digits", persian, "Persian, Arabic or other digits were read as numbers"),
        (
            "thousands",
            grouped,
            "A mark between groups of three digits was read as a thousands mark (1,234 is 1234)",
        ),
        ("numbers_as_text", stored, "Numbers that the file stores as text were read as numbers"),
    ):
        if names:
            notices.append(Notice(code, f"{what} in {listed(names)}.", "info"))
    if notation.doubtful:
        shown = notation.doubtful
        text = (
            f"Cells such as “{shown}” were read with a decimal point, though nothing in the file tells "
            f"whether “{shown}” means {shown.replace('.', '')}. If it does, choose the comma as decimal mark."
        )
        notices.append(Notice("ambiguous_point", text))
    if not notation.grouping:
        text = (
            "Cells such as “1,234” can mean 1234 or 1.234, and nothing in the file tells which; their "
            "columns count as text until you choose the decimal mark."
        )
        notices.append(Notice("ambiguous_comma", text))
    return tuple(notices)


def about_empty(variables: tuple[Variable, ...]) -> tuple[Notice, ...]:
    """The columns without any value."""
    empty = [v.name for v in variables if v.kind == "empty"]
    text = f"Without any value, so left out of every model: {listed(empty)}."
    return (Notice("empty_columns", text),) if empty else ()


def _about_empty(variables: tuple[Variable, ...], uncached: list[str]) -> tuple[Notice, ...]:
    """The same, where formulas may be the reason."""
    why = [v.name for v in variables if v.kind == "empty" and v.name in uncached]
    rest = about_empty(tuple(v for v in variables if v.name not in why))
    text = (
        f"{listed(why)}: empty, because the cells hold formulas whose results were never saved. Open "
        "the workbook in a spreadsheet program, save it and load it again."
    )
    return ((Notice("formulas", text),) if why else ()) + rest


def _any(body: Grid, position: int) -> bool:
    return bool((body.cells.iloc[:, position].str.strip() != "").any())


def _dropped(count: int) -> tuple[Notice, ...]:
    if not count:
        return ()
    which, were = ("A column", "was") if count == 1 else (f"{count} columns", "were")
    return (Notice("dropped_columns", f"{which} without name and content {were} left out.", "info"),)
