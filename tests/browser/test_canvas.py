"""Building a model on the diagram in a real browser: by mouse, by keyboard alone and by touch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from core.model.mediation import STUDY, Roles, mediation_table
from core.model.printing import pretty
from tests.browser.driver import NARROW, wait_ready
from tests.browser.test_explore import focused

PRESET = pretty(mediation_table(STUDY, Roles(("Alliance",), ("Engagement",), ("Outcome", "Satisfaction"))))
PATHS = (
    ("Alliance", "Engagement"),
    ("Engagement", "Outcome"),
    ("Alliance", "Outcome"),
    ("Engagement", "Satisfaction"),
    ("Alliance", "Satisfaction"),
)
NAME_PATHS = "Name the paths a, b, c and define the indirect effects"


def settle(page: Page) -> None:
    page.wait_for_function("() => !document.documentElement.dataset.pathlight")
    wait_ready(page)


def node(page: Page, name: str) -> Locator:
    return page.locator(f".node[data-name='{name}']")


def edge(page: Page, label: str) -> Locator:
    return page.locator(f".edge[aria-label^='{label}']")


def middle(where: Locator) -> tuple[float, float]:
    box = where.locator("ellipse, rect").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place(page: Page, name: str) -> tuple[float, float]:
    """Where a construct stands in the picture, wherever that is on the page."""
    shape = node(page, name).locator("ellipse")
    return float(shape.get_attribute("cx") or 0), float(shape.get_attribute("cy") or 0)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def syntax(page: Page) -> str:
    """What the syntax face says, once it says what is on the diagram."""
    settle(page)
    page.get_by_role("button", name="Model text").click()
    box = page.get_by_role("textbox", name="The model in lavaan’s syntax")
    text = box.input_value()
    page.keyboard.press("Escape")
    return text


class Mouse:
    """A person with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def whole(self, entry: str) -> None:
        self.page.get_by_role("button", name="More for the whole model").click()
        self.choose(entry)

    def choose(self, entry: str) -> None:
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def add(self, name: str, columns: tuple[str, ...]) -> None:
        self.page.get_by_role("button", name="Add …").click()
        form = self.page.get_by_role("dialog", name="Add to the model")
        form.get_by_label("Name of the construct").fill(name)
        for column in columns:
            form.get_by_label(column, exact=True).check()
        form.get_by_role("button", name="Add", exact=True).click()
        expect(node(self.page, name)).to_be_visible()

    def draw(self, kind: str, paths: tuple[tuple[str, str], ...]) -> None:
        tool = self.page.get_by_role("button", name=kind)
        tool.click()
        for start, end in paths:
            drag(self.page, middle(node(self.page, start)), middle(node(self.page, end)))
            settle(self.page)
        tool.click()

    def move(self, name: str) -> None:
        x, y = middle(node(self.page, name))
        drag(self.page, (x, y), (x + 30, y + 40))

    def menu(self, label: str, *entries: str) -> None:
        edge(self.page, label).locator(".estimate").click(button="right")
        for entry in entries:
            self.choose(entry)

    def fix(self, label: str, value: str) -> None:
        self.menu(label, "Fix to a value …")
        self.page.get_by_label("Value").fill(value)
        self.page.get_by_role("button", name="Fix", exact=True).click()


class Keyboard:
    """A person without one: nothing here touches anything but keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, label: str) -> None:
        for _ in range(160):
            if re.match(label, self.here()):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{label} cannot be reached; here is {self.here()}")

    def here(self) -> str:
        return focused(self.page) or str(
            self.page.evaluate(
                """() => {
                  let element = document.activeElement;
                  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
                  return element?.value && element.type === "checkbox" ? element.value : element?.textContent;
                }"""
            )
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def whole(self, entry: str) -> None:
        self.tab_to("More for the whole model")
        self.press("Enter")
        self.choose(entry)

    def choose(self, entry: str) -> None:
        for _ in range(40):
            if self.here() == entry:
                self.press("Enter")
                return
            self.press("ArrowDown")
        raise AssertionError(f"There is no {entry}")

    def add(self, name: str, columns: tuple[str, ...]) -> None:
        self.tab_to("Add …")
        self.press("Enter")
        self.page.keyboard.type(name)
        for column in columns:
            self.tab_to(f"{column}$")
            self.press("Space")
        self.press("Enter")
        expect(node(self.page, name)).to_be_focused()

    def draw(self, kind: str, paths: tuple[tuple[str, str], ...]) -> None:
        word = "Draw a path to …" if kind.startswith("Path") else "Covary with …"
        for start, end in paths:
            self.tab_to(f"{start}, measured by")
            self.press("Shift+F10")
            self.choose(word)
            self.choose(end)
            settle(self.page)

    def move(self, name: str) -> None:
        self.tab_to(f"{name}, measured by")
        self.press("ArrowRight", "ArrowDown", "ArrowDown")
        # What is moved by keys is one step once the keys rest.
        self.page.wait_for_timeout(600)

    def menu(self, label: str, *entries: str) -> None:
        self.tab_to(label)
        self.press("ContextMenu")
        for entry in entries:
            self.choose(entry)

    def fix(self, label: str, value: str) -> None:
        self.menu(label, "Fix to a value …")
        self.page.keyboard.type(value)
        self.press("Enter")


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
    assert syntax(page) == PRESET


def test_a_gesture_that_makes_no_sense_gets_a_sentence_and_loses_nothing(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    before = page.locator(".estimate").all_text_contents()
    for other in ("Engagement", "Alliance"):
        page.get_by_role("button", name="Path →").click()
        node(page, "Alliance").press("Enter")
        node(page, other).press("Enter")
        settle(page)
        word = "there is a path already" if other == "Engagement" else "cannot be joined to itself"
        expect(page.locator(".said")).to_contain_text(word)
        assert page.locator(".estimate").all_text_contents() == before
        page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_model_that_is_not_identified_says_so_and_can_be_taken_back(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    before = page.locator(".estimate").all_text_contents()
    Mouse(page).menu("Loading of Goal on Alliance", "Estimate freely")
    settle(page)
    expect(page.locator(".card.notice")).to_contain_text("identified")
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert page.locator(".estimate").all_text_contents() == before


def test_places_last_over_a_switch_and_another_page(visit: Callable[..., Page]) -> None:
    page = visit()
    settle(page)
    Mouse(page).move("Engagement")
    settle(page)
    there = place(page, "Engagement")
    page.get_by_role("switch", name=re.compile("^Path Alliance to Satisfaction")).click()
    settle(page)
    page.get_by_role("link", name="Results").click()
    page.get_by_role("link", name="Explore").click()
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
