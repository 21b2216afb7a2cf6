"""Thresholds, correlations and their asymptotic covariances: lavaan's values, and laws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError
from core.estimation.ordinal.layout import COVARIANCE
from core.estimation.ordinal.margins import categories
from core.estimation.ordinal.moments import OrdinalMoments, ordinal_moments, ordinal_notices

ROOT = Path(__file__).parents[3]
LAVAAN = json.loads((ROOT / "tests/golden/ordinal/moments.json").read_text(encoding="utf-8"))

# lavaan's optimiser leaves the eighth digit open; ten are written down.
TOLERANCE = 1e-6


def rows_of(case: dict[str, Any]) -> np.ndarray:
    frame = pd.read_csv(ROOT / case["file"])[case["names"]]
    for name, breaks in case["breaks"].items():
        frame[name] = np.digitize(frame[name], breaks)
    return frame.to_numpy(dtype=float)


def made(seed: int, n: int = 400, rho: float = 0.5) -> np.ndarray:
    """Two ordered variables of 4 and 3 categories, one yes-no question and one number, all correlated ρ."""
    rng = np.random.default_rng(seed)
    cor = np.full((4, 4), rho) + (1 - rho) * np.eye(4)
    y = rng.multivariate_normal(np.zeros(4), cor, size=n)
    cuts = [[-1, 0.2, 1.1], [-0.4, 0.9], [0.3]]
    coded = [np.digitize(y[:, at], cut) + 1.0 for at, cut in enumerate(cuts)]
    return np.column_stack([*coded, 10 + 3 * y[:, 3]])


NAMES, ORDERED = ("a", "b", "c", "e"), ("a", "b", "c")


def moments(rows: np.ndarray) -> OrdinalMoments:
    return ordinal_moments(rows, NAMES, ORDERED)


@pytest.mark.parametrize("name", LAVAAN)
def test_statistics_and_their_covariances_are_lavaans(name: str) -> None:
    case = LAVAAN[name]
    found = ordinal_moments(rows_of(case), tuple(case["names"]), case["ordered"])
    assert list(found.layout.labels(found.names)) == case["labels"]
    np.testing.assert_allclose(found.stats, case["stats"], atol=TOLERANCE)
    size = np.sqrt(np.diag(found.gamma))
    if "diagonal" in case:
        np.testing.assert_allclose(size**2, case["diagonal"], rtol=TOLERANCE)
    else:
        lower = np.zeros_like(found.gamma)
        lower.T[np.triu_indices(len(size))] = case["lower"]
        assert abs((np.tril(found.gamma) - lower) / np.outer(size, size)).max() < TOLERANCE


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    rows = made(seed)
    one, two = moments(rows), moments(np.random.default_rng(seed).permutation(rows))
    np.testing.assert_allclose(one.stats, two.stats, atol=1e-9)
    np.testing.assert_allclose(one.gamma, two.gamma, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_variables_does_not_matter(seed: int) -> None:
    rows, order = made(seed), [3, 1, 0, 2]
    one = moments(rows)
    two = ordinal_moments(rows[:, order], tuple(NAMES[at] for at in order), ORDERED)
    np.testing.assert_allclose(one.cov[np.ix_(order, order)], two.cov, atol=1e-9)
    place = {frozenset(label.split("~~")): at for at, label in enumerate(two.layout.labels(two.names))}
    at = [place[frozenset(label.split("~~"))] for label in one.layout.labels(one.names)]
    np.testing.assert_allclose(one.gamma, two.gamma[np.ix_(at, at)], atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_counting_the_categories_from_the_other_end_turns_the_signs(seed: int) -> None:
    rows = made(seed)
    turned = rows * [-1, 1, 1, 1]
    one, two = moments(rows), moments(turned)
    np.testing.assert_allclose(two.thresholds[0], -one.thresholds[0][::-1], atol=1e-12)
    np.testing.assert_allclose(two.cov[0, 1:], -one.cov[0, 1:], atol=1e-9)
    at = one.layout.at(COVARIANCE)
    np.testing.assert_allclose(np.diag(two.gamma)[at], np.diag(one.gamma)[at], rtol=1e-8)


def test_what_the_categories_are_called_does_not_matter() -> None:
    rows = made(5)
    called = rows.copy()
    called[:, 0] = np.array([0, 0.5, 7, 90, 91])[rows[:, 0].astype(int)]
    np.testing.assert_array_equal(moments(rows).gamma, moments(called).gamma)


def test_the_unit_of_a_number_goes_through_to_its_moments_alone() -> None:
    rows = made(6)
    one, two = moments(rows), moments(rows * [1, 1, 1, 1000])
    unit = np.array(
        [1000.0 ** label.replace("~1", "").split("~~").count("e") for label in one.layout.labels(NAMES)]
    )
    np.testing.assert_allclose(two.stats, unit * one.stats, rtol=1e-8)
    np.testing.assert_allclose(two.gamma, np.outer(unit, unit) * one.gamma, rtol=1e-6, atol=1e-8)


def test_large_samples_give_back_what_made_them() -> None:
    found = moments(made(7, n=40_000, rho=0.6))
    np.testing.assert_allclose(found.thresholds[0], [-1, 0.2, 1.1], atol=0.03)
    sd = np.sqrt(np.diag(found.cov))
    np.testing.assert_allclose((found.cov / np.outer(sd, sd))[np.triu_indices(4, 1)], 0.6, atol=0.02)


def test_negative_and_strong_correlations_are_found_too() -> None:
    rng = np.random.default_rng(8)
    x = rng.standard_normal(5000)
    y = -0.97 * x + np.sqrt(1 - 0.97**2) * rng.standard_normal(5000)
    rows = np.column_stack([np.digitize(x, [-0.5, 0.7]), np.digitize(y, [-1, 0, 1])]).astype(float)
    assert ordinal_moments(rows, ("x", "y"), ("x", "y")).cov[0, 1] == pytest.approx(-0.97, abs=0.01)


@pytest.mark.slow
def test_standard_errors_are_the_spread_over_samples() -> None:
    drawn = [moments(made(seed, n=600)) for seed in range(300)]
    spread = np.std([one.stats for one in drawn], axis=0)
    claimed = np.sqrt(np.mean([np.diag(one.gamma) for one in drawn], axis=0) / 600)
    # 300 samples leave 4 % of chance in a standard deviation.
    np.testing.assert_allclose(claimed / spread, 1, atol=0.15)


def test_a_category_that_one_group_never_uses_is_named() -> None:
    rows = made(9)
    levels = categories(rows[:, :3])
    one_group = rows[rows[:, 0] != 4]
    with pytest.raises(DataError, match=r"No case has the value 4 .*“a”") as fault:
        ordinal_moments(one_group, NAMES, ORDERED, levels)
    assert fault.value.code == "ordinal_category"


def test_a_category_with_a_single_case_is_taken_and_told() -> None:
    rows = made(10)
    rows[0, 1] = 8
    told = ordinal_notices(moments(rows))
    assert [notice.code for notice in told] == ["ordinal_rare"]
    assert "8" in told[0].text
    assert "“b”" in told[0].text


def test_codes_that_are_no_whole_numbers_are_told() -> None:
    rows = made(10)
    rows[rows[:, 1] == 2, 1] = 2.5
    told = ordinal_notices(moments(rows))
    assert [notice.code for notice in told] == ["ordinal_codes"]
    assert "2.5" in told[0].text


def test_many_categories_are_told_and_too_many_refused() -> None:
    rows = made(10, n=3000)
    for many in (14, 60):
        rows[:, 1] = np.arange(3000) % many
        if many == 60:
            with pytest.raises(DataError, match="“b” has 60 different values"):
                moments(rows)
        else:
            assert [notice.code for notice in ordinal_notices(moments(rows))] == ["ordinal_many"]


def test_an_ordered_variable_with_one_answer_is_named() -> None:
    rows = made(11)
    rows[:, 2] = 1
    with pytest.raises(DataError, match="“c” has the same answer"):
        moments(rows)


def test_a_number_that_never_varies_is_named() -> None:
    rows = made(12)
    rows[:, 3] = 2.5
    with pytest.raises(DataError, match="“e” has the same value"):
        moments(rows)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("at", [0, 2])
def test_two_ordered_variables_that_go_hand_in_hand_are_named(at: int, sign: int) -> None:
    rows = made(13)
    rows[:, 1] = sign * rows[:, at]
    with pytest.raises(DataError, match="go hand in hand") as fault:
        moments(rows)
    assert fault.value.code == "perfect_correlation"
    assert f"“{min(NAMES[at], 'b')}”" in fault.value.message
    assert f"“{max(NAMES[at], 'b')}”" in fault.value.message


def test_correlations_that_cannot_hold_together_are_said() -> None:
    sure = moments(made(14))
    assert ordinal_notices(sure) == ()
    rows = np.repeat(
        [[1, 1, 1], [1, 1, 2], [2, 2, 2], [2, 1, 1], [2, 2, 1], [1, 2, 2]], [40, 6, 40, 6, 2, 40], axis=0
    )
    odd = ordinal_moments(rows.astype(float), ("a", "b", "c"), ("a", "b", "c"))
    assert np.linalg.eigvalsh(odd.cov)[0] < 0
    assert [notice.code for notice in ordinal_notices(odd)] == ["ordinal_not_positive_definite"]
