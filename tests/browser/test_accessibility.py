"""No page has a fault that axe calls serious or critical, in light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.driver import NARROW, WIDE, background, show_as, wait_ready

GRAVE = ("serious", "critical")
# axe leaves out what it cannot be sure of; text of this contrast can be read (WCAG 2, level AA).
READABLE = 4.5
# Each page by its address, with a heading from far down: a page that broke is not accessible, it is empty.
PAGES = {
    "": "Does the model fit?",
    "data": "Which columns measure what?",
    "compare": "Compare",
    "results": "What exactly was fitted?",
    "about": "Licences",
}
# Each theme and each width once: colours do not depend on the width, nor what stands where on the theme.
LOOKS = ((False, WIDE), (True, NARROW))


def grave_faults(page: Page) -> list[str]:
    """What axe finds, one line for each element that it is about."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def open_everything(page: Page) -> None:
    """Open each part of a page that can be folded up."""
    for part in page.locator("main details:not([open]) > summary:visible").all()[::-1]:
        part.click()
        wait_ready(page)


@pytest.mark.parametrize("path", PAGES, ids=[path or "explore" for path in PAGES])
def test_no_page_has_a_serious_fault(visit: Callable[..., Page], path: str) -> None:
    page = visit(path)
    expect(page.get_by_role("heading", name=PAGES[path]).first).to_be_visible()
    open_everything(page)
    faults: list[str] = []
    for dark, size in LOOKS:
        show_as(page, dark, size)
        faults += [f"{'dark' if dark else 'light'}, {size[0]} px: {fault}" for fault in grave_faults(page)]
    assert faults == []


def test_no_part_of_the_preparation_has_a_serious_fault(visit: Callable[..., Page]) -> None:
    page = visit("data", dark=True)
    for part in ("Variables", "Rows", "Scales", "Screening"):
        page.get_by_text(part, exact=True).first.click()
        wait_ready(page)
        assert grave_faults(page) == [], part
    for dark in (True, False):
        show_as(page, dark, WIDE)
        for what in ("[data-tag]", "button[kind=primary]"):
            assert contrast(page.locator(what).first) >= READABLE, (what, dark)


def contrast(where: Locator) -> float:
    """How much the lightest of an element's text and ground is lighter than the darker (WCAG 2)."""
    shown = where.evaluate(
        "node => [node.querySelector('p, span'), node].map((n, i) => "
        "getComputedStyle(n)[i ? 'backgroundColor' : 'color'].match(/[0-9.]+/g).slice(0, 3).map(Number))"
    )
    one, other = sorted(map(luminance, shown))
    return (other + 0.05) / (one + 0.05)


def luminance(colour: list[float]) -> float:
    shares = [value / 255 for value in colour]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_no_menu_of_the_diagram_has_a_serious_fault(visit: Callable[..., Page]) -> None:
    page = visit()
    for button in ("Add …", "Arrange …", "More for the whole model"):
        page.get_by_role("button", name=button).click()
        expect(page.locator(".menu")).to_be_visible()
        assert grave_faults(page) == [], button
        page.keyboard.press("Escape")
        expect(page.locator(".menu")).to_have_count(0)


def test_dark_is_dark_and_light_is_light_and_the_focus_is_seen_in_both(visit: Callable[..., Page]) -> None:
    page = visit("about")
    show_as(page, False, WIDE)
    assert min(background(page)) > 200
    link = page.get_by_test_id("stSidebarNavLink").first
    for _ in range(5):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_have_css("outline-style", "solid")
    show_as(page, True, WIDE)
    assert max(background(page)) < 60
    expect(link).to_have_css("outline-style", "solid")


def test_a_fault_would_be_found(visit: Callable[..., Page]) -> None:
    page = visit("about")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button><img src=\"data:,\">')")
    found = " ".join(grave_faults(page))
    assert "button-name" in found
    assert "image-alt" in found
