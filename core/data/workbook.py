"""XLSX workbook → a grid of cells: values only, never a macro, an entity or a path of the archive."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook

from core.data.choices import MAX_CELLS
from core.data.grid import Grid, build
from core.data.sheet_xml import crop_stray_cells, extent, formulas_without_value
from core.data.text import LOOKS_NUMERIC
from core.errors import DataError
from core.notices import Notice

MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 2_000
RESAVE = "Open it in a spreadsheet program and save it again as .xlsx."
# What zipfile lets through where bytes of an archive are wrong.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, EOFError, OSError)


def workbook_grid(content: bytes, sheet: str | None = None) -> Grid:
    """Cells of one worksheet, by default the first with content; raises DataError for a damaged file."""
    parts = _safe_parts(content)
    notices: list[Notice] = []
    for name, xml in parts.items():
        rows, columns = extent(xml)
        if rows * columns > MAX_CELLS:
            content, where = crop_stray_cells(content, name, xml)
            text = f"Stray cells far from the table ({where}) were left out."
            notices.append(Notice("stray_cells", text))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return _sheet(workbook, sheet, notices, parts)
    except CalamineError:
        raise DataError("damaged_workbook", f"The workbook is damaged and cannot be read. {RESAVE}") from None


def _safe_parts(content: bytes) -> dict[str, bytes]:
    """The worksheets' XML, unpacked only after the sizes were added up, and looked through for entities."""
    sheets = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_archive(members)
            for member in members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                # Python reads no more than the size that was announced and checks the sum of the bytes.
                xml = archive.read(member)
                if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise DataError(
                        "entities",
                        f"The workbook holds definitions that no spreadsheet program writes. {RESAVE}",
                    )
                if member.filename.startswith("xl/worksheets/"):
                    sheets[member.filename] = xml
    except DAMAGED:
        raise DataError(
            "damaged_workbook", f"The workbook is damaged and cannot be unpacked. {RESAVE}"
        ) from None
    except RuntimeError:
        raise DataError(
            "password", "The file is locked with a password. Remove it and load the file again."
        ) from None
    return sheets


def _check_archive(members: list[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise DataError(
            "zip_bomb",
            f"The workbook would unpack to {size / 1e6:,.0f} MB in {len(members):,} parts; it was not "
            "opened. Copy the table into a fresh workbook and load that.",
        )
    if len({member.filename for member in members}) < len(members):
        raise DataError("damaged_workbook", f"The workbook holds the same part twice. {RESAVE}")
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise DataError(
            "other_program",
            "This is a packed file of another program (a document, an archive, .ods, .omv or .jasp). "
            "Save the data as CSV or XLSX and load that file.",
        )


def _sheet(
    workbook: CalamineWorkbook, wanted: str | None, told: list[Notice], parts: dict[str, bytes]
) -> Grid:
    names = workbook.sheet_names
    if wanted is not None and wanted not in names:
        raise DataError("sheet", f"There is no worksheet “{wanted}”; the workbook has: {', '.join(names)}.")
    for name in [wanted] if wanted is not None else names:
        table = workbook.get_sheet_by_name(name)
        if table.height and table.width:
            break
    else:
        raise DataError("no_rows", "The workbook has no data rows.")
    if len(names) > 1:
        others = ", ".join(f"“{other}”" for other in names if other != name)
        told.append(
            Notice("sheet", f"The worksheet “{name}” was read; the workbook also has {others}.", "info")
        )
    top = table.start[0] + 1 if table.start else 1
    as_text: set[int] = set()
    cells, lines = build(_as_text(table.iter_rows(), top, as_text), "Row")
    uncached = formulas_without_value(parts.values())
    left = table.start[1] if table.start else 0
    return Grid(cells, lines, tuple(told), tuple(sorted(as_text)), tuple(sorted(c - left for c in uncached)))


def _as_text(
    rows: Iterable[Sequence[object]], top: int, as_text: set[int]
) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=top):
        as_text.update(
            column for column, cell in enumerate(row) if type(cell) is str and LOOKS_NUMERIC.fullmatch(cell)
        )
        yield number, [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if cell is True or cell is False:
        return str(cell).upper()
    return repr(cell).removesuffix(".0") if type(cell) is float else str(cell)
