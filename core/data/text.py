"""Text with separators → a grid of cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice

from core.data.bulk import LARGE, bulk_cells
from core.data.choices import check_size, huge_cell
from core.data.grid import Grid, build
from core.data.patterns import LOOKS_NUMERIC
from core.errors import DataError
from core.notices import Notice

# In the order of preference where two fit equally well.
DELIMITERS = {
    "\t": "tabs",
    ";": "semicolons",
    "|": "bars",
    ",": "commas",
    "،": "Persian commas",
    "؛": "Persian semicolons",
    " ": "spaces",
}
ANNOUNCED = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n?|\n)", re.IGNORECASE)
# A title, a date, a note: more than this above a table is no table.
MOST_TITLES = 4
SAMPLE_LINES = 60
SAMPLE_CHARACTERS = 200_000

Row = tuple[int, list[str]]


def text_grid(text: str, delimiter: str | None = None, first: int = 1) -> Grid:
    """Cells of a delimited text from line `first` on; raises DataError naming a line of another length."""
    told: tuple[Notice, ...] = ()
    announced = ANNOUNCED.match(text)
    if announced:
        # Excel's way to name the separator is no row.
        delimiter = delimiter or announced[1]
        first = max(first, 2)
    if delimiter is None:
        delimiter = find_delimiter(text)
        if delimiter != ",":
            told = (Notice("delimiter", f"The columns are separated by {DELIMITERS[delimiter]}.", "info"),)
    bulk = bulk_cells(text, delimiter) if len(text) > LARGE and first == 1 else None
    rows = (row for row in _rows(text, delimiter) if row[0] >= first)
    cells, lines = bulk or build(_same_length(rows), "Line")
    return Grid(cells, lines, told)


def find_delimiter(text: str) -> str:
    """The separator that gives most lines the same number of cells, most of them numbers."""
    best = max(DELIMITERS, key=lambda delimiter: _score(text, delimiter))
    return best if _score(text, best) > (0, 0) else ","


def _score(text: str, delimiter: str) -> tuple[float, float]:
    rows: list[list[str]] = []
    # The cut may go through a cell in quotation marks, which ends the sample one row early.
    with suppress(DataError):
        rows.extend(row for _, row in islice(_rows(text[:SAMPLE_CHARACTERS], delimiter), SAMPLE_LINES))
    widths = Counter(len(row) for row in rows)
    if not widths:
        return 0, 0
    width, times = widths.most_common(1)[0]
    if width < 2:
        return 0, 0
    cells = [cell for row in rows for cell in row]
    numeric = sum(LOOKS_NUMERIC.fullmatch(cell) is not None for cell in cells)
    # A tenth is coarse enough that a stray ragged line does not outweigh cells that read as numbers, nor the
    # sign of a currency the order of preference.
    return round(times / len(rows), 1), round(numeric / len(cells), 1)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """(line, cells) of each line that is not blank; the line is the one on which the row ends."""
    number = 0
    try:
        if delimiter == " ":
            # As csv does it, any of the three line ends counts, and no other.
            for number, line in enumerate(io.StringIO(text, newline=None), start=1):
                if line.strip():
                    yield number, _spaced(line)
            return
        # A quotation mark behind “, ” opens a cell as one behind “,” does.
        spaced = re.search(rf'{re.escape(delimiter)} +"', text) is not None
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                yield reader.line_num, row
    except csv.Error as fault:
        number = number if delimiter == " " else reader.line_num
        if "field larger" in str(fault):
            raise huge_cell("Line", number) from None
        raise DataError(
            "quotes",
            f"The quotation marks do not pair up; reading stopped at line {number}. "
            "A quotation mark inside a quoted cell is written twice.",
        ) from None


def _spaced(line: str) -> list[str]:
    """The cells of a line between any runs of spaces; quotation marks hold a cell together."""
    if '"' not in line:
        return line.split()
    return next(csv.reader([line.strip()], delimiter=" ", skipinitialspace=True, strict=True))


def _same_length(rows: Iterator[Row]) -> Iterator[Row]:
    rows, titles = _titles(rows)
    first, width = 0, 0
    for line, row in rows:
        if not width:
            first, width = line, len(row)
            check_size(1, width)
            yield from ((at, [title, *[""] * (width - 1)]) for at, title in titles)
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            # Some programs write separators behind the last column.
            row = row[:width]
        if len(row) != width:
            raise DataError(
                "ragged",
                f"Line {line} has {_values(len(row))} where line {first} has {_values(width)}. "
                "Correct that line, or choose the right separator.",
            )
        yield line, row


def _titles(rows: Iterator[Row]) -> tuple[Iterator[Row], list[tuple[int, str]]]:
    """The rows without the single cells above the table, and those cells by their lines."""
    start = list(islice(rows, MOST_TITLES + 3))
    if not start:
        return rows, []
    widths = [len(row) for _, row in start]
    top = next((i for i, width in enumerate(widths) if width > 1), 0)
    # Below a title stand names; numbers there are a column whose decimals are written with the separator.
    if top > MOST_TITLES or any(LOOKS_NUMERIC.fullmatch(cell) for cell in start[top][1]):
        top = 0
    titles = [(line, row[0]) for line, row in start[:top]]
    table = start[top:]
    longer = len(table) > 2 and 2 < len(table[0][1]) + 1 == len(table[1][1]) == len(table[2][1])
    if longer and any(row[-1].strip() for _, row in table[1:]):
        # R writes no name above the names of the rows; others write separators behind the last cell.
        table[0] = (table[0][0], ["", *table[0][1]])
    return chain(table, rows), titles


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count} values"
