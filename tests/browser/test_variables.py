"""The table of variables in a real browser, by keys alone: what is typed is a step, and a name travels."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from core.data.samples import load_sample
from tests.browser.driver import wait_ready

# From the choice of what to do to the table there are no more stops than this.
MOST_TABS = 10
NAMED = "Aims"


def test_a_name_that_is_typed_into_the_table_travels_to_the_diagram(
    visit: Callable[..., Page],
) -> None:
    page = visit("data")
    page.get_by_test_id("stButtonGroup").get_by_text("Variables", exact=True).click()
    row = list_of_names().index("Goal")
    table = page.get_by_test_id("stDataFrame").nth(1)
    expect(table).to_be_visible()
    table.scroll_into_view_if_needed()
    wait_ready(page)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if table.locator("canvas:focus").count():
            break
    # The second column holds the name. A key that comes before the table has taken the last one in is lost.
    for key, cell in [("ArrowRight", "1-0"), *(("ArrowDown", f"1-{below}") for below in range(1, row + 1))]:
        page.keyboard.press(key)
        expect(table.get_by_test_id(f"glide-cell-{cell}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.locator("textarea.gdg-input").fill(NAMED)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“Goal” is called “{NAMED}”")).to_be_visible()
    # What was typed is still there after a look elsewhere.
    for part in ("Rows", "Variables"):
        page.get_by_test_id("stButtonGroup").get_by_text(part, exact=True).click()
        wait_ready(page)
    expect(page.get_by_text(f"“Goal” is called “{NAMED}”")).to_be_visible()
    page.get_by_role("button", name="Make these changes").press("Enter")
    expect(page.get_by_role("heading", name="What was done so far")).to_be_visible()
    wait_ready(page)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Explore").click()
    expect(page.locator(".explorer").get_by_text(NAMED, exact=True).last).to_be_visible()


def list_of_names() -> list[str]:
    """The columns of the sample study, in the order of the table."""
    return list(load_sample("study").frame.columns)  # type: ignore[union-attr]
