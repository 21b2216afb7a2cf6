"""A person who builds a model on the diagram, with a mouse or with the keys alone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.driver import wait_ready
from tests.browser.test_explore import focused


def settle(page: Page) -> None:
    """Wait until the diagram is drawn, and everything that was asked on it has been answered."""
    page.wait_for_selector(".explorer[data-trust]")
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


def numbers(page: Page) -> list[str]:
    """What stands on the paths, without the stars, which harden with the bootstrap."""
    return [text.rstrip("*") for text in page.locator(".estimate").all_text_contents()]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def syntax(page: Page) -> Locator:
    """The syntax face, unfolded, once everything on the diagram has been answered and nothing is awaited."""
    settle(page)
    expect(page.get_by_text("asking semopy")).to_have_count(0)
    settle(page)
    page.get_by_role("button", name="Model text").click()
    return page.get_by_role("textbox", name="The model in lavaan’s syntax")


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
