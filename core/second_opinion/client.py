"""The dashboard's side of the worker: started when first needed, one request at a time, in limited time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "core.second_opinion.worker")
FIT_SECONDS = 10.0
# Importing semopy on a cold disk or a busy machine.
START_SECONDS = 60.0
# Threads of linear algebra compete and make a fit of this size five times slower.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class WorkerError(Exception):
    """The worker gave no answer; the text completes the sentence “semopy …”."""


class Worker:
    """A handle on one worker process; `ask` may be called from any thread and serves one at a time."""

    def __init__(self, command: Sequence[str] = COMMAND, seconds: float = FIT_SECONDS) -> None:
        self._command = tuple(command)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The worker's answer; raises WorkerError where it dies or takes longer than its limit."""
        with self._lock:
            process = self._running()
            try:
                self._send(process, request)
                return self._receive(process, self._seconds)
            except OSError as error:
                raise WorkerError("ended unexpectedly") from error

    def close(self) -> None:
        """End the process; a later `ask` starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._receive(self._process, START_SECONDS)
        return self._process

    def _send(self, process: subprocess.Popen[str], request: dict[str, Any]) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()

    def _receive(self, process: subprocess.Popen[str], seconds: float) -> dict[str, Any]:
        """One line; killing the process is what ends a read that takes too long, on every system alike."""
        assert process.stdout is not None
        began = time.monotonic()
        timer = threading.Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        if line.endswith("\n"):
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        late = time.monotonic() - began >= seconds
        raise WorkerError(f"needed more than {seconds:g} seconds" if late else "ended unexpectedly")
