"""The questions of the results and their tables."""

from __future__ import annotations

import pytest

from core.analysis import Analysis, suggest
from core.comparison import against
from core.data.dataset import Data
from core.hypotheses import wald_of
from core.inference.bollen_stine import BollenStine
from core.inference.modification import ModificationIndex
from core.questions import difference, left_over, power, scores
from core.views.answers import fit_answer, improvement_answer, measurement_answer
from core.views.exports import csv
from core.views.fit_test_tables import bollen_stine_table, power_table
from core.views.hypothesis_tables import difference_table, hypothesis, quantities, wald_table
from core.views.improvement_tables import equalities_table, row_of, suggestions_table
from core.views.residual_tables import largest_residuals_table, residuals_table
from core.views.scale_tables import fornell_larcker_table, htmt_table, reliability_table, scores_table
from core.views.sections import TITLES, Section, sections
from tests import golden_cases as cases
from tests.made import CHAIN, FACTORS, analysed, made, two_sites

QUESTIONS = [
    "Does the model fit?",
    "What goes through the mediator?",
    "Is the measurement sound?",
    "What would improve it?",
    "What exactly was fitted?",
]


def asked(analysis: Analysis, data: Data) -> tuple[Section, ...]:
    return sections(analysis, data, suggest(analysis))


def test_the_results_answer_questions() -> None:
    found = asked(cases.analysis("hs_cfa"), cases.data("hs_cfa"))
    assert [section.question for section in found] == QUESTIONS
    assert all(section.answer.endswith(".") for section in found)
    names = [table.name for section in found for table in section.tables]
    assert len(names) == len(set(names))
    assert set(TITLES) < set(names)
    assert all(csv(table) for section in found for table in section.tables)


@pytest.mark.parametrize(
    "name", ["hs_cfa", "wheaton_a", "exo_saturated", "pd_equal", "talor_simple", "heywood3"]
)
def test_every_model_gets_its_sections_and_what_does_not_apply_says_why(name: str) -> None:
    for section in asked(cases.analysis(name), cases.data(name)):
        assert section.answer
        assert all(len(table.text) or table.note for table in section.tables)


def test_a_model_that_may_not_be_read_gets_sentences_and_no_numbers() -> None:
    found = asked(analysed("f =~ x1 + x2"), made())
    answers = {section.id: section.answer for section in found}
    assert answers["fit"] == answers["measurement"] == answers["improvement"]
    shown = {table.name for section in found for table in section.tables if len(table.text)}
    # The shape of the data does not depend on the model, and the model itself can always be read.
    assert {"normality", "shapes", "model"} < shown
    assert not shown & {"fit", "fit_judged", "effects", "reliability", "modindices"}


def test_the_answers_name_what_is_wrong() -> None:
    found = cases.analysis("hs_cfa")
    assert "TLI" in fit_answer(found, left_over(found))
    assert "visual and speed" in measurement_answer(found)
    assert "visual → x9" in improvement_answer(found, suggest(found))
    assert "by construction" in fit_answer(cases.analysis("exo_saturated"), ())


def test_a_suggestion_can_be_added_as_it_stands() -> None:
    found = cases.analysis("hs_cfa")
    index = ModificationIndex("x1", "~~", "x2", 12.0, 0.3, group=2)
    assert row_of(index).key == ("x1", "~~", "x2", 2)
    text = suggestions_table(found, suggest(found)).text
    assert text["Change"][0] == "visual → x9"
    assert text["χ² would fall by"][0] == "36.41"
    assert text["Standardised"][0] == "+.515"


def test_suggestions_are_those_above_the_bound_and_warn_of_chance() -> None:
    suggested = suggest(cases.analysis("hs_cfa"))
    table = suggestions_table(cases.analysis("hs_cfa"), suggested, least=10, count=100)
    assert len(table.text) == sum(index.mi >= 10 for index in suggested)
    assert "fit chance" in table.note


def test_equalities_name_their_label() -> None:
    table = equalities_table(cases.analysis("pd_equal"))
    assert table.text["Change"][0] == "release from “a”: dem65 → y6"
    assert "χ²(3) = 2.04" in table.note
    assert not len(equalities_table(cases.analysis("hs_cfa")).text)


