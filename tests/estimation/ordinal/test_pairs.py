"""One pair of variables: the distribution behind it, and the slopes of its log-likelihood."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from core.estimation.ordinal import polychoric, polyserial
from core.estimation.ordinal.binormal import density, distribution
from core.estimation.ordinal.climb import LIMIT, climb
from core.estimation.ordinal.margins import FAR

RHOS = np.array([-0.999, -0.99, -0.6, 0.0, 0.3, 0.95, 0.999])
EDGES = np.array([-FAR, -1.0, 0.1, 1.2, FAR])
OTHER = np.array([-FAR, -0.3, 0.8, FAR, FAR])
# Central differences lose half of the digits.
STEP, SLOPE = 1e-6, 1e-7
NOISE = np.finfo(float).eps / STEP


def test_the_quadrant_is_as_large_as_sheppard_said() -> None:
    np.testing.assert_allclose(distribution(0.0, 0.0, RHOS), 0.25 + np.arcsin(RHOS) / (2 * np.pi), atol=1e-10)


@pytest.mark.parametrize("rho", RHOS)
def test_the_bivariate_normal_is_scipys(rho: float) -> None:
    points = np.random.default_rng(1).normal(size=(8, 2))
    points[4:6, 1] = points[4:6, 0] + 0.01
    points[6:, 1] = -points[6:, 0] + 0.01
    theirs = multivariate_normal([0, 0], [[1, rho], [rho, 1]])
    ours = distribution(points[:, 0], points[:, 1], np.full(8, rho))
    np.testing.assert_allclose(ours, theirs.cdf(points), atol=1e-9)
    np.testing.assert_allclose(
        density(*points.T, np.full(8, rho)), theirs.pdf(points), rtol=1e-9, atol=1e-300
    )


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.4, 0.9])
def test_the_slopes_of_a_table_are_those_of_its_likelihood(rho: float) -> None:
    counts = np.random.default_rng(2).integers(1, 9, size=(4, 3)).astype(float)
    counts = np.pad(counts, ((0, 0), (0, 1)))[None]

    def logl(rho: float, shift: np.ndarray) -> np.ndarray:
        """Log-likelihoods (4, 4) of the cells with the first variable's cuts shifted."""
        edges = EDGES + np.concatenate([[0], shift, [0]])
        below = distribution(edges[1:-1, None], OTHER[None, 1:-1], np.array(rho))
        whole = ndtr(edges)[:, None] * ndtr(OTHER)
        whole[1:-1, 1:-1] = below
        return np.log(np.maximum(np.diff(np.diff(whole, axis=0), axis=1), 1e-300))

    def slope_of(part: object) -> np.ndarray:
        return (part(STEP) - part(-STEP)) / (2 * STEP)  # type: ignore[operator]

    found = polychoric.slopes_of_cases(np.array([rho]), counts, EDGES[None], OTHER[None])
    along_rho = slope_of(lambda by: logl(rho + by, np.zeros(3)))
    # Times the chance of the cell: what is left of a rare one's in a difference has few digits.
    chance = np.exp(logl(rho, np.zeros(3)))[:, :3]
    np.testing.assert_allclose(
        chance * found.on_rho[0, :, :3], chance * along_rho[:, :3], rtol=SLOPE, atol=NOISE
    )
    for cut in range(3):
        along_cut = slope_of(lambda by, cut=cut: logl(rho, by * np.eye(3)[cut]))
        expected = (counts[0] * found.on_rho[0] * along_cut)[:, :3].sum()
        np.testing.assert_allclose(found.with_first[0, cut], expected, rtol=1e-6)


def test_a_table_seen_from_the_other_side_has_the_same_slopes() -> None:
    counts = np.random.default_rng(3).integers(1, 9, size=(1, 4, 4)).astype(float)
    rho, other = np.array([0.35]), EDGES[None] * 0.7
    one = polychoric.slopes_of_cases(rho, counts, EDGES[None], other)
    two = polychoric.slopes_of_cases(rho, counts.swapaxes(1, 2), other, EDGES[None])
    np.testing.assert_allclose(one.with_first, two.with_second, rtol=1e-12)
    np.testing.assert_allclose(one.with_second, two.with_first, rtol=1e-12)


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.4, 0.9])
def test_the_slopes_of_a_number_beside_categories_are_those_of_their_likelihood(rho: float) -> None:
    rng = np.random.default_rng(4)
    y = rng.normal(size=30)
    codes = np.digitize(rho * y + np.sqrt(1 - rho * rho) * rng.normal(size=30), EDGES[1:-1])

    def logl(
        rho: float, mean: float = 0, variance: float = 1, upper: float = 0, lower: float = 0
    ) -> np.ndarray:
        z = (y - mean) / np.sqrt(variance)
        edges = [
            (edge[codes] + by - rho * z) / np.sqrt(1 - rho * rho)
            for edge, by in ((EDGES[1:], upper), (EDGES, lower))
        ]
        return -(z * z + np.log(variance)) / 2 + np.log(ndtr(edges[0]) - ndtr(edges[1]))

    found = polyserial.slopes_of_cases(np.array([rho]), y[:, None], codes, EDGES)
    names = {
        "rho": "on_rho",
        "mean": "on_mean",
        "variance": "on_variance",
        "upper": "on_upper",
        "lower": "on_lower",
    }
    for argument, field in names.items():
        at = {"rho": rho, "variance": 1.0}.get(argument, 0.0)
        high, low = (logl(**{"rho": rho, argument: at + by}) for by in (STEP, -STEP))
        np.testing.assert_allclose(
            getattr(found, field)[:, 0], (high - low) / (2 * STEP), rtol=1e-5, atol=1e-6
        )


def test_a_yes_no_table_with_one_empty_cell_gets_half_a_case_and_keeps_its_margins() -> None:
    for empty in ((0, 0), (0, 1), (1, 0), (1, 1)):
        counts = np.array([[30.0, 12.0], [9.0, 20.0]])
        counts[empty] = 0
        kept = polychoric.kept_apart(counts[None], np.array([True]))[0]
        assert kept[empty] == 0.5
        np.testing.assert_array_equal(kept.sum(axis=0), counts.sum(axis=0))
        np.testing.assert_array_equal(kept.sum(axis=1), counts.sum(axis=1))
    larger = np.array([[5.0, 0.0], [3.0, 4.0]])[None]
    np.testing.assert_array_equal(polychoric.kept_apart(larger, np.array([False])), larger)


def test_a_likelihood_that_rises_to_the_end_ends_there() -> None:
    ends = climb(lambda rho: (np.array([1.0, -1.0]), np.array([2.0, 2.0])), np.zeros(2))
    np.testing.assert_allclose(ends, [LIMIT, -LIMIT], atol=1e-9)


def test_every_pair_is_climbed_to_its_own_top() -> None:
    tops = np.array([-0.95, -0.2, 0.0, 0.7, 0.99])

    def slopes(rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.arctan(50 * (tops - rho)), np.full(5, 0.3)

    np.testing.assert_allclose(climb(slopes, np.array([0.9, 0.9, -0.9, 0.0, -0.9])), tops, atol=1e-10)
