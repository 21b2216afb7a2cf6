"""One server and one browser for all tests; every page opened is a visitor of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driver import PATIENCE_MS, chromium, load_page, serving

# A first visit imports, and other tests run beside these.
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, and runs after what does not: its loop stays until then."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: here in item.path.parents)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """A browser that keeps what it has loaded: to open a page in it takes less time."""
    return browser.new_context()


@pytest.fixture
def visit(browser: Browser, context: BrowserContext, server: str) -> Iterator[Callable[..., Page]]:
    """`visit(path="", dark=False, size=WIDE, touch=False)` opens a ready page, closed after the test."""
    pages: list[Page] = []

    def visit(path: str = "", touch: bool = False, **how: object) -> Page:
        where = browser.new_context(has_touch=True) if touch else context
        pages.append(load_page(where, f"{server}/{path.lstrip('/')}", **how))
        return pages[-1]

    yield visit
    for page in pages:
        page.close()
