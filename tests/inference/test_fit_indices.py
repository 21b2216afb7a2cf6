"""Fit indices: published anchors, limits by another road, and blanks where an index does not exist."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from core.analysis import analyse
from core.inference import indices as ix
from core.inference.difference import difference_test
from core.inference.fit_types import FitIndices
from core.options import Options
from tests import golden_cases as cases
from tests.made import CHAIN, analysed


def test_the_published_row_of_an_amos_study_follows_from_its_chi_square() -> None:
    # χ²(132) = 227.61, 39 parameters, N = 271: a row printed by AMOS for another study.
    chisq, df, npar, nobs = 227.61, 132, 39, 271
    n = nobs - 1
    assert f"{chisq / df:.3f}" == "1.724"
    assert f"{ix.rmsea(chisq - df, df, n):.3f}" == "0.052"
    low, high = (ix.noncentrality_limit(chisq, df, p) for p in (0.95, 0.05))
    assert f"{ix.rmsea(low, df, n):.3f}" == "0.040"
    assert f"{ix.rmsea(high, df, n):.3f}" == "0.063"
    assert f"{ix.close_fit(chisq, df, n):.3f}" == "0.385"
    assert f"{chisq + 2 * npar:.2f}" == "305.61"
    assert chisq + npar * np.log(nobs) == pytest.approx(446.10, abs=0.015)


def test_holzinger_and_swineford_have_the_figures_that_are_printed_everywhere() -> None:
    fit = cases.analysis("hs_cfa").fit
    assert fit is not None
    printed = (
        f"{fit.chisq:.3f}",
        fit.df,
        f"{fit.cfi:.3f}",
        f"{fit.tli:.3f}",
        f"{fit.rmsea:.3f}",
        f"{fit.srmr:.3f}",
    )
    assert printed == ("85.306", 24, "0.931", "0.896", "0.092", "0.065")
    assert f"{fit.baseline_chisq:.3f}" == "918.852"
    assert (f"{fit.rmsea_ci_lower:.3f}", f"{fit.rmsea_ci_upper:.3f}") == ("0.071", "0.114")


def test_political_democracy_differs_by_convention_as_published() -> None:
    data, table = cases.data("pd_sem"), cases.table("pd_sem")
    rows = tuple(row for row in table.rows if not (row.op == "~~" and row.lhs != row.rhs))
    bare = dataclasses.replace(table, rows=rows)
    for likelihood, printed in (("normal", "72.462"), ("wishart", "71.495"), ("amos", "71.495")):
        fit = analyse(data, bare, Options(likelihood=likelihood)).fit  # type: ignore[arg-type]
        assert fit is not None
        assert f"{fit.chisq:.3f}" == printed


@pytest.mark.parametrize("chisq", [0.5, 12.0, 40.0, 500.0, 2131.79, 20_000.0])
@pytest.mark.parametrize("df", [1, 6, 45, 400])
@pytest.mark.parametrize("probability", [0.05, 0.95])
def test_noncentrality_limits_are_the_roots_of_the_distribution(
    chisq: float, df: int, probability: float
) -> None:
    found = ix.noncentrality_limit(chisq, df, probability)
    if chi2.cdf(chisq, df) <= probability:
        assert found == 0
        return
    want = brentq(lambda d: ncx2.cdf(chisq, df, d) - probability, 1e-12, 3 * chisq + 100, xtol=1e-10)
    assert found == pytest.approx(want, rel=1e-6, abs=1e-6)


def test_the_p_of_close_fit_is_the_noncentral_tail() -> None:
    assert ix.close_fit(30.0, 20, 300) == pytest.approx(ncx2.sf(30.0, 20, 0.05**2 * 300 * 20), rel=1e-9)
    assert ix.close_fit(30.0, 0, 300) is None


@pytest.mark.parametrize("model", ["f =~ x1 + x2 + x3", "x2 ~ x1 + w\nx3 ~ x2 + x1 + w"])
def test_a_saturated_model_fits_by_construction_and_has_no_test(model: str) -> None:
    found = analysed(model, likelihood="amos")
    fit, page = found.fit, found.amos
    assert fit is not None
    assert page is not None
    assert fit.df == 0
    assert fit.chisq == pytest.approx(0, abs=1e-8)
    assert fit.pvalue is None
    assert fit.rmsea_pvalue is None
    assert (fit.rmsea, fit.cfi, fit.tli, fit.srmr) == pytest.approx((0, 1, 1, 0), abs=1e-6)
    for field in (
        "p",
        "cmin_df",
        "rmsea",
        "rmsea_lo90",
        "rmsea_hi90",
        "pclose",
        "agfi",
        "pgfi",
        "tli",
        "rfi",
    ):
        assert getattr(page.default, field) is None, field
    assert page.default.hoelter05 is None
    assert page.default.gfi == pytest.approx(1)


def test_the_three_rows_of_the_amos_page_are_the_models_they_say() -> None:
    page = analysed(CHAIN, likelihood="amos").amos
    assert page is not None
    p = 9
    assert (page.saturated.npar, page.saturated.df, page.saturated.cmin) == (p * (p + 1) // 2, 0, 0.0)
    assert (page.independence.npar, page.independence.df) == (p, p * (p - 1) // 2)
    assert page.saturated.cfi == page.saturated.nfi == page.saturated.gfi == 1
    assert page.independence.cfi == page.independence.nfi == page.independence.tli == 0
    assert page.saturated.rmr == 0
    assert page.default.npar + page.default.df == page.saturated.npar
    assert page.saturated.p is None
    assert page.independence.p is not None
    assert page.default.pratio == pytest.approx(page.default.df / page.independence.df)
    # The independence row is what a model without any path gives.
    alone = analysed(
        "\n".join(f"{v} ~~ {v}" for v in ("x1", "x2", "x3", "m1", "m2", "m3", "y1", "y2", "y3")),
        likelihood="amos",
    ).amos
    assert alone is not None
    assert alone.default.cmin == pytest.approx(page.independence.cmin, rel=1e-9)
    assert alone.default.rmr == pytest.approx(page.independence.rmr, rel=1e-9)
    assert alone.default.gfi == pytest.approx(page.independence.gfi, rel=1e-9)
    assert alone.default.rmsea == pytest.approx(page.independence.rmsea, rel=1e-9)


def test_means_in_the_model_blank_what_amos_does_not_print_then() -> None:
    page = analysed(CHAIN, likelihood="amos", meanstructure=True).amos
    assert page is not None
    for row in (page.default, page.saturated, page.independence):
        assert (row.rmr, row.gfi, row.agfi, row.pgfi, row.bic) == (None,) * 5
    plain = analysed(CHAIN, likelihood="amos").amos
    assert plain is not None
    assert page.default.cmin == pytest.approx(plain.default.cmin, rel=1e-8)
    assert page.default.df == plain.default.df


def test_amos_counts_exogenous_variables_as_random_where_lavaan_takes_them_as_given() -> None:
    amos, lavaan = (analysed("x2 ~ x1 + w\nx3 ~ x2", likelihood=word) for word in ("amos", "wishart"))
    assert amos.fit is not None
    assert amos.amos is not None
    assert lavaan.fit is not None
    # Two variances and a covariance of x1 and w.
    assert amos.amos.default.npar == amos.fit.npar == lavaan.fit.npar + 3
    assert amos.amos.default.df == amos.fit.df == lavaan.fit.df
    assert amos.fit.chisq == pytest.approx(lavaan.fit.chisq, rel=1e-9)
    assert amos.amos.independence.df == amos.fit.baseline_df == 6
    assert lavaan.fit.baseline_df == 5
    for field in ("cfi", "tli", "nfi", "rmsea", "gfi"):
        assert getattr(amos.fit, field) == pytest.approx(getattr(amos.amos.default, field), rel=1e-9), field


def test_every_index_is_finite_or_blank_and_bounded_where_it_must_be() -> None:
    for name in ("hs_cfa", "pd_sem", "paperL_hybrid", "talor_simple", "hs_mimic", "exo_saturated"):
        found = cases.analysis(name)
        assert found.fit is not None
        assert found.amos is not None
        for values in (found.fit, found.amos.default, found.amos.saturated, found.amos.independence):
            for field in dataclasses.fields(values):
                value = getattr(values, field.name)
                assert value is None or np.isfinite(value), (name, field.name)
        for probability in ("pvalue", "rmsea_pvalue", "cfi", "nfi"):
            value = getattr(found.fit, probability)
            assert value is None or -1e-9 <= value <= 1 + 1e-9


def made_up(chisq: float, df: int) -> FitIndices:
    fit = cases.analysis("hs_cfa").fit
    assert fit is not None
    return dataclasses.replace(fit, chisq=chisq, df=df, cfi=1 - chisq / 1000, aic=chisq - 2 * df)


def test_a_difference_test_is_chi_square_on_the_difference_of_degrees() -> None:
    test = difference_test(made_up(50.0, 26), made_up(40.0, 24))
    assert (test.chisq, test.df) == (10.0, 2)
    assert test.pvalue == pytest.approx(chi2.sf(10, 2))
    assert test.cfi == pytest.approx(-0.01)
    assert test.aic == pytest.approx(6.0)


def test_rounding_never_makes_a_difference_negative_and_no_degrees_make_no_test() -> None:
    assert difference_test(made_up(40.0 - 1e-9, 25), made_up(40.0, 24)).chisq == 0
    assert difference_test(made_up(40.0, 24), made_up(40.0, 24)).pvalue is None


def test_the_fraction_of_a_chi_square_that_underflows_is_zero_and_no_warning() -> None:
    assert ix.p_value(1e6, 10) == 0
    assert ix.p_value(-1e-12, 10) == 1
    assert ix.p_value(5.0, 0) is None
