"""Workbooks (XLSX, XLS, XLSB, ODS) → cells of text: values only, never a macro, an entity or a path."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from core.data.choices import MAX_CELLS, check_size
from core.data.foreign.archive import unpacked_members
from core.data.foreign.sheet_xml import crop_stray_cells, extent, formulas_without_value
from core.data.patterns import LOOKS_NUMERIC
from core.errors import DataError

RESAVE = "Open it in a spreadsheet program and save it again as .xlsx."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: rows of equal length, the first of them line `top` of the sheet.

    `as_text` and `uncached` are columns in which numbers are stored as text, or formulas without results;
    `sheets` are the worksheets of the file and `chosen` is this one; remarks are (code, text).
    """

    rows: list[list[str]]
    top: int
    chosen: str
    sheets: list[str]
    as_text: list[int]
    uncached: list[int]
    remarks: list[list[str]]


def pack_sheet(sheet: Sheet) -> bytes:
    """A worksheet as JSON."""
    return json.dumps(asdict(sheet)).encode()


def unpack_sheet(content: bytes) -> Sheet:
    """The worksheet that was packed."""
    return Sheet(**json.loads(content))


def read_workbook(kind: str, content: bytes, wanted: str | None = None) -> Sheet:
    """The worksheet `wanted`, by default the first with a table; raises DataError for a damaged file."""
    remarks: list[list[str]] = []
    parts: dict[str, bytes] = {}
    if kind != "old_workbook":
        parts = _safe_parts(content)
        for name, xml in parts.items():
            rows, columns = extent(xml)
            if rows * columns > MAX_CELLS:
                content, where = crop_stray_cells(content, name, xml)
                remarks.append(["stray_cells", f"Stray cells far from the table ({where}) were left out."])
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return _sheet(workbook, wanted, remarks, parts)
    except PasswordError:
        raise DataError(
            "password", "The workbook is locked with a password. Remove the password and load it again."
        ) from None
    except CalamineError:
        raise _damaged(kind) from None


def _damaged(kind: str) -> DataError:
    if kind == "old_workbook":
        return DataError(
            "old_excel",
            "This old Excel workbook (.xls) cannot be read. Open it in Excel, save it as .xlsx and load that "
            "file.",
        )
    return DataError("damaged_file", f"The workbook is damaged and cannot be read. {RESAVE}")


def _safe_parts(content: bytes) -> dict[str, bytes]:
    """The worksheets' XML, looked through for entities."""
    sheets = {}
    for name, xml in unpacked_members(content, (".xml", ".rels")).items():
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise DataError(
                "entities", f"The workbook holds definitions that no spreadsheet program writes. {RESAVE}"
            )
        if name.startswith("xl/worksheets/"):
            sheets[name] = xml
    return sheets


def _sheet(
    workbook: CalamineWorkbook, wanted: str | None, remarks: list[list[str]], parts: dict[str, bytes]
) -> Sheet:
    names = workbook.sheet_names
    if wanted is not None and wanted not in names:
        raise DataError("sheet", f"There is no worksheet “{wanted}”; the workbook has: {', '.join(names)}.")
    name = wanted if wanted is not None else _first_table(workbook, names)
    table = workbook.get_sheet_by_name(name)
    check_size(table.height, table.width)
    as_text: set[int] = set()
    rows = [_as_text(row, as_text) for row in table.iter_rows()]
    top, left = table.start or (0, 0)
    uncached = formulas_without_value(parts.values())
    return Sheet(
        rows, top + 1, name, names, sorted(as_text), sorted(column - left for column in uncached), remarks
    )


def _first_table(workbook: CalamineWorkbook, names: list[str]) -> str:
    """The first sheet with rows and columns; a title page or a sheet of notes is none."""
    sheets = [workbook.get_sheet_by_name(name) for name in names]
    for least in (2, 1):
        for sheet in sheets:
            if min(sheet.height, sheet.width) >= least:
                return str(sheet.name)
    raise DataError("no_rows", "The workbook has no data rows.")


def _as_text(row: Sequence[object], as_text: set[int]) -> list[str]:
    as_text.update(c for c, cell in enumerate(row) if type(cell) is str and LOOKS_NUMERIC.fullmatch(cell))
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if cell is True or cell is False:
        return str(cell).upper()
    return repr(cell).removesuffix(".0") if type(cell) is float else str(cell)
