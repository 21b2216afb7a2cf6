"""The gradient of every estimator, on every kind of data and model that it takes, is what finite differences
say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest

from core.data.dataset import Data
from core.estimation.estimators import RECIPES
from core.estimation.fit import Fit
from core.estimation.groups import FIML_ESTIMATORS
from core.estimation.likelihood import gradient, points, value
from core.options import ORDINAL_ESTIMATORS, Estimator, Options, Parameterization
from tests.made import CHAIN, FACTORS, dataset, fitted, made, process, two_sites
from tests.made_ordinal import ITEMS, MODELS
from tests.made_ordinal import data as items

# Central differences at this step lose about ten of sixteen digits between truncation and rounding.
STEP, RELATIVE = 1e-5, 1e-6
ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)
SMALL = "f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\ng ~ f"

# What each is there for, and the model and options that show it.
CONTINUOUS: dict[str, tuple[str, dict[str, Any]]] = {
    "a chain of latents": (CHAIN, {}),
    "means": (CHAIN, {"meanstructure": True}),
    "causes of a latent, fixed": ("f =~ x1 + x2 + x3\nf ~ w + v\nm1 ~ f + w", {"fixed_x": True}),
    "causes of a latent, random": ("f =~ x1 + x2 + x3\nf ~ w + v\nm1 ~ f + w", {"fixed_x": False}),
    "feedback": ("m1 ~ y1 + x1\ny1 ~ m1 + y2", {}),
    "a second order": (FACTORS + "top =~ f + g + h", {"std_lv": True}),
    "equal labels": ("f =~ x1 + a*x2 + a*x3\ng =~ m1 + a*m2 + m3\nx1 ~~ e*x1\nx2 ~~ e*x2\ng ~ a*f", {}),
    "constraints that bend": (
        "f =~ x1 + a*x2 + b*x3\ng =~ m1 + c*m2 + m3\ng ~ d*f\nb == a^2\nexp(d) == c + 1\nc > 0.2",
        {},
    ),
    "growth": ("i =~ 1*x1 + 1*x2 + 1*x3\ns =~ 0*x1 + 1*x2 + 2*x3\ni + s ~ w", {"fun": "growth"}),
}
GROUPED: dict[str, dict[str, Any]] = {
    "loadings and intercepts": {"group_equal": ("loadings", "intercepts")},
    "all but one": {"group_equal": ("loadings", "residuals", "regressions"), "group_partial": ("f=~x2",)},
}


@cache
def gappy(seed: int) -> Data:
    """The made rows of a seed with a tenth of their values gone, the causes w and v complete."""
    frame = process(seed, 300)
    values = frame.to_numpy(copy=True)
    holes = np.random.default_rng(seed).random(values.shape) < 0.1
    values[holes & ~np.isin(list(frame.columns), ["w", "v"])] = np.nan
    return dataset(values, list(frame.columns), f"gaps {seed}")


def kinds(estimator: Estimator) -> Iterator[str]:
    """Every kind of fit that an estimator can make."""
    yield from (f"rows: {name}" for name in CONTINUOUS)
    yield from (f"groups: {name}" for name in GROUPED)
    if estimator in FIML_ESTIMATORS:
        yield from (f"gaps: {name}" for name in CONTINUOUS)
    if estimator in ORDINAL_ESTIMATORS:
        yield from (f"{word}: {name}" for word in get_args(Parameterization) for name in MODELS)


def fit_of(estimator: Estimator, kind: str, seed: int) -> Fit:
    sort, _, name = kind.partition(": ")
    options = Options(estimator=estimator)
    if sort in get_args(Parameterization):
        return fitted(MODELS[name], items(), replace(options, ordered=ITEMS, parameterization=sort))
    if sort == "groups":
        return fitted(SMALL, two_sites(seed=seed), replace(options, group="site", **GROUPED[name]))
    text, chosen = CONTINUOUS[name]
    if sort == "gaps":
        return fitted(text, gappy(seed), replace(options, missing="fiml", **chosen))
    return fitted(text, made(seed), replace(options, **chosen))


def somewhere(fit: Fit, seed: int) -> np.ndarray:
    """A point (k,) away from the minimum at which F has a value."""
    rng = np.random.default_rng(seed)
    tried = fit.theta * rng.uniform(0.9, 1.1, (50, len(fit.theta))) + 0.02 * rng.normal(size=(50, 1))
    at = points(fit.problem, tried, fit.samples)
    return np.asarray(tried[np.isfinite(value(fit.problem, at, fit.samples))][0])


def differences(fit: Fit, theta: np.ndarray) -> np.ndarray:
    """∂F/∂θ (k,) at `theta` (k,) by central differences, all steps in one batch."""
    nudge = STEP * np.eye(len(theta))
    both = np.concatenate([theta + nudge, theta - nudge])
    up, down = np.split(value(fit.problem, points(fit.problem, both, fit.samples), fit.samples), 2)
    return np.asarray((up - down) / (2 * STEP))


EVERY = [(e, kind) for e in ESTIMATORS for kind in kinds(e)]
# Estimators that minimise the same discrepancy differ in nothing that a gradient could show.
FIRST = {RECIPES[e].discrepancy: e for e in reversed(ESTIMATORS)}.values()
AGAIN = [pytest.param(2, e, kind, marks=pytest.mark.slow) for e, kind in EVERY if e in FIRST]


@pytest.mark.parametrize(("seed", "estimator", "kind"), [*((1, *one) for one in EVERY), *AGAIN])
def test_the_gradient_is_the_slope_of_the_discrepancy(seed: int, estimator: Estimator, kind: str) -> None:
    fit = fit_of(estimator, kind, seed)
    theta = somewhere(fit, seed)
    got = gradient(fit.problem, points(fit.problem, theta[None], fit.samples), fit.samples)[0]
    want = differences(fit, theta)
    assert abs(got - want).max() <= RELATIVE * abs(want).max(), (got, want)


def test_every_estimator_has_a_recipe_and_so_a_gradient_that_is_tested() -> None:
    assert set(ESTIMATORS) == set(RECIPES)
