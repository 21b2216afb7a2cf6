"""What lavaan answers of a fitted model, ours answers too."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.analysis import Analysis, analyse, suggest
from core.errors import ModelError
from core.hypotheses import addition_tests, equality_tests, wald, wald_of
from core.inference.modification import ModificationIndex
from core.inference.residual_types import ResidualSummary
from core.model.partable import ParRow, ParTable
from core.questions import difference, left_over, nested_in
from tests import golden_cases as cases
from tests.made import CHAIN, FACTORS, analysed, made

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "questions.json").read_text(encoding="utf-8"))

# lavaan stops its optimiser at a relative change of about 1e-6; score tests are quotients of small slopes.
SCORE = 1e-3
CHISQ = 1e-3


@cache
def found(name: str) -> Analysis:
    """A golden case, perhaps with another estimator or with means."""
    case, *change = name.split()
    options = replace(cases.options(case), interval="delta")
    if change == ["meanstructure"]:
        options = replace(options, meanstructure=True)
    elif change:
        options = replace(options, estimator=change[0])  # type: ignore[arg-type]
    return analyse(cases.data(case), cases.table(case), options)


def near(got: float | None, want: object, tolerance: float) -> bool:
    """Where lavaan has no number (null, or R's empty list) there is nothing to hold against."""
    if not isinstance(want, int | float):
        return True
    return got is not None and abs(got - want) <= tolerance * max(1.0, abs(want))


@pytest.mark.parametrize("name", GOLDEN["modindices"])
def test_modification_indices_and_expected_changes_agree(name: str) -> None:
    ours = {cases.key({"lhs": i.lhs, "op": i.op, "rhs": i.rhs}): i for i in suggest(found(name))}
    for want in GOLDEN["modindices"][name]:
        got = ours[cases.key(want)]
        for key in ("mi", "epc", "sepc.lv", "sepc.all"):
            value = getattr(got, key.replace(".", "_"))
            assert near(value, want.get(key), SCORE), (cases.key(want), key, value, want[key])


def same(total: dict[str, Any], chisq: float, df: int, pvalue: float | None) -> bool:
    chisq_key = "X2" if "X2" in total else "stat"
    return (
        near(chisq, total[chisq_key], SCORE) and df == total["df"] and near(pvalue, total["p.value"], SCORE)
    )


@pytest.mark.parametrize("name", ["pd_equal", "pd_equal GLS"])
def test_score_tests_of_equalities_agree(name: str) -> None:
    want, got = GOLDEN["score"][name], equality_tests(found(name))
    assert got is not None
    assert same(want["total"], got.chisq, got.df, got.pvalue)
    for ours, theirs in zip(got.parts, want["each"], strict=True):
        assert near(ours.mi, theirs["X2"], SCORE), (ours, theirs)
        assert ours.label in ("a", "b", "c")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("hs_cfa", [("visual", "=~", "x9"), ("x7", "~~", "x8"), ("x1", "~~", "x5")]),
        ("paper_full", [("outcome", "~", "alliance")]),
    ],
)
def test_score_tests_of_additions_agree(name: str, rows: list[tuple[str, Any, str]]) -> None:
    want, got = GOLDEN["score"][name], addition_tests(found(name), [ParRow(*row) for row in rows])
    assert same(want["total"], got.chisq, got.df, got.pvalue)
    for ours, theirs in zip(got.parts, want["each"], strict=True):
        assert near(ours.mi, theirs["X2"], SCORE), (ours, theirs)


def test_a_free_parameter_cannot_be_added() -> None:
    with pytest.raises(ModelError, match="estimated already"):
        addition_tests(found("hs_cfa"), [ParRow("visual", "=~", "x2")])


def test_a_model_without_equal_labels_has_no_equality_to_test() -> None:
    assert equality_tests(found("hs_cfa")) is None


def test_releasing_an_equality_lowers_chi_square_about_as_promised() -> None:
    tied = analysed("f =~ x1 + a*x2 + a*x3\ng =~ m1 + m2 + m3\ng ~ f")
    free = analysed("f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\ng ~ f")
    test = equality_tests(tied)
    assert test is not None
    assert tied.fit is not None
    assert free.fit is not None
    assert test.df == 1
    assert test.chisq == pytest.approx(tied.fit.chisq - free.fit.chisq, rel=0.2)
    change = free.parameters[2].est - free.parameters[1].est  # type: ignore[operator]
    assert isinstance(test.parts[0], ModificationIndex)
    assert test.parts[0].epc * change > 0


