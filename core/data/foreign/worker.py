"""Reads one file of another program in a process of its own, with little memory and little time.

From standard input come a line of JSON (what to read) and the bytes of the file; a line of JSON with the
fault, if there is one, and the packed table go to standard output. Nothing is written anywhere else.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from threading import Thread
from typing import Any

from core.errors import DataError

MEMORY = 1_500_000_000
PROCESSOR_SECONDS = 30


def limit() -> None:
    """Take from this process, where the system can do that, what a hostile file would use up."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


def reader(kind: str) -> Callable[[bytes, dict[str, Any]], bytes]:
    """What makes the packed table or sheet of a file's bytes, as it is requested; nothing else is imported,
    which keeps the start short."""
    if kind.endswith("workbook"):
        from core.data.foreign.workbook import pack_sheet, read_workbook

        return lambda content, asked: pack_sheet(read_workbook(kind, content, asked["wanted"]))
    from core.data.foreign.table import pack

    if kind == "r":
        from core.data.foreign.r_frames import read_r_table

        return lambda content, asked: pack(read_r_table(content, asked["wanted"]))
    if kind == "parquet":
        from core.data.foreign.parquet import read_parquet

        return lambda content, asked: pack(read_parquet(content))
    if kind == "jamovi":
        from core.data.foreign.jamovi import read_jamovi

        return lambda content, asked: pack(read_jamovi(content))
    if kind == "jasp":
        from core.data.foreign.jasp import read_jasp

        return lambda content, asked: pack(read_jasp(content))
    from core.data.foreign.statistics import read_statistics

    return lambda content, asked: pack(read_statistics(kind, content, asked["encoding"]))


def answer(request: dict[str, Any], content: bytes) -> bytes:
    """The packed table or sheet."""
    return reader(request["kind"])(content, request)


def main() -> None:
    request = json.loads(sys.stdin.buffer.readline())
    arrived: list[bytes] = []
    arrival = Thread(target=lambda: arrived.append(sys.stdin.buffer.read()))
    arrival.start()
    # The reader is made ready while the file arrives, and Python may still keep what it compiles for it.
    read = reader(request["kind"])
    limit()
    arrival.join()
    try:
        head, body = b"{}\n", read(arrived[0], request)
    except DataError as fault:
        head, body = json.dumps({"code": fault.code, "message": fault.message}).encode() + b"\n", b""
    except MemoryError:
        head, body = b'{"code": "too_large"}\n', b""
    sys.stdout.buffer.write(head)
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    # What lives for one file is left to the system: to look for garbage among millions of cells, and to clear
    # them away one by one, takes longer than to read them.
    gc.disable()
    main()
    os._exit(0)
