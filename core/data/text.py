"""Text with separators → a grid of cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from core.data.bulk import LARGE, bulk_cells
from core.data.grid import Grid, build, huge_cell
from core.data.patterns import LOOKS_NUMERIC
from core.errors import DataError
from core.notices import Notice

# In the order of preference where two fit equally well.
DELIMITERS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas", " ": "spaces"}
SAMPLE_LINES = 60
SAMPLE_CHARACTERS = 200_000

Row = tuple[int, list[str]]


def text_grid(text: str, delimiter: str | None = None) -> Grid:
    """Cells of a delimited text; raises DataError naming the first line of another length."""
    told: tuple[Notice, ...] = ()
    if delimiter is None:
        delimiter = find_delimiter(text)
        if delimiter != ",":
            told = (Notice("delimiter", f"The columns are separated by {DELIMITERS[delimiter]}.", "info"),)
    bulk = bulk_cells(text, delimiter) if len(text) > LARGE else None
    cells, lines = bulk or build(_same_length(_rows(text, delimiter)), "Line")
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
    # A tenth is coarse enough that a stray ragged line does not outweigh cells that read as numbers.
    return round(times / len(rows), 1), numeric / len(cells)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """(line, cells) of each line that is not blank; the line is the one on which the row ends."""
    if delimiter == " ":
        # As csv does it, any of the three line ends counts, and no other.
        for number, line in enumerate(io.StringIO(text, newline=None), start=1):
            if line.strip():
                yield number, line.split()
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                yield reader.line_num, row
    except csv.Error as fault:
        if "field larger" in str(fault):
            raise huge_cell("Line", reader.line_num) from None
        raise DataError(
            "quotes",
            f"The quotation marks do not pair up; reading stopped at line {reader.line_num}. "
            "A quotation mark inside a quoted cell is written twice.",
        ) from None


def _same_length(rows: Iterator[Row]) -> Iterator[Row]:
    first, width = 0, 0
    for line, row in rows:
        if not width:
            first, width = line, len(row)
        if len(row) != width:
            raise DataError(
                "ragged",
                f"Line {line} has {_values(len(row))} where line {first} has {_values(width)}. "
                "Correct that line, or choose the right separator.",
            )
        yield line, row


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count} values"
