"""Every derivative is what finite differences say, for every shape of model, far from the minimum."""

from __future__ import annotations

import numpy as np
import pytest

from core.estimation import steep as steep_module
from core.estimation.fit import Fit
from core.estimation.likelihood import Sample, gradient, information, points, sample_batch, value
from core.estimation.steep import has_factor_form, steep
from tests.made import STRUCTURES, structure

# Central differences at this step lose about ten of sixteen digits between truncation and rounding.
STEP = 1e-5
RELATIVE = 1e-6


def somewhere(fit: Fit, count: int = 6) -> np.ndarray:
    """Points (count, k) at which the implied covariances are positive definite."""
    rng = np.random.default_rng(3)
    tried = fit.theta * rng.uniform(0.7, 1.3, (200, len(fit.theta))) + 0.05 * rng.normal(
        size=(200, len(fit.theta))
    )
    good = np.isfinite(value(fit.problem, points(fit.problem, tried, fit.samples), fit.samples))
    chosen = tried[good][:count]
    assert len(chosen) == count
    return chosen


def slopes(fit: Fit, theta: np.ndarray) -> np.ndarray:
    return gradient(fit.problem, points(fit.problem, theta, fit.samples), fit.samples)


def differences(fit: Fit, theta: np.ndarray) -> np.ndarray:
    """∂F/∂θ (k,) at `theta` (k,) by central differences, all steps in one batch."""
    nudge = STEP * np.eye(len(theta))
    both = np.concatenate([theta + nudge, theta - nudge])
    up, down = np.split(value(fit.problem, points(fit.problem, both, fit.samples), fit.samples), 2)
    return (up - down) / (2 * STEP)


def assert_same(got: np.ndarray, want: np.ndarray) -> None:
    assert got == pytest.approx(want, rel=RELATIVE, abs=RELATIVE * max(1.0, float(abs(want).max())))


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_gradient_is_the_slope_of_the_discrepancy(name: str) -> None:
    fit = structure(name)
    theta = somewhere(fit)
    for at, got in zip(theta, slopes(fit, theta), strict=True):
        assert_same(got, differences(fit, at))


@pytest.mark.parametrize("form", ["chosen", "inverse"])
@pytest.mark.parametrize("name", STRUCTURES)
def test_the_short_way_gives_the_same_gradient(name: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fit = structure(name)
    theta = somewhere(fit)
    if form == "inverse":
        monkeypatch.setattr(steep_module, "has_factor_form", lambda ram: False)
    for at, got in zip(theta, steep(fit.problem, theta, fit.samples), strict=True):
        assert_same(got, differences(fit, at))


def test_the_factor_form_is_taken_where_residuals_are_apart_and_only_there() -> None:
    taken = {name for name in STRUCTURES if has_factor_form(structure(name).problem.rams[0])}
    assert {"latent", "latent scaled by variance", "second order", "equal labels", "means"} <= taken
    assert not {"residual covariances", "observed paths", "feedback"} & taken


def test_the_short_way_says_so_where_a_residual_is_too_small_for_it() -> None:
    fit = structure("latent")
    ram = fit.problem.rams[0]
    residual = next(f for f, cell in enumerate(ram.free) if cell.matrix == steep_module.THETA)
    theta = np.tile(fit.theta, (2, 1))
    theta[1, ram.param[residual]] = 1e-9
    found = steep(fit.problem, theta, fit.samples)
    assert np.isfinite(found[0]).all()
    assert np.isnan(found[1]).any()


def test_a_batch_gives_each_member_what_it_gets_alone() -> None:
    for name in ("latent", "feedback", "latent means"):
        fit = structure(name)
        theta = somewhere(fit)
        together = value(fit.problem, points(fit.problem, theta, fit.samples), fit.samples)
        for i, at in enumerate(theta):
            alone = value(fit.problem, points(fit.problem, at[None], fit.samples), fit.samples)[0]
            assert together[i] == pytest.approx(alone, rel=1e-13)
            assert slopes(fit, theta)[i] == pytest.approx(slopes(fit, at[None])[0], rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_expected_information_is_half_the_curvature_where_the_model_is_true(name: str) -> None:
    fit = structure(name)
    prob, theta = fit.problem, somewhere(fit, 1)
    here = points(prob, theta, fit.samples)
    samples: tuple[Sample, ...] = tuple(sample_batch(p.implied.cov, p.implied.mean) for p in here)
    nudge = STEP * np.eye(theta.shape[1])
    both = np.concatenate([theta + nudge, theta - nudge])
    slope = gradient(prob, points(prob, both, samples), samples)
    up, down = np.split(slope, 2)
    curvature = (up - down) / (2 * STEP)
    found = 2 * information(prob, points(prob, theta, samples), samples)[0]
    size = np.sqrt(np.diag(found))
    assert found / np.outer(size, size) == pytest.approx(curvature / np.outer(size, size), abs=RELATIVE)


@pytest.mark.parametrize("name", STRUCTURES)
def test_the_gradient_vanishes_at_the_estimates(name: str) -> None:
    fit = structure(name)
    size = np.sqrt(np.diag(fit.info))
    assert abs(slopes(fit, fit.theta[None])[0] / size).max() < RELATIVE
