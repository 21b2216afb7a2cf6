"""What lavaan answers of models with several groups, ours answers too."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.analysis import Analysis, analyse, suggest
from core.data.dataset import Data
from core.data.read import read
from core.hypotheses import equality_tests
from core.inference.bootstrap import run
from core.inference.modification import ModificationIndex
from core.model.syntax import parse
from core.options import GroupEqual, Options
from core.questions import (
    bollen_stine,
    bollen_stine_job,
    difference,
    left_over,
    multivariate_normality,
    nested_in,
    reliability,
    scores,
    validity,
)
from tests import golden_cases as cases

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "questions_groups.json").read_text(encoding="utf-8"))
FILE = cases.GOLDEN / "questions_groups.csv"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
STEPS: dict[str, tuple[GroupEqual, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}

# lavaan stops its optimiser at a relative change of about 1e-6; score tests are quotients of small slopes.
SCORE, CHISQ, RESIDUAL = 1e-3, 1e-3, 2e-3


@cache
def data() -> Data:
    return read(FILE.name, FILE.read_bytes())


@cache
def found(name: str, draws: int = 5000) -> Analysis:
    step, estimator = name.split()
    options = Options(
        fun="cfa",
        estimator=estimator,
        group="school",
        group_equal=STEPS[step],
        draws=draws,  # type: ignore[arg-type]
    )
    return analyse(data(), parse(MODEL), options)


def near(got: float | None, want: object, tolerance: float) -> bool:
    if not isinstance(want, int | float):
        return True
    return got is not None and abs(got - want) <= tolerance * max(1.0, abs(want))


def vars_of(index: ModificationIndex) -> dict[str, Any]:
    return {"lhs": index.lhs, "op": index.op, "rhs": index.rhs, "group": index.group}


@pytest.mark.parametrize("name", GOLDEN["modindices"])
def test_modification_indices_of_groups_agree(name: str) -> None:
    ours = {cases.key(vars_of(i)): i for i in suggest(found(name))}
    for want in GOLDEN["modindices"][name]:
        got = ours[cases.key(want)]
        for key in ("mi", "epc", "sepc.lv", "sepc.all"):
            value = getattr(got, key.replace(".", "_"))
            assert near(value, want.get(key), SCORE), (want, key, value)


@pytest.mark.parametrize("name", GOLDEN["equalities"])
def test_score_tests_of_equal_parameters_agree(name: str) -> None:
    want, got = GOLDEN["equalities"][name], equality_tests(found(name))
    assert got is not None
    assert near(got.chisq, want["total"]["X2"], SCORE)
    # With all intercepts free, three factor means say nothing of their own; lavaan counts them all the same.
    assert got.df == want["total"]["df"] - (3 if name.startswith("scalar") else 0)
    assert sorted(part.mi for part in got.parts) == pytest.approx(sorted(want["each"]), rel=SCORE, abs=SCORE)


@pytest.mark.parametrize("name", GOLDEN["residuals"])
def test_residuals_of_groups_agree(name: str) -> None:
    for got, want in zip(left_over(found(name)), GOLDEN["residuals"][name].values(), strict=True):
        assert np.allclose(got.bollen, want["bollen"], atol=RESIDUAL)
        assert np.allclose(got.bollen_z, want["z"], atol=RESIDUAL, rtol=RESIDUAL)
        assert got.mean_z is not None
        assert near(got.crmr.rms, want["crmr"], RESIDUAL)
        assert near(got.crmr.se, want["se"], RESIDUAL)


@pytest.mark.parametrize("name", GOLDEN["scores"])
def test_factor_scores_of_groups_agree(name: str) -> None:
    for got, want in zip(scores(found(name), data()), GOLDEN["scores"][name].values(), strict=True):
        assert np.allclose(got.values[:5], np.array(want, dtype=float), atol=1e-3)


def test_the_method_of_2010_agrees_where_parameters_are_nested() -> None:
    free = ("x2~1", "x3~1", "x5~1", "x6~1", "x8~1", "x9~1")
    smaller = found("scalar MLR")
    options = replace(smaller.options, group_partial=free)
    larger = analyse(data(), parse(MODEL), options)
    metric = found("metric MLR")
    assert nested_in(larger, metric).equivalent
    got = difference(smaller, larger, "satorra.bentler.2010", data())
    assert near(got.chisq, GOLDEN["nested"]["chisq"], CHISQ)
    assert got.df == GOLDEN["nested"]["df"]


def test_scales_and_their_difference_are_told_for_each_group() -> None:
    measured = reliability(found("configural ML"))
    assert [(scale.factor, scale.group) for scale in measured] == [
        (factor, group) for group in (1, 2) for factor in ("visual", "textual", "speed")
    ]
    assert [found_in.group for found_in in validity(found("configural ML"))] == [1, 2]
    assert [n.nobs for n in multivariate_normality(found("configural ML"), data())] == [156, 145]


def test_rows_are_turned_and_drawn_within_groups() -> None:
    analysis = found("metric ML", 200)
    draws = run(bollen_stine_job(data(), analysis))
    assert draws is not None
    test = bollen_stine(analysis, draws)
    assert test is not None
    assert test.pvalue < 0.01
    assert test.expected == pytest.approx(analysis.fitted.df, rel=0.2)
