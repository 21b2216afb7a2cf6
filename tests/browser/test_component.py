"""The component by itself: answers may reach it late, twice or from another visit; it shows the latest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from core.analysis import Analysis, analyse
from core.data.samples import find_sample, load_sample
from core.model.syntax import parse
from core.options import Options
from core.views.frame import drawing, frame, path_id
from core.views.layout import layout
from pages._explorer.modules import one_module
from run import ROOT

FILES = Path(ROOT) / "pages" / "_explorer"
DIRECT = ("Satisfaction", "~", "Alliance", 1)
RECEIVE = """
async ([html, script, answers]) => {
  document.body.innerHTML = html;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: receive } = await import(url);
  const shown = [];
  for (const data of answers) {
    receive({ data, parentElement: document.body, setStateValue() {}, setTriggerValue() {} });
    shown.push([...document.querySelectorAll(".estimate")].some((text) => text.textContent === "0 (off)"));
  }
  return shown;
}
"""

KEEPS = """
async ([html, script, before, after]) => {
  document.body.innerHTML = html;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: receive } = await import(url);
  const rest = { parentElement: document.body, setStateValue() {}, setTriggerValue() {} };
  const show = (data) => receive({ data, ...rest });
  const all = () => [...document.querySelectorAll(".card, .fit tr, .forest tr, .edge")];
  show(before);
  const were = all(), summary = document.querySelector(".rule summary");
  const opened = new Promise((done) => summary.parentElement.addEventListener("toggle", done));
  summary.click();
  summary.focus();
  const value = document.querySelector(".fit .value").textContent;
  await opened;
  show(after);
  return {
    same: all().filter((element) => were.includes(element)).length / were.length,
    changed: document.querySelector(".fit .value").textContent !== value,
    focused: document.activeElement === summary,
    open: [...document.querySelectorAll(".rule")].map((rule) => rule.open),
  };
}
"""

LEAVES = """
async ([html, css, script, before, after]) => {
  document.body.innerHTML = `<style>${css}</style>${html}`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: receive } = await import(url);
  for (const data of [before, after]) {
    receive({ data, parentElement: document.body, setStateValue() {}, setTriggerValue() {} });
  }
}
"""
SEEN = "labels => labels.filter(label => getComputedStyle(label).opacity > 0).length"


def shown_off(browser: Browser, *answers: dict[str, Any]) -> list[bool]:
    """Whether the direct path is shown as off after each of these answers, in the order of their arrival."""
    page = browser.new_page()
    html = (FILES / "explorer.html").read_text(encoding="utf-8")
    found: list[bool] = page.evaluate(RECEIVE, [html, one_module(), list(answers)])
    page.close()
    return found


def answer(
    on: bool, edition: int, seq: int = 0, visit: str = "this", before: Analysis | None = None
) -> dict[str, Any]:
    table = parse(find_sample("study").model).switch(DIRECT, on)
    found = analyse(load_sample("study"), table, Options(interval="delta"))
    return {
        "visit": visit,
        "edition": edition,
        "model": "0/0",
        "seq": seq,
        "heard": 0,
        "said": {"n": 0, "text": ""},
        "columns": [],
        "answers": {},
        "template": "automatic",
        "drawing": drawing(layout(found.completed), found.completed),
        "frame": frame(found, "standardised", before),
        "steps": {"at": 0, "last": 0, "branch": 0, "back": None, "forward": None},
    }


def test_an_answer_that_comes_after_a_later_one_is_left_aside(browser: Browser) -> None:
    assert shown_off(browser, answer(True, 1), answer(False, 3), answer(True, 2)) == [False, True, True]


def test_the_same_answer_may_come_twice(browser: Browser) -> None:
    assert shown_off(browser, answer(False, 2), answer(False, 2)) == [True, True]


def test_another_visit_starts_afresh(browser: Browser) -> None:
    """A browser whose server was started again gets the numbers of the new visit, which counts from one."""
    old = answer(True, 40, seq=25, visit="old")
    assert shown_off(browser, old, answer(False, 1, seq=0, visit="new")) == [False, True]


def test_a_switch_leaves_the_focus_and_an_open_rule_where_they_are(browser: Browser) -> None:
    page = browser.new_page()
    html = (FILES / "explorer.html").read_text(encoding="utf-8")
    found = page.evaluate(KEEPS, [html, one_module(), answer(True, 1), answer(False, 2)])
    page.close()
    assert found == {"same": 1, "changed": True, "focused": True, "open": [True, False]}


LISTED = """
async ([html, script, before, after]) => {
  document.body.innerHTML = html;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: receive } = await import(url);
  const wishes = [];
  const setStateValue = (name, value) => wishes.push([name, value]);
  const show = (data) => receive({ data, parentElement: document.body, setStateValue, setTriggerValue() {} });
  const rows = () => [...document.querySelectorAll(".switch")];
  const named = (name) => rows().find((row) => row.textContent === name);
  const checked = (one) => one.getAttribute("aria-checked") === "true";
  show(before);
  document.querySelector(".switches summary").click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const groups = [...document.querySelectorAll(".switches .list")].map(
    (list) => [list.getAttribute("aria-label"), [...list.children].map((one) => one.textContent)]);
  const on = rows().every(checked);
  const thrown = named("Alliance → Satisfaction");
  thrown.focus();
  thrown.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))));
  const edge = [...document.querySelectorAll(".edge")].find((one) => one.dataset.id === thrown.dataset.path);
  const drawn = edge.getAttribute("aria-checked");
  show(after);
  return {
    groups, on, drawn, wishes,
    checked: checked(thrown),
    focused: document.activeElement === thrown,
    folded: !document.querySelector(".switches details").open,
  };
}
"""


def test_the_list_has_every_switch_of_the_diagram_and_throws_it(browser: Browser) -> None:
    page = browser.new_page()
    html = (FILES / "explorer.html").read_text(encoding="utf-8")
    found = page.evaluate(LISTED, [html, one_module(), answer(True, 1), answer(False, 2, seq=1)])
    page.close()
    groups = dict(found["groups"])
    assert list(groups) == ["Structural paths", "Covariances", "Loadings"]
    assert groups["Structural paths"][:2] == ["Alliance → Engagement", "Engagement → Outcome"]
    assert groups["Covariances"] == ["Outcome ↔ Satisfaction"]
    assert "Alliance → Bond" in groups["Loadings"]
    assert [len(paths) for paths in groups.values()] == [5, 1, 9]
    assert found["on"]
    assert found["drawn"] == "false"
    ((name, wish),) = found["wishes"]
    assert (name, wish["ids"], wish["seq"]) == ("off", [path_id(DIRECT)], 1)
    assert (found["checked"], found["focused"], found["folded"]) == (False, True, False)


MEETS = """
async ([html, script, sender, picture, sent]) => {
  document.body.innerHTML = html;
  const load = (text) => import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const [{ default: receive }, { default: send }] = [await load(script), await load(sender)];
  for (const data of sent) send({ data });
  receive({ data: picture, parentElement: document.body, setStateValue() {}, setTriggerValue() {} });
  const live = document.querySelectorAll(".edge[role=switch]");
  live[4].dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const estimate = live[4].querySelector(".estimate").textContent;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))));
  return [live[4].dataset.id, estimate, document.querySelector(".changed").textContent];
}
"""


def test_what_one_more_switch_shows_may_come_before_its_picture_and_none_that_is_older_takes_its_place(
    browser: Browser,
) -> None:
    page = browser.new_page()
    html, sender = ((FILES / name).read_text(encoding="utf-8") for name in ("explorer.html", "neighbours.js"))
    study = find_sample("study")
    on = analyse(load_sample("study"), parse(study.model), Options(interval="delta"))
    off = answer(False, 2, before=on)["frame"]
    rest = {"visit": "this", "waits": False}
    latest = {**rest, "edition": 3, "frames": {path_id(DIRECT): off}}
    sent = [latest, {**latest, "frames": {}}, {**latest, "edition": 2, "frames": {}}]
    found = page.evaluate(MEETS, [html, one_module(), sender, answer(True, 3), sent])
    page.close()
    assert found == [path_id(DIRECT), "0 (off)", off["changed"]]


def test_what_an_estimate_was_leaves_its_path_after_seconds_and_stays_in_the_list(browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.clock.install()
    html, css = (FILES / f"explorer.{kind}" for kind in ("html", "css"))
    study = find_sample("study")
    before = analyse(load_sample("study"), parse(study.model), Options(interval="delta"))
    after = answer(False, 2, before=before)
    texts = [html.read_text(encoding="utf-8"), css.read_text(encoding="utf-8"), one_module()]
    page.evaluate(LEAVES, [*texts, answer(True, 1), after])
    former = page.locator(".was.former")
    assert former.count() == former.evaluate_all(SEEN) == len(after["frame"]["former"]) > 0
    page.clock.run_for(5000)
    assert former.evaluate_all(SEEN) == 0
    page.get_by_text("read differently now").click()
    assert page.locator(".moved li").all_inner_texts() == after["frame"]["moved"]
    page.close()
