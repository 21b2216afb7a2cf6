"""Compare in a real browser: colours of pictures and plots, the keyboard, and a narrow screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import NARROW, WIDE, show_as, wait_ready

# Of what is written in the pictures and on the plot, and of the page.
INKS = """() => {
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].filter((e) => e.shadowRoot)
    .flatMap((e) => roots(e.shadowRoot))];
  const all = (found) => roots(document).flatMap((root) => [...root.querySelectorAll(found)]);
  const colours = (found, what) => [...new Set(all(found).map((e) => getComputedStyle(e)[what]))];
  return {
    page: colours("[data-testid=stApp]", "color"),
    pictures: colours(".picture text", "fill"),
    grounds: colours(".picture polygon[fill=white]", "fill"),
    plot: colours(".stPlotlyChart :is(.annotation-text, .xtick text, .legendtext)", "fill"),
  };
}"""
OVERFLOW = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  return main.scrollWidth - main.clientWidth;
}"""


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """Compare with the usual rivals pinned by keyboard."""
    opened = visit("compare")
    opened.get_by_role("button", name="Pin the usual rivals").press("Enter")
    expect(opened.get_by_role("img", name="Path diagram of")).to_have_count(6)
    opened.wait_for_selector(".stPlotlyChart .legendtext")
    wait_ready(opened)
    return opened


def test_pictures_and_plot_follow_the_theme_at_once_and_nothing_reaches_beyond_the_page(page: Page) -> None:
    """No word goes to the server when the system turns dark, so the colours must be the browser's."""
    seen = []
    for dark in (False, True):
        for size in (WIDE, NARROW):
            show_as(page, dark, size)
            assert page.evaluate(OVERFLOW) <= 0
        inks = page.evaluate(INKS)
        assert inks["pictures"] == inks["plot"] == inks["page"]
        assert inks["grounds"]
        seen.append(inks)
    assert seen[0]["page"] != seen[1]["page"]
    assert seen[0]["grounds"] != seen[1]["grounds"]


def test_models_are_moved_renamed_and_deleted_by_keyboard(page: Page) -> None:
    first, second = (page.get_by_role("textbox", name=f"Name of model {i}") for i in (1, 2))
    was = [first.input_value(), second.input_value()]
    page.locator(".st-key-right-0 button:visible").press("Enter")
    expect(second).to_have_value(was[0])
    expect(first).to_have_value(was[1])
    first.fill("Mine")
    first.press("Enter")
    expect(page.get_by_role("img", name="Path diagram of Mine")).to_have_count(1)
    page.locator(".st-key-delete-0 button:visible").press("Space")
    expect(page.get_by_role("img", name="Path diagram of")).to_have_count(5)
    expect(first).to_have_value(was[0])
