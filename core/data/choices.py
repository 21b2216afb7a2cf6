"""What a user can say about a file, and how much of it is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.errors import DataError

# How a variable was measured, where the file says so.
Level = Literal["", "nominal", "ordinal", "scale"]

# A hundred thousand rows of sixty doubles have 48 MB.
MAX_BYTES = 60_000_000
MAX_CELLS = 8_000_000
MAX_COLUMNS = 4_000
# Excel's own limit for the text of one cell.
MAX_CELL_CHARACTERS = 32_767


@dataclass(frozen=True, slots=True)
class ReadChoices:
    """How to read a file; None means: find out from the content and say so.

    `encoding` is a Python codec name; `delimiter` one character (a space stands for any run of spaces);
    `decimal` "." or ","; `sheet` the name of a worksheet, or of a data frame in a file of R; `header` whether
    a line of names comes first, `header_line` (counted from 1) which line it is; `names` takes the place of
    the names in the file; cells equal to one of `missing` are left empty, and those that the file itself
    declares missing unless `keep_declared`; `matrix` says whether the table holds covariances or
    correlations, of `nobs` cases.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    header: bool | None = None
    header_line: int | None = None
    names: tuple[str, ...] | None = None
    missing: tuple[float, ...] = ()
    keep_declared: bool = False
    matrix: bool | None = None
    nobs: int | None = None

    def __post_init__(self) -> None:
        if self.decimal not in (None, ".", ","):
            raise DataError("choice", f"The decimal mark is “{self.decimal}”; it is a point or a comma.")
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise DataError("choice", "The separator between columns is one character.")
        if self.header_line is not None and self.header_line < 1:
            raise DataError("choice", "The line of names is counted from 1.")
        if self.nobs is not None and self.nobs < 2:
            raise DataError("choice", "The number of cases is 2 or more.")


def numbers_in(text: str) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """The numbers in a line with blanks or semicolons between them, and the words that are none."""
    numbers, others = [], []
    for word in text.replace("−", "-").replace(";", " ").replace(", ", " ").split():
        try:
            numbers.append(float(word))
        except ValueError:
            others.append(word)
    return tuple(numbers), tuple(others)


def check_size(rows: int, columns: int) -> None:
    """Raises DataError before a table is taken in that is too large to work with."""
    if columns > MAX_COLUMNS:
        raise DataError(
            "too_many_columns",
            f"The table has {columns:,} columns; up to {MAX_COLUMNS:,} are read. Keep those that you need, "
            "or turn the table round if its rows are the variables.",
        )
    if rows < 0 or columns < 0 or rows * columns > MAX_CELLS:
        raise DataError(
            "too_many_cells",
            f"The table has more than {MAX_CELLS:,} cells. Keep the columns that you need and load it again.",
        )


def huge_cell(where: str, line: int) -> DataError:
    """The error for a cell that no table of measurements holds."""
    return DataError(
        "huge_cell",
        f"{where} {line} holds a cell of more than {MAX_CELL_CHARACTERS:,} characters. Often a quotation "
        "mark is opened there and never closed; correct that cell and load the file again.",
    )
