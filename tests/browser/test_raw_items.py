"""From a file of single items to the study's model on Explore, in a real browser, counting every click."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import golden_cases as cases
from tests.raw_items import as_csv, as_sav, as_xlsx

WANT = json.loads((cases.GOLDEN / "raw_items.json").read_text(encoding="utf-8"))
MOST_CLICKS = 10


class Hand:
    """Clicks, and counts them; choosing a file counts as two, for the button and the file."""

    def __init__(self, page: Page) -> None:
        # The page was opened by its link.
        self.page, self.clicks = page, 1

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def choose(self, name: str, content: bytes) -> None:
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator("input[type=file]").first.set_input_files(file)
        self.clicks += 2


@pytest.mark.parametrize(("name", "clicks"), [("items.csv", 4), ("items.sav", 5), ("items.xlsx", 4)])
def test_raw_items_reach_the_studys_model_and_its_chi_square(
    visit: Callable[..., Page], tmp_path: Path, name: str, clicks: int
) -> None:
    page = visit("data")
    hand = Hand(page)
    content = {"items.csv": as_csv, "items.xlsx": as_xlsx, "items.sav": lambda: as_sav(tmp_path)}[name]()
    hand.choose(name, content)
    expect(page.get_by_role("heading", name="This looks like WAI-SR, CSQ-8, CES, COM")).to_be_visible()
    build = page.get_by_role("button", name="Score them and build the study’s model")
    if name == "items.sav":
        expect(build).to_be_disabled()
        question = page.get_by_role("button", name="Count 99 as missing")
        hand.click(question)
        expect(question).to_be_hidden()
    expect(build).to_be_enabled()
    hand.click(build)
    expect(page.get_by_role("heading", level=1)).to_have_text("Does Engagement carry the effect of Alliance?")
    chisq = page.get_by_role("row", name=re.compile(rf"χ²\({WANT['df']}\)")).first
    expect(chisq).to_contain_text(f"{WANT['chisq_amos']:.2f}")
    assert hand.clicks == clicks < MOST_CLICKS
