"""Draws of a model under constraints and bounds are refitted within them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.analysis import Analysis, analyse, bootstrap_job
from core.inference.bootstrap import draw_chunk, run
from core.options import Options
from tests import golden_cases as cases
from tests.inference.test_bootstrap import DRAW, resampled
from tests.made import analysed, made

MODEL = "f =~ x1 + a*x2 + b*x3\ng =~ m1 + c*m2 + d*m3\ng ~ p*f\nap := a*p\n"
LIMITS = {
    "linear": "a == b\nc + d == 2",
    "nonlinear": "a*b == 1",
    "held": "p > 0.6",
    "near its limit": "p < 0.52\na == b",
    "a fixed value": "p == 0.4",
}


def whole(name: str, draws: int = 12, interval: str = "delta") -> Analysis:
    return analysed(MODEL + LIMITS[name], draws=draws, seed=11, interval=interval)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIMITS)
def test_draws_are_what_a_cold_fit_of_their_rows_gives(name: str) -> None:
    analysis = whole(name)
    within = analysis.fitted.within
    assert within is not None
    drawn = draw_chunk(bootstrap_job(made(), analysis), 0)
    assert drawn.failed == 0
    slack = within.slack(drawn.theta)
    assert abs(slack[:, within.equal]).max(initial=0.0) < 1e-8
    assert slack[:, ~within.equal].min(initial=0.0) > -1e-8
    unit = analysis.fitted.problem.rams[0].unit
    se = np.sqrt(np.diag(analysed(MODEL).estimates.vcov))
    for got, rows in zip(
        drawn.theta * unit, resampled(made(), analysis.moments[0].names, 11, 12), strict=True
    ):
        alone = analyse(rows, analysis.table, Options()).estimates
        assert abs((got - alone.theta) / se).max() < DRAW


@pytest.mark.slow
def test_draws_stay_within_bounds() -> None:
    data, options = cases.data("heywood6_bounded"), cases.options("heywood6_bounded")
    table = cases.table("heywood6_bounded")
    analysis = analyse(data, table, Options(fun="cfa", bounds=options.bounds, draws=40))
    drawn = run(bootstrap_job(data, analysis))  # type: ignore[arg-type]
    within = analysis.fitted.within
    assert drawn is not None
    assert within is not None
    assert len(drawn.theta) > 20
    assert (drawn.theta >= within.lower).all()


@pytest.mark.parametrize("interval", ["percentile", "bc", "bca", "monte_carlo"])
def test_a_value_that_a_constraint_fixes_has_an_interval_without_width(interval: str) -> None:
    analysis = whole("a fixed value", 60, interval)
    drawn = run(bootstrap_job(made(), analysis))
    again = analyse(made(), analysis.table, analysis.options, drawn)
    fixed = next(p for p in again.parameters if p.row.label == "p")
    assert fixed.est == pytest.approx(0.4)
    assert not fixed.se or fixed.se < 1e-9
    limits = [x for x in (fixed.ci_lower, fixed.ci_upper) if x is not None]
    assert all(math.isclose(x, 0.4, abs_tol=1e-8) for x in limits)
    product = next(p for p in again.parameters if p.row.lhs == "ap")
    assert product.ci_lower is not None
    assert product.ci_upper is not None
    assert product.ci_lower < (product.est or 0.0) < product.ci_upper
