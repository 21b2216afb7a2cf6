"""Clinical data stay on this machine: nothing is written, nobody is called or answered, and they go."""

from __future__ import annotations

import ast
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pyreadstat
import pytest
from playwright.sync_api import Browser, Page, expect
from xlsxwriter.utility import xl_col_to_name

from core.data.dataset import Dataset
from core.data.kept import kept
from core.data.read import PASTED, read
from core.data.samples import SAMPLES, load_sample
from core.model.syntax import parse
from core.options import Options
from core.project import Project, save
from run import ROOT
from tests.browser.driver import go_to, open_page, serving, wait_ready
from tests.data.containers import cell_of, row_of, sheet_of

# Marked values: a word in a cell, a number in a cell, a word in the name of a column.
CANARIES = ("zqcanaryword", "918273.64509", "zqcanaryname")
HERE = {"127.0.0.1", "localhost", "::1"}
# Half of so many seconds after its tab a visit ends; what it left must be gone by then.
KEPT, GONE_AFTER = 4, 45
FAULTY = "fault.csv"
LONG = 120


@dataclass
class Watched:
    """A server that is watched: what it printed, opened, called and holds, and which folders it may use."""

    address: str
    folder: Path
    began: float

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8")

    def told(self, what: str) -> list[str]:
        lines = (self.folder / "spy.txt").read_text(encoding="utf-8").splitlines()
        return [line.removeprefix(f"{what} ") for line in lines if line.startswith(f"{what} ")]

    def alive(self) -> list[str]:
        """The names of the data that are in memory."""
        return list(ast.literal_eval(self.told("alive")[-1]))

    def files(self) -> Iterator[Path]:
        """Every file that was written since the server began, where it or its programs could write one."""
        for place in (self.folder / "home", self.folder / "tmp", ROOT):
            for path in place.rglob("*"):
                if path.is_file() and path.stat().st_mtime >= self.began:
                    yield path


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A server with a home and a temporary folder of its own, whose visits end soon after their tabs."""
    folder = tmp_path_factory.mktemp("watched")
    for place in ("home", "tmp"):
        (folder / place).mkdir()
    environment = {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PATHLIGHT_SPY": str(folder / "spy.txt"),
        "PYTHONPATH": str(Path(__file__).with_name("spy")),
    }
    ends = ("--server.disconnectedSessionTTL", str(KEPT))
    began = time.time()
    with serving(folder / "log.txt", *ends, environment=environment) as address:
        yield Watched(address, folder, began)


def canary_rows() -> pd.DataFrame:
    """The study's items, with a marked name, and marked values in a column of words and one of numbers."""
    data = load_sample(SAMPLES[0].id)
    assert isinstance(data, Dataset)
    items = [name for name in data.frame if name.rstrip("0123456789") in ("wai", "ces", "csq", "out")]
    frame = data.frame[items].copy()
    word, number, name = CANARIES
    frame[name] = [f"{word} {row}" for row in range(len(frame))]
    frame["weight"] = [float(number) + row for row in range(len(frame))]
    return frame


