"""Constraints and bounds: their slopes, what they leave free, and where a search within them ends."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ModelError
from core.estimation.estimates import Outcome
from core.estimation.fit import Fit
from core.estimation.likelihood import gradient, points
from core.estimation.quadratic import quadratic_step
from core.estimation.restrictions import Restrictions, free_directions, free_inverse
from core.options import Options
from tests.made import fitted

MODEL = "f =~ x1 + a*x2 + b*x3\ng =~ m1 + c*m2 + d*m3\ng ~ p*f\nx1 ~~ v*x1\nap := a*p\n"
LIMITS = {
    "linear": "a == b\nc + 2*d == 3",
    "nonlinear": "a*b == 1\nexp(c) == 2 + d",
    "of a definition": "ap == 0.3",
    "inequality that holds": "p > 0.9",
    "inequalities": "p > 0.1\na < 0.7\nc < 5",
    "an absolute value": "abs(p - 1) < 0.2",
    "a power": "a == b^2\nv > 0.5",
}


def restricted(name: str) -> tuple[Fit, Restrictions]:
    fit = fitted(MODEL + LIMITS[name])
    assert fit.within is not None
    return fit, fit.within


@pytest.mark.parametrize("name", LIMITS)
def test_slopes_are_those_of_finite_differences(name: str) -> None:
    fit, within = restricted(name)
    step = 1e-6 * np.eye(len(fit.theta))
    numeric = (within.slack(fit.theta + step) - within.slack(fit.theta - step)).T / 2e-6
    assert within.slopes(fit.theta) == pytest.approx(numeric, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", LIMITS)
def test_the_end_satisfies_the_constraints_and_has_no_slope_along_them(name: str) -> None:
    fit, within = restricted(name)
    slack = within.slack(fit.theta[None])[0]
    assert abs(slack[within.equal]).max(initial=0.0) < 1e-9
    assert slack[~within.equal].min(initial=0.0) > -1e-9
    slope = gradient(fit.problem, points(fit.problem, fit.theta[None], fit.samples), fit.samples)[0]
    held = within.slopes(fit.theta)[within.active(fit.theta)]
    assert abs(slope @ free_directions(held)).max() < 1e-4
    # An inequality pushes towards where it is satisfied.
    pushes = np.linalg.lstsq(held.T, slope, rcond=None)[0]
    assert (pushes[~within.equal[within.active(fit.theta)]] >= -1e-8).all()


def test_equalities_give_degrees_of_freedom_and_inequalities_none() -> None:
    plain = fitted(MODEL)
    assert fitted(MODEL + "a == b\nb == c").df == plain.df + 2
    assert fitted(MODEL + "a == b\n2*a == 2*b").df == plain.df + 1
    assert fitted(MODEL + "p > 0.9").df == plain.df
    assert fitted(MODEL + "a == b\nb == c").npar == plain.npar - 2


def test_a_constraint_says_the_same_as_a_shared_label() -> None:
    shared = fitted(MODEL.replace("b*x3", "a*x3").replace("d*m3", "c*m3"))
    tied = fitted(MODEL + "a == b\nd - c == 0")
    assert tied.df == shared.df
    assert tied.estimates.fmin == pytest.approx(shared.estimates.fmin, abs=1e-9)
    at = np.isin(np.arange(len(tied.theta)), [1, 3], invert=True)
    assert tied.estimates.theta[at] == pytest.approx(shared.estimates.theta, abs=1e-5)
    assert tied.estimates.vcov[np.ix_(at, at)] == pytest.approx(shared.estimates.vcov, abs=1e-6)


def test_an_inequality_with_room_changes_nothing() -> None:
    plain, limited = fitted(MODEL), fitted(MODEL + "p > 0.01\na < 9")
    assert limited.free is None
    assert limited.notices == ()
    assert limited.estimates.theta == pytest.approx(plain.estimates.theta, abs=1e-5)
    assert limited.estimates.vcov == pytest.approx(plain.estimates.vcov, rel=1e-3, abs=1e-8)


def test_an_inequality_that_holds_the_fit_is_told() -> None:
    fit = fitted(MODEL + "p > 0.9")
    assert [notice.code for notice in fit.notices] == ["constraint_active"]
    assert "p > 0.9" in fit.notices[0].text


def test_a_parameter_that_equalities_fix_has_no_error_at_all() -> None:
    fit = fitted(MODEL + "p == 0.4")
    at = int(np.flatnonzero(np.diag(fit.estimates.vcov) == 0)[0])
    assert fit.estimates.theta[at] == pytest.approx(0.4, abs=1e-12)
    assert fit.estimates.outcome is Outcome.CONVERGED


def test_a_model_that_only_a_constraint_identifies_is_fitted() -> None:
    text = "f =~ NA*x1 + a*x1 + b*x2 + c*x3\nm1 ~ f\nf ~~ f\n"
    assert fitted(text).estimates.outcome is Outcome.NOT_IDENTIFIED
    coded = fitted(text + "a + b + c == 3")
    assert coded.estimates.outcome is Outcome.CONVERGED
    assert coded.df == 2
    assert coded.estimates.fmin == pytest.approx(fitted("f =~ x1 + x2 + x3\nm1 ~ f").estimates.fmin, abs=1e-9)


def test_a_constraint_that_identifies_nothing_leaves_a_model_unidentified() -> None:
    text = "f =~ NA*x1 + a*x1 + b*x2 + c*x3\nm1 ~ d*f\nf ~~ f\n"
    assert fitted(text + "a == 2*b").estimates.outcome is Outcome.NOT_IDENTIFIED


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ("a == 1\na == 2", ["a == 1", "a == 2"]),
        ("a > 1\na < 0.5", ["a > 1", "a < 0.5"]),
        ("a == b\nb == c\na - c > 1", ["a == b", "b == c", "a-c > 1"]),
    ],
)
def test_constraints_that_contradict_one_another_are_named(limits: str, named: list[str]) -> None:
    with pytest.raises(ModelError) as fault:
        fitted(MODEL + "p > 0\n" + limits)
    assert fault.value.code == "constraints_contradict"
    assert "p > 0" not in str(fault.value)
    assert all(text in str(fault.value) for text in named)


def test_a_constraint_that_a_fixed_value_breaks_is_named() -> None:
    with pytest.raises(ModelError, match="one == 2") as fault:
        fitted(MODEL.replace("x1 +", "one*x1 + 1*x1 +", 1) + "one == 2")
    assert fault.value.code == "constraint_impossible"
    kept = fitted(MODEL.replace("x1 +", "one*x1 + 1*x1 +", 1) + "one == 1")
    assert kept.df == fitted(MODEL).df


def test_nonlinear_constraints_that_nothing_satisfies_give_no_numbers() -> None:
    fit = fitted(MODEL + "a^2 == -1")
    assert fit.estimates.outcome is Outcome.NOT_CONVERGED
    assert "a^2 == -1" in fit.notices[0].text


@pytest.mark.parametrize("word", ["default", "standard", "wide", "pos.var", "pos.ov.var", "pos.lv.var"])
def test_bounds_with_room_change_nothing(word: str) -> None:
    plain, bounded = fitted(MODEL), fitted(MODEL, options=Options(bounds=word))  # type: ignore[arg-type]
    assert bounded.notices == ()
    assert bounded.within is not None
    assert bounded.within.bounded
    assert bounded.estimates.theta == pytest.approx(plain.estimates.theta, abs=1e-5)


def test_the_inverse_along_free_directions_is_that_of_the_bordered_matrix() -> None:
    rng = np.random.default_rng(3)
    half, rows = rng.normal(size=(6, 6)), rng.normal(size=(2, 6))
    info = half @ half.T + np.eye(6)
    bordered = np.block([[info, rows.T], [rows, np.zeros((2, 2))]])
    assert free_inverse(info, free_directions(rows)) == pytest.approx(np.linalg.inv(bordered)[:6, :6])


@pytest.mark.parametrize("seed", range(8))
def test_the_solution_of_a_quadratic_problem_satisfies_its_conditions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half, slope = rng.normal(size=(6, 6)), rng.normal(size=6)
    bend = half @ half.T + 0.1 * np.eye(6)
    rows, target = rng.normal(size=(2, 6)), rng.normal(size=2)
    inside = np.linalg.lstsq(rows, target, rcond=None)[0]
    limits = rng.normal(size=(5, 6))
    least = limits @ inside - rng.uniform(0, 0.5, 5)
    found = quadratic_step(slope, bend, (rows, target), (limits, least))
    assert found is not None
    assert rows @ found.step == pytest.approx(target)
    room = limits @ found.step - least
    assert room.min() > -1e-8
    assert found.above.min() >= 0
    assert abs(found.above * room).max() < 1e-7
    assert bend @ found.step + slope == pytest.approx(rows.T @ found.equal + limits.T @ found.above, abs=1e-7)


def test_a_quadratic_problem_without_a_point_is_told() -> None:
    limits, least = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([1.0, 1.0])
    nothing = np.zeros((0, 2)), np.zeros(0)
    assert quadratic_step(np.ones(2), np.eye(2), nothing, (limits, least)) is None
