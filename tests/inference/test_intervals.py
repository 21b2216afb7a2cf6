"""Intervals from draws against SciPy and a textbook, and what happens to draws that do not exist."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import bootstrap

from core.inference.intervals import acceleration, bias_corrected, percentile, spread

# Two rules between neighbouring order statistics of 20,000 draws differ in the fourth digit.
NEIGHBOURS = 2e-3


def skewed(n: int = 40) -> np.ndarray:
    return np.random.default_rng(4).exponential(size=n)


def resampled_means(values: np.ndarray, count: int = 20_000) -> np.ndarray:
    rng = np.random.default_rng(9)
    return values[rng.integers(len(values), size=(count, len(values)))].mean(axis=1)[:, None]


def textbook(draws: np.ndarray, est: float, level: float, a: float) -> tuple[float, float]:
    """Efron & Tibshirani (1993), section 14.3, on order statistics."""
    bias = ndtri((draws < est).mean())
    out = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        z = bias + ndtri(tail)
        out.append(float(np.sort(draws)[int(ndtr(bias + z / (1 - a * z)) * len(draws))]))
    return out[0], out[1]


def test_percentile_limits_cut_equal_tails() -> None:
    draws = np.column_stack([np.arange(1001.0), -2 * np.arange(1001.0)])
    low, high = percentile(draws, 0.95)
    assert low == pytest.approx([25, -1950])
    assert high == pytest.approx([975, -50])


@pytest.mark.parametrize("method", ["percentile", "BCa"])
def test_intervals_of_a_mean_are_scipys(method: str) -> None:
    values = skewed()
    draws, est = resampled_means(values), np.array([values.mean()])
    theirs = bootstrap(
        (values,), np.mean, method=method, n_resamples=20_000, rng=np.random.default_rng(1), vectorized=True
    ).confidence_interval
    if method == "percentile":
        ours = percentile(draws, 0.95)
    else:
        ours = bias_corrected(draws, est, 0.95, acceleration((values - est)[:, None]))
    # Two sets of 20,000 draws: a limit has a Monte Carlo error of about 1 % of the standard error.
    error = values.std() / np.sqrt(len(values))
    assert float(ours[0][0]) == pytest.approx(theirs.low, abs=0.05 * error)
    assert float(ours[1][0]) == pytest.approx(theirs.high, abs=0.05 * error)


@pytest.mark.parametrize("bend", [0.0, 0.05, -0.08])
@pytest.mark.parametrize("level", [0.90, 0.95])
def test_bias_corrected_limits_are_the_textbooks(bend: float, level: float) -> None:
    values = skewed()
    draws, est = resampled_means(values), np.array([values.mean() + 0.03])
    low, high = bias_corrected(draws, est, level, np.array([bend]))
    want = textbook(draws[:, 0], float(est[0]), level, bend)
    assert (float(low[0]), float(high[0])) == pytest.approx(want, abs=NEIGHBOURS)


def test_without_bias_and_bend_the_corrected_interval_is_the_percentile_interval() -> None:
    draws = np.linspace(-1, 1, 4001)[:, None]
    corrected = bias_corrected(draws, np.zeros(1), 0.95)
    assert np.concatenate(corrected) == pytest.approx(np.concatenate(percentile(draws, 0.95)))


def test_acceleration_is_a_sixth_of_the_skewness_of_the_influence() -> None:
    values = skewed(200) - skewed(200).mean()
    n, skewness = len(values), float((values**3).mean() / (values**2).mean() ** 1.5)
    assert acceleration(values[:, None])[0] == pytest.approx(skewness / 6 / np.sqrt(n), rel=1e-12)
    assert acceleration(np.zeros((5, 2))).tolist() == [0, 0]


def test_an_estimate_beyond_all_draws_still_has_an_interval_among_them() -> None:
    draws = np.linspace(0, 1, 101)[:, None]
    for est in (-5.0, 5.0):
        low, high = bias_corrected(draws, np.array([est]), 0.95)
        assert 0 <= low[0] <= high[0] <= 1


def test_a_draw_without_a_value_is_left_out_of_that_quantity_alone() -> None:
    rng = np.random.default_rng(8)
    whole = rng.normal(size=(500, 3))
    gaps = whole.copy()
    gaps[:100, 1] = np.nan
    gaps[:50, 2] = np.inf
    est = np.array([0.1, 0.1, 0.1])
    for got, want in (
        (percentile(gaps, 0.9), [percentile(whole[k:, [q]], 0.9) for q, k in enumerate((0, 100, 50))]),
        (
            bias_corrected(gaps, est, 0.9),
            [bias_corrected(whole[k:, [q]], est[:1], 0.9) for q, k in enumerate((0, 100, 50))],
        ),
    ):
        for side in (0, 1):
            assert got[side] == pytest.approx([float(each[side][0]) for each in want])
    assert spread(gaps) == pytest.approx(
        [whole[:, 0].std(ddof=1), whole[100:, 1].std(ddof=1), whole[50:, 2].std(ddof=1)]
    )


def test_a_quantity_without_any_value_has_no_interval_and_raises_no_warning() -> None:
    draws = np.column_stack([np.full(50, np.nan), np.arange(50.0)])
    est = np.array([np.nan, 20.0])
    for low, high in (percentile(draws, 0.95), bias_corrected(draws, est, 0.95)):
        assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]
    assert np.isnan(spread(draws)).tolist() == [True, False]
    assert np.isnan(spread(draws[:1])).all()
