"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

import re
from typing import Literal

from core.data.choices import MAX_BYTES
from core.errors import DataError

FileKind = Literal["text", "zip"]

SAVE_AS = "Save the data as CSV or XLSX and load that file."

# First bytes → what the file is; all of these are refused.
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "a compressed SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a SAS file"),
    (b"HEADER RECORD***", "a SAS transport file"),
    (b"RDX", "an R workspace"),
    (b"\x1f\x8b", "a compressed file (gzip; R's .rds and .RData are such files)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STATA_OLD = tuple(bytes([release, order, 1, 0]) for release in range(0x69, 0x74) for order in (1, 2))
JSON_START = re.compile(rb'[\[{]\s*["\[{]')
CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26}


def file_kind(content: bytes) -> FileKind:
    """“text” or “zip” (a workbook, perhaps); raises DataError for everything that is no table."""
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise DataError("empty_file", "The file is empty. Load a file with a line of names and rows of data.")
    if len(content) > MAX_BYTES:
        raise DataError(
            "too_large",
            f"The file has {len(content) / 1e6:.0f} MB; up to {MAX_BYTES / 1e6:.0f} MB are read. "
            "Keep the columns that you need and save it again.",
        )
    if content.startswith(b"PK\x03\x04"):
        return "zip"
    _refuse_binary(content)
    _refuse_markup(content)
    return "text"


def _refuse_binary(content: bytes) -> None:
    if content.startswith(OLE):
        raise _ole(content)
    if content.startswith(STATA_OLD):
        raise DataError("other_program", f"This is a Stata file, which is not read here. {SAVE_AS}")
    for start, what in STARTS:
        if content.startswith(start):
            raise DataError("other_program", f"This is {what}, which is not read here. {SAVE_AS}")
    # Pickle runs code when it is opened, so it is never opened; a text has hardly any control characters.
    head = content[:4096]
    control = sum(byte in CONTROL for byte in head if byte)
    if head[:1] == b"\x80" or control > len(head) // 50:
        raise DataError(
            "not_a_data_file", f"This is not a data file: it holds machine code or binary data. {SAVE_AS}"
        )


def _ole(content: bytes) -> DataError:
    # The container's directory is UTF-16; some writers use plain letters.
    if any("EncryptedPackage".encode(code) in content for code in ("utf-16-le", "ascii")):
        return DataError(
            "password",
            "The workbook is locked with a password. Remove the password in Excel and load it again.",
        )
    return DataError(
        "old_excel",
        "This is an old Excel workbook (.xls). Open it in Excel, save it as .xlsx and load that file.",
    )


def _refuse_markup(content: bytes) -> None:
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise DataError(
            "web_page",
            "This is a web page, not a table: often the log-in page of a portal instead of the download. "
            "Open the page in a browser, log in and download the table again.",
        )
    if head.startswith(b"<?xml"):
        raise DataError("not_a_table", f"This is an XML document, not a table. {SAVE_AS}")
    if JSON_START.match(head):
        raise DataError("json", f"This is JSON, not a table. {SAVE_AS}")
