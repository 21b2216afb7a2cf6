"""Models side by side: what is tested, what is only weighed, and what is refused."""

from __future__ import annotations

import json
from functools import cache

import pytest

from core.analysis import Analysis, analyse
from core.comparison import against, restored, weights
from core.data.samples import find_sample, load_sample
from core.model.mediation import without_direct
from core.model.snapshot import LONGEST_NAME, differing, name_for, unlike
from core.model.syntax import parse
from core.options import Options
from core.views.comparison import fit_comparison, in_which_differ, verdict_matrix
from core.views.hypothesis_tables import difference_table
from core.views.model_forest import estimate_comparison, model_forest
from tests import golden_cases as cases

# lavaan prints its own numbers to six digits and more.
CLOSE = 1e-5
STUDY = parse(find_sample("study").model)


@cache
def study(kind: str, **options: object) -> Analysis:
    tables = {
        "partial": STUDY,
        "published": without_direct(STUDY, ("Satisfaction",)),
        "full": without_direct(STUDY),
        "other full": without_direct(STUDY, ("Outcome",)),
    }
    return analyse(load_sample("study"), tables[kind], Options(**options))  # type: ignore[arg-type]


def side_by_side(*kinds: str) -> dict[str, Analysis]:
    return {kind: study(kind) for kind in kinds}


def test_a_restricted_model_is_tested_against_the_larger_one_whichever_is_the_reference():
    one, other = against(study("partial"), study("full")), against(study("full"), study("partial"))
    assert (one.relation, other.relation) == ("restricted", "larger")
    assert one.test is not None
    assert one.test == other.test
    assert one.test.df == 2


@pytest.mark.slow
def test_models_that_are_not_nested_get_no_test_and_the_reason():
    found = against(study("published"), study("other full"))
    assert found.test is None
    assert found.relation == "not nested"
    assert "special case" in found.reason


def test_equivalent_models_are_told_as_such():
    data = load_sample("study")
    one = analyse(data, parse("eng1 ~ Goal\nsat1 ~ eng1"), Options(fixed_x=False))
    other = analyse(data, parse("eng1 ~ sat1\nGoal ~ eng1"), Options(fixed_x=False))
    found = against(one, other)
    assert found.relation == "equivalent"
    assert found.test is None
    # Nor can AIC and BIC, which are the same.
    assert "AIC" not in difference_table({"other": found}, "“one”").text.iloc[0, 1]


def test_other_given_causes_are_not_on_one_scale():
    data = load_sample("study")
    one = analyse(data, parse("eng1 ~ Goal\nsat1 ~ eng1"), Options())
    other = analyse(data, parse("eng1 ~ sat1\nGoal ~ eng1"), Options())
    found = against(one, other)
    assert not found.comparable
    assert "given causes" in found.reason


@pytest.mark.parametrize(
    ("text", "options"), [("eng1 ~ Goal + Task", {}), ("eng1 ~ Goal\nsat1 ~ eng1", {"likelihood": "amos"})]
)
def test_models_of_other_columns_or_another_method_are_not_compared(text, options):
    data = load_sample("study")
    one = analyse(data, parse("eng1 ~ Goal\nsat1 ~ eng1"), Options())
    other = analyse(data, parse(text), Options(**options))
    found = against(one, other)
    assert not found.comparable
    assert found.test is None
    models = {"one": one, "other": other}
    seen = {"one": against(one, one), "other": found}
    assert not any("★" in cell for cell in fit_comparison(models, seen).text["other"])


def test_weights_add_up_and_follow_the_criterion():
    models = [study("partial"), study("published"), study("full")]
    shares = weights(models, "aic")
    assert shares is not None
    assert sum(shares) == pytest.approx(1)
    best = min(range(3), key=lambda i: models[i].fit.aic)
    assert shares[best] == max(shares)


def test_the_published_pattern_wins_by_aic_and_bic():
    models = side_by_side("partial", "published", "full", "other full")
    seen = {name: against(models["partial"], found) for name, found in models.items()}
    table = fit_comparison(models, seen).text.set_index("Measure")
    assert table.loc["AIC", "published"].startswith("★")
    assert table.loc["BIC", "published"].startswith("★")
    assert not table.loc["BIC", "full"].startswith("★")
    assert "(Δ " in table.loc["CFI", "full"]


def test_the_difference_tests_of_the_study_are_lavaans():
    wanted = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))["paper_LRT"]
    found = [cases.analysis(name) for name in ("paper_partial", "paper_hybrid", "paper_full")]
    for i in (1, 2):
        test, expected = against(found[i - 1], found[i]).test, wanted[i]
        assert test is not None
        assert test.chisq == pytest.approx(expected["Chisq diff"], abs=CLOSE)
        assert test.pvalue == pytest.approx(expected["Pr(>Chisq)"], rel=1e-3)


def test_the_differences_are_told_in_words():
    models = side_by_side("partial", "full")
    seen = {name: against(models["partial"], found) for name, found in models.items()}
    row = difference_table({"full": seen["full"]}, "“partial”").text.iloc[0]
    assert row["Against “partial”"] == "fits worse"
    assert row["Δdf"] == "2"


def test_every_path_that_is_off_comes_back_alone_and_with_the_others():
    full = study("full").table
    back = restored(full)
    assert len(back) == 3
    assert back[tuple(key for one in list(back)[:2] for key in one)] == STUDY
    data, tests = load_sample("study"), []
    for table in back.values():
        tests.append(against(analyse(data, table, Options()), study("full")).test)
    assert [test and test.df for test in tests] == [1, 1, 2]
    assert restored(STUDY) == {}


def test_the_paths_that_differ_are_named():
    tables = {name: found.table for name, found in side_by_side("partial", "published").items()}
    assert in_which_differ(tables) == {"partial": "", "published": "off: Alliance → Satisfaction"}
    assert ("Satisfaction", "~", "Alliance", 1) in differing(tables.values())


def test_every_view_has_a_column_for_every_model():
    models = side_by_side("partial", "published", "full")
    assert list(verdict_matrix(models).text.columns[1:]) == list(models)
    table = estimate_comparison(models, "standardised").text.set_index("Path or effect")
    assert table.loc["Alliance → Satisfaction", "full"] == "0 (off)"
    assert table.loc["Alliance → Engagement → Outcome", "partial"].endswith("]")
    assert [trace.name for trace in model_forest(models, "standardised").data] == list(models)


def test_names_say_what_is_off_and_are_never_the_same():
    published = without_direct(STUDY, ("Satisfaction",))
    assert name_for(STUDY, ()) == "All paths on"
    assert name_for(published, ()) == "Without Alliance → Satisfaction"
    assert name_for(published, ["Without Alliance → Satisfaction"]) == "Without Alliance → Satisfaction (2)"
    assert len(unlike("x" * 500, ())) == LONGEST_NAME
    assert unlike("  \n ", ()) == "Model"
