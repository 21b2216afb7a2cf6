"""Every question of the results can be asked from the command line, and is answered by tables as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from tests import golden_cases as cases


def answered(capsys: pytest.CaptureFixture[str], command: str, *arguments: str | Path) -> tuple[int, Any]:
    status = main([command, *(str(argument) for argument in arguments)])
    return status, json.loads(capsys.readouterr().out)


def case(name: str) -> tuple[str | Path, ...]:
    return cases.CASES / name / "data.csv", "--model", cases.CASES / name / "model.lav"


def test_claims_additions_and_nested_models_are_tested_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = answered(capsys, "wald", *case("pd_equal"), "--equations", "a == b; b == c")
    (row,) = found["tables"][0]["rows"]
    assert (row["hypothesis"], row["df"]) == ("a == b; b == c", 2)
    larger = cases.CASES / "paper_partial" / "model.lav"
    _, found = answered(capsys, "difference", *case("paper_full"), "--against", larger)
    want = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))["paper_LRT"]
    total = sum(step["Chisq diff"] for step in want[1:])
    assert found["tables"][0]["rows"][0]["chisq.diff"] == pytest.approx(total, abs=1e-3)
    assert "Steiger" in found["tables"][0]["note"]
    _, found = answered(capsys, "score", *case("hs_cfa"), "--add", "visual =~ x9")
    assert found["tables"][0]["rows"][0]["mi"] == pytest.approx(36.411, abs=1e-3)
    _, found = answered(capsys, "score", *case("pd_equal"))
    assert len(found["tables"][0]["rows"]) == 3


@pytest.mark.slow
def test_the_ladder_and_every_table_are_reached_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = answered(capsys, "invariance", *case("hs_group_configural"), "--group", "school")
    assert [row["step"] for row in found["tables"][0]["rows"]] == ["configural", "metric", "scalar", "strict"]
    _, found = answered(capsys, "tables", *case("hs_cfa"), "--only", "reliability", "htmt")
    assert [table["name"] for table in found["tables"]] == ["reliability", "htmt"]
    status, refused = answered(capsys, "tables", *case("hs_cfa"), "--only", "reliabilty")
    assert status == 2
    assert "reliability" in refused["error"]["message"]
    status, refused = answered(capsys, "invariance", *case("hs_cfa"))
    assert (status, refused["error"]["code"]) == (2, "group_missing")


def test_a_report_says_how_it_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = answered(capsys, "fit", *case("hs_group_configural"), "--group", "school")
    about = found["about"]
    assert about["option estimator"] == "ML"
    assert about["program"].startswith("Pathlight ")
    assert {"cases of group Pasteur", "cases of group Grant-White"} <= set(about)
    assert "Baron & Kenny" in found["rules"]["verdicts"]
