"""About → Verification shows what a fresh run of every reference case gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.views.verification_table import refusals_table, verification_table
from tests import golden_cases as cases
from tests.verification import CLOSE, WRITTEN, compared

STORED: dict[str, dict[str, Any]] = {
    row["case"]: row for row in json.loads(WRITTEN.read_text(encoding="utf-8"))
}
# A hundredth of what lavaan's own digits hold.
SAME = 1e-5


@pytest.mark.slow
@pytest.mark.parametrize("name", cases.NAMES)
def test_a_fresh_run_gives_what_the_page_shows(name: str) -> None:
    stored, fresh = STORED[name], compared(name)
    assert {key: fresh[key] for key in fresh if not isinstance(fresh[key], float)} == {
        key: stored[key] for key in stored if not isinstance(stored[key], float)
    }
    for key in ("chisq_lavaan", "chisq", "est", "se", "std", "fit"):
        if isinstance(stored.get(key), float):
            assert fresh[key] == pytest.approx(stored[key], rel=SAME, abs=SAME)


def test_every_case_is_on_the_page_and_close() -> None:
    assert list(STORED) == list(cases.NAMES)
    shown = verification_table(list(STORED.values())).text
    assert len(shown) + len(refusals_table(list(STORED.values())).text) == len(cases.NAMES)
    for row in STORED.values():
        for key in ("est", "std"):
            assert (row.get(key) or 0.0) < CLOSE, row["case"]


def test_a_difference_is_written_by_its_size() -> None:
    row = {**next(r for r in STORED.values() if not r["outcome"]), "est": 3.2e-7, "se": None, "std": 1e-12}
    text = verification_table([row]).text.iloc[0]
    assert (text["Estimates"], text["Errors"], text["Standardised"]) == ("3 · 10⁻⁷", "–", "< 10⁻⁹")
