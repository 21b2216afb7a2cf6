"""Loading a hundred thousand rows of sixty columns: `python -m benchmarks.loading [programs] [browser]`.

`programs` is the reading alone, beside pandas, which reads each kind by the library that it recommends and
looks for nothing in what it read; `browser` is the time from the choice of a file until its rows are on the
screen, told by the page itself.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
from playwright.sync_api import Browser

from benchmarks.timing import machine
from core.data.read import read
from tests.browser.driver import chromium, open_page, serving

ROWS, COLUMNS, TIMES = 100_000, 60, 3
AT_MOST = 3.0
# A browser is busy with itself for some seconds after a page stands.
REST_MS, LOOK_MS, PATIENCE = 5_000, 500, 60
WATCH = """rows => {
  const when = window.loading = {};
  const started = event => {
    if (event.target.type === "file") when.started ??= performance.now();
  };
  const seen = () => {
    const lines = [...document.querySelectorAll("[data-testid=stMarkdownContainer] p")];
    if (!when.started || when.seen || !lines.some(line => line.textContent.startsWith(rows))) return;
    requestAnimationFrame(() => { when.seen ??= performance.now(); });
  };
  document.addEventListener("change", started, true);
  new MutationObserver(seen).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
SECONDS = "() => window.loading.seen && (window.loading.seen - window.loading.started) / 1000"


def answers() -> pd.DataFrame:
    """Whole numbers from 1 to 7, as questionnaires hold them."""
    cells = np.random.default_rng(1).integers(1, 8, (ROWS, COLUMNS))
    return pd.DataFrame(cells, columns=[f"item_{at + 1}" for at in range(COLUMNS)])


def xlsx(frame: pd.DataFrame, path: Path) -> None:
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        frame.to_excel(writer, index=False)


# How each kind of file is written, and how pandas reads it.
KINDS: dict[str, tuple[Callable[[pd.DataFrame, Path], object], Callable[[Path], object]]] = {
    "csv": (lambda frame, path: frame.to_csv(path, index=False), pd.read_csv),
    "xlsx": (xlsx, lambda path: pd.read_excel(path, engine="calamine")),
    "sav": (lambda frame, path: pyreadstat.write_sav(frame.astype(float), path), pd.read_spss),
    "dta": (lambda frame, path: pyreadstat.write_dta(frame.astype(float), path), pd.read_stata),
    "parquet": (lambda frame, path: frame.to_parquet(path), pd.read_parquet),
}


def programs(paths: Sequence[Path]) -> None:
    """Reading alone, Pathlight's and that of pandas."""
    head("reading, median s", "Pathlight", "pandas", "ratio")
    for path in paths:
        content = path.read_bytes()
        ours = median(lambda content=content, name=path.name: read(name, content))
        theirs = median(lambda path=path: KINDS[path.suffix[1:]][1](path))
        row(path, ours, theirs, theirs / ours)


def head(what: str, *columns: str) -> None:
    """Print the first lines of a table."""
    print(f"\n| {what:<20} |{'|'.join(f' {column:>9} ' for column in columns)}|")
    print(f"|{'-' * 22}|{'|'.join('-' * 10 + ':' for _ in columns)}|")


def row(path: Path, *figures: float) -> None:
    """Print one line of it."""
    print(f"| {path.suffix[1:]:<20} |{'|'.join(f' {figure:>9.2f} ' for figure in figures)}|", flush=True)


def median(work: Callable[[], object]) -> float:
    """Seconds on the clock, since most of the reading is done by other processes."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def browser(paths: Sequence[Path]) -> None:
    """From the choice of a file until its rows are seen."""
    head("until seen, s", "median", "longest", "at most")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log") as server,
        chromium() as shown,
    ):
        for path in paths:
            times = [until_seen(shown, server, path) for _ in range(TIMES)]
            row(path, statistics.median(times), max(times), AT_MOST)


def until_seen(shown: Browser, address: str, path: Path) -> float:
    """The seconds that a new visitor waits for a file."""
    page = open_page(shown, f"{address}/data")
    page.wait_for_timeout(REST_MS)
    page.evaluate(WATCH, f"{ROWS:,} rows")
    page.locator("input[type=file]").first.set_input_files(path)
    for _ in range(PATIENCE * 1000 // LOOK_MS):
        page.wait_for_timeout(LOOK_MS)
        seconds = page.evaluate(SECONDS)
        if seconds:
            page.context.close()
            return float(seconds)
    raise TimeoutError(path.name)


PARTS = {"programs": programs, "browser": browser}


def main(parts: list[str]) -> None:
    """Print both parts, or the one that is asked for."""
    print(machine())
    frame = answers()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"answers.{kind}" for kind in KINDS]
        for path in paths:
            KINDS[path.suffix[1:]][0](frame, path)
        for name in parts or PARTS:
            PARTS[name](paths)


if __name__ == "__main__":
    main(sys.argv[1:])
