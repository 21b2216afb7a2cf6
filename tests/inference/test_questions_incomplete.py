"""What lavaan answers of rows with gaps and of ordered variables, ours answers too or says that it cannot."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.analysis import analyse, compare, suggest
from core.errors import ModelError
from core.model.syntax import parse
from core.options import Options
from core.questions import (
    bollen_stine_job,
    difference,
    left_over,
    multivariate_normality,
    nested_in,
    reliability,
    scores,
)
from core.views.sections import sections
from tests import golden_cases as cases
from tests.made import FACTORS, dataset, process

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "questions_incomplete.json").read_text(encoding="utf-8"))
FIML = [name for name in GOLDEN if name.endswith("fiml")]
ORDERED = [name for name in GOLDEN if name not in FIML]

# lavaan stops its optimiser at a relative change of about 1e-6; score tests are quotients of small slopes.
SCORE, RESIDUAL = 2e-3, 2e-3


@pytest.mark.parametrize("name", GOLDEN)
def test_modification_indices_and_expected_changes_agree(name: str) -> None:
    found = suggest(cases.analysis(name))
    ours = {cases.key({"lhs": i.lhs, "op": i.op, "rhs": i.rhs}): i for i in found}
    for want in GOLDEN[name]["mi"]:
        for key in ("mi", "epc", "sepc.lv", "sepc.all"):
            got = getattr(ours[cases.key(want)], key.replace(".", "_"))
            assert got == pytest.approx(want[key], rel=SCORE, abs=SCORE), (want, key, got)


@pytest.mark.parametrize("name", GOLDEN)
def test_residual_correlations_agree(name: str) -> None:
    want, got = GOLDEN[name], left_over(cases.analysis(name))[0]
    at = [got.names.index(variable) for variable in want["names"]]
    both = np.ix_(at, at)
    assert np.allclose(got.bollen[both], want["cov"], atol=RESIDUAL)
    # lavaan has no z where some variables are ordered and others are not.
    if "z" in want:
        theirs = np.array(want["z"], dtype=float)
        assert np.allclose(got.bollen_z[both], theirs, atol=RESIDUAL, rtol=RESIDUAL, equal_nan=True)
        exact = want["summary"]["crmr.exactfit.z"]
        assert got.crmr.exact_z == pytest.approx(exact, rel=RESIDUAL, abs=RESIDUAL)
    if name in FIML:
        assert got.crmr.rms == pytest.approx(want["summary"]["crmr"], abs=RESIDUAL)
        assert got.crmr.unbiased == pytest.approx(want["summary"]["ucrmr"], abs=RESIDUAL)


@pytest.mark.parametrize("name", FIML)
def test_factor_scores_of_rows_with_gaps_agree(name: str) -> None:
    for method, key in (("regression", "scores"), ("bartlett", "bartlett")):
        got = scores(cases.analysis(name), cases.data(name), method)[0]  # type: ignore[arg-type]
        at = [got.names.index(factor) for factor in GOLDEN[name]["lv"]]
        theirs = np.array(GOLDEN[name][key], dtype=float)
        assert np.allclose(got.values[: len(theirs)][:, at], theirs, atol=1e-3)


@pytest.mark.parametrize("name", FIML)
def test_alpha_of_rows_with_gaps_has_no_interval(name: str) -> None:
    for scale in reliability(cases.analysis(name)):
        assert scale.alpha is not None
        assert scale.alpha_lower is None


@pytest.mark.parametrize("name", ORDERED)
def test_what_is_not_there_for_ordered_variables_is_refused(name: str) -> None:
    found, data = cases.analysis(name), cases.data(name)
    with pytest.raises(ModelError, match="rdered"):
        multivariate_normality(found, data)
    with pytest.raises(ModelError, match="ordered"):
        bollen_stine_job(data, found)


@pytest.mark.parametrize("name", ["hs_wlsmv", "hs_mixed_ordinal", "hs_fiml"])
def test_the_three_questions_are_answered(name: str) -> None:
    for section in sections(cases.analysis(name), cases.data(name), suggest(cases.analysis(name))):
        assert section.answer
        assert all(len(table.text) or table.note for table in section.tables)
    items = [scale for scale in reliability(cases.analysis(name)) if "ordered" in scale.remark]
    assert all(scale.alpha is None and scale.cr is not None for scale in items)
    assert bool(items) == (name in ORDERED)


@pytest.mark.parametrize("first", ["visual", "textual"])
def test_the_difference_of_models_of_ordered_variables_agrees_in_any_order(first: str) -> None:
    lines = {"visual": "visual =~ x1 + a*x2 + a*x3", "textual": "textual =~ x4 + b*x5 + b*x6"}
    tied = sorted(lines, key=lambda name: name != first)
    text = "\n".join([*(lines[name] for name in tied), "speed =~ x7 + x8 + x9"])
    data, options = cases.data("hs_wlsmv"), cases.options("hs_wlsmv")
    smaller, larger = analyse(data, parse(text), options), cases.analysis("hs_wlsmv")
    # lavTestLRT of lavaan 0.6-14.
    for got in (compare(smaller, larger), difference(smaller, larger)):
        assert got is not None
        assert got.chisq == pytest.approx(6.152807, abs=1e-3)
        assert got.pvalue == pytest.approx(0.0461248, abs=1e-4)
    assert nested_in(smaller, larger).nested is None


@pytest.mark.slow
def test_satorras_test_of_rows_with_gaps_is_scaled_as_the_robust_error_of_the_freed_path_is() -> None:
    rng = np.random.default_rng(8)
    frame = process(5, 3000).apply(lambda column: np.exp(0.6 * column))
    frame = frame.mask(rng.random(frame.shape) < 0.15)
    data = dataset(frame.to_numpy(), list(frame.columns))
    robust, plain = (Options(estimator=name, missing="fiml", fixed_x=False) for name in ("MLR", "ML"))
    small = "g ~ f\nh ~ g + 0*f\n"
    restricted, larger = (
        analyse(data, parse(FACTORS + text), robust) for text in (small, "g ~ f\nh ~ g + f")
    )
    errors = [
        next(p.se for p in found.parameters if p.row.key == ("h", "~", "f", 1))
        for found in (larger, analyse(data, larger.table, plain))
    ]
    # The two are equal where the path is zero, and near each other where it is small.
    test = difference(restricted, larger, "satorra.2000", data)
    assert all(errors)
    assert abs(test.factor - 1) > 0.1
    assert test.factor == pytest.approx((errors[0] / errors[1]) ** 2, rel=0.1)
