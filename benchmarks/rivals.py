"""The other programs, each in a process of its own timing itself without its start."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Seconds

HERE = Path(__file__).parent


def semopy_seconds(task: str, rows: Path, model: Path, times: int) -> Seconds:
    """Medians of one `fit` (with its tables) or one `refit` of a resample by semopy."""
    return _seconds([sys.executable, "-m", "benchmarks.semopy_task", task, str(rows), str(model), str(times)])


def lavaan_seconds(task: str, rows: Path, model: Path, times: int, arguments: str = "") -> Seconds | None:
    """The same by lavaan with more `arguments` of `sem()`, or None where R or lavaan is not installed."""
    rscript = shutil.which("Rscript")
    if rscript is None or not _has_lavaan(rscript):
        return None
    return _seconds(
        [rscript, str(HERE / "lavaan_task.R"), task, str(rows), str(model), str(times), arguments]
    )


def _has_lavaan(rscript: str) -> bool:
    check = "if (!requireNamespace('lavaan', quietly = TRUE)) quit(status = 1)"
    return subprocess.run([rscript, "-e", check], capture_output=True, check=False).returncode == 0


def _seconds(command: list[str]) -> Seconds:
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return Seconds(*map(float, printed[-2:]))
