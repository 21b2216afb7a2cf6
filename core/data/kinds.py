"""What a file is, judged by its content and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from core.data.choices import MAX_BYTES
from core.errors import DataError

FileKind = Literal[
    "text",
    "zip_workbook",
    "binary_workbook",
    "open_workbook",
    "old_workbook",
    "spss",
    "spss_portable",
    "stata",
    "sas",
    "sas_transport",
    "r",
    "parquet",
    "jamovi",
    "jasp",
]
# Each kind with what it is called and how the names of such files end.
CALLED: dict[FileKind, tuple[str, tuple[str, ...]]] = {
    "text": ("text", (".csv", ".tsv", ".txt", ".dat", ".tab", ".asc")),
    "zip_workbook": ("an Excel workbook", (".xlsx", ".xlsm", ".xltx")),
    "binary_workbook": ("an Excel workbook", (".xlsb",)),
    "open_workbook": ("an OpenDocument workbook", (".ods", ".ots")),
    "old_workbook": ("an old Excel workbook", (".xls",)),
    "spss": ("an SPSS file", (".sav", ".zsav")),
    "spss_portable": ("an SPSS portable file", (".por",)),
    "stata": ("a Stata file", (".dta",)),
    "sas": ("a SAS file", (".sas7bdat",)),
    "sas_transport": ("a SAS transport file", (".xpt", ".xport")),
    "r": ("a file of R", (".rds", ".rdata", ".rda")),
    "parquet": ("a Parquet file", (".parquet", ".pq")),
    "jamovi": ("a jamovi file", (".omv",)),
    "jasp": ("a JASP file", (".jasp",)),
}
SAVE_AS = "Save the data as CSV or XLSX and load that file."

# First bytes → what can be read, and what the others are, which are refused.
STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"<stata_dta>", "stata"),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "sas"),
    (b"HEADER RECORD*******LIB", "sas_transport"),
    (b"RDX", "r"),
    (b"RDA", "r"),
    (b"X\n\x00\x00\x00", "r"),
    (b"\x1f\x8b", "r"),
    (b"BZh", "r"),
    (b"\xfd7zXZ", "r"),
    (b"PAR1", "parquet"),
)
REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"ARROW1", "an Arrow file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"MIME-Version:", "a saved web page"),
    (b"\x09\x00\x04\x00", "a workbook of Excel before 1997"),
    (b"\x09\x02\x06\x00", "a workbook of Excel before 1997"),
    (b"\x09\x04\x06\x00", "a workbook of Excel before 1997"),
    (b"\x09\x08\x08\x00", "a workbook of Excel before 1997"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STATA_OLD = tuple(bytes([release, order, 1, 0]) for release in range(0x69, 0x74) for order in (1, 2))
JSON_START = re.compile(rb'[\[{]\s*["\[{]|\[[-\d.e,\s]*\]\s*$')
# What a web page may begin with before it says that it is one.
BEFORE_MARKUP = re.compile(rb"(?:\s|<!--.*?-->)*+", re.DOTALL)
# Pickle in its oldest form is text.
OLD_PICKLE = re.compile(rb"\(?(?:[dlt]p\d+\n|c[\w.]+\n[\w.]+\n)")
ENCRYPTED_SPSS = b"ENCRYPTEDSAV"
CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26}


def file_kind(content: bytes) -> FileKind:
    """What a file holds; raises DataError for everything that is no table."""
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise DataError("empty_file", "The file is empty. Load a file with a line of names and rows of data.")
    if len(content) > MAX_BYTES:
        raise DataError(
            "too_large",
            f"The file has {len(content) / 1e6:.0f} MB; up to {MAX_BYTES / 1e6:.0f} MB are read. "
            "Keep the columns that you need and save it again.",
        )
    if content.startswith(b"PK\x03\x04"):
        return _archive_kind(content)
    if content.startswith(OLE):
        return _ole_kind(content)
    if content.startswith(STATA_OLD):
        return "stata"
    if b"SPSS PORT FILE" in content[:250]:
        return "spss_portable"
    for start, kind in STARTS:
        if content.startswith(start):
            return kind
    _refuse_binary(content)
    _refuse_markup(content)
    return "text"


def _archive_kind(content: bytes) -> FileKind:
    """Only the list of members is looked at here, and the few bytes in which OpenDocument names itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            open_document = "mimetype" in names and archive.getinfo("mimetype").file_size < 100
            mimetype = archive.read("mimetype") if open_document else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError):
        raise DataError(
            "damaged_file", "The file is damaged and cannot be unpacked. Save it again in its program."
        ) from None
    if "xl/workbook.xml" in names:
        return "zip_workbook"
    if "xl/workbook.bin" in names:
        return "binary_workbook"
    if "content.xml" in names and mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "open_workbook"
    if "internal.sqlite" in names:
        return "jasp"
    if {"metadata.json", "data.bin"} <= names:
        return "jamovi"
    raise DataError(
        "other_program",
        "This is a packed file (a document, or an archive of files) and no table. Unpack it and load the "
        f"file with the data. {SAVE_AS}",
    )


def _ole_kind(content: bytes) -> FileKind:
    # The container's directory is UTF-16; some writers use plain letters.
    if any("EncryptedPackage".encode(code) in content for code in ("utf-16-le", "ascii")):
        raise DataError(
            "password",
            "The workbook is locked with a password. Remove the password in Excel and load it again.",
        )
    return "old_workbook"


def _refuse_binary(content: bytes) -> None:
    for start, what in REFUSED:
        if content.startswith(start):
            raise DataError("other_program", f"This is {what}, which is not read here. {SAVE_AS}")
    # Pickle runs code when it is opened, so it is never opened; a text has hardly any control characters.
    head = content[:4096]
    control = sum(byte in CONTROL for byte in head if byte)
    if ENCRYPTED_SPSS in head[:40]:
        raise DataError("password", "The SPSS file is locked with a password. Save it without one in SPSS.")
    if head[:1] == b"\x80" or OLD_PICKLE.match(head) or control > len(head) // 50:
        raise DataError(
            "not_a_data_file", f"This is not a data file: it holds machine code or binary data. {SAVE_AS}"
        )


def _refuse_markup(content: bytes) -> None:
    # In UTF-16 every other byte of plain text is NUL.
    head = content[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lower()
    found = BEFORE_MARKUP.match(head)
    head = head[found.end() if found else 0 :]
    if head.startswith((b"<table", b"<html")) and b"<table" in content[:200_000].lower():
        raise DataError(
            "web_page",
            "This is a web page, not a table, though it holds one: open it in a spreadsheet program, save it "
            "as .xlsx and load that file. If it is the log-in page of a portal, log in and download again.",
        )
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<div")):
        raise DataError(
            "web_page",
            "This is a web page, not a table: often the log-in page of a portal instead of the download. "
            "Open the page in a browser, log in and download the table again.",
        )
    if head.startswith((b"<?xml", b"<svg", b"<!doctype")):
        raise DataError("not_a_table", f"This is an XML document, not a table. {SAVE_AS}")
    if JSON_START.match(head):
        raise DataError("json", f"This is JSON, not a table. {SAVE_AS}")