def give(page: Page, name: str, content: bytes) -> None:
    """Put a file into the uploader of the Data page."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
    wait_ready(page)


def long_workbook(frame: pd.DataFrame) -> bytes:
    """A worksheet that is read as long ones are: the rows, again and again."""
    places = list(map(xl_col_to_name, range(len(frame.columns))))
    patterns = [
        row_of("%(n)d", *(cell_of(f"{at}%(n)d", cell) for at, cell in zip(places, cells, strict=True)))
        for cells in frame.astype(object).to_numpy().tolist()
    ]
    names = row_of(1, *(cell_of(f"{at}1", name) for at, name in zip(places, frame.columns, strict=True)))
    rows = (pattern % {"n": 2 + row} for row, pattern in enumerate(patterns * LONG))
    return sheet_of(names + "".join(rows))


def use(page: Page, folder: Path) -> None:
    """Upload files that are read in four ways and paste a table, prepare, score, build a model, look at it
    everywhere.

    What is uploaded is made in `folder`.
    """
    frame = canary_rows()
    large = pd.concat([frame] * 25, ignore_index=True).to_csv(index=False).encode()
    assert len(large) > 1_100_000
    give(page, "large.csv", large)
    expect(page.get_by_role("heading", name="large.csv")).to_be_visible()
    pyreadstat.write_sav(frame, str(folder / "items.sav"))
    give(page, "items.sav", (folder / "items.sav").read_bytes())
    expect(page.get_by_role("heading", name="items.sav")).to_be_visible()
    page.get_by_text("Or paste a table").click()
    page.get_by_role("textbox", name="Copied from a spreadsheet").fill(frame.to_csv(sep="\t", index=False))
    page.get_by_role("button", name="Read this table").click()
    expect(page.get_by_role("heading", name=PASTED)).to_be_visible()
    give(page, "long.xlsx", long_workbook(frame))
    expect(page.get_by_role("heading", name="long.xlsx")).to_be_visible()
    book = io.BytesIO()
    frame.to_excel(book, index=False, engine="xlsxwriter")
    give(page, "book.xlsx", book.getvalue())
    expect(page.get_by_role("heading", name="book.xlsx")).to_be_visible()
    page.get_by_role("button", name="Score them and build the study’s model").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does Engagement carry")
    for name in ("Compare", "Results", "About"):
        go_to(page, name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        wait_ready(page)


def open_project(page: Page) -> None:
    """Open a project with its data in the place of what is on screen."""
    go_to(page, "Explore")
    page.get_by_role("button", name="Export").click()
    data = kept(read("kept.csv", canary_rows().to_csv(index=False).encode()), rows=True)
    model = parse("ces1 ~ wai1\ncsq1 ~ ces1 + wai1")
    project: Any = {"name": "project.json", "mimeType": "application/json"}
    project["buffer"] = save(Project(model, Options(), data=data))
    page.locator("input[type=file]").last.set_input_files(project)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does ces1 carry")
    wait_ready(page)


def test_a_marked_value_is_nowhere_but_in_the_visit_and_gone_with_it(
    browser: Browser, watched: Watched, tmp_path: Path
) -> None:
    page = open_page(browser, f"{watched.address}/data")
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname or ""))
    use(page, tmp_path)
    assert "book.xlsx" in watched.alive()
    open_project(page)
    assert "kept.csv" in watched.alive()
    page.context.close()
    until = time.monotonic() + GONE_AFTER
    while watched.alive() and time.monotonic() < until:
        time.sleep(0.2)
    assert watched.alive() == []
    assert hosts - {""} == {"127.0.0.1"}
    assert not any(canary in watched.log for canary in CANARIES)
    assert not [path for path in watched.files() if any(c.encode() in path.read_bytes() for c in CANARIES)]
    assert [path for path in map(ast.literal_eval, watched.told("writes")) if is_file(path)] == []
    assert not [call for call in watched.told("calls") if not any(host in call for host in HERE)]


def is_file(path: object) -> bool:
    """False for a stream, a folder and code that was compiled, which hold no data."""
    return isinstance(path, str) and path != "/dev/null" and ".pyc" not in path and not Path(path).is_dir()


def test_a_fault_tells_no_value_on_screen_or_in_the_log(browser: Browser, watched: Watched) -> None:
    page = open_page(browser, f"{watched.address}/data")
    rows = canary_rows().to_csv(index=False)
    for name, content, shown in (
        ("ragged.csv", f"{rows}{CANARIES[0]},{CANARIES[1]}\n", "stAlert"),
        (FAULTY, rows, "stException"),
    ):
        give(page, name, content.encode())
        expect(page.get_by_test_id(shown).first).to_be_visible()
        said = page.get_by_test_id(shown).all_inner_texts()
        assert not [text for text in said if any(canary in text for canary in CANARIES)]
    page.context.close()
    assert "ValueError" in watched.log
    assert not any(canary in watched.log for canary in CANARIES)


def test_no_request_leaves_the_machine(browser: Browser, server: str) -> None:
    page = browser.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname or ""))
    page.goto(server)
    wait_ready(page)
    page.wait_for_timeout(1500)
    page.close()
    assert hosts - {""} == {"127.0.0.1"}
