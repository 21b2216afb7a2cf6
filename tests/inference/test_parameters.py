"""The rows that the user reads: what has a number, what has none, and what each number means."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from core.analysis import Analysis
from core.inference.parameters import Parameter
from tests.made import CHAIN, FACTORS, analysed


def row(found: Analysis, text: str) -> Parameter:
    lhs, op, rhs = text.split()
    return next(p for p in found.parameters if (p.row.lhs, p.row.op, p.row.rhs) == (lhs, op, rhs))


def test_every_row_of_the_completed_table_is_there_in_its_order() -> None:
    found = analysed(CHAIN)
    assert [p.row for p in found.parameters] == list(found.completed.rows)


def test_a_fixed_row_has_no_error_and_no_test_but_may_vary_when_standardised() -> None:
    marker = row(analysed(CHAIN), "f =~ x1")
    assert (marker.est, marker.se, marker.z, marker.pvalue, marker.ci_lower) == (1.0, None, None, None, None)
    assert marker.std_all is not None
    assert marker.std_se is not None


def test_a_switched_off_path_stays_in_the_table_as_zero() -> None:
    off = row(analysed(analysed(CHAIN).table.switch(("g", "~", "f", 1), False)), "g ~ f")
    assert (off.est, off.se, off.std_all, off.std_se) == (0, None, 0, None)
    assert not off.row.on


def test_z_p_and_interval_follow_from_estimate_and_error() -> None:
    path = row(analysed(CHAIN, level=0.9), "g ~ f")
    assert path.est is not None
    assert path.se is not None
    assert path.z == pytest.approx(path.est / path.se)
    assert path.pvalue == pytest.approx(2 * norm.sf(abs(path.est / path.se)))
    reach = norm.ppf(0.95) * path.se
    assert (path.ci_lower, path.ci_upper) == pytest.approx((path.est - reach, path.est + reach))


def test_a_definition_without_a_value_is_blank_and_no_warning() -> None:
    found = analysed("x2 ~ a*x1\nbad := log(-1 - a*a)\nover := a/0\ngood := 2*a")
    for name in ("bad", "over"):
        blank = next(p for p in found.parameters if p.row.lhs == name)
        assert (blank.est, blank.se, blank.ci_lower, blank.std_all) == (None,) * 4
    assert next(p for p in found.parameters if p.row.lhs == "good").est is not None


def test_a_definition_with_a_path_that_is_off_counts_it_as_zero() -> None:
    found = analysed("m1 ~ a*x1\ny1 ~ b*m1 + c*x1\nind := a*b\ntotal := c + ind")
    table = found.table.switch(("y1", "~", "m1", 1), False)
    off = {p.row.lhs: p.est for p in analysed(table).parameters if p.row.op == ":="}
    direct = row(analysed(table), "y1 ~ x1").est
    assert off["ind"] == 0
    assert off["total"] == pytest.approx(direct)


def test_standardised_loadings_and_residuals_share_out_the_variance() -> None:
    found = analysed(FACTORS)
    r2 = found.r2_of()
    for name in ("x1", "m2", "y3"):
        loading = next(p.std_all for p in found.parameters if p.row.op == "=~" and p.row.rhs == name)
        residual = row(found, f"{name} ~~ {name}").std_all
        assert loading is not None
        assert residual is not None
        assert loading**2 + residual == pytest.approx(1)
        assert r2[name] == pytest.approx(loading**2)


def test_a_standardised_covariance_is_a_correlation() -> None:
    value = row(analysed(FACTORS), "f ~~ g").std_all
    assert value is not None
    assert abs(value) < 1


def test_scaling_latents_by_variance_gives_the_same_standardised_numbers() -> None:
    marker, variance = analysed(FACTORS), analysed(FACTORS, std_lv=True)
    for a, b in zip(marker.parameters, variance.parameters, strict=True):
        assert b.std_all == pytest.approx(a.std_all, rel=1e-6)
        if a.row.op == "=~":
            assert b.est == pytest.approx(a.std_lv, rel=1e-6)
            assert b.std_se is not None
            assert a.std_se == pytest.approx(b.std_se, rel=1e-5)


def test_explained_variance_is_there_for_all_that_is_explained_and_only_for_it() -> None:
    assert set(analysed(CHAIN).r2_of()) == {"x1", "x2", "x3", "m1", "m2", "m3", "y1", "y2", "y3", "g", "h"}
    values = np.array([found.value for found in analysed(CHAIN).r2])
    assert ((values > 0) & (values < 1)).all()
