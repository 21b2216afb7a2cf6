"""Both ways down end at the same minimum, and each member of a batch by itself."""

from __future__ import annotations

import numpy as np
import pytest

from core.estimation.likelihood import points, positive_definite, sample_batch, value
from core.estimation.optimiser import fisher_scoring, minimise, quasi_newton
from core.estimation.steep import steep
from tests.made import STRUCTURES, structure

# Both stop on a decrement of 1e-12, which leaves about a millionth of a standard error.
SAME = 1e-5


@pytest.mark.parametrize("name", STRUCTURES)
def test_scoring_and_quasi_newton_end_at_the_same_point(name: str) -> None:
    fit = structure(name)
    begin = fit.theta[None] * 1.05
    scored = fisher_scoring(fit.problem, begin, fit.samples)
    stepped, settled = quasi_newton(
        lambda theta, _: steep(fit.problem, theta, fit.samples), begin, np.linalg.inv(fit.info) / 2, 1e-12
    )
    assert scored.converged.all()
    assert settled.all()
    unit = 1 / np.sqrt(np.diag(fit.info))
    assert abs((scored.theta[0] - fit.theta) / unit).max() < SAME
    assert abs((stepped[0] - fit.theta) / unit).max() < SAME


def test_each_member_of_a_batch_reaches_its_own_minimum() -> None:
    fit = structure("latent")
    rng = np.random.default_rng(2)
    cov = fit.samples[0].cov[0]
    size = cov.shape[0]
    covs = np.stack([np.cov(rng.multivariate_normal(np.zeros(size), cov, 300).T) for _ in range(5)])
    samples = (sample_batch(covs, np.zeros((5, size))),)
    together = fisher_scoring(fit.problem, np.tile(fit.theta, (5, 1)), samples)
    assert together.converged.all()
    for i in range(5):
        alone = minimise(fit.problem, fit.theta[None], [samples[0].take(np.array([i]))])
        assert together.fmin[i] == pytest.approx(alone.fmin[0], abs=1e-10)
        assert together.theta[i] == pytest.approx(alone.theta[0], abs=1e-5)


def test_a_start_outside_the_region_is_stuck_and_does_not_stop_the_others() -> None:
    fit = structure("latent")
    start = np.tile(fit.theta, (2, 1))
    start[1] = -5.0
    found = fisher_scoring(fit.problem, start, fit.samples)
    assert found.converged.tolist() == [True, False]
    assert np.isinf(found.fmin[1])


def test_the_discrepancy_is_infinite_where_the_implied_covariances_are_impossible() -> None:
    fit = structure("latent")
    theta = np.stack([fit.theta, np.full_like(fit.theta, -5.0), np.full_like(fit.theta, np.nan)])
    found = value(fit.problem, points(fit.problem, theta, fit.samples), fit.samples)
    assert np.isfinite(found).tolist() == [True, False, False]


def test_a_matrix_with_anything_infinite_in_it_is_not_positive_definite() -> None:
    good = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert positive_definite(good[None]).tolist() == [True]
    assert positive_definite(np.stack([good, [[1, 2], [2, 1]], good])).tolist() == [True, False, True]
    for cell in ((0, 0), (1, 1), (1, 0)):
        for bad in (np.inf, -np.inf, np.nan):
            wrong = good.copy()
            wrong[cell] = wrong[cell[::-1]] = bad
            assert positive_definite(wrong[None]).tolist() == [False], (cell, bad)
            assert positive_definite(np.stack([wrong, good])).tolist() == [False, True], (cell, bad)


def test_quasi_newton_hands_back_what_it_cannot_settle() -> None:
    def slope(theta: np.ndarray, at: np.ndarray) -> np.ndarray:
        out = theta - 1.0
        out[at == 1] = np.nan
        return out

    theta, settled = quasi_newton(slope, np.zeros((3, 2)), np.eye(2), 1e-12)
    assert settled.tolist() == [True, False, True]
    assert theta[[0, 2]] == pytest.approx(1.0)
    assert theta[1] == pytest.approx(0.0)
