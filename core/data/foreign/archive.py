"""Zip archives that programs use as containers, opened only after their sizes were added up."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import DataError

# What is small is opened in any case. Larger tables shrink up to a hundred times in their archives, bombs a
# thousand times; what the reader itself may use of memory and time is limited by its process.
SMALL = 100_000_000
MAX_UNPACKED = 1_500_000_000
MAX_RATIO = 200
MAX_MEMBERS = 2_000
# What zipfile lets through where bytes of an archive are wrong.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, EOFError, OSError)


def unpacked_members(content: bytes, endings: tuple[str, ...]) -> dict[str, bytes]:
    """The members of an archive whose names end so; raises DataError for a bomb, a damage or a password."""
    with opened(content) as archive:
        # Python reads no more than the size that was announced and checks the sum of the bytes.
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(endings)}


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """An archive to read from; raises DataError, in reading too, for a bomb, a damage or a password."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive.infolist())
            yield archive
    except DAMAGED:
        raise DataError(
            "damaged_file", "The file is damaged and cannot be unpacked. Save it again in its program."
        ) from None
    except RuntimeError:
        raise DataError(
            "password", "The file is locked with a password. Remove it and load the file again."
        ) from None


def check_archive(members: list[zipfile.ZipInfo]) -> None:
    """Raises DataError before anything is unpacked that would be too large, or holds a part twice."""
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * packed)) or len(members) > MAX_MEMBERS:
        raise DataError(
            "zip_bomb",
            f"The file would unpack to {size / 1e6:,.0f} MB in {len(members):,} parts; it was not "
            "opened. Save the table alone, as CSV or in a fresh workbook, and load that.",
        )
    if len({member.filename for member in members}) < len(members):
        raise DataError(
            "damaged_file", "The file holds the same part twice. Save it again in its program, or as CSV."
        )


def json_of(members: dict[str, bytes], name: str) -> Any:
    """A member that holds JSON; raises DataError where it is missing."""
    if name not in members:
        raise DataError(
            "damaged_file", f"The part “{name}” of the file is missing. Save it again in its program."
        )
    return json.loads(members[name].decode("utf-8-sig"))
