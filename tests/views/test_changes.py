"""What is said of a step: what was done, what it did to the fit, and never a test that there is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.analysis import Analysis, analyse
from core.data.samples import find_sample, load_sample
from core.model.syntax import parse
from core.options import Options
from core.views.changes import what_changed
from core.views.fit_strip import fit_strip
from core.views.numbers import decimal, p_text, unit
from core.views.report import as_text
from tests.made import analysed, two_sites
from tests.views.handmade import not_identified

OPTIONS = Options(likelihood="amos", interval="delta")
SATISFACTION = ("Satisfaction", "~", "Alliance", 1)
OUTCOME = ("Outcome", "~", "Alliance", 1)
FACTORS = "f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\n"
PATHS = "m1 ~ a*x1\ny1 ~ b*m1 + c*x1"


@pytest.fixture(scope="module")
def study() -> Analysis:
    return analyse(load_sample("study"), parse(find_sample("study").model), OPTIONS)


def switched(study: Analysis, *keys: tuple[str, str, str, int]) -> Analysis:
    table = study.table
    for key in keys:
        table = table.switch(key, False)
    return analyse(load_sample("study"), table, OPTIONS)


def told(before: str, after: str, **options: object) -> str:
    return what_changed(analysed(before), analysed(after, **options))


def test_a_switch_gives_test_indices_and_verdicts(study: Analysis) -> None:
    assert what_changed(study, switched(study, SATISFACTION)) == (
        "You switched Alliance → Satisfaction off. Fit did not suffer detectably: Δχ²(1) = 0.22, p = .640; "
        "ΔCFI = 0; ΔAIC = −1.8. Satisfaction: “full mediation” became “full mediation by assumption”. "
        "Outcome: verdict unchanged."
    )


def test_switching_back_tells_the_same_with_the_signs_turned(study: Analysis) -> None:
    said = what_changed(switched(study, SATISFACTION), study)
    assert said.startswith(
        "You switched Alliance → Satisfaction on. Fit did not gain detectably: Δχ²(1) = 0.22"
    )
    assert "ΔAIC = +1.8" in said


def test_the_change_of_an_index_is_that_of_the_strip(study: Analysis) -> None:
    robust = replace(OPTIONS, estimator="MLR")
    before, after = (
        analyse(load_sample("study"), table, robust)
        for table in (study.table, study.table.switch(("Engagement", "~", "Alliance", 1), False))
    )
    assert before.fit
    assert before.fit.cfi_robust
    assert after.fit
    assert after.fit.cfi_robust
    strip = {entry.name: entry.change for entry in fit_strip(after.fit, before.fit)}
    assert unit(after.fit.cfi_robust - before.fit.cfi_robust, 3, signed=True) == strip["CFI"]
    assert f"ΔCFI = {strip['CFI']};" in what_changed(before, after)


def test_a_report_in_words_has_the_corrected_test(study: Analysis) -> None:
    corrected = analyse(load_sample("study"), study.table, replace(OPTIONS, estimator="MLM"))
    assert corrected.fit is not None
    said = as_text(corrected)
    assert f"= {decimal(corrected.fit.chisq_scaled, 3)}, {p_text(corrected.fit.pvalue_scaled)};" in said
    assert f"CFI {unit(corrected.fit.cfi_robust, 3)}, TLI {unit(corrected.fit.tli_robust, 3)}" in said


def test_a_costly_switch_is_called_so(study: Analysis) -> None:
    after = switched(study, ("Engagement", "~", "Alliance", 1))
    assert "The model fits worse: Δχ²(1) = " in what_changed(study, after)


def test_two_models_of_which_neither_is_a_special_case_are_not_tested(study: Analysis) -> None:
    said = what_changed(switched(study, SATISFACTION), switched(study, OUTCOME))
    assert said.startswith(
        "You switched Alliance → Outcome off and Alliance → Satisfaction on. Neither model is a special case "
        "of the other, so their χ² values cannot be tested. ΔAIC = +"
    )
    assert "Δχ²" not in said


def test_a_switch_of_several_paths_both_ways_is_tested_only_where_one_is_nested(study: Analysis) -> None:
    """More degrees of freedom alone do not make a special case."""
    after = switched(study, OUTCOME, ("Engagement", "~", "Alliance", 1))
    said = what_changed(switched(study, SATISFACTION), after)
    assert "Neither model is a special case" in said


def test_a_model_that_cannot_be_fitted_any_more_is_told_by_its_sentence(study: Analysis) -> None:
    after = not_identified(replace(switched(study, SATISFACTION), fit=None))
    assert after.estimates.outcome.sentence in what_changed(study, after)


def test_nothing_is_said_where_nothing_was_done(study: Analysis) -> None:
    assert what_changed(study, study) == ""


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("m1 ~ a*x1\ny1 ~ b*m1 + 0.5*x1", "You fixed x1 → y1 to 0.5. "),
        ("m1 ~ a*x1\ny1 ~ a*m1 + c*x1", "You made x1 → m1 and m1 → y1 equal. "),
        ("m1 ~ a*x1\ny1 ~ b*m1", "You removed x1 → y1. "),
        ("m1 ~ a*x1 + w\ny1 ~ b*m1 + c*x1", "You added w → m1. "),
        (PATHS + "\na == b", "You added a == b. "),
    ],
)
def test_every_kind_of_step_is_told(after: str, said: str) -> None:
    assert told(PATHS, after).startswith(said)


def test_what_a_step_costs_is_tested_where_one_model_is_nested() -> None:
    assert ": Δχ²(1) = " in told(PATHS, "m1 ~ a*x1\ny1 ~ a*m1 + c*x1")
    assert ": Δχ²(1) = " in told(PATHS, "m1 ~ a*x1\ny1 ~ b*m1")
    assert ": Δχ²(1) = " in told(PATHS, PATHS + "\na == b")


def test_an_arrow_turned_round_is_said_to_imply_the_same() -> None:
    said = told(FACTORS + "g ~ f", FACTORS + "f ~ g")
    assert said.startswith("You turned f → g round. Both models imply the same covariances, so no data ")


def test_another_way_to_compute_gives_both_chi_squares_and_no_test() -> None:
    text = "m1 ~ x1\ny1 ~ m1"
    said = told(text, text, estimator="MLR", missing="fiml")
    assert said.startswith(
        "You changed the estimator from ML to MLR and changed the way with missing answers from listwise to "
        "fiml. χ²(1) = "
    )
    assert " became χ²(1) = " in said
    assert "Δχ²" not in said


def test_other_intervals_leave_the_fit_unmentioned() -> None:
    said = told(PATHS, PATHS, interval="monte_carlo")
    assert said.startswith("You changed the way to make intervals from delta to monte carlo. ")
    assert "χ²" not in said


def test_groups_are_told_by_their_column() -> None:
    text = "m1 ~ x1\ny1 ~ m1"
    before, after = (analysed(text, two_sites(), **given) for given in ({}, {"group": "site"}))
    said = what_changed(before, after)
    assert said.startswith("You changed the column of the groups from none to site. χ²(1) = ")
    assert " became χ²(2) = " in said
