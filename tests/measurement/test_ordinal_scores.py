"""Factor scores of ordered items: lavaan's, and the modes that they are said to be."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from core.analysis import Analysis, analyse
from core.data.dataset import Data
from core.data.read import read
from core.errors import ModelError
from core.model.syntax import parse
from core.options import Options, Parameterization, from_lavaan
from core.questions import scores
from tests.golden_cases import GOLDEN

FOLDER = GOLDEN / "ordinal"
LAVAAN = json.loads((FOLDER / "scores.json").read_text(encoding="utf-8"))
ITEMS = ("a1", "a2", "a3", "b1", "b2", "b3")
MEASURED = "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3"
# lavaan's optimiser stops at a relative change of 1e-8 in a flat function.
NEAR = 1e-4


@cache
def data() -> Data:
    return read("covariates.csv", (FOLDER / "covariates.csv").read_bytes())


def analysed(text: str, parameterization: Parameterization = "delta") -> Analysis:
    return analyse(
        data(), parse(text), Options(estimator="WLSMV", ordered=ITEMS, parameterization=parameterization)
    )


@pytest.mark.parametrize("name", LAVAAN)
def test_the_scores_are_lavaans(name: str) -> None:
    want = LAVAAN[name]
    found = analyse(data(), parse(want["model"]), from_lavaan(want["options"]))
    own = scores(found, data())[0]
    assert own.kind == "modal"
    for factor, column in zip(own.names, own.values[:20].T, strict=True):
        assert column == pytest.approx(want["scores"][factor], abs=NEAR)


def test_the_parameterization_changes_the_unit_of_a_factor_and_nothing_else() -> None:
    delta, theta = (scores(analysed(MEASURED, way), data())[0].values for way in ("delta", "theta"))
    for one, other in zip(delta.T, theta.T, strict=True):
        assert other / one == pytest.approx(np.full(len(one), other[0] / one[0]), rel=1e-3)


def test_a_score_is_where_the_answers_are_likeliest_under_the_model() -> None:
    found = analysed("f =~ a1 + a2 + a3\nf ~ x1 + sex\na2 ~ sex")
    est = {(p.row.lhs, p.row.op, p.row.rhs): p.est or 0.0 for p in found.parameters}
    own = scores(found, data())[0].values[:, 0]
    rows = data().frame  # type: ignore[union-attr]
    for case in (0, 7, 31):
        row = rows.iloc[case]
        centre = est["f", "~", "x1"] * row["x1"] + est["f", "~", "sex"] * row["sex"]

        def surprise(f: np.ndarray, row=row, centre=centre) -> float:  # type: ignore[no-untyped-def]
            total = (f[0] - centre) ** 2 / 2 / est["f", "~~", "f"]
            for item in ("a1", "a2", "a3"):
                about = est["f", "=~", item] * f[0] + (est["a2", "~", "sex"] * row["sex"]) * (item == "a2")
                cuts = [-np.inf, *(est[key] for key in est if key[:2] == (item, "|")), np.inf]
                low, high = cuts[int(row[item]) - 1], cuts[int(row[item])]
                sd = np.sqrt(est[item, "~~", item])
                total -= np.log(norm.cdf((high - about) / sd) - norm.cdf((low - about) / sd))
            return float(total)

        assert own[case] == pytest.approx(minimize(surprise, [0.0]).x[0], abs=1e-4)


@pytest.mark.parametrize("text", [MEASURED + "\na1 ~~ b1", "f =~ a1 + a2 + a3\nb1 ~ f\nb2 ~ b1"])
def test_items_that_depend_on_each_other_are_refused_by_name(text: str) -> None:
    with pytest.raises(ModelError, match=r"ties together; “\w1” has"):
        scores(analysed(text), data())
