"""The dashboard's side of the worker: one process for one file, ended when it takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from core.data.foreign.table import StoredTable, unpack
from core.data.foreign.workbook import Sheet, unpack_sheet
from core.errors import DataError

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "core.data.foreign.worker")
SECONDS = 30.0
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Arrow's own memory is set aside a gigabyte at a time, which counts against the worker's limit.
PLAIN_MEMORY = {"ARROW_DEFAULT_MEMORY_POOL": "system"}


def stored_table(kind: str, content: bytes, wanted: str | None, encoding: str | None = None) -> StoredTable:
    """The table in a file of another program; raises DataError where it cannot be read within the limits."""
    return unpack(ask(kind, content, wanted, encoding))


def worksheet(kind: str, content: bytes, wanted: str | None) -> Sheet:
    """One worksheet of a workbook; raises DataError where it cannot be read within the limits."""
    return unpack_sheet(ask(kind, content, wanted, None))


def ask(kind: str, content: bytes, wanted: str | None, encoding: str | None) -> bytes:
    """The worker's answer about one file."""
    request = json.dumps({"kind": kind, "wanted": wanted, "encoding": encoding}).encode() + b"\n"
    code, out = _run(request, content)
    head, _, body = out.partition(b"\n")
    if code == -signal.SIGABRT:
        # So end those whose program has no way to say that there is no memory for a table.
        raise _too_large()
    if code != 0 or not head:
        raise DataError(
            "damaged_file",
            "The file is damaged or incomplete and cannot be read. Save it again in its program, or as CSV.",
        )
    fault = json.loads(head)
    if fault.get("code") == "too_large":
        raise _too_large()
    if fault:
        raise DataError(fault["code"], fault["message"])
    return body


def _run(*parts: bytes) -> tuple[int, bytes]:
    """The worker's exit code and output; raises DataError where it takes too long.

    The parts go to it from a thread: `subprocess.run` hands over four kilobytes at a time.
    """
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **ONE_THREAD, **PLAIN_MEMORY, "PYTHONPATH": str(ROOT)},
    ) as process:
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(SECONDS, end)
        feeder = threading.Thread(target=_feed, args=(process.stdin, parts))
        clock.start()
        feeder.start()
        try:
            out = process.stdout.read() if process.stdout else b""
            code = process.wait()
        finally:
            clock.cancel()
            process.kill()
            feeder.join()
    if late.is_set():
        raise DataError(
            "too_slow",
            f"Reading was ended after {SECONDS:.0f} seconds: the file is very large, or made to be slow. "
            "Save the table as CSV and load that.",
        )
    return code, out


def _feed(pipe: IO[bytes], parts: tuple[bytes, ...]) -> None:
    # A worker that has ended reads no more.
    with contextlib.suppress(OSError), pipe:
        for part in parts:
            pipe.write(part)


def _too_large() -> DataError:
    return DataError(
        "too_large",
        "The file needs more memory than a table of measurements does. Look for stray cells far from "
        "the table, or save the columns that you need as CSV.",
    )
