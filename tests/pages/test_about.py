"""The About page says the rules that the program follows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.mediation.verdict import VerdictKind
from core.views import fit_strip

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "pages" / "about.md").read_text(encoding="utf-8")


def test_it_opens() -> None:
    page = AppTest.from_file(str(ROOT / "pages" / "about.py"), default_timeout=60).run()
    assert not page.exception
    assert page.title[0].value == "About Pathlight"


@pytest.mark.parametrize("kind", VerdictKind)
def test_every_verdict_stands_in_the_table_of_rules(kind: VerdictKind) -> None:
    assert kind.words in TEXT


def test_every_source_of_a_cut_off_is_named() -> None:
    code = Path(fit_strip.__file__).read_text(encoding="utf-8")
    authors = re.findall(r"([A-Z][\w-]+(?:, [A-Z][\w-]+)*(?: & [A-Z]\w+)?),? \(?(\d{4})\)", code)
    assert len(authors) >= 4
    for names, year in authors:
        assert re.search(re.escape(names) + r",? \(?" + year, TEXT), names


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not re.search(r"https?://|!\[", TEXT)
