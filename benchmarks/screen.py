"""The screen in a real browser: how long a click takes, what a thousand of them leave in memory, and eight
visitors at once: `python -m benchmarks.screen [times] [sixty] [memory] [visitors]`.

Steps of the study's model and of one of 8 latent variables with 6 indicators each. A click or an undo is
measured up to the paint of the diagram, up to that of the panels beside it, which follow one picture later,
and until every panel belongs to it, as 95th percentiles: `times` is the work alone, and `sixty` has the wait
for the next picture of a screen that shows 60 a second.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Browser, Page, expect

from benchmarks.timing import machine
from core.data.kept import kept
from core.data.read import read
from core.model.syntax import parse
from core.options import Options
from core.project import Project, save
from tests.browser.driver import chromium, open_page, serving, wait_ready
from tests.browser.pace import pace, percentile

STEPS, LARGE_STEPS, TOGGLES, VISITORS, EACH = 120, 10, 1000, 8, 100
LATENT, ITEMS, CASES = 8, 6, 400
# A browser that draws whenever there is something to draw.
UNLIMITED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
LIMITS = {"click painted": 20, "undo painted": 50, "all panels": 300, "all panels, 8 × 6": 500}


def large() -> bytes:
    """A project of 8 latent variables in a chain, each with 6 indicators, and data made for it."""
    rng = np.random.default_rng(1)
    factor, columns, lines = rng.standard_normal(CASES), {}, []
    for i in range(1, LATENT + 1):
        names = [f"x{i}{j}" for j in range(1, ITEMS + 1)]
        columns |= {name: 0.8 * factor + 0.6 * rng.standard_normal(CASES) for name in names}
        lines += [f"F{i} =~ {' + '.join(names)}", *([f"F{i} ~ F{i - 1}"] if i > 1 else [])]
        factor = 0.6 * factor + 0.8 * rng.standard_normal(CASES)
    data = read("large.csv", pd.DataFrame(columns).to_csv(index=False).encode())
    return save(Project(parse("\n".join(lines)), Options(interval="delta"), data=kept(data, rows=True)))


def opened(browser: Browser, address: str, project: bytes = b"") -> Page:
    """A new visitor's page, with a project where one is given, once its neighbours are known."""
    page = open_page(browser, address)
    if project:
        page.get_by_role("button", name="Export").click()
        file = {"name": "project.json", "mimeType": "application/json", "buffer": project}
        page.locator("input[type=file]").last.set_input_files(file)
        expect(page.locator(".node[data-name='F8']")).to_be_visible(timeout=60_000)
        page.keyboard.press("Escape")
    expect(page.get_by_text("asking semopy")).to_have_count(0, timeout=120_000)
    if not project:
        expect(page.locator(".card").first).to_contain_text("bootstrap", timeout=120_000)
    wait_ready(page)
    return page


def times(browser: Browser, address: str, server: int) -> None:
    """Click, undo and all panels, of both models."""
    for name, project, steps in (("", b"", STEPS), (", 8 × 6", large(), LARGE_STEPS)):
        page = opened(browser, address, project)
        thrown, undone = pace(page, steps), pace(page, steps, back=True)
        row("click laid out" + name, percentile(thrown.laid, 0.95))
        row("click painted" + name, percentile(thrown.painted, 0.95))
        row("undo painted" + name, percentile(undone.painted, 0.95))
        row("panels beside the diagram" + name, percentile(thrown.beside + undone.beside, 0.95))
        row("all panels" + name, percentile(thrown.answered + undone.answered, 0.95))
        row("not sent ahead" + name, thrown.missed + undone.missed, "")
        page.context.close()


def sixty(browser: Browser, address: str, server: int) -> None:
    """Click and undo of the study's model on a screen of 60 pictures a second."""
    page = opened(browser, address)
    thrown, undone = pace(page, STEPS), pace(page, STEPS, back=True)
    row("click painted, 60 Hz", percentile(thrown.painted, 0.95))
    row("undo painted, 60 Hz", percentile(undone.painted, 0.95))
    page.context.close()


def memory(browser: Browser, address: str, server: int) -> None:
    """What the server and the page hold more after a thousand toggles."""
    page = opened(browser, address)
    pace(page, STEPS)
    before = resident(server), heap(page)
    pace(page, TOGGLES)
    row(f"server, {TOGGLES} toggles", resident(server) - before[0], "MB more", 20)
    row(f"page, {TOGGLES} toggles", heap(page) - before[1], "MB more", 20)
    page.context.close()


def visitors(browser: Browser, address: str, server: int) -> None:
    """Eight visitors who throw switches in turn, without a word of complaint on any page."""
    pages = [open_page(browser, address) for _ in range(VISITORS)]
    for i in range(EACH):
        for at, page in enumerate(pages):
            page.locator(".edge[role=switch]").nth((i + at) % 6).dispatch_event("click")
    wrong = 0
    for page in pages:
        page.wait_for_function("() => !document.documentElement.dataset.pathlight")
        wait_ready(page)
        wrong += page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count()
        off = page.locator(".edge[role=switch][aria-checked=false]").count()
        wrong += off != switched(EACH, pages.index(page))
    row(f"errors of {VISITORS} visitors × {EACH} toggles", wrong, "", 0)


def switched(times: int, first: int) -> int:
    """How many of six switches are off after so many toggles in turn."""
    counts = [sum((i + first) % 6 == at for i in range(times)) for at in range(6)]
    return sum(count % 2 for count in counts)


def resident(process: int) -> float:
    """The memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def heap(page: Page) -> float:
    """The memory of a page's scripts and elements in MB, once its garbage is gone."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def row(what: str, value: float, unit: str = "ms", limit: float | None = None) -> None:
    """Print one line, with its limit where it has one."""
    limit = LIMITS.get(what, limit)
    bound = "" if limit is None else f"{limit:g}"
    print(f"| {what:<40} | {value:>8.1f} {unit:<7} | {bound:>6} |", flush=True)


def server_of(parent: int) -> int:
    """The process of the server that this one started."""
    for task in Path(f"/proc/{parent}/task").iterdir():
        for child in (task / "children").read_text(encoding="utf-8").split():
            if b"streamlit" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    raise RuntimeError("There is no server.")


PARTS: dict[str, Callable[[Browser, str, int], None]] = {
    "times": times,
    "sixty": sixty,
    "memory": memory,
    "visitors": visitors,
}


def main(parts: list[str]) -> None:
    """Print all parts, or those that are asked for."""
    print(machine())
    print(f"\n| {'what':<40} | {'':>16} | at most |\n|{'-' * 42}|{'-' * 17}:|{'-' * 7}:|")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        for name in parts or PARTS:
            more = UNLIMITED if name == "times" else ()
            with serving(log) as address, chromium(*more) as browser:
                PARTS[name](browser, address, server_of(os.getpid()))
            row(
                f"complaints of the server ({name})",
                log.read_text(encoding="utf-8").count("Traceback"),
                "",
                0,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
