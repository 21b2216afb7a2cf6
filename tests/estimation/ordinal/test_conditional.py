"""Ordered variables beside given causes and in groups: lavaan's numbers, and laws."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from core.analysis import Analysis, analyse, bootstrap_job
from core.data.dataset import Dataset
from core.data.read import read
from core.errors import DataError
from core.estimation.likelihood import gradient, points, value
from core.estimation.ordinal.conditional import conditional_moments
from core.estimation.ordinal.moments import ordinal_moments
from core.inference.bootstrap import run
from core.model.syntax import parse
from core.options import from_lavaan

FOLDER = Path(__file__).parents[2] / "golden" / "ordinal"
LAVAAN = json.loads((FOLDER / "covariates.json").read_text(encoding="utf-8"))
# lavaan's optimiser leaves the fifth digit open, and its errors inherit that.
EST, SE, FIT = 5e-4, 2e-3, 1e-3
# Central differences at this step lose about ten of sixteen digits.
STEP, RELATIVE = 1e-5, 1e-6


@cache
def data() -> Dataset:
    found = read("covariates.csv", (FOLDER / "covariates.csv").read_bytes())
    assert isinstance(found, Dataset)
    return found


@cache
def analysis(name: str) -> Analysis:
    case = LAVAAN[name]
    return analyse(data(), parse(case["model"]), from_lavaan(case["options"]))


def near(got: float | None, want: float | None, tolerance: float) -> bool:
    if want is None:
        return True
    return got is not None and abs(got - want) <= tolerance * max(1.0, abs(want))


@pytest.mark.parametrize("name", LAVAAN)
def test_estimates_and_their_errors_are_lavaans(name: str) -> None:
    found = {p.row.key: p for p in analysis(name).parameters}
    for want in LAVAAN[name]["params"]:
        lhs, op, rhs = want["lhs"], want["op"], want.get("rhs", "")
        sides = (rhs, op, lhs) if op == "~~" and rhs < lhs else (lhs, op, "" if op == ":=" else rhs)
        got = found.get((*sides, max(want["group"], 1)))
        if got is None:
            assert want["est"] == 0, sides
            continue
        assert near(got.est, want["est"], EST), (sides, got.est, want["est"])
        assert near(got.std_all, want["std.all"], EST), (sides, got.std_all, want["std.all"])
        if want["se"]:
            assert near(got.se, want["se"], SE), (sides, got.se, want["se"])


@pytest.mark.parametrize("name", LAVAAN)
def test_fit_measures_are_lavaans(name: str) -> None:
    fit = analysis(name).fit
    assert fit is not None
    for key, want in LAVAAN[name]["fit"].items():
        got = getattr(fit, key.replace(".", "_"))
        assert near(got, want, FIT), (key, got, want)


@pytest.mark.parametrize("name", LAVAAN)
def test_the_gradient_is_the_slope_of_the_discrepancy(name: str) -> None:
    fit = analysis(name).fitted
    rng = np.random.default_rng(3)
    theta = fit.theta * rng.uniform(0.9, 1.1, len(fit.theta)) + 0.02 * rng.normal(size=len(fit.theta))
    nudge = STEP * np.eye(len(theta))
    both = np.concatenate([theta + nudge, theta - nudge])
    up, down = np.split(value(fit.problem, points(fit.problem, both, fit.samples), fit.samples), 2)
    want = (up - down) / (2 * STEP)
    got = gradient(fit.problem, points(fit.problem, theta[None], fit.samples), fit.samples)[0]
    assert got == pytest.approx(want, rel=RELATIVE, abs=RELATIVE * max(1.0, float(abs(want).max())))


def test_a_cause_that_explains_nothing_leaves_the_statistics_as_they_are() -> None:
    """Exactly so where it is uncorrelated with every category; here up to chance."""
    rows = data().frame[["a1", "b1", "n1"]].to_numpy(float)
    noise = np.random.default_rng(2).normal(size=len(rows))
    names, levels = ("a1", "b1", "n1", "x"), [np.unique(rows[:, 0]), np.unique(rows[:, 1])]
    given = conditional_moments(np.column_stack([rows, noise]), names, ("a1", "b1"), levels, ("x",))
    plain = ordinal_moments(rows, names[:3], ("a1", "b1"))
    assert given.cov[0, 1] == pytest.approx(plain.cov[0, 1], abs=0.02)
    assert given.thresholds[0] == pytest.approx(plain.thresholds[0], abs=0.02)


def test_the_unit_of_a_cause_does_not_matter() -> None:
    case = LAVAAN["mixed"]
    frame = data().frame.assign(x1=1000 * data().frame["x1"] + 5000)
    moved = analyse(replace(data(), frame=frame, memo={}), parse(case["model"]), from_lavaan(case["options"]))
    same = analysis("mixed")
    assert moved.fit is not None
    assert same.fit is not None
    assert moved.fit.chisq == pytest.approx(same.fit.chisq, rel=1e-6)
    std = {p.row.key: p.std_all for p in same.parameters if p.row.op in ("=~", "~")}
    for p in moved.parameters:
        if p.row.key in std:
            assert p.std_all == pytest.approx(std[p.row.key], abs=1e-6)


def test_a_cause_that_tells_the_categories_apart_is_refused() -> None:
    rows = data().frame[["a3", "b1"]].to_numpy(float)
    levels = [np.unique(rows[:, 0]), np.unique(rows[:, 1])]
    x = rows[:, :1] + 0.01 * np.arange(len(rows))[:, None] / len(rows)
    with pytest.raises(DataError, match="“a3”") as fault:
        conditional_moments(np.column_stack([rows, x]), ("a3", "b1", "x"), ("a3", "b1"), levels, ("x",))
    assert fault.value.code == "ordinal_separated"


def test_causes_that_determine_each_other_are_refused() -> None:
    frame = data().frame
    rows = np.column_stack([frame["a1"], frame["x1"], 2 * frame["x1"] + 1]).astype(float)
    with pytest.raises(DataError, match="“v”"):
        conditional_moments(rows, ("a1", "x1", "v"), ("a1",), [np.unique(rows[:, 0])], ("x1", "v"))


@pytest.mark.slow
def test_the_bootstrap_draws_the_causes_with_the_answers() -> None:
    found = analysis("mixed")
    options = replace(found.options, draws=30, interval="percentile")
    drawn = run(bootstrap_job(data(), replace(found, options=options)), threads=1)
    assert drawn is not None
    assert drawn.failed == 0
    spread = drawn.theta.std(axis=0, ddof=1) * found.fitted.problem.rams[0].unit
    claimed = np.sqrt(np.diag(found.estimates.vcov))
    assert 0.5 < np.median(spread / claimed) < 1.6
