"""JASP's .jasp files: since version 0.17 a zip archive with an SQLite database inside.

`Columns` lists the variables and `Labels` their levels; table `DataSet_1` holds two cells for each value,
`Column_7_DBL` with a number and `Column_7_INT` with the key of a label, or −1 where there is no label.
"""

from __future__ import annotations

import json
import math
import sqlite3
from typing import Any

import numpy as np

from core.data.choices import Level, check_size
from core.data.foreign.archive import unpacked_members
from core.data.foreign.jamovi import read_jamovi
from core.data.foreign.table import StoredColumn, StoredTable, ordered_remark
from core.errors import DataError

LEVELS: dict[str, Level] = {
    "nominal": "nominal",
    "nominalText": "nominal",
    "ordinal": "ordinal",
    "scale": "scale",
}
# Looking is all that is done: no statement of the file's own (a view, a trigger) runs with more rights.
ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)
NO_LABEL, MISSING = -1, -(2**31)

Labels = dict[int, tuple[float | str | None, str]]


def read_jasp(content: bytes) -> StoredTable:
    """The columns of the data set; rows that a filter hides are read too."""
    members = unpacked_members(content, ("internal.sqlite", "metadata.json"))
    if "internal.sqlite" not in members:
        return read_jamovi(content)
    database = sqlite3.connect(":memory:")
    database.deserialize(members["internal.sqlite"])
    database.execute("PRAGMA trusted_schema = OFF")
    database.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY
    )
    found = database.execute("SELECT id FROM DataSets ORDER BY id LIMIT 1").fetchone()
    if found is None:
        raise DataError("no_rows", "The JASP file holds no data, only results.")
    return _table(database, int(found[0]))


def _table(database: sqlite3.Connection, data_set: int) -> StoredTable:
    query = "SELECT id, name, title, columnType FROM Columns WHERE dataSet = ? ORDER BY colIdx"
    described = database.execute(query, (data_set,)).fetchall()
    (rows,) = database.execute(f"SELECT COUNT(*) FROM DataSet_{data_set}").fetchone()
    check_size(rows, len(described))
    labels: dict[int, Labels] = {}
    for column, key, text, original in database.execute(
        "SELECT columnId, value, label, originalValueJson FROM Labels ORDER BY columnId, ordering"
    ):
        labels.setdefault(column, {})[key] = (_original(original), str(text or ""))
    columns, ranked = [], []
    for number, name, title, kind in described:
        pair = f"Column_{int(number)}_DBL, Column_{int(number)}_INT"
        cells = database.execute(f"SELECT {pair} FROM DataSet_{data_set} ORDER BY rowNumber").fetchall()
        label = str(title or "") if title != name else ""
        known = labels.get(number, {})
        column = _column(str(name), label, LEVELS.get(kind, ""), cells, known)
        if column.level == "ordinal" and column.kind == "text":
            ranked.append(column.name)
            column = _ranked(column, known)
        columns.append(column)
    return StoredTable(tuple(columns), remarks=ordered_remark(ranked))


def _original(written: str | None) -> float | str | None:
    """The value that a label stands for."""
    if not written or not written.strip():
        return None
    value = json.loads(written)
    if isinstance(value, str):
        return value
    return float(value) if isinstance(value, (int, float)) else None


def _column(
    name: str, label: str, level: Level, cells: list[tuple[Any, Any]], labels: Labels
) -> StoredColumn:
    if level == "scale" or not any(isinstance(original, str) for original, _ in labels.values()):
        numbers = np.array([_number(double, key, labels) for double, key in cells], dtype=float)
        named = tuple(
            (code, text)
            for key, (original, text) in labels.items()
            for code in [float(key) if original is None else original]
            if isinstance(code, float) and text and not _same(text, code)
        )
        return StoredColumn(name, "numeric", numbers, label, named, (), level)
    texts = [_word(double, key, labels) for double, key in cells]
    return StoredColumn(name, "text", texts, label, level=level)


def _number(double: Any, key: Any, labels: Labels) -> float:
    if isinstance(double, (int, float)) and math.isfinite(double):
        return float(double)
    if key in labels:
        original = labels[key][0]
        if isinstance(original, str):
            return math.nan
        return float(key) if original is None else original
    return math.nan if key in (None, NO_LABEL, MISSING) or not isinstance(key, int) else float(key)


def _word(double: Any, key: Any, labels: Labels) -> str | None:
    if key in labels:
        return labels[key][1] or str(labels[key][0])
    return f"{double:g}" if isinstance(double, (int, float)) and math.isfinite(double) else None


def _same(text: str, code: float) -> bool:
    return text == f"{code:g}" or text == str(code)


def _ranked(column: StoredColumn, labels: Labels) -> StoredColumn:
    """Ordered words as numbers in the order of the levels."""
    words = list(dict.fromkeys(text for _, text in labels.values()))
    places = {text: float(place) for place, text in enumerate(words, start=1)}
    numbers = np.array([places.get(str(word), np.nan) for word in column.values])
    named = tuple((place, text) for text, place in places.items())
    return StoredColumn(column.name, "numeric", numbers, column.label, named, (), "ordinal")
