"""Files of jamovi, JASP and OpenDocument, built as their programs lay them out."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

MISSING = -(2**31)


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def omv(
    fields: list[dict[str, Any]], cells: list[list[Any]], levels: dict[str, Any], words: bytes = b""
) -> bytes:
    """A jamovi file: `cells` holds the stored numbers of each field."""
    sheet = {"rowCount": len(cells[0]), "columnCount": len(fields), "fields": fields}
    packed = b"".join(
        struct.pack(f"<{len(column)}{'d' if field['type'] == 'number' else 'i'}", *column)
        for field, column in zip(fields, cells, strict=True)
    )
    return archive(
        {
            "META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\njamovi-Archive-Version: 11.0\n",
            "index.html": b"<html></html>",
            "metadata.json": json.dumps({"dataSet": sheet}).encode(),
            "xdata.json": json.dumps({name: {"labels": labels} for name, labels in levels.items()}).encode(),
            "data.bin": packed,
            "strings.bin": words,
        }
    )


def jasp(
    columns: list[tuple[str, str, str]],
    cells: list[list[tuple[Any, Any]]],
    labels: list[tuple[int, int, str, str | None]],
    empty: Mapping[int, str] | None = None,
    hidden: Sequence[int] = (),
) -> bytes:
    """A JASP file of columns (name, title, type), cells (double, key), labels (column, key, text, value).

    `empty` holds the JSON of what counts as empty by the number of the column, 0 for all; `hidden` are the
    rows that the filter hides.
    """
    database = sqlite3.connect(":memory:")
    database.executescript(
        "CREATE TABLE DataSets (id INTEGER PRIMARY KEY, dataFilePath TEXT, emptyValuesJson TEXT);"
        "CREATE TABLE Columns (id INTEGER PRIMARY KEY, dataSet INT, name TEXT, title TEXT, columnType TEXT,"
        " colIdx INT, emptyValuesJson TEXT);"
        "CREATE TABLE Labels (id INTEGER PRIMARY KEY, columnId INT, value INT, ordering INT, label TEXT,"
        " originalValueJson TEXT);"
    )
    said = empty or {}
    database.execute("INSERT INTO DataSets VALUES (1, '', ?)", (said.get(0),))
    pairs = ", ".join(
        f"Column_{i}_DBL REAL NULL, Column_{i}_INT INT NULL" for i in range(1, len(columns) + 1)
    )
    database.execute(
        f"CREATE TABLE DataSet_1 (rowNumber INTEGER PRIMARY KEY, Filter_1 INT DEFAULT 1, {pairs})"
    )
    for number, (name, title, kind) in enumerate(columns, start=1):
        about = (number, 1, name, title, kind, number - 1, said.get(number))
        database.execute("INSERT INTO Columns VALUES (?, ?, ?, ?, ?, ?, ?)", about)
    for order, (column, key, text, original) in enumerate(labels):
        row = (column, key, order, text, original)
        database.execute(
            "INSERT INTO Labels (columnId, value, ordering, label, originalValueJson) VALUES (?, ?, ?, ?, ?)",
            row,
        )
    marks = ", ".join("?" * (2 + 2 * len(columns)))
    for number, row in enumerate(zip(*cells, strict=True), start=1):
        flat = [int(number not in hidden), *(value for pair in row for value in pair)]
        database.execute(f"INSERT INTO DataSet_1 VALUES ({marks})", (number, *flat))
    database.commit()
    return archive({"manifest.json": b"{}", "internal.sqlite": database.serialize(), "index.html": b""})


def ods(rows: str) -> bytes:
    """An OpenDocument workbook with one sheet of these XML rows."""
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    table = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    text = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = (
        f'<?xml version="1.0"?><office:document-content {office} {table} {text}><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": content.encode(),
        }
    )


def ods_row(cells: list[object], repeated: int = 1) -> str:
    """One row of an OpenDocument sheet."""
    shown = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        if isinstance(cell, (int, float))
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{shown}</table:table-row>'


def sheet_of(rows: str, before: str = "") -> bytes:
    """A workbook of Excel whose one worksheet holds these rows of XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = '<Relationships xmlns="{}"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'.format
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": link(package, kinds, "officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": link(package, kinds, "worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets>'
        '<sheet name="Answers" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{before}'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    return archive({name: f'<?xml version="1.0"?>{xml}'.encode() for name, xml in parts.items()})


def row_of(number: int | str, *cells: str) -> str:
    """A row of such a worksheet."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell_of(address: str, value: float | str) -> str:
    """A cell of such a row."""
    if isinstance(value, str):
        return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{address}"><v>{value}</v></c>'
