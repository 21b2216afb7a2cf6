"""Data frames in R's own files (.rds, .RData): the XDR serialization, versions 2 and 3.

The format is described in "R Internals" (R Core Team), section 1.8; functions and environments are walked
over and never made into anything.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.errors import DataError

MAX_UNPACKED = 200_000_000
PIECE = 1_000_000
DEEPEST = 250
NA_INTEGER = -(2**31)

# The codes of R's serialize.c.
SYMBOL, PAIRLIST, CLOSURE, ENVIRONMENT, PROMISE, LANGUAGE, SPECIAL, BUILTIN, CHAR = range(1, 10)
LOGICAL, INTEGER, REAL, COMPLEX, STRINGS, DOTS = 10, 13, 14, 15, 16, 17
LIST, EXPRESSION, BYTECODE, POINTER, WEAK, RAW, S4 = 19, 20, 21, 22, 23, 24, 25
ALTREP, ATTRIBUTE_LIST, ATTRIBUTE_LANGUAGE, BASE_ENV, EMPTY_ENV, REPEAT, REPEAT_DEFINE = range(238, 245)
PERSISTENT, PACKAGE, NAMESPACE, BASE_NAMESPACE, MISSING_ARG, UNBOUND, GLOBAL_ENV, NIL, REFERENCE = range(
    247, 256
)
WITHOUT_CONTENT = (BASE_ENV, EMPTY_ENV, BASE_NAMESPACE, MISSING_ARG, UNBOUND, GLOBAL_ENV, NIL, S4)
PAIRS = (PAIRLIST, CLOSURE, PROMISE, LANGUAGE, DOTS)
IN_BYTECODE = (PAIRLIST, LANGUAGE, ATTRIBUTE_LIST, ATTRIBUTE_LANGUAGE, REPEAT, REPEAT_DEFINE)
HAS_ATTRIBUTES, HAS_TAG = 0x200, 0x400


@dataclass(slots=True)
class RObject:
    """A vector with its attributes; `value` is an array, a list, or None for what holds no data."""

    value: Any = None
    attributes: dict[str, RObject] = field(default_factory=dict)


def read_r(content: bytes) -> dict[str, RObject]:
    """The objects of a file by their names; the one object of an .rds file is called “”.

    Damaged bytes end in an IndexError, ValueError, struct.error or the like.
    """
    data = unpacked(content)
    is_workspace = data[:5] in (b"RDX2\n", b"RDX3\n")
    body = data[5:] if is_workspace else data
    if body[:2] != b"X\n":
        raise DataError(
            "other_program",
            "This is a compressed file that is no R file in the usual format. Unpack it and load what is in "
            'it; from R, save the data with saveRDS(data, "file.rds").',
        )
    reader = _Reader(body[2:])
    reader.header()
    found = reader.item()
    return found.attributes if is_workspace else {"": found}


def unpacked(content: bytes) -> bytes:
    """The bytes of a compressed file; raises DataError beyond a limit."""
    if content.startswith(b"\x1f\x8b"):
        return _limited(_gunzipped(content))
    if content.startswith(b"BZh"):
        return _limited(_expanded(bz2.BZ2Decompressor(), content))
    if content.startswith(b"\xfd7zXZ"):
        return _limited(_expanded(lzma.LZMADecompressor(memlimit=MAX_UNPACKED), content))
    return content


def _limited(pieces: Iterator[bytes]) -> bytes:
    # Kept as they come: what grows in one place takes twice the room, even of a file that is then refused.
    kept, size = [], 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > MAX_UNPACKED:
            limit = f"{MAX_UNPACKED / 1e6:.0f} MB"
            raise DataError("zip_bomb", f"The file would unpack to more than {limit}; it was not opened.")
    return b"".join(kept)


def _gunzipped(content: bytes) -> Iterator[bytes]:
    # What stands behind the compressed stream is left alone, as R leaves it.
    machine = zlib.decompressobj(31)
    for first in range(0, len(content), PIECE):
        rest = content[first : first + PIECE]
        while rest and not machine.eof:
            yield machine.decompress(rest, PIECE)
            rest = machine.unconsumed_tail
    yield machine.flush()


def _expanded(machine: bz2.BZ2Decompressor | lzma.LZMADecompressor, content: bytes) -> Iterator[bytes]:
    yield machine.decompress(content, PIECE)
    while not machine.needs_input and not machine.eof:
        yield machine.decompress(b"", PIECE)


class _Reader:
    """A cursor over the bytes; `references` are the symbols and environments seen so far."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.at = 0
        self.references: list[RObject] = []
        self.depth = 0

    def header(self) -> None:
        version, _, _ = self.integer(), self.integer(), self.integer()
        if version not in (2, 3):
            raise ValueError
        if version == 3:
            self.take(self.integer())

    def integer(self) -> int:
        (value,) = struct.unpack_from(">i", self.data, self.at)
        self.at += 4
        return int(value)

    def take(self, count: int) -> memoryview:
        if count < 0 or self.at + count > len(self.data):
            raise IndexError
        self.at += count
        return self.data[self.at - count : self.at]

    def length(self) -> int:
        count = self.integer()
        if count == -1:
            high, low = self.integer(), self.integer()
            count = (high << 32) + low
        # Every element has at least a byte: a longer vector is a lie.
        if count < 0 or count > len(self.data):
            raise IndexError
        return count

    def item(self) -> RObject:
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError
        flags = self.integer()
        found = self.of_kind(flags & 0xFF, flags)
        self.depth -= 1
        return found

    def of_kind(self, kind: int, flags: int) -> RObject:
        if kind == REFERENCE:
            return self.references[(flags >> 8 or self.integer()) - 1]
        if kind == SYMBOL:
            return self.remember(RObject(self.item().value))
        if kind in (PACKAGE, NAMESPACE, PERSISTENT):
            self.integer()
            for _ in range(self.length()):
                self.item()
            return self.remember(RObject())
        if kind == ENVIRONMENT:
            found = self.remember(RObject())
            self.integer()
            for _ in range(4):
                self.item()
            return found
        if kind in PAIRS:
            return self.pairs(flags)
        if kind == ALTREP:
            return self.short_form()
        found = self.vector(kind)
        if flags & HAS_ATTRIBUTES:
            found.attributes = self.item().attributes
        return found

    def remember(self, found: RObject) -> RObject:
        self.references.append(found)
        return found

    def pairs(self, flags: int) -> RObject:
        """The values of a pairlist, those with a tag as attributes too; a long list is no deep one."""
        found = RObject([])
        while True:
            if flags & HAS_ATTRIBUTES:
                self.item()
            tag = self.item().value if flags & HAS_TAG else None
            value = self.item()
            found.value.append(value)
            if isinstance(tag, str):
                found.attributes[tag] = value
            flags = self.integer()
            if (flags & 0xFF) not in PAIRS:
                self.of_kind(flags & 0xFF, flags)
                return found

    def vector(self, kind: int) -> RObject:
        if kind in WITHOUT_CONTENT:
            return RObject()
        if kind == CHAR:
            count = self.integer()
            return RObject(None if count == -1 else decoded(bytes(self.take(count))))
        if kind in (SPECIAL, BUILTIN):
            self.take(self.integer())
            return RObject()
        if kind in (POINTER, WEAK):
            for _ in range(2 if kind == POINTER else 0):
                self.item()
            return self.remember(RObject())
        if kind == BYTECODE:
            self.integer()
            self.bytecode()
            return RObject()
        count = self.length()
        if kind in (LOGICAL, INTEGER):
            stored = np.frombuffer(self.take(4 * count), ">i4")
            return RObject(np.where(stored == NA_INTEGER, np.nan, stored))
        if kind == REAL:
            return RObject(np.frombuffer(self.take(8 * count), ">f8").astype(float))
        if kind == STRINGS:
            return RObject([self.item().value for _ in range(count)])
        if kind in (LIST, EXPRESSION):
            return RObject([self.item() for _ in range(count)])
        if kind in (RAW, COMPLEX):
            self.take(count * (16 if kind == COMPLEX else 1))
            return RObject()
        raise ValueError

    def short_form(self) -> RObject:
        """A vector that R keeps in few words: sequences are written out, wrappers taken off."""
        about, state, attributes = self.item(), self.item(), self.item().attributes
        name = str(about.value[0].value)
        inner = state.value[0] if isinstance(state.value, list) else state
        if name in ("compact_intseq", "compact_realseq"):
            count, first, step = (float(x) for x in state.value)
            if count * 8 > MAX_UNPACKED:
                raise ValueError
            return RObject(first + step * np.arange(count), attributes)
        if name == "deferred_string":
            return RObject([None if np.isnan(x) else f"{x:.15g}" for x in inner.value], attributes)
        if name.startswith("wrap_"):
            return RObject(inner.value, inner.attributes | attributes)
        raise ValueError

    def bytecode(self) -> None:
        """Walk over a compiled function, which holds nothing that is wanted here."""
        self.item()
        for _ in range(self.integer()):
            kind = self.integer()
            if kind == BYTECODE:
                self.bytecode()
            elif kind in IN_BYTECODE:
                self.language(kind)
            else:
                self.item()

    def language(self, kind: int) -> None:
        if kind == REPEAT:
            self.integer()
            return
        if kind == REPEAT_DEFINE:
            self.integer()
            kind = self.integer()
        if kind not in IN_BYTECODE:
            self.item()
            return
        if kind in (ATTRIBUTE_LIST, ATTRIBUTE_LANGUAGE):
            self.item()
        self.item()
        self.language(self.integer())
        self.language(self.integer())


def decoded(text: bytes) -> str:
    """R marks the encoding of each string; nearly all are UTF-8, the rest Western European."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace")
