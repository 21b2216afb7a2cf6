"""The Results page hides nothing, and says so where there is nothing to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
TIMEOUT = 60


@pytest.fixture(scope="module")
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "results.py"), default_timeout=TIMEOUT).run()


def tables(page: AppTest) -> str:
    assert not page.exception
    return " ".join(block.proto.body for block in page.get("html"))


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
    assert "Simulated data" in page.caption[0].value


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
