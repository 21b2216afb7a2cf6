"""The ladder of invariance in one call is the one that lavaan climbs step by step."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from core.errors import ModelError
from core.invariance import Rung, ladder, steps
from core.model.syntax import parse
from core.options import Options
from tests import golden_cases as cases
from tests.made import CHAIN, two_sites

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "ladder.json").read_text(encoding="utf-8"))
# lavaan stops its optimiser at a relative change of about 1e-6.
FIT = 1e-3


@cache
def climbed(name: str) -> dict[str, Rung]:
    case, estimator = name.split()
    options = replace(cases.options(case), group="sex", estimator=estimator)  # type: ignore[arg-type]
    return {rung.step.name: rung for rung in ladder(cases.data(case), cases.table(case), options)}


@pytest.mark.slow
@pytest.mark.parametrize("name", GOLDEN)
def test_every_step_is_lavaans(name: str) -> None:
    rungs = climbed(name)
    assert list(rungs) == list(GOLDEN[name])
    for step, want in GOLDEN[name].items():
        found, test = rungs[step].found, rungs[step].test
        assert found is not None
        assert found.fit is not None
        assert found.fit.df == want["df"]
        assert found.fit.chisq == pytest.approx(want["chisq"], rel=FIT)
        assert found.fit.cfi == pytest.approx(want["cfi"], abs=FIT)
        if step == "configural":
            assert test is None
        else:
            assert test is not None
            assert test.df == want["df.diff"]
            assert test.chisq == pytest.approx(want["diff"], rel=FIT, abs=FIT)
            assert test.pvalue == pytest.approx(want["pvalue"], abs=FIT)


def test_a_label_over_all_groups_does_not_hold_the_first_step_back() -> None:
    labelled = parse("f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\ng ~ a*f\ntwice := 2*a")
    plain = parse("f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\ng ~ f")
    options = Options(group="site")
    got, want = (ladder(two_sites(), table, options) for table in (labelled, plain))
    assert [r.test and r.test.chisq for r in got] == [r.test and r.test.chisq for r in want]


def test_a_model_of_columns_has_no_steps_of_measurement() -> None:
    columns, factor = parse("m1 ~ x1\ny1 ~ m1"), parse("f =~ x1 + x2 + x3")
    assert [step.name for step in steps(columns, Options())] == ["configural", "paths"]
    assert "paths" not in [step.name for step in steps(factor, Options())]


def test_what_may_differ_after_all_may_differ_in_every_step() -> None:
    options = Options(group="site", group_partial=("g=~m2",))
    free = ladder(two_sites(), parse(CHAIN), options)[1]
    held = ladder(two_sites(), parse(CHAIN), replace(options, group_partial=()))[1]
    assert free.test is not None
    assert held.test is not None
    assert free.test.df == held.test.df - 1


def test_a_step_that_cannot_be_fitted_says_why() -> None:
    for rung in ladder(two_sites(), parse(CHAIN), Options(group="site", group_partial=("g=~y1",))):
        assert rung.found is None
        assert rung.test is None
        assert "g=~y1" in rung.reason


def test_one_group_has_no_ladder() -> None:
    with pytest.raises(ModelError) as fault:
        ladder(two_sites(), parse(CHAIN), Options())
    assert fault.value.code == "group_missing"
