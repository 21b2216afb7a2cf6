"""Data frames of R as tables: factors, labels, dates and declared missing codes."""

from __future__ import annotations

import numpy as np

from core.data.choices import check_size
from core.data.foreign.dates import SECONDS_OF_A_DAY, iso_dates
from core.data.foreign.r_objects import RObject, read_r
from core.data.foreign.table import StoredColumn, StoredTable, nested_remark, ordered_remark
from core.errors import DataError


def read_r_table(content: bytes, wanted: str | None = None) -> StoredTable:
    """The data frame (or matrix) `wanted` of a file, by default the first; raises DataError."""
    found = _tables(read_r(content))
    if not found:
        raise DataError(
            "no_table", 'The R file holds no data frame. Save the data with saveRDS(data, "file.rds").'
        )
    if wanted is not None and wanted not in found:
        names = ", ".join(found)
        raise DataError("sheet", f"There is no data frame “{wanted}”; the file has: {names}.")
    name = wanted if wanted is not None else next(iter(found))
    frame = found[name]
    given = _names(frame)
    columns = [_column(n, c) for n, c in zip(given, _cells(frame), strict=True)]
    kept = tuple(column for column in columns if isinstance(column, StoredColumn))
    check_size(len(kept[0].values) if kept else 0, len(kept))
    if len({len(column.values) for column in kept}) > 1:
        raise DataError("damaged_file", "The columns of the data frame are of unequal length. Save it again.")
    nested = nested_remark([column for column in columns if isinstance(column, str)])
    ordered = ordered_remark([column.name for column in kept if column.level == "ordinal"])
    return StoredTable(kept, name, tuple(filter(None, found)), nested + ordered)


def _tables(objects: dict[str, RObject]) -> dict[str, RObject]:
    """Data frames and matrices by name; those inside a list, where there is nothing else."""
    found = {name: thing for name, thing in objects.items() if _is_table(thing)}
    if found:
        return found
    for thing in objects.values():
        if isinstance(thing.value, list) and "names" in thing.attributes:
            inner = dict(zip(_names(thing), thing.value, strict=False))
            found |= {
                name: part for name, part in inner.items() if isinstance(part, RObject) and _is_table(part)
            }
    return found


def _is_table(thing: RObject) -> bool:
    return _is_frame(thing) or (isinstance(thing.value, np.ndarray) and len(_dimensions(thing)) == 2)


def _is_frame(thing: RObject) -> bool:
    return "data.frame" in _classes(thing) and isinstance(thing.value, list)


def _classes(thing: RObject) -> list[str]:
    return _strings(thing, "class")


def _strings(thing: RObject, attribute: str) -> list[str]:
    held = thing.attributes.get(attribute, RObject()).value
    return [str(text) for text in held] if isinstance(held, list) else []


def _numbers(thing: RObject, attribute: str) -> np.ndarray:
    held = thing.attributes.get(attribute, RObject()).value
    return held if isinstance(held, np.ndarray) else np.empty(0)


def _dimensions(thing: RObject) -> list[int]:
    return [int(size) for size in _numbers(thing, "dim")]


def _names(table: RObject) -> list[str]:
    if not _dimensions(table):
        return _strings(table, "names")
    both = table.attributes.get("dimnames", RObject()).value
    held = both[1].value if isinstance(both, list) and len(both) == 2 else None
    width = _dimensions(table)[1]
    return [str(name) for name in held] if isinstance(held, list) else [f"V{i + 1}" for i in range(width)]


def _cells(table: RObject) -> list[RObject]:
    if not _dimensions(table):
        return list(table.value)
    return [RObject(column) for column in table.value.reshape(_dimensions(table), order="F").T]


def _column(name: str, column: RObject) -> StoredColumn | str:
    """The column, or its name where a cell holds more than one value."""
    classes, values = _classes(column), column.value
    label = " ".join(_strings(column, "label"))
    if _dimensions(column) or "integer64" in classes:
        return name
    if isinstance(values, list) and all(cell is None or isinstance(cell, str) for cell in values):
        return StoredColumn(name, "text", [c if c and c.strip() else None for c in values], label)
    if not isinstance(values, np.ndarray):
        return name
    if "factor" in classes:
        return _factor(name, column, label)
    if "Date" in classes or "POSIXct" in classes:
        unit = SECONDS_OF_A_DAY if "Date" in classes else 1.0
        return StoredColumn(name, "date", iso_dates(values * unit), label)
    labels = column.attributes.get("labels", RObject())
    codes = labels.value if isinstance(labels.value, np.ndarray) else np.empty(0)
    low_high = _numbers(column, "na_range")
    missing = [(float(code), float(code)) for code in _numbers(column, "na_values")]
    if len(low_high) == 2:
        missing.append((float(low_high[0]), float(low_high[1])))
    named = zip(codes.tolist(), _strings(labels, "names"), strict=False)
    value_labels = tuple((code, text) for code, text in named if np.isfinite(code))
    return StoredColumn(name, "numeric", values, label, value_labels, tuple(missing))


def _factor(name: str, column: RObject, label: str) -> StoredColumn:
    """Ordered categories keep their codes, with the words as labels; unordered ones are words."""
    levels = _strings(column, "levels")
    if "ordered" in _classes(column):
        labels = tuple((float(code), text) for code, text in enumerate(levels, start=1))
        return StoredColumn(name, "numeric", column.value, label, labels, level="ordinal")
    words = [None if np.isnan(code) else levels[int(code) - 1] for code in column.value]
    return StoredColumn(name, "text", words, label, level="nominal")
