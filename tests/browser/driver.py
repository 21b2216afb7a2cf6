"""The dashboard in a real browser: a server of the project's own configuration, and a page looking at it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from run import ROOT, find_browser

WIDE, NARROW = (1440, 900), (390, 844)
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
PATIENCE_MS = 60_000
# Transitions of colour and width end before this.
SETTLE_MS = 400
# A server ends within a second, on a machine at rest, whatever it is doing.
STOP_SECONDS = 20
# The diagram stands in a shadow root.
FIND_EXPLORER = """
  const explorer = (function find(root) {
    for (const element of root.querySelectorAll("*")) {
      if (element.classList.contains("explorer")) return element;
      const inner = element.shadowRoot && find(element.shadowRoot);
      if (inner) return inner;
    }
  })(document);
"""


@contextmanager
def serving(log: Path, *more: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server that runs while the block does; what it prints goes to `log`.

    `more` are options of Streamlit, `environment` variables beside those of this process.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *more]
    options = ["--server.headless", "true", "--server.port", str(port)]
    with log.open("w", encoding="utf-8") as out, _running([*command, *options], out, environment) as process:
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(address, process, log)
        yield address


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """The system's Chromium or Chrome where there is one, else playwright's, with `more` arguments."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*QUIET, *more])
        yield browser
        browser.close()


def open_page(browser: Browser, address: str, dark: bool = False, size: tuple[int, int] = WIDE) -> Page:
    """A page of a visitor of its own, whose browser has loaded nothing yet, once its first run has ended."""
    return load_page(browser.new_context(), address, dark, size)


def load_page(
    context: BrowserContext, address: str, dark: bool = False, size: tuple[int, int] = WIDE
) -> Page:
    """A page of a visitor of its own, once its first run has ended."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.goto(address)
    wait_ready(page)
    return page


def wait_ready(page: Page) -> None:
    """Wait until no script runs."""
    page.wait_for_selector(READY, timeout=PATIENCE_MS)


def go_to(page: Page, name: str) -> None:
    """Go to another page of the dashboard by its link in the sidebar, and wait until it stands."""
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=name)
    address = link.get_attribute("href") or ""
    link.click()
    # The address changes with the first answer for the other page.
    page.wait_for_url(address)
    wait_ready(page)


def show_as(page: Page, dark: bool, size: tuple[int, int]) -> None:
    """Show the page that is open in another theme or size, once it has settled."""
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(SETTLE_MS)
    wait_ready(page)


def background(page: Page) -> tuple[int, int, int]:
    """The colour behind the page, red, green and blue."""
    colour = page.locator("[data-testid=stApp]").evaluate("node => getComputedStyle(node).backgroundColor")
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return red, green, blue


@contextmanager
def _running(
    command: list[str], out: IO[str], environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    variables = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
    process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=variables)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{log.read_text(encoding='utf-8')}")
