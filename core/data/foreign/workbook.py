"""Workbooks (XLSX, XLS, XLSB, ODS) → cells of text: values only, never a macro, an entity or a path."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from types import ModuleType
from typing import cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from core.data.choices import MAX_CELL_CHARACTERS, MAX_CELLS, check_size, huge_cell
from core.data.foreign.archive import opened
from core.data.foreign.clock import clock
from core.data.foreign.forked import forked
from core.data.foreign.sheet_xml import begins_plainly, crop_stray_cells, extent, formulas_without_value
from core.data.patterns import LOOKS_NUMERIC
from core.errors import DataError

# No keyboard has the character that separates the cells of a row.
SEPARATOR = "\x1f"
# A worksheet of more XML than this is a large table and not a small one with stray cells.
LOOKED_THROUGH = 30_000_000
PROLOG = 65_536
# Where OpenDocument says which parts are encrypted.
MANIFEST = "META-INF/manifest.xml"
MOST_TEXTS = 100_000
RESAVE = "Open it in a spreadsheet program and save it again as .xlsx."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: the `text` of its cells, the first row of which is line `top` of the sheet.

    The data of a long one are not in its text but `below` it, columns of text in Arrow's stream format.
    `as_text` and `uncached` are columns in which numbers are stored as text, or formulas without results;
    `sheets` are the worksheets of the file and `chosen` is this one; remarks are (code, text).
    """

    text: str
    top: int
    chosen: str
    sheets: list[str]
    as_text: list[int]
    uncached: list[int]
    remarks: list[list[str]]
    below: bytes = b""


def pack_sheet(sheet: Sheet) -> bytes:
    """A line of JSON, then the text of the cells and what is below it."""
    text = sheet.text.encode("utf-8", "replace")
    known = {field.name: getattr(sheet, field.name) for field in fields(sheet)}
    del known["text"], known["below"]
    return b"".join([json.dumps([len(text), known]).encode(), b"\n", text, sheet.below])


def unpack_sheet(content: bytes) -> Sheet:
    """The worksheet that was packed."""
    start = content.index(b"\n") + 1
    size, known = json.loads(content[:start])
    end = start + size
    return Sheet(text=content[start:end].decode("utf-8"), below=content[end:], **known)


def read_workbook(kind: str, content: bytes, wanted: str | None = None) -> Sheet:
    """The worksheet `wanted`, by default the first with a table; raises DataError for a damaged file."""
    remarks: list[list[str]] = []
    parts: dict[str, bytes] = {}
    long: list[str] = []
    if kind != "old_workbook":
        parts, long = _safe_parts(content)
        for name, xml in parts.items():
            rows, columns = extent(xml)
            if rows * columns > MAX_CELLS:
                content, where, left = crop_stray_cells(content, name, xml)
                rows, columns = extent(left)
                if rows * columns > MAX_CELLS:
                    raise DataError(
                        "too_many_cells",
                        f"A worksheet reaches to row {rows:,} and column {columns:,}, which is more than "
                        f"{MAX_CELLS:,} cells. Look for cells far from the table, or save the columns that "
                        "you need as CSV.",
                    )
                remarks.append(["stray_cells", f"Stray cells far from the table ({where}) were left out."])
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            order = _in_order(workbook, wanted, remarks)
            if len(long) == 1:
                # In a process of its own, since what it fails at is left to the reader below.
                names = workbook.sheet_names
                packed = forked(lambda: pack_sheet(_quickly(content, long[0], order, names, remarks)))()
                if packed is not None:
                    return unpack_sheet(packed)
            table = _first_table(workbook, order) if wanted is None else workbook.get_sheet_by_name(wanted)
            return _carefully(workbook, table, remarks, parts.values())
    except PasswordError:
        raise locked() from None
    except CalamineError:
        raise _damaged(kind) from None


def locked() -> DataError:
    """The error for a workbook with a password."""
    text = "The workbook is locked with a password. Remove the password and load it again."
    return DataError("password", text)


def _damaged(kind: str) -> DataError:
    if kind == "old_workbook":
        return DataError(
            "old_excel",
            "This old Excel workbook (.xls) cannot be read. Open it in Excel, save it as .xlsx and load that "
            "file.",
        )
    return DataError("damaged_file", f"The workbook is damaged and cannot be read. {RESAVE}")


