"""How long a person at the diagram waits: for the paint of a click or of an undo, and for all of the page."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.driver import FIND_EXPLORER

# Each step starts on a page at rest, at another moment of the screen's rhythm. Its paint is asked for
# beforehand: what the page does after it does not count with it.
STEPS = (
    "async ([steps, back]) => {"
    + FIND_EXPLORER
    + """
  const switches = () => [...explorer.querySelectorAll(".edge[role=switch]")];
  const busy = () => document.documentElement.dataset.pathlight;
  const ready = () => !busy() && Number(explorer.dataset.neighbours) === switches().length;
  const until = async (test) => { while (!test()) await new Promise((done) => setTimeout(done, 5)); };
  const paint = () => new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(null);
  }));
  const seen = { laid: [], painted: [], beside: [], answered: [], missed: 0 };
  const step = async (at, act) => {
    await until(ready);
    await paint();
    await new Promise((done) => setTimeout(done, 30 + (7 * seen.painted.length) % 17));
    const text = () => switches().map((path) => path.getAttribute("aria-checked")).join();
    const before = text(), start = performance.now(), painted = paint();
    act(switches()[at]);
    explorer.getBoundingClientRect();
    if (text() === before) seen.missed += 1;
    else seen.laid.push(performance.now() - start);
    await painted;
    seen.painted.push(performance.now() - start);
    await paint();
    seen.beside.push(performance.now() - start);
    await until(() => !busy());
    seen.answered.push(performance.now() - start);
  };
  const click = (path) => path.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const undo = () => document.dispatchEvent(
    new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
  for (let i = 0; i < steps; i += 1) await step(i % 6, back ? undo : click);
  return seen;
}
"""
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds of each step until the diagram was `laid` out and `painted`, until all `beside` it was,
    and until the whole page had `answered`; so many `missed` their answer from what was sent ahead."""

    laid: list[float]
    painted: list[float]
    beside: list[float]
    answered: list[float]
    missed: int


def pace(page: Page, steps: int, back: bool = False) -> Pace:
    """Throw the first six switches in turn, each once all is ready, or undo as many steps `back`."""
    return Pace(**page.evaluate(STEPS, [steps, back]))


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the others lies."""
    return sorted(values)[int(share * (len(values) - 1))]