@pytest.mark.parametrize("want", GOLDEN["wald"], ids=lambda want: want["text"].replace("\n", "; "))
def test_wald_tests_agree(want: dict[str, Any]) -> None:
    got = wald(found(f"{want['case']} {want['estimator']}"), want["text"])
    assert same(want, got.chisq, got.df, got.pvalue), (got, want)


def test_the_wald_test_of_the_study_agrees() -> None:
    want = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))["paper_wald_b2"]
    named = cases.table("paper_partial")
    label = named.find(("satisfaction", "~", "alliance", 1))
    assert label is not None
    got = wald(found("paper_partial"), f"{label.label} == 0")
    assert same(want, got.chisq, got.df, got.pvalue)


A, B1, B2 = (
    ("engagement", "~", "alliance", 1),
    ("outcome", "~", "engagement", 1),
    ("satisfaction", "~", "engagement", 1),
)


@pytest.mark.parametrize(
    ("quantities", "asked", "text"),
    [
        (((B1,), (B2,)), "equal", "b1 == b2"),
        (((A, B1), (A, B2)), "equal", "a*b1 == a*b2"),
        (((A,), (B1,)), "zero", "a == 0\nb1 == 0"),
    ],
)
def test_paths_need_no_label_to_be_tested(quantities: Any, asked: Any, text: str) -> None:
    labelled = found("paper_hybrid")
    bare = ParTable(tuple(replace(r, label="") for r in labelled.table.rows if r.op != ":="))
    without = analyse(cases.data("paper_hybrid"), bare, labelled.options)
    want = wald(labelled, text)
    for analysis in (labelled, without):
        got = wald_of(analysis, quantities, asked)
        assert (got.chisq, got.df) == (pytest.approx(want.chisq), want.df)


def test_a_hypothesis_about_too_little_is_refused() -> None:
    for chosen, asked in (((), "zero"), (((A,),), "equal")):
        with pytest.raises(ModelError, match="Choose at least"):
            wald_of(found("paper_hybrid"), chosen, asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a == b\nb == c\na == c", "wald_redundant"),
        ("a > 0", "wald_equations"),
        ("a == nobody", "unknown_label"),
        ("a == a", "wald_redundant"),
    ],
)
def test_equations_that_cannot_be_tested_are_refused(text: str, code: str) -> None:
    with pytest.raises(ModelError) as fault:
        wald(found("pd_equal"), text)
    assert fault.value.code == code


@pytest.mark.slow
@pytest.mark.parametrize(
    "want", GOLDEN["difference"], ids=lambda w: f"{w['larger']} {w['smaller']} {w['estimator']} {w['method']}"
)
def test_difference_tests_agree(want: dict[str, Any]) -> None:
    smaller, larger = (found(f"{want[side]} {want['estimator']}") for side in ("smaller", "larger"))
    got = difference(smaller, larger, want["method"], cases.data(want["smaller"]))
    assert got.df == want["df"]
    assert near(got.chisq, want["chisq"], CHISQ), (got, want)
    assert near(got.pvalue, want["pvalue"], CHISQ), (got, want)
    assert near(got.rmsea, want.get("rmsea"), CHISQ), (got, want)


def test_the_scaled_differences_of_the_study_agree() -> None:
    wanted = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))["paper_LRT_mlm"]
    models = [found(f"{name} MLM") for name in ("paper_partial", "paper_hybrid", "paper_full")]
    for want, smaller, larger in zip(wanted[1:], models[1:], models, strict=False):
        got = difference(smaller, larger)
        assert near(got.chisq, want["Chisq diff"], CHISQ)
        assert near(got.pvalue, want["Pr(>Chisq)"], CHISQ)


def test_a_path_switched_off_gives_a_nested_model() -> None:
    larger = analysed(CHAIN)
    smaller = analysed(larger.table.switch(("h", "~", "f", 1), False))
    assert nested_in(smaller, larger).nested
    assert not nested_in(smaller, larger).equivalent
    assert nested_in(larger, smaller).nested is False


