"""What a worksheet's XML says before it becomes cells: how far it reaches, which formulas lack a result."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable

CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*?(?:/>|>.*?</(?:\w+:)?c>)""", re.DOTALL
)
ADDRESS = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")
ROW = re.compile(
    rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,7})["'][^>]*?(?:/>|>.*?</(?:\w+:)?row>)""", re.DOTALL
)
ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,7})["']""")
COLUMN = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})""")
UNCACHED = re.compile(
    rb"""<c\b[^>]*?\br=["']([A-Z]{1,3})\d{1,7}["'][^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)"""
)


# XML declarations and comments, then the first element: definitions of entities would stand between.
PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?.*?\?>|<!--.*?-->|\s)*+<[\w:]", re.DOTALL)


def begins_plainly(xml: bytes) -> bool:
    """True where an XML part, by its first bytes, defines nothing before its content."""
    return PLAIN.match(xml) is not None


def extent(xml: bytes) -> tuple[int, int]:
    """Rows and columns up to the farthest cell."""
    rows = max((int(found[1]) for found in ROW_NUMBER.finditer(xml)), default=0)
    columns = {found[1] for found in COLUMN.finditer(xml)}
    return rows, max(map(column_number, columns), default=0)


def crop_stray_cells(content: bytes, part: str, xml: bytes) -> tuple[bytes, str, bytes]:
    """The workbook without the rows and columns that hold a single cell, the addresses of those cells, and
    the worksheet's XML without them.

    A spreadsheet with one forgotten cell in row 200,000 would else become a hundred million empty ones.
    """
    found = ADDRESS.findall(xml)
    in_row = Counter(number for _, number in found)
    in_column = Counter(letters for letters, _ in found)
    stray = [(a, n) for a, n in found if in_row[n] < 2 or in_column[a] < 2]
    gone = set(stray)
    cropped = CELL.sub(lambda cell: b"" if cell.groups() in gone else cell.group(), xml)
    empty = {number for number, count in in_row.items() if count < 2}
    cropped = ROW.sub(lambda row: b"" if row.group(1) in empty else row.group(), cropped)
    shown = ", ".join((a + n).decode() for a, n in stray[:5]) + (" …" if len(stray) > 5 else "")
    return _with_part(content, part, cropped), shown, cropped


def _with_part(content: bytes, part: str, xml: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as cropped,
    ):
        for member in old.infolist():
            cropped.writestr(member.filename, xml if member.filename == part else old.read(member))
    return out.getvalue()


def formulas_without_value(sheets: Iterable[bytes]) -> set[int]:
    """Columns (0-based) with formulas whose results were never saved."""
    return {column_number(letters) - 1 for xml in sheets if b"<f" in xml for letters in UNCACHED.findall(xml)}


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
