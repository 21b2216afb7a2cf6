"""The ladder of measurement invariance, whose steps are what lavaan says."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from core.analysis import Analysis, analyse
from core.data.groups import split
from core.estimation.groups import group_rows
from core.estimation.likelihood import information, points
from core.estimation.ram import parameter_index
from core.inference.difference import DifferenceTest, difference_test
from core.inference.nested import satorra_bentler_2010
from core.options import Options
from core.questions import difference, nested_in
from tests import golden_cases as cases

EXTRAS: dict[str, Any] = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))
# lavaan stops its optimiser at a relative change of about 1e-6.
FIT = 1e-3
LADDER = ((), ("loadings",), ("loadings", "intercepts"), ("loadings", "intercepts", "residuals"))


@cache
def rung(step: int, estimator: str) -> Analysis:
    options = Options(fun="cfa", group="school", estimator=estimator, group_equal=LADDER[step])  # type: ignore[arg-type]
    return analyse(cases.data("hs_group_metric"), cases.table("hs_group_metric"), options)


@pytest.mark.parametrize("step", [1, 2, 3])
def test_the_ladder_of_invariance_is_lavaans(step: int) -> None:
    want = EXTRAS["hs_ladder_LRT"][step]
    test = difference(rung(step, "ML"), rung(step - 1, "ML"))
    assert test.chisq == pytest.approx(want["Chisq diff"], rel=FIT, abs=FIT)
    assert test.df == want["Df diff"]
    assert test.pvalue == pytest.approx(want["Pr(>Chisq)"], rel=1e-4, abs=1e-4)
    assert test.rmsea == pytest.approx(want["RMSEA"], rel=FIT, abs=FIT)


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("method", ["satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000"])
def test_the_scaled_ladder_of_invariance_is_lavaans(method: str, step: int) -> None:
    want = EXTRAS[f"hs_ladder_MLR_{method}"][step]
    if (method, step) == ("satorra.bentler.2010", 2):
        test = as_lavaan_has_them_meet(rung(2, "MLR"), rung(1, "MLR"))
    else:
        data = cases.data("hs_group_metric")
        test = difference(rung(step, "MLR"), rung(step - 1, "MLR"), method, data)  # type: ignore[arg-type]
    assert test.chisq == pytest.approx(want["Chisq diff"], rel=FIT, abs=FIT)
    assert test.df == want["Df diff"]
    assert test.pvalue == pytest.approx(want["Pr(>Chisq)"], rel=1e-4, abs=1e-4)


def as_lavaan_has_them_meet(restricted: Analysis, larger: Analysis) -> DifferenceTest:
    """lavaan gives the larger model the restricted one's estimates by their names.

    Where equal intercepts freed the means of the latents, it then implies other means than the restricted
    model; the project's own difference test takes the larger model where it implies the same.
    """
    values = {p.row.key: p.est for p in restricted.parameters}
    unit, theta = larger.fitted.problem.rams[0].unit, larger.fitted.theta.copy()
    for key, k in parameter_index(larger.completed).items():
        theta[k] = values[key] / unit[k]  # type: ignore[operator]
    fit = larger.fitted
    at = points(fit.problem, theta[None], fit.samples)
    info = information(fit.problem, at, fit.samples)[0]
    there = replace(fit, theta=theta, info=info, implied=tuple(point.implied for point in at))
    assert restricted.fit is not None
    assert larger.fit is not None
    rows = group_rows(split(cases.data("hs_group_metric"), "school"), larger.moments)
    plain = difference_test(restricted.fit, larger.fit)
    both = restricted.fit, larger.fit
    return satorra_bentler_2010(plain, *both, there, larger.moments, rows, larger.options)


def test_the_larger_model_is_taken_where_it_implies_what_the_restricted_one_does() -> None:
    meeting = nested_in(rung(2, "MLR"), rung(1, "MLR")).meeting
    assert meeting is not None
    for got, want in zip(meeting.implied, rung(2, "MLR").fitted.implied, strict=True):
        assert got.cov == pytest.approx(want.cov, abs=1e-6)
        assert got.mean == pytest.approx(want.mean, abs=1e-6)