def test_equal_labels_written_in_another_order_are_nested_too() -> None:
    larger = analysed("g =~ m1 + m2 + m3\nf =~ x1 + x2 + x3\ng ~ f", estimator="MLM")
    smaller = analysed("f =~ x1 + a*x2 + a*x3\ng =~ m1 + b*m2 + b*m3\ng ~ f", estimator="MLM")
    assert nested_in(smaller, larger).nested
    direct = analysed("f =~ x1 + x2 + x3\ng =~ m1 + m2 + m3\ng ~ f", estimator="MLM")
    for method in ("satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000"):
        one, other = (difference(smaller, side, method) for side in (larger, direct))  # type: ignore[arg-type]
        assert one.chisq == pytest.approx(other.chisq, rel=1e-4)


def test_turning_an_arrow_round_gives_an_equivalent_model() -> None:
    one, other = analysed(FACTORS + "g ~ f\nh ~ g"), analysed(FACTORS + "g ~ h\nf ~ g")
    assert nested_in(one, other).equivalent
    assert nested_in(other, one).equivalent


def test_models_that_are_not_nested_are_not_tested() -> None:
    one, other = analysed(FACTORS + "f =~ y1\ng ~ f\nh ~ g + f"), analysed(FACTORS + "g ~ f\nh ~ g")
    with pytest.raises(ModelError, match="AIC"):
        difference(one, other)


def test_models_of_other_data_or_methods_are_not_compared() -> None:
    larger = analysed(CHAIN)
    table = larger.table.switch(("h", "~", "f", 1), False)
    for smaller, code in (
        (analysed(table, made(2)), "other_data"),
        (analysed(table, estimator="GLS"), "other_options"),
        (analysed(table, meanstructure=True), "other_means"),
        (analysed(ParTable(table.rows[:6])), "other_variables"),
    ):
        with pytest.raises(ModelError) as fault:
            difference(smaller, larger)
        assert fault.value.code == code


RESIDUALS = 2e-3


def agree(got: np.ndarray | None, want: list[Any]) -> bool:
    """Zero by construction is zero; z of what is nothing is left open, as lavaan leaves it."""
    if got is None:
        return not want
    return bool(np.allclose(got, np.array(want, dtype=float), atol=RESIDUALS, rtol=RESIDUALS, equal_nan=True))


@pytest.mark.parametrize("name", [name for name in GOLDEN["residuals"] if name != "hs_cfa means"])
def test_residuals_agree(name: str) -> None:
    want, got = GOLDEN["residuals"][name], left_over(found(name))[0]
    at = np.array([got.names.index(variable) for variable in want["names"]])
    both = np.ix_(at, at)
    for key, ours in (
        ("raw", got.raw),
        ("raw.z", got.z),
        ("bentler", got.bentler),
        ("bentler.z", got.z),
        ("bollen", got.bollen),
        ("bollen.z", got.bollen_z),
        ("normalised", got.normalised),
    ):
        assert agree(ours[both], want[key]), (key, ours[both], np.array(want[key]))
    assert (got.mean is None) == (not want["mean"])
    if got.mean is not None and got.mean_z is not None:
        assert agree(got.mean[at], want["mean"])
        assert agree(got.mean_z[at], want["mean.z"])
    for ours, theirs, prefix in (
        (got.srmr, want["summary"], "srmr"),
        (got.crmr, want["bollen.summary"], "crmr"),
    ):
        summary(ours, theirs, prefix)


def summary(ours: ResidualSummary, theirs: dict[str, float], prefix: str) -> None:
    for key, value in (
        (prefix, ours.rms),
        (f"{prefix}.se", ours.se),
        (f"{prefix}.exactfit.z", ours.exact_z),
        (f"{prefix}.exactfit.pvalue", ours.exact_pvalue),
        (f"u{prefix}", ours.unbiased),
        (f"u{prefix}.se", ours.unbiased_se),
        (f"u{prefix}.ci.lower", ours.ci_lower),
        (f"u{prefix}.closefit.z", ours.close_z),
        (f"u{prefix}.closefit.pvalue", ours.close_pvalue),
    ):
        assert near(value, theirs.get(key), RESIDUALS), (key, value, theirs.get(key))
