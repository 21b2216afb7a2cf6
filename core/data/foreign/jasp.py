"""JASP's .jasp files: since version 0.17 a zip archive with an SQLite database inside.

`Columns` lists the variables and `Labels` their levels; table `DataSet_1` holds two cells for each value,
`Column_7_DBL` with a number and `Column_7_INT` with the key of a label, or −1 where there is no label, and
`Filter_1` whether the row is shown. What counts as empty stands in `emptyValuesJson` of the data set, or of a
column that says that it has its own; such values are stored like all others.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.data.choices import Level, check_size
from core.data.foreign.archive import unpacked_members
from core.data.foreign.jamovi import read_jamovi
from core.data.foreign.table import (
    StoredColumn,
    StoredTable,
    as_number,
    by_columns,
    hidden_remark,
    ordered_remark,
)
from core.errors import DataError

LEVELS: dict[str, Level] = {
    "nominal": "nominal",
    "nominalText": "nominal",
    "ordinal": "ordinal",
    "scale": "scale",
}
# Looking is all that is done: no statement of the file's own (a view, a trigger) runs with more rights.
ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)
FILTER = re.compile(r"Filter_\d+")
AT_ONCE = 20
NO_LABEL, MISSING = -1, -(2**31)

# The numbers of a column (rows,) and the keys of its labels (rows,), where it has some.
Cells = tuple[np.ndarray, np.ndarray]
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
    query = "SELECT * FROM Columns WHERE dataSet = ? ORDER BY colIdx"
    described = _rows(database.execute(query, (data_set,)))
    (rows,) = database.execute(f"SELECT COUNT(*) FROM DataSet_{data_set}").fetchone()
    check_size(rows, len(described))
    labels: dict[int, Labels] = {}
    for column, key, text, original in database.execute(
        "SELECT columnId, value, label, originalValueJson FROM Labels ORDER BY columnId, ordering"
    ):
        labels.setdefault(column, {})[key] = (_original(original), str(text or ""))
    (about,) = _rows(database.execute("SELECT * FROM DataSets WHERE id = ?", (data_set,)))
    columns, ranked = [], []
    stored = _cells(database, data_set, rows, [(int(one["id"]), one["id"] in labels) for one in described])
    for one, cells in zip(described, stored, strict=True):
        label = str(one["title"] or "") if one["title"] != one["name"] else ""
        known = labels.get(one["id"], {})
        column = _column(str(one["name"]), label, LEVELS.get(one["columnType"], ""), cells, known)
        column = _without(column, _empty_words(about, one))
        if column.level == "ordinal" and column.kind == "text":
            ranked.append(column.name)
            column = _ranked(column, known)
        columns.append(column)
    return StoredTable(tuple(columns), remarks=ordered_remark(ranked) + _hidden(database, data_set))


def _cells(
    database: sqlite3.Connection, data_set: int, rows: int, columns: Sequence[tuple[int, bool]]
) -> Iterator[Cells]:
    """The cells of each (number, has labels), NaN where there is none, which are fetched for a few columns at
    once.

    Where there are no labels, SQLite itself puts the keys that are numbers in the place of what is missing.
    """
    for start in range(0, len(columns), AT_ONCE):
        some = columns[start : start + AT_ONCE]
        asked = [
            f"Column_{number}_DBL, Column_{number}_INT"
            if labelled
            else f"COALESCE(Column_{number}_DBL, NULLIF(NULLIF(Column_{number}_INT, {NO_LABEL}), {MISSING}))"
            for number, labelled in some
        ]
        query = f"SELECT {', '.join(asked)} FROM DataSet_{data_set} ORDER BY rowNumber"
        width = sum(1 + labelled for _, labelled in some)
        sides = iter(by_columns(database.execute(query), rows, width))
        for _, labelled in some:
            yield next(sides), next(sides) if labelled else np.empty(0)


def _rows(found: sqlite3.Cursor) -> list[dict[str, Any]]:
    """Rows by the names of their cells: each version of JASP adds some."""
    names = [about[0] for about in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _hidden(database: sqlite3.Connection, data_set: int) -> tuple[tuple[str, str], ...]:
    """The remark about rows that a filter in the file hides."""
    found = database.execute(f"SELECT * FROM DataSet_{data_set} LIMIT 1")
    filters = [about[0] for about in found.description if FILTER.fullmatch(about[0])]
    shown = " AND ".join(f"COALESCE({name}, 1) <> 0" for name in filters)
    if not filters:
        return ()
    (count,) = database.execute(f"SELECT COUNT(*) FROM DataSet_{data_set} WHERE NOT ({shown})").fetchone()
    return hidden_remark(int(count))


def _empty_words(data_set: dict[str, Any], column: dict[str, Any]) -> frozenset[str]:
    """The values that count as empty in a column; version 0.18 keeps them with the data set."""
    everywhere, own = (json.loads(one.get("emptyValuesJson") or "{}") or {} for one in (data_set, column))
    earlier = everywhere.get("emptyValuesPerColumn", {}).get(column["name"])
    said = everywhere.get("strings") or everywhere.get("workspaceEmptyValues") or ()
    return frozenset(map(str, own.get("strings", ()) if own.get("custom") else earlier or said))


def _without(column: StoredColumn, empty: frozenset[str]) -> StoredColumn:
    """The column with what counts as empty declared missing, or taken out of words."""
    if column.kind != "numeric":
        return replace(column, values=[None if text in empty else text for text in column.values])
    found = (as_number(word) for word in sorted(empty))
    return replace(column, missing=tuple((value, value) for value in found if value is not None))


def _original(written: str | None) -> float | str | None:
    """The value that a label stands for."""
    if not written or not written.strip():
        return None
    value = json.loads(written)
    if isinstance(value, str):
        return value
    return float(value) if isinstance(value, (int, float)) else None


def _column(name: str, label: str, level: Level, cells: Cells, labels: Labels) -> StoredColumn:
    if level == "scale" or not any(isinstance(original, str) for original, _ in labels.values()):
        numbers = _numbers(cells, labels)
        named = tuple(
            (code, text)
            for key, (original, text) in labels.items()
            for code in [float(key) if original is None else original]
            if isinstance(code, float) and text and not _same(text, code)
        )
        return StoredColumn(name, "numeric", numbers, label, named, (), level)
    texts = [_word(double, key, labels) for double, key in zip(*cells, strict=True)]
    return StoredColumn(name, "text", texts, label, level=level)


def _numbers(cells: Cells, labels: Labels) -> np.ndarray:
    """The numbers (rows,): those of the cells, else those that the labels stand for."""
    doubles, keys = cells
    if not labels:
        return np.where(np.isfinite(doubles), doubles, np.nan)
    bare = ~np.isfinite(doubles) & np.isfinite(keys)
    distinct, places = np.unique(keys[bare], return_inverse=True)
    found = np.full(len(doubles), np.nan)
    found[np.isfinite(doubles)] = doubles[np.isfinite(doubles)]
    found[bare] = np.array([_behind(int(key), labels) for key in distinct], dtype=float)[places]
    return found


def _behind(key: int, labels: Labels) -> float:
    """The number that the key of a label stands for."""
    if key not in labels:
        return math.nan if key in (NO_LABEL, MISSING) else float(key)
    original = labels[key][0]
    if isinstance(original, str):
        return math.nan
    return float(key) if original is None else original


def _word(double: float, key: float, labels: Labels) -> str | None:
    if key in labels:
        original, text = labels[int(key)]
        return text or str(original)
    return f"{double:g}" if math.isfinite(double) else None


def _same(text: str, code: float) -> bool:
    return text == f"{code:g}" or text == str(code)


def _ranked(column: StoredColumn, labels: Labels) -> StoredColumn:
    """Ordered words as numbers in the order of the levels."""
    words = list(dict.fromkeys(text for _, text in labels.values()))
    places = {text: float(place) for place, text in enumerate(words, start=1)}
    numbers = np.array([places.get(str(word), np.nan) for word in column.values])
    named = tuple((place, text) for text, place in places.items())
    return StoredColumn(column.name, "numeric", numbers, column.label, named, (), "ordinal")
