"""Complex-step derivatives against finite differences, for every function of the parameters that is used."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.inference.effects import effect_plan, effect_values
from core.inference.jacobian import jacobian
from core.inference.solution import reader, solve
from tests.made import STRUCTURES, analysed

STEP = 1e-6
# Central differences at that step keep about nine digits.
RELATIVE = 1e-7


def differences(function: Callable[[np.ndarray], np.ndarray], theta: np.ndarray) -> np.ndarray:
    nudge = STEP * np.eye(len(theta))
    return ((function(theta + nudge) - function(theta - nudge)) / (2 * STEP)).T


@pytest.mark.parametrize("name", STRUCTURES)
def test_slopes_of_all_rows_raw_and_standardised(name: str) -> None:
    text, options = STRUCTURES[name]
    found = analysed(
        text, **{field: getattr(options, field) for field in ("std_lv", "fixed_x", "meanstructure")}
    )
    read = reader(found.completed, found.fitted)
    for which in ("est", "std_lv", "std_all"):

        def function(theta: np.ndarray, which: str = which) -> np.ndarray:
            return getattr(solve(read, found.fitted, theta), which)

        want = differences(function, found.fitted.theta)
        assert jacobian(function, found.fitted.theta) == pytest.approx(want, rel=RELATIVE, abs=RELATIVE * 10)


@pytest.mark.parametrize("name", ["latent", "observed paths", "feedback", "latent and observed"])
def test_slopes_of_all_effects(name: str) -> None:
    found = analysed(STRUCTURES[name][0])
    plan = effect_plan(found.completed, found.fitted)

    def function(theta: np.ndarray) -> np.ndarray:
        return np.concatenate(effect_values(plan, found.fitted, theta), axis=1)

    want = differences(function, found.fitted.theta)
    assert jacobian(function, found.fitted.theta) == pytest.approx(want, rel=RELATIVE, abs=RELATIVE * 10)


def test_slopes_of_defined_parameters_of_every_operation() -> None:
    text = "x2 ~ a*x1\nx3 ~ b*x2\nd := (a + b*2 - a/b)^2\ne := exp(a)*sqrt(b) + log(b) - abs(-a*b)\nf := d*e"
    found = analysed(text)
    read = reader(found.completed, found.fitted)

    def function(theta: np.ndarray) -> np.ndarray:
        return solve(read, found.fitted, theta).est

    want = differences(function, found.fitted.theta)
    assert jacobian(function, found.fitted.theta) == pytest.approx(want, rel=RELATIVE, abs=RELATIVE * 10)


def test_the_error_of_a_product_is_sobels() -> None:
    found = analysed("x2 ~ a*x1\nx3 ~ b*x2 + x1\nind := a*b", interval="delta")
    ours = {p.row.label or p.row.lhs: p for p in found.parameters}
    a, b, ind = ours["a"], ours["b"], ours["ind"]
    assert a.est is not None
    assert b.est is not None
    assert a.se is not None
    assert b.se is not None
    assert ind.se == pytest.approx(np.hypot(a.est * b.se, b.est * a.se), rel=1e-6)
    assert ind.est == pytest.approx(a.est * b.est, rel=1e-12)
