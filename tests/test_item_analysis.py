"""Reliability of a scale and of its items: psych's, semTools' and lavaan's numbers for the sample study."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.data.samples import SAMPLES, load_sample
from core.data.scales.scoring import Part, ScalePlan
from core.errors import DataError
from core.item_analysis import ScaleCheck, check_scale
from core.views.item_tables import check_sentences, items_table, reliability_table
from tests.golden_cases import GOLDEN
from tests.made import dataset

PSYCH = json.loads((GOLDEN / "screening.json").read_text(encoding="utf-8"))["reliability"]
# lavaan: cfa(std.lv = TRUE) with omega := (Σl)^2/((Σl)^2 + Σe).
OMEGA = (0.862, 0.839, 0.885)
PRINTED = 1e-8
# lavaan stops its optimiser at a relative change of about 1e-6.
ESTIMATE = 1e-4


def engagement(around: tuple[str, ...] = ()) -> ScalePlan:
    columns = tuple(f"ces{i}" for i in range(1, 10))
    return ScalePlan("Engagement", (Part("Engagement", columns),), 1, 5, around)


def checked(word: str) -> ScaleCheck:
    columns = tuple(f"{word}{i}" for i in range(1, len(PSYCH[word]["mean"]) + 1))
    part = Part(word, columns)
    return check_scale(study(), ScalePlan(word, (part,), 1, 5), part)


def study() -> Dataset:
    data = load_sample(SAMPLES[0].id)
    assert isinstance(data, Dataset)
    return data


@pytest.mark.parametrize("word", PSYCH)
def test_alpha_and_the_items_are_those_of_psych(word: str) -> None:
    want, found = PSYCH[word], checked(word)
    assert found.alpha == pytest.approx(want["alpha"], abs=PRINTED)
    assert (found.alpha_lower, found.alpha_upper) == pytest.approx(tuple(want["feldt"]), abs=PRINTED)
    assert [item.rest for item in found.items] == pytest.approx(want["r_drop"], abs=PRINTED)
    assert [item.alpha for item in found.items] == pytest.approx(want["alpha_dropped"], abs=PRINTED)
    assert [item.mean for item in found.items] == pytest.approx(want["mean"], abs=PRINTED)
    assert [item.sd for item in found.items] == pytest.approx(want["sd"], abs=PRINTED)


@pytest.mark.parametrize("word", PSYCH)
def test_omega_is_that_of_semtools_and_the_fit_of_one_factor_lavaans(word: str) -> None:
    want, found = PSYCH[word], checked(word)
    assert found.omega == pytest.approx(want["omega"], abs=ESTIMATE)
    assert found.one_factor is not None
    fit = found.one_factor.fit
    assert fit is not None
    assert fit.df == want["df"]
    assert fit.chisq == pytest.approx(want["chisq"], rel=ESTIMATE)
    assert (fit.cfi, fit.srmr) == pytest.approx((want["cfi"], want["srmr"]), abs=ESTIMATE)


def test_the_interval_of_omega_is_that_of_the_delta_method() -> None:
    found = checked("ces")
    assert (found.omega, found.omega_lower, found.omega_upper) == pytest.approx(OMEGA, abs=5e-4)


def test_an_item_that_runs_against_the_others_is_named() -> None:
    plan = engagement(("ces3",))
    found = check_scale(study(), plan, plan.parts[0])
    assert "ces3 runs against" in " ".join(check_sentences(found))
    assert found.items[2].rest == pytest.approx(-PSYCH["ces"]["r_drop"][2], abs=PRINTED)


def test_two_items_have_alpha_and_no_factor() -> None:
    plan = ScalePlan("S", (Part("S", ("ces1", "ces2")),), 1, 5)
    found = check_scale(study(), plan, plan.parts[0])
    assert found.one_factor is None
    assert found.omega is None
    assert "three items" in found.remark
    assert len(items_table(found).text) == 2
    assert "ω (McDonald)" not in reliability_table(found).text["What"].tolist()


def test_too_few_complete_rows_are_refused() -> None:
    data = dataset(np.array([[1.0, 2, 3], [2, 3, 1], [3, 1, np.nan]]), ["a", "b", "c"])
    plan = ScalePlan("S", (Part("S", ("a", "b", "c")),), 1, 5)
    with pytest.raises(DataError, match="2 complete rows"):
        check_scale(data, plan, plan.parts[0])