def test_large_residuals_are_marked_by_a_sign_and_not_by_colour() -> None:
    found = cases.analysis("hs_cfa")
    text = residuals_table(found, left_over(found)[0]).text.set_index("Variable")
    assert text.loc["x9", "x1"] == ".149 ▲"
    assert text.loc["x7", "x2"] == "−.189 ▼"
    assert text.loc["x3", "x2"] == ".094"
    assert text.loc["x2", "x3"] == ""


def test_the_largest_residuals_say_which_way_the_model_errs() -> None:
    found = cases.analysis("hs_cfa")
    text = largest_residuals_table(found, left_over(found)).text
    assert list(text.iloc[0]) == ["x7 ↔ x8", ".075", "4.82", "too little"]


def test_scales_below_a_cut_off_are_marked() -> None:
    text = reliability_table(cases.analysis("hs_cfa")).text.set_index("Factor")
    assert text.loc["visual", "α"] == ".63 ✗"
    assert text.loc["textual", "α"] == ".88"


def test_factors_that_cannot_be_told_apart_are_marked() -> None:
    found = cases.analysis("pd_sem")
    assert "✗" in fornell_larcker_table(found).text.set_index("Factor").loc["dem65", "dem60"]
    assert "✗" in htmt_table(found).text.set_index("Factor").loc["dem65", "dem60"]
    assert not len(htmt_table(analysed("f =~ x1 + x2 + x3")).text)


def test_scores_have_a_row_for_each_case() -> None:
    table = scores_table(scores(cases.analysis("hs_cfa"), cases.data("hs_cfa"))[0])
    assert len(table.text) == 301
    assert list(table.numbers.columns) == ["visual", "textual", "speed"]


def test_a_bootstrap_p_of_none_is_written_as_a_bound() -> None:
    table = bollen_stine_table(BollenStine(85.3, 0.0, 24.9, 2000, 3, 1))
    assert list(table.text.iloc[0]) == ["85.30", "24.90", "< .0005", "2,000", "3"]
    assert not len(bollen_stine_table(None).text)


def test_a_difference_test_says_in_words_what_it_says_in_numbers() -> None:
    larger = analysed(CHAIN, estimator="MLM")
    smaller = analysed(larger.table.switch(("h", "~", "f", 1), False), estimator="MLM")
    table = difference_table({"without f → h": against(larger, smaller)}, "the larger")
    assert list(table.text.iloc[0, :2]) == ["without f → h", "fits worse"]
    assert table.text["Correction"][0] == "Satorra & Bentler (2001)"
    assert table.numbers["chisq.diff"][0] == difference(smaller, larger).chisq


def test_models_without_a_test_say_why() -> None:
    one, other = analysed(FACTORS + "g ~ f\nh ~ g"), analysed(FACTORS + "g ~ h\nf ~ g")
    table = difference_table({"turned": against(one, other)}, "it")
    assert "no data can tell" in table.text.iloc[0, 1]
    assert list(table.text.iloc[0, 2:]) == ["–"] * 4


def test_a_hypothesis_can_be_about_any_path_or_indirect_effect() -> None:
    found = analysed(CHAIN)
    asked = quantities(found)
    names = ["f → g", "f → g → h"]
    assert names[0] in asked
    assert asked["f → g → h"] == (("g", "~", "f", 1), ("h", "~", "g", 1))
    test = wald_of(found, [asked[name] for name in names], "equal")
    row = wald_table({hypothesis(names, "equal"): test}).text.iloc[0]
    assert row["Hypothesis"] == "f → g = f → g → h"
    assert row["What the test says"] == "the data speak against it"
    assert hypothesis(names, "zero") == "f → g, f → g → h = 0"


def test_the_same_path_in_two_groups_has_two_names() -> None:
    found = analysed(CHAIN, two_sites(), group="site")
    assert {"f → g (south)", "f → g (north)", "f → g → h (north)"} <= set(quantities(found))


def test_power_is_one_row() -> None:
    assert list(power_table(power(cases.analysis("hs_cfa"))).text.iloc[0])[-2:] == [".70", "375"]
