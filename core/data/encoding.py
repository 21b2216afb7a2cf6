"""Bytes → text, with a word about the encoding."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from charset_normalizer import from_bytes

from core.errors import DataError
from core.notices import Notice

# UTF-32 comes first: its little-endian mark begins with that of UTF-16.
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The code pages that Windows programs write; others are rare and make the guess worse.
CODE_PAGES = {
    "cp1252": "Windows-1252, Western European",
    "cp1256": "Windows-1256, Arabic and Persian",
    "cp1250": "Windows-1250, Central European",
    "cp1251": "Windows-1251, Cyrillic",
    "cp1253": "Windows-1253, Greek",
    "cp1254": "Windows-1254, Turkish",
    "cp1255": "Windows-1255, Hebrew",
    "shift_jis": "Shift JIS, Japanese",
    "gb18030": "GB 18030, Chinese",
    "big5": "Big5, Chinese",
    "euc_kr": "EUC-KR, Korean",
}
# Where NUL stands among four bytes of plain text.
WIDE: tuple[tuple[str, list[bool]], ...] = (
    ("utf-16-le", [False, True, False, True]),
    ("utf-16-be", [True, False, True, False]),
    ("utf-32-le", [False, True, True, True]),
    ("utf-32-be", [True, True, True, False]),
)
BESIDE_LETTERS = re.compile(rb"[A-Za-z]?([\x80-\xff]+)[A-Za-z]?")
# This few bytes that are not UTF-8 are damage rather than another encoding.
FEW = 3
# So many lines tell the encoding.
LINES_FOR_GUESS = 200


def decode(content: bytes, encoding: str | None = None) -> tuple[str, tuple[Notice, ...]]:
    """The text of a file without its byte order mark, and what had to be guessed.

    Raises DataError naming the lines where a byte cannot be read in the chosen `encoding`, or is NUL.
    """
    if encoding is not None:
        return _strict(content, encoding), ()
    # A mark with which DOS ended its files.
    content = content.rstrip(b"\x1a")
    for mark, name in MARKS:
        if content.startswith(mark):
            told = () if name == "utf-8" else (_told(name.upper().removesuffix("-LE").removesuffix("-BE")),)
            return _strict(content[len(mark) :], name), told
    if b"\x00" in content:
        return _with_nul(content)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guess(content)


def _told(name: str) -> Notice:
    return Notice("encoding", f"The text is encoded as {name}.", "info")


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise DataError("encoding", f"There is no text encoding “{encoding}”.") from None
    except UnicodeDecodeError as fault:
        line = content[: fault.start].decode(encoding, errors="replace").count("\n") + 1
        raise DataError(
            "encoding",
            f"Line {line} cannot be read as {encoding}. Choose another encoding, or save as UTF-8.",
        ) from None
    if "\x00" in text:
        raise _nul_error(text.split("\n"))
    return text


def _with_nul(content: bytes) -> tuple[str, tuple[Notice, ...]]:
    """Without a mark, plain text has NUL in every other byte of UTF-16 and in three of four of UTF-32;
    anything else with NUL is damaged."""
    head = content[:4096]
    zero = [head[place::4].count(0) > 0.7 * len(head[place::4]) for place in range(4)]
    for name, pattern in WIDE:
        if zero == pattern:
            return _strict(content, name), (_told(name.upper()[:6]),)
    raise _nul_error(content.decode("latin-1").split("\n"))


def _nul_error(lines: list[str]) -> DataError:
    bad = [str(number) for number, line in enumerate(lines, start=1) if "\x00" in line]
    return DataError(
        "nul_bytes",
        f"The file is damaged: there are empty (NUL) bytes in {_line_list(bad)}. "
        "Export it again from its program.",
    )


def _guess(content: bytes) -> tuple[str, tuple[Notice, ...]]:
    lines = content.split(b"\n")
    counted = ((number, _replaced(line)) for number, line in enumerate(lines, start=1) if not line.isascii())
    damaged = dict(islice(((number, count) for number, count in counted if count), LINES_FOR_GUESS))
    few = sum(damaged.values()) <= FEW
    if few and not _spelling(content):
        where = _line_list([str(number) for number in damaged])
        text = (
            f"In {where} a byte is not valid UTF-8; it is shown as \ufffd and no row was left out. "
            "Correct it in the file, or choose the encoding in which the file was written."
        )
        return content.decode("utf-8", errors="replace"), (Notice("invalid_bytes", text),)
    # Only the lines in question: plain ASCII says nothing about the encoding.
    sample = b"\n".join(lines[number - 1] for number in damaged)
    best = None if few else from_bytes(sample, cp_isolation=list(CODE_PAGES)).best()
    name = best.encoding if best is not None and best.encoding in CODE_PAGES else "cp1252"
    text = (
        f"The text is not UTF-8; it was read as {CODE_PAGES[name]}. Look at the names: if they are wrong, "
        "choose another encoding."
    )
    return content.decode(name, errors="replace"), (Notice("encoding_guessed", text),)


def _spelling(content: bytes) -> bool:
    """True where every byte that is not ASCII is a Western European letter beside another letter: größe."""
    return all(
        found[1].decode("cp1252", "replace").isalpha() and len(found[0]) > len(found[1])
        for found in BESIDE_LETTERS.finditer(content)
    )


def _replaced(line: bytes) -> int:
    """How many bytes of a line are not UTF-8."""
    return line.decode("utf-8", errors="replace").count("\ufffd") - line.count("\ufffd".encode())


def _line_list(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:5]) + (" …" if len(numbers) > 5 else "")
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}"
