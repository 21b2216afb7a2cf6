"""Fits to ordered variables: the slopes of what is implied, and the two parameterizations."""

from __future__ import annotations

import numpy as np
import pytest

from core.estimation.fit import Fit
from core.estimation.likelihood import cells_onto_parameters, points
from core.estimation.ordinal.squares import OrdinalSquares
from core.options import Parameterization
from tests.made_ordinal import MODELS, analysis

# Central differences at this step lose about ten of sixteen digits between truncation and rounding.
STEP, RELATIVE = 1e-5, 1e-6
# Two ways to the same minimum, each good to about half the digits.
SAME = 1e-5


def near(fit: Fit, count: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    theta = fit.theta * rng.uniform(0.9, 1.1, (count, len(fit.theta)))
    return theta + 0.02 * rng.normal(size=theta.shape)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
@pytest.mark.parametrize("name", MODELS)
def test_the_slopes_of_the_implied_statistics_are_theirs(
    name: str, parameterization: Parameterization
) -> None:
    fit = analysis(name, "WLSMV", parameterization).fitted
    sample, ram, way = fit.samples[0], fit.problem.rams[0], fit.problem.ways[0]
    assert isinstance(sample, OrdinalSquares)
    theta = near(fit, 1)
    nudge = STEP * np.eye(theta.shape[1])
    both = np.concatenate([theta + nudge, theta - nudge])
    up, down = np.split(sample.residual(ram, points(fit.problem, both, fit.samples)[0].implied), 2)
    here = points(fit.problem, theta, fit.samples)[0].implied
    found = sample.jacobian(ram, way, here)[0] @ cells_onto_parameters(ram)
    assert found == pytest.approx(-(up - down).T / (2 * STEP), abs=RELATIVE)


@pytest.mark.parametrize("name", ["measured", "mixed", "ordered outcome"])
def test_both_parameterizations_are_the_same_model(name: str) -> None:
    delta, theta = analysis(name), analysis(name, "WLSMV", "theta")
    assert delta.fit is not None
    assert theta.fit is not None
    assert theta.fit.df == delta.fit.df
    assert theta.fit.chisq == pytest.approx(delta.fit.chisq, rel=SAME)
    assert theta.fit.chisq_scaled == pytest.approx(delta.fit.chisq_scaled, rel=SAME)
    assert theta.fit.srmr == pytest.approx(delta.fit.srmr, rel=SAME)
    ours = {p.row.key: p for p in delta.parameters}
    for other in theta.parameters:
        own = ours[other.row.key]
        if other.row.op in ("=~", "~", "~~"):
            assert other.std_all == pytest.approx(own.std_all, abs=SAME)
            assert (other.std_se or 0.0) == pytest.approx(own.std_se or 0.0, abs=10 * SAME)
    assert theta.r2_of() == pytest.approx(delta.r2_of(), abs=SAME)


@pytest.mark.parametrize("name", MODELS)
def test_the_responses_behind_ordered_variables_have_variance_one_under_delta(name: str) -> None:
    fit = analysis(name).fitted
    cuts = fit.problem.rams[0].cuts
    assert cuts is not None
    assert np.diag(fit.implied[0].cov[0])[cuts.at] == pytest.approx(1.0, abs=1e-12)
