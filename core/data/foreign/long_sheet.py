"""A long worksheet of XLSX at the speed of native code; one that has anything unusual is left to the careful
reader."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from excelreader import Cell, CellType, ColumnType, ExcelReaderError, Sheet, open_workbook

from core.data.foreign.archive import DAMAGED
from core.data.foreign.sheet_xml import ROW_NUMBER
from core.data.patterns import LOOKS_NUMERIC

# Rows that are looked at before the others, and how many of them may stand above the data.
SAMPLE, MOST_ABOVE = 60, 10
MOST_ROWS = 1_048_576
PIECE = 1_000_000
PLAIN = (ColumnType.STRING, ColumnType.I64, ColumnType.F64)
MOMENTS = (ColumnType.DATE, ColumnType.TIMESTAMP)
VALUES = (CellType.NUMBER, CellType.DATE, CellType.BOOL)
ANNOUNCED = re.compile(rb"<dimension ref=\"[A-Z]{1,3}(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")


class UnusualError(ValueError):
    """Something in the worksheet asks for care."""


@dataclass(frozen=True, slots=True, eq=False)
class LongSheet:
    """The rows of a worksheet `above` the data, the first of which is line `top` of the sheet, and the data
    `below` as columns of text in Arrow's stream format.

    `as_text` are the columns in which numbers are stored as text.
    """

    name: str
    top: int
    above: list[list[str]]
    below: bytes
    as_text: list[int]


def long_sheet(content: bytes, part: str, names: Sequence[str]) -> LongSheet:
    """The first of the worksheets `names` with a table, if it is plain and is this `part` of the archive.

    Raises UnusualError where it is not, and DataError where it is too large.
    """
    try:
        with open_workbook(content) as book:
            for name in names:
                sheet = book.sheets[name]
                head = list(islice(sheet.rows(), SAMPLE))
                if len(head) > 1 and _width(head) > 1:
                    return _read(name, sheet, head, content, part)
    except (ExcelReaderError, KeyError, *DAMAGED):
        pass
    raise UnusualError


def _read(name: str, sheet: Sheet, head: list[list[Cell]], content: bytes, part: str) -> LongSheet:
    above = _count_above(head)
    rows = _announced_rows(content, part)
    with ThreadPoolExecutor(2) as threads:
        told = threads.submit(_kinds, sheet, above, MOST_ROWS)
        found = None if rows else threads.submit(_found_rows, content, part)
        # Arrow is loaded while the library looks through the cells.
        from core.data.foreign import text_columns

        seen = _kinds(sheet, above, SAMPLE)
        below = text_columns.read(sheet, above, seen)
        kinds = told.result()
    # The sample says how a column is read, all its cells whether that was right.
    if len(kinds) != len(seen) or not all(map(_suits, seen, kinds)):
        raise UnusualError
    count = above + below.num_rows
    if len(rows) != count:
        rows = found.result() if found else _found_rows(content, part)
    # Of empty rows nothing is told, and an empty column to the left is none of the table's.
    if len(rows) != count or not text_columns.longest(below.column(0)):
        raise UnusualError
    words = [at for at, kind in enumerate(kinds) if kind == ColumnType.STRING]
    as_text = [at for at in words if text_columns.has_numbers(below.column(at))]
    if as_text:
        parsed = sheet.infer_schema(header_row=above, sample_size=MOST_ROWS, parse_text=True)
        if any(parsed[at].type not in PLAIN[1:] for at in as_text):
            raise UnusualError
    names = _above(head[:above], len(kinds))
    return LongSheet(name, rows.start, names, text_columns.stream(below, words), as_text)


def _width(head: list[list[Cell]]) -> int:
    return max((cell.column + 1 for row in head for cell in row), default=0)


def _count_above(head: list[list[Cell]]) -> int:
    """How many rows stand above the data: those down to the last word in a column of values."""
    valued = {cell.column for row in head[MOST_ABOVE:] for cell in row if _is_value(cell)}
    above = [
        number
        for number, row in enumerate(head, start=1)
        if any(cell.column in valued and cell.value and not _is_value(cell) for cell in row)
    ]
    if above and above[-1] > MOST_ABOVE:
        raise UnusualError
    return above[-1] if above else 0


def _is_value(cell: Cell) -> bool:
    """True for what is no word."""
    return bool(cell.value) and (cell.type in VALUES or LOOKS_NUMERIC.fullmatch(cell.value) is not None)


def _above(rows: list[list[Cell]], width: int) -> list[list[str]]:
    """The rows above the data, if they hold nothing but words and numbers."""
    texts = [[""] * width for _ in rows]
    for row, cells in zip(texts, rows, strict=True):
        for cell in filter(lambda cell: cell.value, cells):
            looks = CellType.NUMBER if LOOKS_NUMERIC.fullmatch(cell.value) else CellType.STRING
            if cell.type != looks:
                raise UnusualError
            row[cell.column] = cell.value
    return texts


def _kinds(sheet: Sheet, above: int, rows: int) -> list[ColumnType]:
    return [column.type for column in sheet.infer_schema(header_row=above, sample_size=rows)]


def _suits(seen: ColumnType, kind: ColumnType) -> bool:
    if seen in PLAIN:
        return kind in PLAIN
    return seen == kind and kind in (*MOMENTS, ColumnType.BOOL)


def _announced_rows(content: bytes, part: str) -> range:
    """The numbers of the rows as the worksheet announces them; none where it does not."""
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(part) as file:
        found = ANNOUNCED.search(file.read(PIECE))
    return range(int(found[1]), int(found[2]) + 1) if found else range(0)


def _found_rows(content: bytes, part: str) -> range:
    """The numbers of the rows from the first to the last; none where the worksheet breaks off."""
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(part) as file:
        before, piece = b"", file.read(PIECE)
        first = ROW_NUMBER.search(piece)
        while following := file.read(PIECE):
            before, piece = piece, following
    rows, whole = ROW_NUMBER.findall(before + piece), b"</sheetData>" in before + piece
    return range(int(first[1]), int(rows[-1]) + 1) if first and rows and whole else range(0)
