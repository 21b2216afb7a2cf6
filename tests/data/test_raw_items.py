"""The study's single items, from three files, to one model: lavaan's χ² on scores made in R."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.analysis import analyse
from core.data.columns import suggest_constructs
from core.data.dataset import Dataset
from core.data.findings import Finding, findings
from core.data.preparation import carry_out
from core.data.read import read
from core.data.scales.matching import recognise
from core.data.steps import CountAsMissing
from core.errors import DataError
from core.model.mediation import STUDY, Roles, mediation_table
from core.options import Options
from tests import golden_cases as cases
from tests.raw_items import AGAINST, as_csv, as_sav, as_xlsx

WANT = json.loads((cases.GOLDEN / "raw_items.json").read_text(encoding="utf-8"))
# lavaan stops its optimiser at a relative change of about 1e-6.
CHISQ = 1e-3


@pytest.fixture(params=["items.csv", "items.sav", "items.xlsx"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Dataset:
    content = {".csv": as_csv, ".xlsx": as_xlsx, ".sav": lambda: as_sav(tmp_path)}
    found = read(request.param, content[Path(request.param).suffix]())
    assert isinstance(found, Dataset)
    return found


def doubts(data: Dataset) -> list[Finding]:
    return [finding for finding in findings(data) if isinstance(finding.step, CountAsMissing)]


def settled(data: Dataset) -> Dataset:
    return carry_out(data, *(finding.step for finding in doubts(data)))


@pytest.mark.slow
def test_every_file_of_the_studys_items_reaches_the_chi_square_of_lavaan(data: Dataset) -> None:
    ready = settled(data)
    made = carry_out(ready, *(one.plan for one in recognise(ready)))
    constructs = {construct.name: construct.indicators for construct in suggest_constructs(made)}
    x, m, *y = STUDY
    table = mediation_table({name: constructs[name] for name in STUDY}, Roles((x,), (m,), tuple(y)))
    for options, chisq in (
        (Options(), WANT["chisq"]),
        (Options(likelihood="amos"), WANT["chisq_amos"]),
        (Options(missing="fiml"), WANT["chisq_fiml"]),
    ):
        fit = analyse(made, table, options).fit
        assert fit is not None
        assert fit.df == WANT["df"]
        assert fit.chisq == pytest.approx(chisq, abs=CHISQ)


@pytest.mark.slow
def test_the_items_that_run_against_the_others_are_turned_round(data: Dataset) -> None:
    found = {one.template.id: one.plan for one in recognise(data)}
    assert found["csq_8"].reversed == AGAINST


@pytest.mark.slow
def test_the_usual_scales_are_known_in_every_file_and_no_code_widens_their_range(data: Dataset) -> None:
    found = {one.template.id: (one.plan.low, one.plan.high) for one in recognise(data)}
    assert found == {"wai_sr": (1, 5), "csq_8": (1, 4), "ces": (1, 5), "com": (1, 7)}


@pytest.mark.slow
def test_one_question_asks_about_99_in_all_columns(tmp_path: Path) -> None:
    data = read("items.sav", as_sav(tmp_path))
    assert isinstance(data, Dataset)
    asked = doubts(data)
    assert len(asked) == 1
    assert isinstance(asked[0].step, CountAsMissing)
    assert asked[0].step.codes == (99.0,)
    assert doubts(settled(data)) == []


@pytest.mark.slow
def test_a_code_that_nobody_was_asked_about_is_never_averaged(tmp_path: Path) -> None:
    data = read("items.sav", as_sav(tmp_path))
    assert isinstance(data, Dataset)
    with pytest.raises(DataError, match="99"):
        carry_out(data, *(one.plan for one in recognise(data)))
