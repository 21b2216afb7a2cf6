"""Parquet files, read by Arrow."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from core.data.choices import check_size
from core.data.foreign.table import StoredColumn, StoredTable, nested_remark

# The index that pandas adds is no variable.
PANDAS_INDEX = "__index_level_"


def read_parquet(content: bytes) -> StoredTable:
    """The columns of a Parquet file; nested columns are named in a remark and left out."""
    file = pq.ParquetFile(pa.BufferReader(content))
    check_size(file.metadata.num_rows, len(file.schema_arrow.names))
    table = file.read(use_threads=False)
    # A name that stands twice has two columns.
    read = [_column(name, table.column(i)) for i, name in enumerate(table.column_names)]
    columns = tuple(c for c in read if isinstance(c, StoredColumn) and not c.name.startswith(PANDAS_INDEX))
    return StoredTable(columns, remarks=nested_remark([c for c in read if isinstance(c, str)]))


def _column(name: str, column: pa.ChunkedArray) -> StoredColumn | str:
    """The column, or its name where a cell holds more than one value."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _column(name, column.cast(kind.value_type))
    if pa.types.is_temporal(kind):
        texts = [None if text is None else text.removesuffix(" 00:00:00") for text in _texts(column)]
        return StoredColumn(name, "date", texts)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return StoredColumn(name, "text", _texts(column))
    if pa.types.is_null(kind):
        return StoredColumn(name, "numeric", np.full(len(column), np.nan))
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return name
    return StoredColumn(name, "numeric", _numbers(column))


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    """The values with NaN for nulls, out of Arrow's own memory: its way to NumPy loads pandas first."""
    array = column.cast(pa.float64(), safe=False).combine_chunks()
    there, cells = array.buffers()
    rows = slice(array.offset, array.offset + len(array))
    values = np.frombuffer(cells, "<f8")[rows] if len(array) else np.empty(0)
    if not array.null_count:
        return values
    known = np.unpackbits(np.frombuffer(there, np.uint8), bitorder="little")[rows]
    return np.where(known, values, np.nan)


def _texts(column: pa.ChunkedArray) -> list[str | None]:
    found: list[str | None] = column.cast(pa.string()).to_pylist()
    return [text if text is None or text.strip() else None for text in found]
