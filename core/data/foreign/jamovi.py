"""jamovi's .omv files, and JASP's .jasp files up to version 0.16, which keep their data alike.

A zip archive: `metadata.json` describes the columns, `data.bin` holds them one after the other (doubles or
32-bit integers, little-endian), `xdata.json` names the levels, `strings.bin` holds free text.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from core.data.choices import Level, check_size
from core.data.foreign.archive import json_of, unpacked_members
from core.data.foreign.table import StoredColumn, StoredTable, hidden_remark, ordered_remark

MISSING = -(2**31)
LEVELS: dict[str, Level] = {
    "Nominal": "nominal",
    "Ordinal": "ordinal",
    "Continuous": "scale",
}
RULE = re.compile(r"\s*(==|<=|>=|<|>)\s*'?(-?\d+(?:\.\d+)?)'?\s*")
WORD_RULE = re.compile(r"\s*==\s*['\"](.*)['\"]\s*", re.DOTALL)
INFINITE = float("inf")


def read_jamovi(content: bytes) -> StoredTable:
    """The columns of the data sheet; rows that a filter hides are read too, and told."""
    members = unpacked_members(content, (".json", ".bin"))
    sheet = json_of(members, "metadata.json")["dataSet"]
    levels = json_of(members, "xdata.json") if "xdata.json" in members else {}
    rows, fields = int(sheet["rowCount"]), sheet["fields"]
    check_size(rows, len(fields))
    cells, offset = [], 0
    for field in fields:
        code = "<f8" if _is_decimal(field) else "<i4"
        cells.append(np.frombuffer(members["data.bin"], code, rows, offset))
        offset += cells[-1].nbytes
    words = members.get("strings.bin", b"")
    columns, hidden = [], np.zeros(rows, dtype=bool)
    for field, stored in zip(fields, cells, strict=True):
        if field.get("columnType") == "Filter":
            hidden |= (stored == 0) & bool(field.get("active", True))
        else:
            columns.append(_column(field, stored, _levels(field, levels), words))
    return StoredTable(tuple(columns), remarks=_remarks(columns, hidden))


def _is_decimal(field: dict[str, Any]) -> bool:
    known = field.get("type")
    return known == "number" if known else field.get("measureType") == "Continuous"


def _levels(field: dict[str, Any], levels: dict[str, Any]) -> dict[int, str]:
    listed = field.get("labels") or levels.get(field["name"], {}).get("labels") or []
    return {int(level[0]): str(level[1]) for level in listed}


def _column(field: dict[str, Any], stored: np.ndarray, levels: dict[int, str], words: bytes) -> StoredColumn:
    measured = field.get("measureType", "")
    level = LEVELS.get(measured, "")
    name, label = str(field["name"]), str(field.get("description") or field.get("title") or "")
    rules = [str(rule) for rule in field.get("missingValues") or ()]
    gone = {found[1] for found in map(WORD_RULE.fullmatch, rules) if found}
    if field.get("type") == "string":
        texts = [None if text in gone else text for text in _free_text(stored, words)]
        return StoredColumn(name, "text", texts, label, level=level)
    missing = tuple(filter(None, map(_range, rules)))
    numbers = np.where(stored == MISSING, np.nan, stored).astype(float)
    if _is_decimal(field):
        return StoredColumn(name, "numeric", numbers, label, (), missing, level)
    if field.get("dataType") == "Text" or measured in ("NominalText", "Nominal Text"):
        kept = {code: text for code, text in levels.items() if text not in gone}
        if level == "ordinal":
            places = {code: float(place) for place, code in enumerate(kept, start=1)}
            ranked = np.array([places.get(int(code), np.nan) for code in stored])
            ordered = tuple((places[code], text) for code, text in kept.items())
            return StoredColumn(name, "numeric", ranked, label, ordered, (), level)
        texts = [kept.get(int(code)) for code in stored]
        return StoredColumn(name, "text", texts, label, level=level)
    named = tuple((float(code), text) for code, text in levels.items() if text != str(code))
    return StoredColumn(name, "numeric", numbers, label, named, missing, level)


def _free_text(stored: np.ndarray, words: bytes) -> list[str | None]:
    """Texts by their place in the string table; some versions count characters instead of bytes."""
    places = [int(place) for place in stored if place != MISSING]
    if all(place == 0 or words[place - 1 : place] == b"\x00" for place in places):
        found = iter([words[place : words.find(b"\x00", place)] for place in places])
    else:
        found = iter(words.split(b"\x00"))
    return [None if place == MISSING else next(found).decode("utf-8", "replace") or None for place in stored]


def _range(rule: str) -> tuple[float, float] | None:
    """The values that a rule such as “== 99” or “< 0” declares missing."""
    found = RULE.fullmatch(rule)
    if found is None:
        return None
    value = float(found[2])
    ranges = {
        "==": (value, value),
        "<=": (-INFINITE, value),
        ">=": (value, INFINITE),
        "<": (-INFINITE, float(np.nextafter(value, -INFINITE))),
        ">": (float(np.nextafter(value, INFINITE)), INFINITE),
    }
    return ranges[found[1]]


def _remarks(columns: list[StoredColumn], hidden: np.ndarray) -> tuple[tuple[str, str], ...]:
    told = ordered_remark(
        [c.name for c in columns if c.level == "ordinal" and c.kind == "numeric" and _numbered(c)]
    )
    return told + hidden_remark(int(hidden.sum()))


def _numbered(column: StoredColumn) -> bool:
    """True where the codes are the places of the words and nothing else."""
    return [code for code, _ in column.value_labels] == [
        float(i + 1) for i in range(len(column.value_labels))
    ]
