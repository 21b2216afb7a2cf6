"""The Results page hides nothing, and says so where there is nothing to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.model.syntax import parse
from tests.pages.picture import html

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TIMEOUT = 60
PAGE = "pages/results.py"


@pytest.fixture(scope="module")
def page() -> AppTest:
    return results()


def results() -> AppTest:
    """Results of the study's sample."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT).run().switch_page(PAGE).run()


def tables(page: AppTest) -> str:
    assert not page.exception
    return html(page)


def test_the_sections_are_questions(page: AppTest) -> None:
    assert all(header.value.endswith("?") for header in page.header)


@pytest.mark.parametrize(
    "word",
    [
        "CMIN",
        "PCLOSE",
        "HOELTER .05",
        "Independence model",
        "rmsea.ci.lower",
        "partial mediation",
        "automatic",
    ],
)
def test_the_whole_fit_page_the_verdicts_and_the_completed_model_are_there(page: AppTest, word: str) -> None:
    assert word in tables(page)


def test_the_model_can_be_copied_as_lavaan_syntax(page: AppTest) -> None:
    assert any("Alliance =~ Goal + Task + Bond" in code.value for code in page.code)


def test_simulated_data_are_called_so(page: AppTest) -> None:
    assert any("Simulated data" in caption.value for caption in page.caption)


def test_every_table_can_be_downloaded_as_csv_and_as_xlsx(page: AppTest) -> None:
    labels = [button.proto.label for button in page.get("download_button")]
    assert len(labels) == len(set(labels))
    for title in (
        "Paths",
        "Loadings",
        "Completed model",
        "AMOS model fit",
        "Direct, indirect and total effects",
    ):
        assert {f"{title}: CSV", f"{title}: XLSX"} <= set(labels)
    assert {"All tables (XLSX)", "Diagram as SVG", "Diagram as PNG", "Diagram as PDF"} <= set(labels)


def widget(kind: Sequence[Any], label: str) -> Any:
    return next(one for one in kind if one.label == label)


def test_a_claim_about_paths_is_tested_in_words_and_survives_a_change_of_page() -> None:
    page = results()
    chosen = ["Engagement → Outcome", "Engagement → Satisfaction"]
    widget(page.multiselect, "These paths or indirect effects").set_value(chosen).run()
    widget(page.selectbox, "I claim that they").set_value("equal").run()
    assert "Engagement → Outcome = Engagement → Satisfaction" in tables(page)
    assert "speak" in tables(page)
    page.switch_page("pages/about.py").run().switch_page(PAGE).run()
    assert widget(page.multiselect, "These paths or indirect effects").value == chosen


def test_a_path_that_is_off_is_tested_and_equations_that_cannot_be_are_told() -> None:
    page = results()
    assert any("No path is off" in caption.value for caption in page.caption)
    store = page.session_state["pathlight"]
    table = parse("eng1 ~ a*Goal\nsat1 ~ b*eng1 + Goal").switch(("sat1", "~", "Goal", 1), False)
    store.choices = replace(store.choices, table=table)
    page.run()
    assert "What it costs to leave paths out" in tables(page)
    widget(page.text_area, "Equations").set_value("a == nobody").run()
    assert any("nobody" in error.value for error in page.error)
    widget(page.text_area, "Equations").set_value("a == b").run()
    assert "a == b" in tables(page)


def test_groups_have_a_section_of_their_own_and_a_ladder_in_one_click() -> None:
    page = results()
    store = page.session_state["pathlight"]
    store.choices = replace(
        store.choices, options=replace(store.choices.options, group="sex", interval="delta")
    )
    page.run()
    assert "Does it differ between the groups?" in [header.value for header in page.header]
    page.button(key="climb").click().run()
    assert all(word in tables(page) for word in ("configural", "metric", "scalar", "strict"))


def test_several_suggestions_are_tested_together() -> None:
    page = results()
    box = widget(page.multiselect, "Test several additions together")
    box.set_value(box.options[:2]).run()
    assert "Would these changes improve the fit together?" in tables(page)
    assert "All together" in html(page)
