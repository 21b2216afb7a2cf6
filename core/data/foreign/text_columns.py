"""The columns of a long worksheet as texts, in the memory of Arrow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
from excelreader import ColumnSpec, ColumnType, Sheet

from core.data.choices import MAX_CELL_CHARACTERS, MAX_CELLS, check_size
from core.data.foreign.long_sheet import MOMENTS, UnusualError
from core.data.patterns import LOOKS_NUMERIC

BATCH = 10_000
# Excel counts days from the end of 1899: what comes out before this was a length of time and no date.
FIRST_DATE = "1901-01-01"


def read(sheet: Sheet, above: int, kinds: Sequence[ColumnType]) -> pa.Table:
    """The rows below the first `above` ones, in columns of these kinds.

    Raises UnusualError for a cell that its column has no place for, and DataError where there are too many.
    """
    check_size(0, len(kinds))
    moments = [at for at, kind in enumerate(kinds) if kind in MOMENTS]
    schema = [ColumnSpec(ColumnType.STRING, index=at, nullable=True) for at in range(len(kinds))]
    schema += [ColumnSpec(kinds[at], index=at, nullable=True) for at in moments]
    rows, batches = 0, []
    for batch in pa.RecordBatchReader.from_stream(
        sheet.to_arrow_stream(schema, header_row=above, batch_size=BATCH)
    ):
        rows += batch.num_rows
        # Read to its end, since the library ends the process where a stream is left before.
        if rows * len(kinds) <= MAX_CELLS:
            batches.append(batch)
    check_size(rows, len(kinds))
    if not batches:
        raise UnusualError
    cells = pa.Table.from_batches(batches).columns
    columns = [_truths(cells[at]) if kind == ColumnType.BOOL else cells[at] for at, kind in enumerate(kinds)]
    for at, moment in zip(moments, cells[len(kinds) :], strict=True):
        columns[at] = _dates(columns[at], moment)
    if max(map(longest, columns)) > MAX_CELL_CHARACTERS:
        raise UnusualError
    return pa.table({str(at): column for at, column in enumerate(columns)})


def longest(column: pa.ChunkedArray) -> int:
    """The number of characters of the longest text."""
    return pc.max(pc.utf8_length(column)).as_py() or 0


def has_numbers(column: pa.ChunkedArray) -> bool:
    """True where a text looks like a number."""
    return any(map(LOOKS_NUMERIC.fullmatch, pc.unique(column).to_pylist()))


def stream(table: pa.Table, words: Collection[int]) -> bytes:
    """The table in Arrow's stream format; in columns of `words` each stands once."""
    columns = enumerate(table.columns)
    table = pa.table(
        {str(at): column.dictionary_encode() if at in words else column for at, column in columns}
    )
    out = BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


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
