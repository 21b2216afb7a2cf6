"""A table as another program stored it, and how one process hands it to another."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np

from core.data.choices import MAX_CELL_CHARACTERS, Level, huge_cell

StoredKind = Literal["numeric", "text", "date"]


@dataclass(frozen=True, slots=True, eq=False)
class StoredColumn:
    """One column: `values` are floats (NaN: missing) or, unless it is numeric, texts (None: missing).

    `value_labels` goes from codes to words; `missing` holds the ranges (low, high) that the file declares to
    mean “no answer”, which are still among the values.
    """

    name: str
    kind: StoredKind
    values: np.ndarray | list[str | None]
    label: str = ""
    value_labels: tuple[tuple[float, str], ...] = ()
    missing: tuple[tuple[float, float], ...] = ()
    level: Level = ""


@dataclass(frozen=True, slots=True, eq=False)
class StoredTable:
    """Columns of equal length; `chosen` of all the `tables` in the file, and remarks as (code, text)."""

    columns: tuple[StoredColumn, ...]
    chosen: str = ""
    tables: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


def nested_remark(names: list[str]) -> tuple[tuple[str, str], ...]:
    """The remark about columns in which a cell holds more than one value."""
    text = f"Columns whose cells are no plain values were left out: {', '.join(names[:5])}."
    return (("nested", text),) if names else ()


def ordered_remark(names: list[str]) -> tuple[tuple[str, str], ...]:
    """The remark about ordered words that got numbers."""
    text = f"Ordered words were numbered 1, 2, … in their order; the words are kept: {', '.join(names[:5])}."
    return (("ordered_words", text),) if names else ()


def hidden_remark(count: int) -> tuple[tuple[str, str], ...]:
    """The remark about rows that a filter in the file hides."""
    text = f"A filter in the file hides {'1 row' if count == 1 else f'{count:,} rows'}; all rows were read."
    return (("filter", text),) if count else ()


def by_columns(rows: Iterable[Iterable[float | None]], height: int, width: int) -> np.ndarray:
    """Numbers that come row by row, as they lie in memory, as columns (width, height); NaN for None."""
    numbers = np.fromiter(chain.from_iterable(rows), float, height * width)
    return np.ascontiguousarray(numbers.reshape(height, width).T)


def as_number(word: str) -> float | None:
    """The finite number that a word is, if it is one."""
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def pack(table: StoredTable) -> bytes:
    """A line of JSON, then the numbers of the numeric columns as little-endian doubles."""
    head = {
        "rows": len(table.columns[0].values) if table.columns else 0,
        "chosen": table.chosen,
        "tables": table.tables,
        "remarks": table.remarks,
        "columns": [_described(column) for column in table.columns],
    }
    numbers = [
        np.ascontiguousarray(column.values, dtype="<f8").data
        for column in table.columns
        if column.kind == "numeric"
    ]
    return b"".join([json.dumps(head).encode(), b"\n", *numbers])


def unpack(content: bytes) -> StoredTable:
    """The table that was packed."""
    line = content.index(b"\n")
    head = json.loads(content[:line])
    rows, offset = head["rows"], line + 1
    columns = []
    for column in head["columns"]:
        values: np.ndarray | list[str | None]
        if column["kind"] == "numeric":
            values = np.frombuffer(content, "<f8", rows, offset)
            offset += 8 * rows
        else:
            values = column["values"]
        columns.append(
            StoredColumn(
                column["name"],
                column["kind"],
                values,
                column["label"],
                tuple((code, text) for code, text in column["value_labels"]),
                tuple((low, high) for low, high in column["missing"]),
                column["level"],
            )
        )
    remarks = tuple((code, text) for code, text in head["remarks"])
    return StoredTable(tuple(columns), head["chosen"], tuple(head["tables"]), remarks)


def _described(column: StoredColumn) -> dict[str, Any]:
    known = {
        key: getattr(column, key) for key in ("name", "kind", "label", "value_labels", "missing", "level")
    }
    if column.kind == "numeric":
        return known
    for number, text in enumerate(column.values, start=1):
        if text is not None and len(text) > MAX_CELL_CHARACTERS:
            raise huge_cell("Row", number)
    return {**known, "values": list(column.values)}
