"""Large plain tables at the speed of Arrow; whatever is unusual in one is left to the careful reader."""

from __future__ import annotations

import csv
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from core.data.choices import MAX_CELL_CHARACTERS, check_size

# Below this many characters the careful reader takes no time that anybody notices.
LARGE = 300_000
BLOCK = 1 << 24
FIRST_ROWS = 100


def bulk_cells(text: str, delimiter: str) -> tuple[pd.DataFrame, np.ndarray] | None:
    """Cells and line numbers of a text whose every line is one row, or None where it is not that plain.

    Raises DataError where the table is too large.
    """
    width = _plain_width(text, delimiter)
    if width < 2:
        return None
    # Counted before it is read: a table that is refused shall not fill the memory first.
    check_size(text.count("\n"), width)
    quoted = '"' in text
    names = [str(position) for position in range(width)]
    try:
        table = pv.read_csv(
            pa.py_buffer(text.encode("utf-8")),
            pv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),
            pv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowException, UnicodeEncodeError):
        return None
    check_size(table.num_rows, width)
    if table.num_rows != text.rstrip("\r\n").count("\n") + 1 or not all(map(_short, table.columns)):
        return None
    if quoted and any(pc.any(pc.match_substring(column, '"')).as_py() for column in table.columns):
        return None
    return _cells(table)


def columns_of_text(above: list[list[str]], below: bytes) -> tuple[pd.DataFrame, np.ndarray]:
    """Cells and line numbers of rows of text and, below them, columns of text in Arrow's stream format."""
    table = pa.ipc.open_stream(below).read_all()
    table.validate(full=True)
    table = pa.table(
        [pc.fill_null(column.cast(pa.string()), "") for column in table.columns], table.column_names
    )
    head = [pa.array(cells, pa.string()) for cells in zip(*above, strict=True)]
    return _cells(pa.concat_tables([pa.table(head, table.column_names), table]) if above else table)


def _cells(table: pa.Table) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows of a table that hold anything at all, and their numbers."""
    lines = np.arange(1, table.num_rows + 1)
    filled = _filled(table)
    if not filled.all():
        table, lines = table.filter(pa.array(filled)), lines[filled]
    cells = table.to_pandas()
    cells.columns = pd.RangeIndex(table.num_columns)
    return cells, lines


def _plain_width(text: str, delimiter: str) -> int:
    """The number of columns by the first line; 0 where quotation marks or line ends ask for care."""
    if (
        delimiter == " "
        or not delimiter.isascii()
        or "\n" not in text
        or text.count("\r") != text.count("\r\n")
    ):
        return 0
    # A quotation mark belongs beside a separator or a line's end.
    astray = rf'(?<![{re.escape(delimiter)}\r\n])"(?![{re.escape(delimiter)}\r\n])'
    if '"' in text and re.search(astray, f"\n{text}\n"):
        return 0
    first = text[: text.find("\n")]
    return len(next(csv.reader([first], delimiter=delimiter), []))


def _short(column: pa.ChunkedArray) -> bool:
    longest = pc.max(pc.utf8_length(column)).as_py()
    return longest is not None and int(longest) <= MAX_CELL_CHARACTERS


def _filled(table: pa.Table) -> np.ndarray:
    """For each row: does it hold anything at all."""
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        filled |= pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy()
        if filled.all():
            break
    return filled


def bulk_numbers(cells: pd.Series, decimal: str, missing_words: tuple[str, ...]) -> np.ndarray | None:
    """A column of plain finite numbers (rows,) with NaN for missing cells, or None for all others."""
    column = pa.array(cells.array)
    if not pa.types.is_large_string(column.type):
        return None
    # A column of words shows it in its first rows, and Arrow is slow to say so.
    if _numbers(column.slice(0, FIRST_ROWS), decimal, missing_words) is None:
        return None
    return _numbers(column, decimal, missing_words)


def _numbers(column: pa.Array, decimal: str, missing_words: tuple[str, ...]) -> np.ndarray | None:
    if decimal == ",":
        if pc.any(pc.match_substring(column, ".")).as_py():
            return None
        column = pc.replace_substring(column, ",", ".")
    values = _cast(column)
    if values is None:
        column = pc.utf8_trim_whitespace(column)
        known = pc.is_in(pc.utf8_lower(column), pa.array(missing_words, pa.large_string()))
        values = _cast(pc.if_else(known, pa.scalar(None, pa.large_string()), column))
    if values is None or np.isinf(values).any():
        return None
    return values


def _cast(column: pa.Array | pa.ChunkedArray) -> np.ndarray | None:
    try:
        values: np.ndarray = np.array(column.cast(pa.float64()), dtype=float)
    except pa.ArrowInvalid:
        return None
    return values