def _safe_parts(content: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The XML of worksheets that can be looked through, and the names of those that are too long for it.

    All parts begin as they must.
    """
    sheets, long = {}, []
    with opened(content) as archive:
        for part in archive.infolist():
            if not part.filename.endswith((".xml", ".rels")) or not part.file_size:
                continue
            if part.filename == MANIFEST and b"encryption-data" in archive.read(part):
                raise locked()
            with archive.open(part) as file:
                xml = file.read(PROLOG)
                if not begins_plainly(xml):
                    raise DataError(
                        "entities",
                        f"The workbook holds definitions that no spreadsheet program writes. {RESAVE}",
                    )
                if part.filename.startswith("xl/worksheets/"):
                    if part.file_size <= LOOKED_THROUGH:
                        sheets[part.filename] = xml + file.read()
                    else:
                        long.append(part.filename)
    return sheets, long


def _in_order(workbook: CalamineWorkbook, wanted: str | None, remarks: list[list[str]]) -> list[str]:
    """The worksheets that may be read, hidden ones last; which are hidden is remarked on."""
    names = workbook.sheet_names
    if wanted is not None and wanted not in names:
        raise DataError("sheet", f"There is no worksheet “{wanted}”; the workbook has: {', '.join(names)}.")
    hidden = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    if hidden:
        remarks.append(["hidden_sheets", f"Hidden in the workbook: {', '.join(hidden)}."])
    return sorted(names, key=hidden.__contains__) if wanted is None else [wanted]


def _carefully(
    workbook: CalamineWorkbook, table: CalamineSheet, remarks: list[list[str]], parts: Iterable[bytes]
) -> Sheet:
    check_size(table.height, table.width)
    _, left = table.start or (0, 0)
    # The rows above the table come too, as empty ones.
    cells, as_text = _cells(enumerate(table.iter_rows(), start=1))
    uncached = sorted(column - left for column in formulas_without_value(parts))
    return Sheet(cells, 1, table.name, workbook.sheet_names, sorted(as_text), uncached, remarks)


def _quickly(
    content: bytes, part: str, order: list[str], names: list[str], remarks: list[list[str]]
) -> Sheet:
    # Its libraries load NumPy where they find it, which takes a third of the time; a text has no use for it.
    sys.modules.setdefault("numpy", cast(ModuleType, None))
    from core.data.foreign.long_sheet import long_sheet

    found = long_sheet(content, part, order)
    text, _ = _cells(enumerate(found.above, start=found.top))
    return Sheet(text, found.top, found.name, names, found.as_text, [], remarks, found.below)


def _first_table(workbook: CalamineWorkbook, names: list[str]) -> CalamineSheet:
    """The first sheet with rows and columns; a title page or a sheet of notes is none."""
    column = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if min(sheet.height, sheet.width) > 1:
            return sheet
        if column is None and min(sheet.height, sheet.width) == 1:
            column = sheet
    if column is None:
        raise DataError("no_rows", "The workbook has no data rows.")
    return column


def _cells(rows: Iterable[tuple[int, Sequence[object]]]) -> tuple[str, set[int]]:
    """The rows as text with separators, and the columns in which numbers are stored as text."""
    out, known, as_text = io.StringIO(newline=""), _Texts(), set[int]()
    writer = csv.writer(out, delimiter=SEPARATOR)
    for line, row in rows:
        kinds = set(map(type, row))
        # Many rows hold no other text than that of empty cells.
        words = {cell for cell in set(row) if isinstance(cell, str) and cell} if str in kinds else ()
        if words:
            if max(map(len, words)) > MAX_CELL_CHARACTERS:
                raise huge_cell("Row", line)
            numbers = set(filter(LOOKS_NUMERIC.fullmatch, words))
            if numbers:
                as_text.update(column for column, cell in enumerate(row) if cell in numbers)
        # TRUE and 1 are equal to a dictionary.
        writer.writerow(map(_text if bool in kinds else known.__getitem__, row))
    return out.getvalue(), as_text


class _Texts(dict[object, str]):
    """The text of each value: most tables hold few different ones many times."""

    def __missing__(self, cell: object) -> str:
        text = _text(cell)
        if len(self) < MOST_TEXTS:
            self[cell] = text
        return text


def _text(cell: object) -> str:
    if cell is True or cell is False:
        return str(cell).upper()
    if isinstance(cell, timedelta):
        return clock(round(cell.total_seconds()))
    return repr(cell).removesuffix(".0") if type(cell) is float else str(cell)
