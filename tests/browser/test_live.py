"""A switch stays live under every kind of estimator: the diagram answers at once, and no number is stale."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import Page, expect

from core.data.kept import kept
from core.data.read import read
from core.data.samples import FOLDER, find_sample
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options
from core.project import Project, save
from tests.browser.driver import FIND_EXPLORER, wait_ready
from tests.browser.test_explore import SWITCHES

TABLE = parse(find_sample("study").model)
ITEMS = Variables.of(TABLE).ov
OPTIONS = Options(interval="delta")
FIRST, SECOND = "Path Alliance to Satisfaction", "Path Engagement to Outcome"
# Throws a switch and looks, before the browser does anything else, at what a reader would see.
THROW = (
    "(names) => {"
    + FIND_EXPLORER
    + """
  const path = (name) => [...explorer.querySelectorAll(".edge[role=switch]")].find(
    (edge) => edge.getAttribute("aria-label").startsWith(name));
  const seen = (name) => {
    const edge = path(name);
    const before = edge.querySelector(".estimate").textContent;
    const was = edge.getAttribute("aria-checked");
    edge.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const shown = [...explorer.querySelectorAll(".estimate, .r2, .value, .card .sentence")].filter(
      (element) => getComputedStyle(element).visibility !== "hidden");
    return {
      before,
      turned: edge.getAttribute("aria-checked") !== was,
      after: edge.querySelector(".estimate").textContent,
      numbers: shown.length,
      says: explorer.querySelector(".changed").textContent,
      below: document.documentElement.dataset.pathlight || "",
    };
  };
  return names.map(seen);
}
"""
)


def in_four_steps() -> bytes:
    """The study's variables as answers of four categories."""
    frame = pd.read_csv(FOLDER / "study.csv")[list(ITEMS)]
    cut = frame.apply(lambda column: np.digitize(column, column.quantile([0.2, 0.5, 0.8])) + 1)
    return cut.to_csv(index=False).encode()


WAYS: dict[str, Callable[[], Project]] = {
    "MLR": lambda: Project(TABLE, replace(OPTIONS, estimator="MLR"), sample="study"),
    "FIML": lambda: Project(TABLE, replace(OPTIONS, missing="fiml"), sample="study_missing"),
    "WLSMV": lambda: Project(
        TABLE,
        replace(OPTIONS, estimator="WLSMV", ordered=ITEMS),
        data=kept(read("steps.csv", in_four_steps()), rows=True),
    ),
    "groups": lambda: Project(TABLE, replace(OPTIONS, group="sex"), sample="study"),
}


def open_study(page: Page, way: str) -> None:
    """Show the study fitted in a way, with everything that one switch would show."""
    page.get_by_role("button", name="Export").click()
    file = {"name": "project.json", "mimeType": "application/json", "buffer": save(WAYS[way]())}
    page.locator("input[type=file]").last.set_input_files(file)
    expect(page.get_by_role("button", name=re.compile(f"Estimation:.*{way}"))).to_be_visible(timeout=60_000)
    page.keyboard.press("Escape")
    ready(page)


def ready(page: Page) -> None:
    """Wait for the answer to the last switch, for all of its neighbours, and for what else is awaited."""
    page.wait_for_function("() => !document.documentElement.dataset.pathlight")
    expect(page.get_by_text("asking semopy")).to_have_count(0)
    expect(page.locator(".explorer")).to_have_attribute("data-neighbours", str(SWITCHES))
    wait_ready(page)


def estimates(page: Page) -> list[str]:
    return page.locator(".explorer .estimate").all_text_contents()


def test_a_switch_is_answered_at_once_and_no_number_is_stale(visit: Callable[..., Page]) -> None:
    page = visit()
    for way in WAYS:
        open_study(page, way)
        throw_and_look(page, way)


def throw_and_look(page: Page, way: str) -> None:
    """Throw a switch to and fro, then two at once, and see that each number is of the model that is drawn."""
    start = estimates(page)
    for _ in range(2):
        (seen,) = throw(page, FIRST)
        assert seen["turned"], way
        assert seen["after"] != seen["before"], "the number of the model before stands on its path"
        assert seen["below"] == "computing", way
        ready(page)
    assert estimates(page) == start, way
    # Two switches on there is nothing computed ahead: the numbers go until theirs have come.
    first, second = throw(page, FIRST, SECOND)
    assert first["numbers"], way
    assert (second["turned"], second["numbers"], second["says"]) == (True, 0, "Computing…"), way
    expect(page.locator(".explorer .changed")).not_to_have_text("Computing…")
    expect(page.locator(".explorer .estimate", has_text="0 (off)")).to_have_count(2)


def throw(page: Page, *names: str) -> list[dict[str, Any]]:
    """Throw switches one right after the other; what was seen after each."""
    found: list[dict[str, Any]] = page.evaluate(THROW, list(names))
    return found
