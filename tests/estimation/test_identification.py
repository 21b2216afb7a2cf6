"""What the data cannot tell apart is refused, with the parameters' names."""

from __future__ import annotations

import pytest

from core.analysis import Analysis
from core.estimation.estimates import Outcome
from core.model.syntax import parse
from tests.made import CHAIN, FACTORS, analysed, dataset, process


def refusal(found: Analysis, code: str) -> str:
    """The text of the one fault of a model that is not identified."""
    assert found.estimates.outcome is Outcome.NOT_IDENTIFIED
    assert found.fit is None
    assert found.parameters == ()
    (notice,) = (notice for notice in found.notices if notice.level == "error")
    assert notice.code == code
    return notice.text


def test_more_parameters_than_moments_are_counted() -> None:
    text = refusal(analysed("f =~ x1 + x2"), "df_negative")
    assert "4 free parameters" in text
    assert "only 3" in text
    assert "df = -1" in text


def test_fixed_exogenous_moments_do_not_count() -> None:
    text = refusal(analysed("x1 ~ w + x2\nx2 ~ w + x1"), "df_negative")
    assert "7 free parameters" not in text
    assert "df = -1" in text


def test_two_factors_with_the_same_indicators_name_their_parameters() -> None:
    columns = "x1 + x2 + x3 + m1 + m2 + m3"
    text = refusal(analysed(f"f =~ {columns}\ng =~ {columns}"), "rank_deficient")
    assert "f =~" in text
    assert "g =~" in text


def test_a_feedback_loop_without_instruments_is_not_identified_although_df_is_not_negative() -> None:
    model = "m1 ~ y1 + w\ny1 ~ m1 + w\nv ~ m1\nx1 ~ y1"
    text = refusal(analysed(model, auto_cov_y=False), "rank_deficient")
    assert "m1 ~ y1" in text
    assert "y1 ~ m1" in text


def test_the_same_loop_with_instruments_is_identified() -> None:
    assert analysed("m1 ~ y1 + w\ny1 ~ m1 + v").estimates.outcome is Outcome.CONVERGED


def test_a_latent_variable_whose_marker_is_off_has_no_scale() -> None:
    table = parse(FACTORS).switch(("f", "=~", "x1", 1), False)
    text = refusal(analysed(table), "rank_deficient")
    assert "f =~ x2" in text
    assert "f ~~ f" in text
    assert "m2" not in text


def test_a_latent_variable_of_two_indicators_without_relations_is_not_identified() -> None:
    text = refusal(analysed("f =~ x1 + x2\ng =~ m1 + m2 + m3\nf ~~ 0*g"), "rank_deficient")
    assert "f =~ x2" in text
    assert "g =~" not in text


def test_the_same_two_indicators_are_enough_beside_another_factor() -> None:
    assert analysed("f =~ x1 + x2\ng =~ m1 + m2 + m3").estimates.outcome is Outcome.CONVERGED


def test_a_scale_that_was_freed_is_missed() -> None:
    text = refusal(analysed(FACTORS.replace("x1", "NA*x1")), "rank_deficient")
    assert "f ~~ f" in text


def test_one_indicator_is_explained_by_its_parameters() -> None:
    text = refusal(
        analysed("f =~ x1\nx1 ~~ x1\nm1 ~ f\ny1 ~ f + m1\ny2 ~ m1", auto_cov_y=False), "rank_deficient"
    )
    assert "x1 ~~ x1" in text


def test_a_just_identified_model_is_identified() -> None:
    found = analysed("f =~ x1 + x2 + x3")
    assert found.estimates.outcome is Outcome.CONVERGED
    assert found.fit is not None
    assert found.fit.df == 0
    assert found.fit.chisq == pytest.approx(0, abs=1e-8)


def test_near_collinear_columns_are_still_identified() -> None:
    frame = process().copy()
    frame["v"] = frame["w"] + 1e-3 * frame["v"]
    data = dataset(frame.to_numpy(), list(frame.columns))
    assert analysed("x1 ~ w + v", data).estimates.outcome is Outcome.CONVERGED


def test_an_unidentified_model_is_refused_whatever_the_user_starts_it_with() -> None:
    assert analysed(CHAIN + "x1 ~~ start(0.3)*x1").estimates.outcome is Outcome.CONVERGED
    for start in ("0", "0.7", "1000"):
        model = FACTORS.replace("x1 + x2", f"NA*x1 + start({start})*x2")
        assert analysed(model).estimates.outcome is Outcome.NOT_IDENTIFIED
