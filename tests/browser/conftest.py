"""One server and one browser for each module of tests; every page opened is a visitor of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.driver import chromium, open_page, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server prints."""
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def server(server_log: Path) -> Iterator[str]:
    """The address of the dashboard."""
    with serving(server_log) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """`visit(path="", dark=False, size=WIDE, touch=False)` opens a ready page, closed after the test."""
    pages: list[Page] = []

    def visit(path: str = "", **how: object) -> Page:
        pages.append(open_page(browser, f"{server}/{path.lstrip('/')}", **how))
        return pages[-1]

    yield visit
    for page in pages:
        page.context.close()
