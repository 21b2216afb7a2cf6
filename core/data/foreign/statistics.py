"""Files of SPSS (.sav, .zsav, .por), Stata (.dta) and SAS (.sas7bdat, .xpt), read by ReadStat."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyreadstat

from core.data.choices import Level, check_size
from core.data.foreign.dates import SECONDS_OF_A_DAY, iso_dates, periods, times_of_day
from core.data.foreign.halves import in_halves
from core.data.foreign.table import StoredColumn, StoredTable, by_columns
from core.errors import DataError

READERS: dict[str, Callable[..., Any]] = {
    "spss": pyreadstat.read_sav,
    "spss_portable": pyreadstat.read_por,
    "stata": pyreadstat.read_dta,
    "sas": pyreadstat.read_sas7bdat,
    "sas_transport": pyreadstat.read_xport,
}
# A transport file is made of records of this many bytes; how many rows it has is written nowhere.
TRANSPORT_RECORD = 80
LEVELS: dict[str, Level] = {"nominal": "nominal", "ordinal": "ordinal", "scale": "scale"}
# Formats of dates and times: (pattern, seconds in the stored unit, day from which it counts or nothing).
SPSS_DATES = r"(?:DATE|ADATE|EDATE|JDATE|SDATE|DATETIME|YMDHMS|MOYR|QYR|WKYR)[\d.]*"
SPSS_TIMES = r"(?:TIME|DTIME|MTIME)[\d.]*"
SAS_DATES = r"(?:DATE|YYMMDD\w?|DDMMYY\w?|MMDDYY\w?|MONYY|E8601DA|B8601DA|JULIAN|WEEKDATE|WORDDATE)[\d.]*"
SAS_DATETIMES = r"(?:DATETIME|DATEAMPM|E8601DT|B8601DT)[\d.]*"
SAS_TIMES = r"(?:TIME|TOD|HHMM|E8601TM)[\d.]*"
DATES: dict[str, tuple[tuple[str, float, str], ...]] = {
    "spss": ((SPSS_DATES, 1.0, "1582-10-14"), (SPSS_TIMES, 1.0, "")),
    "stata": (
        (r"%-?t?d.*", SECONDS_OF_A_DAY, "1960-01-01"),
        (r"%-?t[cC].*", 0.001, "1960-01-01"),
        (r"%-?t[wmqh].*", 0.0, ""),
    ),
    "sas": (
        (SAS_DATETIMES, 1.0, "1960-01-01"),
        (SAS_DATES, SECONDS_OF_A_DAY, "1960-01-01"),
        (SAS_TIMES, 1.0, ""),
    ),
}


def read_statistics(kind: str, content: bytes, encoding: str | None = None) -> StoredTable:
    """The columns of a file with labels, value labels and declared missing codes."""
    options: dict[str, Any] = {"output_format": "dict", "encoding": encoding}
    if kind == "spss_portable":
        del options["encoding"]
    else:
        options["disable_datetime_conversion"] = True
    if kind == "spss":
        # Declared codes stay in the data, and the declaration comes with them.
        options["user_missing"] = True
    if kind == "sas_transport" and len(content) % TRANSPORT_RECORD:
        text = "The file ends in the middle of a record: rows are missing. Export it again from its program."
        raise DataError("damaged_file", text)
    try:
        return _attempt(kind, content, options)
    except UnicodeError:
        table = _attempt(kind, content, {**options, "encoding": "WINDOWS-1252"})
        text = "The file does not say rightly how its text is encoded; it was read as Windows-1252."
        return replace(table, remarks=(("encoding_guessed", text),))


def _attempt(kind: str, content: bytes, options: dict[str, Any]) -> StoredTable:
    def part(first: int, count: int) -> StoredTable:
        cells, about = READERS[kind](io.BytesIO(content), row_offset=first, row_limit=count, **options)
        return _table(cells, about, kind.partition("_")[0])

    try:
        _, about = READERS[kind](io.BytesIO(content), metadataonly=True, **options)
        check_size(about.number_rows or 0, about.number_columns)
        # Where the middle is need not be known exactly.
        rows = about.number_rows or len(content) // (sum(about.variable_storage_width.values()) or 1)
        return in_halves(part, rows, about.number_columns)
    except pyreadstat.ReadstatError as fault:
        if "encoding" not in str(fault):
            raise
        if options.get("encoding") is None:
            raise UnicodeError from None
        raise DataError("encoding", "The text of the file cannot be read in this encoding.") from None


def _table(cells: dict[str, list[Any]], about: Any, family: str) -> StoredTable:
    numeric = {name: cells[name] for name in cells if about.readstat_variable_types.get(name) != "string"}
    # ReadStat lays the numbers down row by row.
    height = len(next(iter(numeric.values()), ()))
    arrays = by_columns(zip(*numeric.values(), strict=True), height, len(numeric))
    values = {**cells, **dict(zip(numeric, arrays, strict=True))}
    return StoredTable(tuple(_column(name, values[name], about, family) for name in values))


def _column(name: str | None, cells: list[Any] | np.ndarray, about: Any, family: str) -> StoredColumn:
    label = (about.column_names_to_labels.get(name) or "").strip()
    level = LEVELS.get(about.variable_measure.get(name), "")
    # A damaged file may lack even the name.
    called = name or ""
    if about.readstat_variable_types.get(name) == "string":
        gone = {part["lo"] for part in about.missing_ranges.get(name, ()) if isinstance(part["lo"], str)}
        texts = [None if cell in gone else _text(cell) for cell in cells]
        return StoredColumn(called, "text", texts, label, level=level)
    numbers = np.asarray(cells)
    stored_as = about.original_variable_types.get(name) or ""
    for pattern, unit, start in DATES[family]:
        if re.fullmatch(pattern, stored_as):
            if not unit:
                return StoredColumn(called, "date", periods(numbers, stored_as), label, level=level)
            seconds = numbers * unit
            written = iso_dates(seconds, start) if start else times_of_day(seconds)
            return StoredColumn(called, "date", written, label, level=level)
    labels = tuple(
        (float(code), str(text))
        for code, text in about.variable_value_labels.get(name, {}).items()
        if isinstance(code, (int, float)) and math.isfinite(code)
    )
    missing = tuple(
        (float(part["lo"]), float(part["hi"]))
        for part in about.missing_ranges.get(name, ())
        if isinstance(part["lo"], (int, float)) and isinstance(part["hi"], (int, float))
    )
    return StoredColumn(called, "numeric", numbers, label, labels, missing, level)


def _text(cell: Any) -> str | None:
    return str(cell) if cell is not None and str(cell).strip() else None
