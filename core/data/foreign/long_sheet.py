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

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from excelreader import Cell, CellType, ColumnSpec, ColumnType, ExcelReaderError, Sheet, open_workbook

from core.data.choices import MAX_CELL_CHARACTERS, MAX_CELLS, check_size
from core.data.foreign.archive import DAMAGED
from core.data.foreign.sheet_xml import ROW_NUMBER
from core.data.patterns import LOOKS_NUMERIC

# Rows that are looked at before the others, and how many of them may stand above the data.
SAMPLE, MOST_ABOVE = 60, 10
MOST_ROWS = 1_048_576
BATCH = 10_000
PIECE = 1_000_000
PLAIN = (ColumnType.STRING, ColumnType.I64, ColumnType.F64)
MOMENTS = (ColumnType.DATE, ColumnType.TIMESTAMP)
VALUES = (CellType.NUMBER, CellType.DATE, CellType.BOOL)
# Excel counts days from the end of 1899: what comes out before this was a length of time and no date.
FIRST_DATE = "1901-01-01"
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
    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(_kinds, sheet, above, MOST_ROWS)
        seen = _kinds(sheet, above, SAMPLE)
        below = _below(sheet, above, seen)
        kinds = told.result()
    # The sample says how a column is read, all its cells whether that was right.
    if len(kinds) != len(seen) or not all(map(_suits, seen, kinds)):
        raise UnusualError
    count = above + below.num_rows
    rows = _rows(content, part, count)
    # Of empty rows nothing is told, and an empty column to the left is none of the table's.
    if len(rows) != count or not _longest(below.column(0)):
        raise UnusualError
    as_text = [
        at for at, kind in enumerate(kinds) if kind == ColumnType.STRING and _has_numbers(below.column(at))
    ]
    if as_text:
        parsed = sheet.infer_schema(header_row=above, sample_size=MOST_ROWS, parse_text=True)
        if any(parsed[at].type not in PLAIN[1:] for at in as_text):
            raise UnusualError
    return LongSheet(name, rows.start, _above(head[:above], len(kinds)), _stream(below), as_text)


def _width(head: list[list[Cell]]) -> int:
    return max((cell.column + 1 for row in head for cell in row), default=0)


def _count_above(head: list[list[Cell]]) -> int:
    """How many rows stand above the data: those down to the last word in a column of values."""
    values, words = np.zeros((2, len(head), _width(head)), dtype=bool)
    for row, cells in enumerate(head):
        for cell in filter(lambda cell: cell.value, cells):
            is_value = cell.type in VALUES or LOOKS_NUMERIC.fullmatch(cell.value)
            (values if is_value else words)[row, cell.column] = True
    above = np.flatnonzero((words & values[MOST_ABOVE:].any(axis=0)).any(axis=1))
    count = int(above[-1]) + 1 if above.size else 0
    if count > MOST_ABOVE:
        raise UnusualError
    return count


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


def _stream(table: pa.Table) -> bytes:
    out = BytesIO()
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table)
    return out.getvalue()


def _kinds(sheet: Sheet, above: int, rows: int) -> list[ColumnType]:
    return [column.type for column in sheet.infer_schema(header_row=above, sample_size=rows)]


def _suits(seen: ColumnType, kind: ColumnType) -> bool:
    if seen in PLAIN:
        return kind in PLAIN
    return seen == kind and kind in (*MOMENTS, ColumnType.BOOL)


def _below(sheet: Sheet, above: int, kinds: list[ColumnType]) -> pa.Table:
    """The rows of data, each column as text."""
    moments = [at for at, kind in enumerate(kinds) if kind in MOMENTS]
    schema = [ColumnSpec(ColumnType.STRING, index=at, nullable=True) for at in range(len(kinds))]
    schema += [ColumnSpec(kinds[at], index=at, nullable=True) for at in moments]
    check_size(0, len(kinds))
    rows, batches = 0, []
    stream = sheet.to_arrow_stream(schema, header_row=above, batch_size=BATCH)
    for batch in pa.RecordBatchReader.from_stream(stream):
        rows += batch.num_rows
        # Read to its end, since the library ends the process where a stream is left before.
        if rows * len(kinds) <= MAX_CELLS:
            batches.append(batch)
    check_size(rows, len(kinds))
    if not batches:
        raise UnusualError
    read = pa.Table.from_batches(batches).columns
    columns = [_truths(read[at]) if kind == ColumnType.BOOL else read[at] for at, kind in enumerate(kinds)]
    for at, moment in zip(moments, read[len(kinds) :], strict=True):
        columns[at] = _dates(columns[at], moment)
    if max(map(_longest, columns)) > MAX_CELL_CHARACTERS:
        raise UnusualError
    return pa.table({str(at): column for at, column in enumerate(columns)})


def _longest(column: pa.ChunkedArray) -> int:
    return pc.max(pc.utf8_length(column)).as_py() or 0


def _truths(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring(pc.replace_substring(text, "1", "TRUE"), "0", "FALSE")


def _dates(text: pa.ChunkedArray, moment: pa.ChunkedArray) -> pa.ChunkedArray:
    """The dates that Excel's numbers of days stand for, as they are written."""
    if not pc.all(pc.equal(pc.is_null(moment), pc.match_substring_regex(text, "^$"))).as_py():
        raise UnusualError
    if not pa.types.is_date(moment.type):
        moment = pc.round_temporal(moment, unit="second").cast(pa.timestamp("s"))
    written = moment.cast(pa.string())
    if (pc.min(written).as_py() or FIRST_DATE) < FIRST_DATE:
        raise UnusualError
    return written


def _has_numbers(column: pa.ChunkedArray) -> bool:
    return any(map(LOOKS_NUMERIC.fullmatch, pc.unique(column).to_pylist()))


def _rows(content: bytes, part: str, told: int) -> range:
    """The numbers of the rows, of which the sheet may announce that they are as many as were `told`.

    Else the last is looked for: many programs announce nothing, or too much.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(part) as file:
        before, piece = b"", file.read(PIECE)
        first, announced = ROW_NUMBER.search(piece), ANNOUNCED.search(piece)
        if first and announced and int(announced[2]) - int(announced[1]) + 1 == told:
            return range(int(first[1]), int(announced[2]) + 1)
        while following := file.read(PIECE):
            before, piece = piece, following
    rows = ROW_NUMBER.findall(before + piece)
    if first is None or not rows:
        raise UnusualError
    return range(int(first[1]), int(rows[-1]) + 1)
