"""Reliability of a scale and of its items: R's and lavaan's numbers for the sample's CES items."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.data.samples import SAMPLES, load_sample
from core.data.scales.scoring import Part, ScalePlan
from core.errors import DataError
from core.item_analysis import check_scale
from core.views.item_tables import check_sentences, items_table, reliability_table
from tests.made import dataset

# cov(), cor(x[, i], rowSums(x[, -i])) and the formula of α, in R, of ces1 … ces9.
ALPHA = 0.86139
REST = [0.6250273, 0.5177932, 0.5553845, 0.6059334, 0.6236202, 0.5897702, 0.5812297, 0.5781751, 0.6201213]
DROPPED = [0.8432638, 0.853278, 0.8498865, 0.8450336, 0.8431996, 0.846605, 0.847449, 0.8478194, 0.8435586]
# lavaan: cfa(std.lv = TRUE) with omega := (Σl)^2/((Σl)^2 + Σe).
OMEGA, CHISQ = (0.862, 0.839, 0.885), 17.540
PRINTED = 1e-6


def engagement(around: tuple[str, ...] = ()) -> ScalePlan:
    columns = tuple(f"ces{i}" for i in range(1, 10))
    return ScalePlan("Engagement", (Part("Engagement", columns),), 1, 5, around)


def study() -> Dataset:
    data = load_sample(SAMPLES[0].id)
    assert isinstance(data, Dataset)
    return data


def test_alpha_and_the_items_are_those_of_r() -> None:
    found = check_scale(study(), engagement(), engagement().parts[0])
    assert found.alpha == pytest.approx(ALPHA, abs=PRINTED)
    assert [item.rest for item in found.items] == pytest.approx(REST, abs=PRINTED)
    assert [item.alpha for item in found.items] == pytest.approx(DROPPED, abs=PRINTED)


def test_omega_its_interval_and_the_fit_of_one_factor_are_lavaans() -> None:
    found = check_scale(study(), engagement(), engagement().parts[0])
    assert (found.omega, found.omega_lower, found.omega_upper) == pytest.approx(OMEGA, abs=5e-4)
    assert found.one_factor is not None
    assert found.one_factor.fit is not None
    assert found.one_factor.fit.chisq == pytest.approx(CHISQ, abs=5e-4)
    assert found.one_factor.fit.df == 27


def test_an_item_that_runs_against_the_others_is_named() -> None:
    plan = engagement(("ces3",))
    found = check_scale(study(), plan, plan.parts[0])
    assert "ces3 runs against" in " ".join(check_sentences(found))
    assert found.items[2].rest == pytest.approx(-REST[2], abs=PRINTED)


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
