"""Undo, redo and pins in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_explore import DIRECT, estimate, listed, settle, switch

OTHER = "Path Engagement to Outcome"


def test_undo_paints_at_once_by_keys_and_buttons_and_reaches_every_face(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    undo, redo = (page.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    expect(undo).to_be_disabled()
    before = estimate(page)
    switch(page).dispatch_event("click")
    # What was just done can be taken back at once, before any answer counts it.
    assert undo.is_enabled()
    settle(page)
    page.keyboard.press("Control+z")
    assert (estimate(page), undo.is_disabled(), redo.is_disabled()) == (before, True, False)
    settle(page)
    expect(listed(page)).to_be_checked()
    page.keyboard.press("Control+Shift+Z")
    assert (estimate(page), redo.is_disabled()) == ("0 (off)", True)
    settle(page)
    expect(listed(page)).not_to_be_checked()
    undo.focus()
    page.keyboard.press("Space")
    assert (estimate(page), undo.is_disabled()) == (before, True)
    settle(page)
    expect(undo).to_be_focused()
    redo.click()
    assert (estimate(page), redo.is_disabled()) == ("0 (off)", True)


def test_the_key_pins_after_a_switch_wherever_it_was_thrown(visit: Callable[..., Page]) -> None:
    page = visit()
    pin = page.get_by_role("button", name="Pin")
    for throw in (switch(page), listed(page, OTHER)):
        settle(page)
        throw.focus()
        page.keyboard.press("Enter")
        settle(page)
        expect(pin).to_be_enabled()
        page.keyboard.press("p")
        expect(pin).to_be_disabled()


def test_rapid_undoing_loses_no_step(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    for name in (DIRECT, OTHER, DIRECT, OTHER, DIRECT):
        switch(page, name).dispatch_event("click")
        settle(page)
    for _ in range(4):
        page.keyboard.press("Control+z")
    settle(page)
    assert estimate(page) == "0 (off)"
    expect(listed(page, OTHER)).to_be_checked()
    for _ in range(9):
        page.keyboard.press("Control+Shift+Z")
    settle(page)
    expect(listed(page)).not_to_be_checked()
    expect(listed(page, OTHER)).to_be_checked()
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()
