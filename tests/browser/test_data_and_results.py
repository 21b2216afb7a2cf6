"""Data and Results in a real browser: with a hostile file, and to files on disk."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from playwright.sync_api import Page, expect

from tests.browser.driver import NARROW, wait_ready

BAD = Path(__file__).parents[1] / "bad_inputs"
BUILD = "Build the model and explore"


def test_hostile_names_become_a_model_and_run_nothing(visit: Callable[..., Page]) -> None:
    page = visit("data")
    dialogs: list[str] = []
    elsewhere: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on(
        "request", lambda request: elsewhere.append(request.url) if "127.0.0.1" not in request.url else None
    )
    page.locator("input[type=file]").set_input_files(BAD / "names_attack.csv")
    expect(page.get_by_role("heading", name="names_attack.csv")).to_be_visible()
    for label, name in (
        ("Predictor", "<script>alert(1)</script>"),
        ("Mediator", '"><img src=x onerror=alert(1)>'),
        ("Outcome", "node [label=x]"),
    ):
        box = page.get_by_role("combobox", name=f"{label}: columns")
        box.click()
        box.fill(name)
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        wait_ready(page)
    page.get_by_role("button", name=BUILD).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text('"><img src=x onerror=alert(1)>')
    assert dialogs == []
    assert [url for url in elsewhere if url.startswith("http") and "//127.0.0.1" not in url] == []


def test_pictures_and_tables_arrive_as_files(visit: Callable[..., Page]) -> None:
    page = visit("results")
    expect(page.get_by_text("The bootstrap is running")).to_have_count(0)
    wait_ready(page)
    assert fetched(page, "Diagram as SVG").startswith(b"<?xml")
    assert fetched(page, "Diagram as PNG").startswith(b"\x89PNG")
    assert fetched(page, "Diagram as PDF").startswith(b"%PDF")
    assert fetched(page, "Paths: CSV").startswith(b"\xef\xbb\xbf")
    book = io.BytesIO(fetched(page, "All tables (XLSX)"))
    sheets = pd.read_excel(book, sheet_name=None, engine="calamine")
    assert {"verdicts", "effects", "model", "fit", "amos_fit"} <= set(sheets)
    about = sheets["about"].astype(str).set_index("what")["value"]
    assert about["data are simulated"].startswith("yes")


def fetched(page: Page, label: str) -> bytes:
    with page.expect_download() as arriving:
        page.get_by_role("button", name=label).click()
    return Path(arriving.value.path()).read_bytes()


def test_persian_data_fit_a_narrow_screen_and_the_keys_alone_choose_a_column(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit("data", size=NARROW)
    rows = [f"{i % 5},{i % 7},{i % 3},{i % 4}" for i in range(40)]
    file = tmp_path / "fa.csv"
    file.write_text("\n".join(["مقیاس WAI 1,مقیاس WAI 2,نتیجه (T1),سن", *rows]), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="fa.csv")).to_be_visible()
    wait_ready(page)
    page.get_by_role("link", name="Skip to main content").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Expand sidebar")).to_be_focused()
    box = page.get_by_role("combobox", name="Outcome: columns")
    box.focus()
    page.keyboard.type("WAI")
    expect(page.get_by_role("option")).to_have_text([f"\u2068مقیاس WAI {i}\u2069" for i in (1, 2)])
    page.keyboard.press("Enter")
    wait_ready(page)
    expect(page.get_by_role("option", name="مقیاس WAI 1")).to_have_count(0)
    page.keyboard.press("Escape")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW[0]
