"""No page has a fault that axe calls serious or critical, in light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.driver import NARROW, WIDE, background, show_as

GRAVE = ("serious", "critical")
# Each page by its address, with a heading from far down: a page that broke is not accessible, it is empty.
PAGES = {
    "": "Does the model fit?",
    "data": "Which columns measure what?",
    "compare": "Compare",
    "results": "What exactly was fitted?",
    "about": "Licences",
}
LOOKS = [(dark, size) for size in (WIDE, NARROW) for dark in (False, True)]


def grave_faults(page: Page) -> list[str]:
    """What axe finds, one line for each element that it is about."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES, ids=[path or "explore" for path in PAGES])
def test_no_page_has_a_serious_fault(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    expect(page.get_by_role("heading", name=PAGES[path]).first).to_be_visible()
    faults: list[str] = []
    for dark, size in LOOKS:
        show_as(page, dark, size)
        faults += [f"{'dark' if dark else 'light'}, {size[0]} px: {fault}" for fault in grave_faults(page)]
    assert faults == []


@pytest.mark.parametrize("button", ["Add …", "Arrange …", "More for the whole model"])
def test_no_menu_of_the_diagram_has_a_serious_fault(visit: Callable[..., Page], button: str) -> None:
    page = visit()
    page.get_by_role("button", name=button).click()
    expect(page.locator(".menu")).to_be_visible()
    assert grave_faults(page) == []


def test_dark_is_dark_and_light_is_light(visit: Callable[..., Page]) -> None:
    page = visit("about")
    show_as(page, False, WIDE)
    assert min(background(page)) > 200
    show_as(page, True, WIDE)
    assert max(background(page)) < 60


def test_a_fault_would_be_found(visit: Callable[..., Page]) -> None:
    page = visit("about")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button><img src=\"data:,\">')")
    found = " ".join(grave_faults(page))
    assert "button-name" in found
    assert "image-alt" in found
