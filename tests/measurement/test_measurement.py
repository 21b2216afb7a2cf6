"""Reliability, validity, factor scores, normality and power: lavaan's, semTools' and psych's numbers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.errors import DataError, ModelError, OptionError
from core.measurement.power import rmsea_cases, rmsea_power
from core.measurement.reliability import alpha_interval, cronbach_alpha
from core.model.syntax import parse
from core.options import Options
from core.questions import multivariate_normality, power, reliability, scores, validity
from tests import golden_cases as cases
from tests.made import CHAIN, FACTORS, analysed, dataset, made, process

EXTRAS: dict[str, Any] = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))
SCORES: dict[str, Any] = json.loads((cases.GOLDEN / "questions.json").read_text(encoding="utf-8"))["scores"]

# lavaan stops its optimiser at a relative change of about 1e-6.
ESTIMATE = 1e-4
EXACT = 1e-9
# lavaan 0.6-14 counts the means of observed outcomes twice unless means are modelled, which moves all
# scores alike, and takes these outcomes as further items of Bartlett scores.
OBSERVED_OUTCOMES = ("paper_hybrid",)


@pytest.mark.parametrize(("name", "short"), [("hs_cfa", "hs"), ("paperL_cfa", "paperL")])
def test_omega_and_average_variance_are_those_of_semtools(name: str, short: str) -> None:
    found = {scale.factor: scale for scale in reliability(cases.analysis(name))}
    for factor, want in EXTRAS[f"{short}_reliability"].items():
        assert found[factor].omega == pytest.approx(want, abs=ESTIMATE)
    for factor, want in EXTRAS[f"{short}_AVE"].items():
        assert found[factor].ave_weighed == pytest.approx(want, abs=ESTIMATE)


def test_htmt_is_that_of_semtools() -> None:
    want, got = EXTRAS["paperL_htmt"], validity(cases.analysis("paperL_hybrid"))[0]
    at = [got.factors.index(name) for name in want["names"]]
    assert np.allclose(got.htmt2[np.ix_(at, at)], want["values"], atol=EXACT)
    assert (abs(got.htmt - got.htmt2) < 0.02).all()


def test_alpha_of_equal_covariances_is_the_formula_of_spearman_and_brown() -> None:
    cov = 0.5 * np.ones((4, 4)) + 0.5 * np.eye(4)
    assert cronbach_alpha(cov) == pytest.approx(4 * 0.5 / (1 + 3 * 0.5))


def test_the_interval_of_alpha_is_feldts() -> None:
    low, high = alpha_interval(0.79, 8, 41, 0.90)
    # F(40, 280) at .05 and .95, from tables: .657 and 1.434.
    assert low == pytest.approx(1 - 0.21 * 1.434, abs=2e-3)
    assert high == pytest.approx(1 - 0.21 * 0.657, abs=2e-3)


def test_the_interval_of_alpha_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    true, hits = 4 * 0.5 / (1 + 3 * 0.5), 0
    for _ in range(400):
        rows = np.sqrt(0.5) * (rng.normal(size=(60, 1)) + rng.normal(size=(60, 4)))
        low, high = alpha_interval(cronbach_alpha(np.cov(rows.T)), 4, 60, 0.95)
        hits += low <= true <= high
    assert 0.92 <= hits / 400 <= 0.98


def test_scales_are_the_same_in_any_unit_and_with_an_item_turned_round() -> None:
    frame = process().copy()
    before = reliability(analysed(FACTORS))
    frame["x2"] *= -3
    frame["x1"] *= 3
    frame["x3"] *= 3
    after = reliability(analysed(FACTORS, dataset(frame.to_numpy(), list(frame.columns))))
    for one, other in zip(before, after, strict=True):
        assert one.alpha == pytest.approx(other.alpha, abs=1e-6)
        assert one.omega == pytest.approx(other.omega, abs=1e-6)
        assert one.cr == pytest.approx(other.cr, abs=1e-6)
    assert "turned round" in after[0].remark
    assert not before[0].remark


@pytest.mark.parametrize(
    ("text", "factor", "words"),
    [
        (FACTORS + "top =~ f + g + h", "top", "not by items"),
        ("f =~ x1\ng =~ m1 + m2 + m3\ng ~ f", "f", "one item"),
        ("f =~ x1 + x2 + x3 + m1\ng =~ m1 + m2 + m3", "g", "one factor only"),
    ],
)
def test_what_a_scale_does_not_have_is_left_out_and_said(text: str, factor: str, words: str) -> None:
    scale = next(scale for scale in reliability(analysed(text)) if scale.factor == factor)
    assert scale.cr is None
    assert scale.ave is None
    assert words in scale.remark


def test_the_criterion_of_fornell_and_larcker_compares_what_the_model_estimates() -> None:
    found = analysed(FACTORS)
    got = validity(found)[0]
    std = [p.std_all for p in found.parameters if p.row.op == "=~" and p.row.lhs == "f"]
    assert got.root_ave[0] ** 2 == pytest.approx(np.mean(np.square(np.array(std, dtype=float))))
    pair = next(p.std_all for p in found.parameters if (p.row.lhs, p.row.op, p.row.rhs) == ("f", "~~", "g"))
    assert got.correlations[0, 1] == pytest.approx(pair)


def test_factors_that_share_an_item_have_no_htmt() -> None:
    got = validity(analysed("f =~ x1 + x2 + x3 + m1\ng =~ m1 + m2 + m3"))[0]
    assert np.isnan(got.htmt[0, 1])


@pytest.mark.parametrize(
    ("name", "method"),
    [
        (n, m)
        for n in SCORES
        for m in ("regression", "bartlett")
        if n not in OBSERVED_OUTCOMES or m != "bartlett"
    ],
)
def test_factor_scores_are_lavaans(name: str, method: Any) -> None:
    want, found = SCORES[name], cases.analysis(name)
    got = scores(found, cases.data(name), method)[0]
    theirs = np.array(want[method], dtype=float)
    # R writes a list of one name as the name.
    names = [want["names"]] if isinstance(want["names"], str) else want["names"]
    for factor, column in zip(names, theirs.T, strict=True):
        ours = got.values[: len(column), got.names.index(factor)]
        if method == "bartlett" and np.isnan(ours).all():
            # No item measures it; lavaan writes zeros.
            assert abs(column).max() < 1e-6
            continue
        if name in OBSERVED_OUTCOMES:
            column = column + (ours - column).mean()
        assert np.allclose(ours, column, atol=1e-3), (factor, ours, column)


@pytest.mark.parametrize("method", ["regression", "bartlett"])
def test_scores_do_not_depend_on_whether_means_are_modelled(method: Any) -> None:
    data, table = cases.data("paper_hybrid"), cases.table("paper_hybrid")
    one, other = (
        scores(analyse(data, table, Options(meanstructure=means)), data, method)[0].values
        for means in (False, True)
    )
    assert np.allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("method", ["regression", "bartlett"])
def test_scores_of_rows_with_gaps_are_those_of_complete_rows_where_nothing_is_missing(method: Any) -> None:
    rows = process().to_numpy().copy()
    names = list(process().columns)
    rows[::7, names.index("x2")] = np.nan
    gappy = dataset(rows, names, "gappy")
    found = analysed(CHAIN, gappy, missing="fiml")
    got = scores(found, gappy, method)[0].values
    assert np.isfinite(got).all()
    full = analysed(CHAIN, meanstructure=True)
    assert np.corrcoef(got[:, 0], scores(full, made(), method)[0].values[:, 0])[0, 1] > 0.97


def test_bartlett_scores_of_perfectly_known_factors_are_their_values() -> None:
    rng = np.random.default_rng(3)
    f = rng.normal(size=300)
    rows = np.column_stack([f + 1e-3 * rng.normal(size=300) for _ in range(3)])
    data = dataset(rows, ["a", "b", "c"])
    got = scores(analysed("f =~ a + b + c", data), data, "bartlett")[0].values[:, 0]
    assert got == pytest.approx(f - f.mean(), abs=5e-3)


def test_a_model_without_factors_has_no_scores() -> None:
    with pytest.raises(ModelError, match="no latent"):
        scores(analysed("x2 ~ x1"), made())


def test_mardias_tests_are_those_of_psych() -> None:
    want, got = EXTRAS["hs_mardia"], multivariate_normality(cases.analysis("hs_cfa"), cases.data("hs_cfa"))[0]
    assert got.b1p == pytest.approx(want["b1p"], rel=EXACT)
    assert got.b2p == pytest.approx(want["b2p"], rel=EXACT)
    assert got.skew == pytest.approx(want["skew"], rel=EXACT)
    assert got.small_sample == pytest.approx(want["small.skew"], rel=EXACT)
    assert got.skew_pvalue == pytest.approx(want["p.skew"], rel=1e-4)
    assert got.kurtosis == pytest.approx(want["kurtosis"], rel=EXACT)
    assert got.kurtosis_pvalue == pytest.approx(want["p.kurt"], rel=1e-6)
    assert len(got.shapes) == 9


def test_rows_are_needed_where_rows_are_looked_at() -> None:
    data = cases.data("wheaton_a")
    for ask in (multivariate_normality, scores):
        with pytest.raises(DataError, match="rows"):
            ask(cases.analysis("wheaton_a"), data)


def test_the_power_of_close_fit_is_that_of_semtools() -> None:
    got = power(cases.analysis("hs_cfa"))
    assert got.power == pytest.approx(EXTRAS["power_rmsea"][0], abs=1e-8)
    assert got.cases == EXTRAS["power_rmsea"][1]


@pytest.mark.parametrize(
    ("df", "nobs", "close", "not_close", "exact"),
    # MacCallum, Browne & Sugawara (1996), table 2.
    [(5, 100, 0.127, 0.081, 0.112), (100, 500, 1.0, 1.0, 0.999)],
)
def test_power_is_that_of_the_published_table(
    df: int, nobs: int, close: float, not_close: float, exact: float
) -> None:
    assert rmsea_power(0.05, 0.08, df, nobs) == pytest.approx(close, abs=6e-3)
    assert rmsea_power(0.05, 0.01, df, nobs) == pytest.approx(not_close, abs=6e-3)
    assert rmsea_power(0.0, 0.05, df, nobs) == pytest.approx(exact, abs=6e-3)


def test_the_number_of_cases_is_the_first_that_has_the_power() -> None:
    found = rmsea_cases(0.05, 0.08, 40)
    assert rmsea_power(0.05, 0.08, 40, found) >= 0.80 > rmsea_power(0.05, 0.08, 40, found - 1)


@pytest.mark.parametrize("given", [(0.05, 0.05, 10), (0.05, 0.08, 0), (0.05, 1.2, 10)])
def test_power_of_nothing_is_refused(given: tuple[float, float, int]) -> None:
    with pytest.raises(OptionError):
        rmsea_power(*given, 200)


def test_a_fit_that_may_not_be_read_is_no_scale() -> None:
    lost: Analysis = analyse(made(), parse("f =~ x1 + x2"), Options())
    with pytest.raises(ModelError):
        reliability(lost)
