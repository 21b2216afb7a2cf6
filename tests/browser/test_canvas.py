"""Building a model on the diagram in a real browser: by mouse, by keyboard alone and by touch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.model.mediation import STUDY
from core.model.printing import pretty
from tests.browser.driver import NARROW, go_to
from tests.browser.people import Keyboard, Mouse, edge, middle, node, numbers, place, settle, syntax
from tests.model.test_edits import PATHS, PRESET

NAME_PATHS = "Name the paths a, b, c and define the indirect effects"


@pytest.mark.parametrize("person", [Mouse, Keyboard])
def test_the_study_is_built_from_an_empty_canvas(visit: Callable[..., Page], person: type[Mouse]) -> None:
    page = visit()
    settle(page)
    me = person(page)
    me.whole("Empty the canvas")
    settle(page)
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    for name, columns in STUDY.items():
        me.add(name, columns)
        settle(page)
    me.draw("Path →", PATHS)
    me.draw("Covariance ↔", (("Outcome", "Satisfaction"),))
    me.whole(NAME_PATHS)
    settle(page)
    before = place(page, "Engagement")
    me.move("Engagement")
    settle(page)
    assert place(page, "Engagement")[1] > before[1] + 10
    me.fix("Path Alliance to Satisfaction", "0.2")
    settle(page)
    expect(page.locator(".fit")).to_contain_text("χ²(60)")
    me.menu("Path Alliance to Satisfaction", "Estimate freely")
    settle(page)
    me.menu("Path Engagement to Satisfaction", "Make equal to …", "Engagement → Outcome")
    settle(page)
    expect(page.locator(".fit")).to_contain_text("χ²(60)")
    me.menu("Path Engagement to Satisfaction", "Let it differ")
    settle(page)
    expect(page.locator(".fit")).to_contain_text("χ²(59)")
    there = place(page, "Engagement")
    blank = page.get_by_text("Nothing is drawn yet")
    for _ in range(40):
        if blank.is_visible():
            break
        page.keyboard.press("Control+z")
        settle(page)
    expect(blank).to_be_visible()
    redo = page.get_by_role("button", name="Redo")
    for _ in range(40):
        if redo.is_disabled():
            break
        page.keyboard.press("Control+Shift+Z")
        settle(page)
    expect(redo).to_be_disabled()
    assert place(page, "Engagement") == there
    expect(syntax(page)).to_have_value(pretty(PRESET))


def test_a_gesture_that_makes_no_sense_gets_a_sentence_and_loses_nothing(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    before = numbers(page)
    for other in ("Engagement", "Alliance"):
        page.get_by_role("button", name="Path →").click()
        node(page, "Alliance").press("Enter")
        node(page, other).press("Enter")
        settle(page)
        word = "there is a path already" if other == "Engagement" else "cannot be joined to itself"
        expect(page.locator(".said")).to_contain_text(word)
        assert numbers(page) == before
        page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_column_is_turned_round_and_renamed_where_it_stands(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    Mouse(page).move("Engagement")
    settle(page)
    there = place(page, "Engagement")
    before = edge(page, "Loading of sat2 on Satisfaction").locator(".estimate").text_content()
    menu = Mouse(page)
    node(page, "sat2").locator("rect").click(button="right")
    menu.choose("Turn its answers round …")
    page.get_by_role("button", name="Turn round", exact=True).click()
    settle(page)
    expect(page.locator(".said")).to_contain_text("turned round (1 ↔ 4)")
    loading = edge(page, "Loading of sat2 on Satisfaction").locator(".estimate")
    expect(loading).to_have_text(f"−{before}")
    node(page, "sat2").locator("rect").click(button="right")
    menu.choose("Rename …")
    page.get_by_label("Name", exact=True).fill("Would recommend")
    page.get_by_role("button", name="Rename", exact=True).click()
    settle(page)
    expect(edge(page, "Loading of Would recommend on Satisfaction").locator(".estimate")).to_have_text(
        f"−{before}"
    )
    assert place(page, "Engagement") == there
    expect(syntax(page)).to_have_value(re.compile("`Would recommend`"))


def test_a_model_that_is_not_identified_says_so_and_can_be_taken_back(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    before = numbers(page)
    Mouse(page).menu("Loading of Goal on Alliance", "Estimate freely")
    settle(page)
    expect(page.locator(".card.notice")).to_contain_text("identified")
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert numbers(page) == before


def test_places_last_over_a_switch_and_another_page(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    Mouse(page).move("Engagement")
    settle(page)
    there = place(page, "Engagement")
    page.get_by_role("switch", name=re.compile("^Path Alliance to Satisfaction")).click()
    settle(page)
    go_to(page, "Results")
    go_to(page, "Explore")
    settle(page)
    assert place(page, "Engagement") == there
    page.get_by_role("button", name="Arrange …").click()
    Mouse(page).choose("Automatically ✓")
    settle(page)
    assert place(page, "Engagement")[1] < there[1] - 10


def test_a_finger_that_rests_opens_the_menu_and_one_that_drags_moves(visit: Callable[..., Page]) -> None:
    page = visit(size=NARROW, touch=True)
    settle(page)
    label = edge(page, "Path Alliance to Engagement").locator(".estimate")
    label.scroll_into_view_if_needed()
    box = label.bounding_box()
    assert box is not None
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    page.wait_for_timeout(800)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_role("menuitem", name="Switch off")).to_be_visible()
    page.keyboard.press("Escape")
    node(page, "Engagement").scroll_into_view_if_needed()
    before = place(page, "Engagement")
    x, y = middle(node(page, "Engagement"))
    for kind, step in (("touchStart", 0), ("touchMove", 12), ("touchMove", 30)):
        finger.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + step, "y": y + step}]}
        )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settle(page)
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    assert place(page, "Engagement")[1] > before[1] + 15


def test_the_picture_zooms_by_button_and_wheel_and_fits_again(visit: Callable[..., Page]) -> None:
    page = visit(size=NARROW)
    settle(page)
    scale = "svg => svg.getScreenCTM().a"
    svg = page.locator(".diagram")
    first = svg.evaluate(scale)
    page.get_by_role("button", name="Zoom in").click()
    assert svg.evaluate(scale) == pytest.approx(1.25 * first, rel=0.01)
    svg.dispatch_event("wheel", {"deltaY": 300, "ctrlKey": True})
    assert svg.evaluate(scale) < first
    page.get_by_role("button", name="Fit").click()
    fits = "box => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight"
    assert page.locator(".scroll").evaluate(fits)
