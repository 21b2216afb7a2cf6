"""Rows with gaps: their patterns, their likelihood, its slopes, and what it says without a model."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from core.errors import DataError
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.likelihood import gradient, information, points, sample_batch, value
from core.estimation.missing.em import incomplete_moments, scaled_gaps
from core.estimation.missing.likelihood import forces
from core.estimation.missing.patterns import check_patterns, group_rows, pattern_notices
from core.inference.robust import observed_information
from tests.made import CHAIN, analysed, dataset, process

# Central differences at this step lose about ten of sixteen digits between truncation and rounding.
STEP, RELATIVE = 1e-5, 1e-6
# Two ways to the same number, both iterated to about 1e-9.
SAME = 1e-7

MODELS = {
    "latent": CHAIN,
    "observed paths": "x2 ~ x1 + w\nx3 ~ x2 + x1",
    "latent means": "f =~ x1 + x2 + x3\nx1 ~ 0*1\nf ~ 1\nf ~ w",
    "equal labels": "f =~ x1 + a*x2 + a*x3\ng =~ m1 + a*m2 + m3\ng ~ f",
}


def gappy(share: float = 0.15, n: int = 300) -> np.ndarray:
    """The made rows with a share of gaps, the causes w and v complete."""
    values = process(n=n).to_numpy(copy=True)
    holes = np.random.default_rng(5).random(values.shape) < share
    holes[:, [list(process(n=n).columns).index(name) for name in "wv"]] = False
    values[holes] = np.nan
    return values


@cache
def fitted(name: str) -> Fit:
    data = dataset(gappy(), list(process(n=300).columns), "gaps")
    return analysed(MODELS[name], data, missing="fiml").fitted


def f_at(fit: Fit, theta: np.ndarray) -> np.ndarray:
    return value(fit.problem, points(fit.problem, theta, fit.samples), fit.samples)


def slope_at(fit: Fit, theta: np.ndarray) -> np.ndarray:
    return gradient(fit.problem, points(fit.problem, theta, fit.samples), fit.samples)


def differences(function, theta: np.ndarray) -> np.ndarray:  # type: ignore[no-untyped-def]
    nudge = STEP * np.eye(len(theta))
    return np.asarray((function(theta + nudge) - function(theta - nudge)) / (2 * STEP))


@pytest.mark.parametrize("name", MODELS)
def test_the_observed_information_is_half_the_bend_of_the_discrepancy(name: str) -> None:
    fit = fitted(name)
    want = differences(lambda at: slope_at(fit, at), fit.theta) / 2
    assert observed_information(fit) == pytest.approx(want, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_without_gaps_it_is_the_likelihood_of_complete_rows(name: str) -> None:
    fit = fitted(name)
    ram, way = fit.problem.rams[0], fit.problem.ways[0]
    rows = process(n=300)[list(ram.names)].to_numpy()
    moments = incomplete_moments(group_rows(ram.names, rows))
    sd = ram.scale[: len(ram.names)]
    complete = sample_batch((moments.cov / np.outer(sd, sd))[None], (moments.mean / sd)[None])
    gaps = scaled_gaps(moments.patterns, sd)
    with_gaps = FimlSample(gaps, complete.cov, complete.mean, float(complete.logdet[0]) + len(sd))
    at = points(fit.problem, fit.theta[None], [complete])[0]
    assert with_gaps.value(ram, at) == pytest.approx(complete.value(ram, at), abs=1e-12)
    assert with_gaps.information(ram, way, at) == pytest.approx(complete.information(ram, way, at), abs=1e-12)
    got, want = with_gaps.pushes(ram, at), complete.pushes(ram, at)
    assert got.on_theta == pytest.approx(want.on_theta, abs=1e-12)
    assert got.pull == pytest.approx(want.pull, abs=1e-12)


def test_a_batch_gives_each_member_what_it_gets_alone() -> None:
    fit = fitted("latent")
    theta = fit.theta * np.random.default_rng(4).uniform(0.95, 1.05, (3, len(fit.theta)))
    at = points(fit.problem, theta, fit.samples)
    together = information(fit.problem, at, fit.samples)
    for b in range(3):
        alone = points(fit.problem, theta[b : b + 1], fit.samples)
        assert information(fit.problem, alone, fit.samples)[0] == pytest.approx(together[b], abs=1e-12)
        assert slope_at(fit, theta)[b] == pytest.approx(slope_at(fit, theta[b : b + 1])[0], abs=1e-12)


def test_nothing_pulls_at_the_unrestricted_moments() -> None:
    moments = incomplete_moments(group_rows(tuple("abcdefghijk"), gappy()))
    sd = np.sqrt(np.diag(moments.cov))
    gaps = scaled_gaps(moments.patterns, sd)
    force, pull = forces(gaps, (moments.cov / np.outer(sd, sd))[None], (moments.mean / sd)[None])
    assert abs(force).max() < SAME
    assert abs(pull).max() < SAME


def test_a_gap_in_one_variable_is_filled_by_regression_on_the_other() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=200)
    y = 2 + 0.7 * x + rng.normal(size=200)
    known = x < 0.5
    slope, level = np.polyfit(x[known], y[known], 1)
    spread = np.var(y[known] - level - slope * x[known])
    found = incomplete_moments(group_rows(("x", "y"), np.column_stack([x, np.where(known, y, np.nan)])))
    assert found.mean == pytest.approx([x.mean(), level + slope * x.mean()], abs=SAME)
    want = [[x.var(), slope * x.var()], [slope * x.var(), slope**2 * x.var() + spread]]
    assert found.cov == pytest.approx(np.array(want), abs=SAME)


def test_patterns_hold_the_moments_of_their_rows() -> None:
    nan = np.nan
    rows = np.array([[1, 2, 3], [nan, 4, 6], [3, 6, 9], [nan, nan, nan], [nan, 8, 2], [5, nan, 1]])
    found = group_rows(("a", "b", "c"), rows)
    assert (found.nobs, found.empty) == (5, 1)
    for pattern, seen in enumerate(found.seen):
        own = found.rows[found.member == pattern][:, seen]
        assert found.counts[pattern] == len(own)
        assert found.mean[pattern][seen] == pytest.approx(own.mean(axis=0))
        within = found.cov[pattern][np.ix_(seen, seen)]
        assert within == pytest.approx(
            np.atleast_2d(np.cov(own.T, bias=True)) if len(own) > 1 else 0 * within
        )
        assert not found.mean[pattern][~seen].any()
    assert found.coverage[0, 1] == pytest.approx(2 / 5)
    assert found.coverage[1, 2] == pytest.approx(4 / 5)


def test_rows_without_a_given_cause_are_left_out_and_told() -> None:
    rows = gappy(0.0, 50)[:, :4]
    rows[:3, 0], rows[3, :] = np.nan, np.nan
    found = group_rows(("x", "a", "b", "c"), rows, ("x",))
    assert (found.nobs, found.empty, found.without_x) == (46, 1, 3)
    assert {notice.code for notice in pattern_notices(found)} == {"rows_empty", "rows_without_x"}


def test_variables_that_never_meet_are_named() -> None:
    rows = gappy(0.0, 60)[:, :3]
    rows[:30, 0], rows[30:, 2] = np.nan, np.nan
    with pytest.raises(DataError, match="“first” with “third”") as caught:
        check_patterns(group_rows(("first", "second", "third"), rows))
    assert caught.value.code == "never_together"


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("all_missing", lambda rows: rows[:, :1] * np.nan),
        ("constant", lambda rows: rows[:, :1] * 0 + 2),
        ("not_positive_definite", lambda rows: rows[:, 1:2] + rows[:, 2:3]),
        ("not_positive_definite", lambda rows: 3 * rows[:, 1:2]),
    ],
)
def test_variables_that_cannot_be_analysed_are_refused(code, spoil) -> None:  # type: ignore[no-untyped-def]
    rows = gappy(0.0, 60)[:, :3]
    rows[:, :1] = spoil(rows)
    rows[:5, 2] = np.nan
    with pytest.raises(DataError) as caught:
        analysed("a ~ b + c", dataset(rows, ("a", "b", "c")), missing="fiml", fixed_x=False)
    assert caught.value.code == code


def test_the_order_of_rows_and_columns_and_their_units_do_not_matter() -> None:
    names, values = list(process(n=300).columns), gappy()
    first = analysed(CHAIN, dataset(values, names, "first"), missing="fiml")
    order = np.random.default_rng(2).permutation(len(values))
    turned = dataset(values[order][:, ::-1] * 40 + 7, names[::-1], "turned")
    second = analysed(CHAIN, turned, missing="fiml")
    assert first.fit is not None
    assert second.fit is not None
    assert second.fit.chisq == pytest.approx(first.fit.chisq, abs=1e-6)
    for one, other in zip(first.parameters, second.parameters, strict=True):
        if one.row.op != "~1" and one.std_all is not None:
            assert other.std_all == pytest.approx(one.std_all, abs=1e-6)


def test_what_is_taken_as_given_stays_as_it_is() -> None:
    fit = fitted("observed paths")
    ram, sample = fit.problem.rams[0], fit.samples[0]
    implied = imply(fill(ram, fit.theta[None], sample.cov, sample.mean))
    x = sorted({a for a, _ in ram.moment})
    assert implied.cov[0][np.ix_(x, x)] == pytest.approx(sample.cov[0][np.ix_(x, x)])
