"""Impossible values are badged by name, and possible ones are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis import Analysis
from core.data.dataset import MatrixDataset
from core.estimation.estimates import Outcome
from core.mediation.verdict import VerdictKind
from tests.made import CHAIN, FACTORS, analysed


def correlations(names: str, lower: list[list[float]], n: int = 200) -> MatrixDataset:
    p = len(lower) + 1
    r = np.eye(p)
    for i, row in enumerate(lower, start=1):
        r[i, :i] = r[:i, i] = row
    assert np.linalg.eigvalsh(r)[0] > 0
    return MatrixDataset("r", "r", tuple(names.split()), r, None, n)


def told(found: Analysis, code: str) -> str:
    assert found.estimates.outcome is Outcome.INADMISSIBLE
    (notice,) = found.notices
    assert notice.code == code
    assert notice.level == "error"
    return notice.text


def test_a_negative_residual_variance_is_shown_and_named() -> None:
    found = analysed("f =~ a + b + c", correlations("a b c", [[0.8], [0.7, 0.4]]))
    assert "“a”" in told(found, "negative_variance")
    value = next(p for p in found.parameters if p.row.key == ("a", "~~", "a", 1)).est
    # The exact solution of three indicators, in a matrix rescaled to divisor N.
    assert value == pytest.approx((1 - 0.8 * 0.7 / 0.4) * 199 / 200, abs=1e-6)


def test_a_negative_disturbance_is_named_by_its_latent_variable() -> None:
    r = [[0.3], [0.3, 0.3], [0.6, 0.6, 0.6]]
    found = analysed("f =~ a + b + c\nd ~ f", correlations("a b c d", r))
    assert "“d”" in told(found, "negative_variance")


def test_latent_variables_correlated_beyond_one_are_named() -> None:
    names = "a b c d e f"
    within, across = 0.3, 0.45
    r = [[within], [within] * 2, [across] * 3, [across] * 3 + [within], [across] * 3 + [within] * 2]
    found = analysed("one =~ a + b + c\ntwo =~ d + e + f", correlations(names, r))
    assert "“one” and “two”" in told(found, "latent_not_definite")


def test_a_latent_and_an_observed_variable_correlated_beyond_one_are_named() -> None:
    r = [[0.1], [0.1, 0.1], [0.5, 0.5, 0.5]]
    found = analysed("f =~ a + b + c\nf ~~ d", correlations("a b c d", r))
    assert "“f” and “d”" in told(found, "latent_not_definite")


def test_a_residual_correlation_beyond_one_is_named() -> None:
    r = [[-0.2], [0.64, -0.64], [0.64, -0.64, 0.64]]
    found = analysed("f =~ a + b + c + d\na ~~ b", correlations("a b c d", r))
    assert "“a” and “b”" in told(found, "correlation_beyond_one")


def test_a_disturbance_fixed_to_zero_is_no_fault() -> None:
    for text in (CHAIN + "h ~~ 0*h", FACTORS + "top =~ f + g + h\nf ~~ 0*f"):
        assert analysed(text).estimates.outcome is Outcome.CONVERGED


def test_no_verdict_rests_on_an_impossible_fit() -> None:
    names = "a b c m y"
    r = [[0.8], [0.7, 0.4], [0.3] * 3, [0.2] * 3 + [0.4]]
    found = analysed("f =~ a + b + c\nm ~ f\ny ~ m + f", correlations(names, r))
    assert found.estimates.outcome is Outcome.INADMISSIBLE
    (verdict,) = found.verdicts
    assert verdict.kind is VerdictKind.NO_VERDICT
    assert verdict.reason == Outcome.INADMISSIBLE.sentence
    assert found.parameters
