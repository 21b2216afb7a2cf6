"""Hostile model and project files on Explore: each gets its sentence, and what was on screen stays."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.data.read import read
from core.model.syntax import parse
from core.options import Options
from pages._store import Choices, Store
from tests.pages.picture import html, picture
from tests.test_headless import BAD, MODELS, STUDY
from tests.test_project import HOSTILE

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

APP = "../../app.py"
FIRST = parse("outcome ~ Goal + Task")


@pytest.fixture(scope="module")
def page() -> AppTest:
    """Explore with columns that the model files speak of, and with the export open."""
    data = read("data.csv", (STUDY / "data.csv").read_bytes())
    started = AppTest.from_file(APP, default_timeout=60)
    started.session_state["pathlight"] = Store(Choices(data, "", FIRST, options=Options(interval="delta")))
    started.session_state["export"] = True
    return started.run()


def on_screen(page: AppTest) -> Any:
    return page.session_state["pathlight"].choices.table


def told(page: AppTest) -> str:
    """All that the page says of what is wrong."""
    blocks = (*page.error, *page.warning, *page.info, *page.code, *page.caption)
    said = " ".join(block.value for block in blocks).replace("\\", "").replace("\u2060", "")
    return f"{said} {html(page)} {picture(page)['frame']['message']}"


@pytest.mark.parametrize(("name", "status", "code", "words"), MODELS, ids=[name for name, *_ in MODELS])
def test_a_hostile_model_text_gets_its_sentence_and_the_model_stays(
    page: AppTest, name: str, status: int, code: str, words: list[str]
) -> None:
    before = on_screen(page)
    text = (BAD / name).read_bytes().decode("utf-8")
    page.text_area[0].set_value(text).run()
    assert not page.exception
    for word in words:
        assert word in told(page)
    if status:
        assert on_screen(page) == before
        assert page.text_area[0].value == text
        assert "last model that could be fitted" in told(page)
        page.button(key="no draft").click().run()
    else:
        assert on_screen(page) == parse(text)


@pytest.mark.parametrize(("name", "content"), HOSTILE.items(), ids=HOSTILE)
def test_a_hostile_project_gets_its_sentence_and_everything_stays(
    page: AppTest, name: str, content: bytes
) -> None:
    # What was said of another file goes with another model.
    page.text_area[0].set_value(f"outcome ~ Goal + {len(content)}*Task").run()
    assert "not a project file" not in told(page)
    before = page.session_state["pathlight"].choices
    page.file_uploader(key="project").set_value((name, content, "application/json")).run()
    assert not page.exception
    assert "not a project file of Pathlight" in told(page)
    assert page.session_state["pathlight"].choices == before
