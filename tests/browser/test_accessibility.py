"""No page has a fault that axe calls serious or critical, in light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.driver import NARROW, WIDE

PAGES = ("", "data", "results", "about")
GRAVE = ("serious", "critical")


def grave_faults(page: Page) -> list[str]:
    """What axe finds, one line for each element that it is about."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=["explore", "data", "results", "about"])
def test_no_page_has_a_serious_fault(
    visit: Callable[..., Page], path: str, dark: bool, size: tuple[int, int]
) -> None:
    page = visit(path, dark=dark, size=size)
    assert grave_faults(page) == []


def test_a_fault_would_be_found(visit: Callable[..., Page]) -> None:
    page = visit("about")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button><img src=\"data:,\">')")
    found = " ".join(grave_faults(page))
    assert "button-name" in found
    assert "image-alt" in found
