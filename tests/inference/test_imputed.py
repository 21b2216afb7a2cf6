"""Fits to imputed copies of the data are pooled as semTools and mitools pool them, on the same copies."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.analysis import Analysis, analyse, bootstrap_job, compare, suggest
from core.data.dataset import Dataset
from core.data.read import read
from core.errors import DataError, ModelError
from core.estimation.missing import imputed
from core.estimation.moments import SampleMoments
from core.hypotheses import equality_tests, wald
from core.inference.parameters import Parameter
from core.inference.residuals import residuals
from core.model.syntax import parse
from core.options import Options
from core.questions import bollen_stine_job, difference, left_over, scores

GOLDEN = Path(__file__).parents[1] / "golden"
# lavaan stops its optimiser near the sixth digit.
NEAR, CLOSE = 1e-5, 1e-4
OPTIONS = Options(missing="imputed", imputations=5)
INDICES = "chisq df baseline.chisq baseline.df cfi tli rmsea srmr logl unrestricted.logl aic bic"
WAYS = {
    "mediation": OPTIONS,
    "restricted": OPTIONS,
    "equal": OPTIONS,
    "measured": Options(missing="imputed", imputations=5, meanstructure=True),
    "groups": Options(missing="imputed", imputations=5, group="g", group_equal=("loadings",)),
}


@cache
def theirs() -> dict[str, Any]:
    return json.loads((GOLDEN / "imputed.json").read_text(encoding="utf-8"))


@cache
def copies() -> pd.DataFrame:
    return pd.read_csv(GOLDEN / "imputed_copies.csv")


def same_copies(rows: np.ndarray, count: int, *_: Any) -> np.ndarray:
    """The copies that semTools had, whichever rows and columns are asked for."""
    table = copies().drop(columns="copy").to_numpy().reshape(count, -1, 6)
    known = np.isfinite(rows)
    first = next(i for i in range(len(table[0])) if _starts(table[0, i], rows[0]))
    own = table[:, first : first + len(rows)]
    at = [
        next(c for c in range(6) if np.array_equal(own[0][seen, c], rows[seen, column]))
        for column, seen in enumerate(known.T)
    ]
    return own[:, :, at]


def _starts(full: np.ndarray, row: np.ndarray) -> bool:
    return bool(np.isin(row[np.isfinite(row)], full).all())


@cache
def data() -> Dataset:
    found = read("imputed.csv", (GOLDEN / "imputed.csv").read_bytes())
    assert isinstance(found, Dataset)
    return found


@cache
def analysis(model: str, **changes: Any) -> Analysis:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imputed, "fillings", same_copies)
        options = Options(**{**_given(WAYS[model]), **changes})
        return analyse(data(), parse(theirs()["models"][model]), options)


def _given(options: Options) -> dict[str, Any]:
    return {name: getattr(options, name) for name in options.__slots__}


def matched(model: str) -> list[tuple[Parameter, dict[str, Any]]]:
    """Our parameters with theirs."""
    ours = {(*p.row.key[:3], p.row.group): p for p in analysis(model).parameters}
    rows = theirs()[model]["rows"]
    groups = [row.get("group", 1) or 1 for row in rows]
    keys = [(row["lhs"], row["op"], row["rhs"], group) for row, group in zip(rows, groups, strict=True)]
    return [(ours[key], row) for key, row in zip(keys, rows, strict=True) if key in ours and key[1] != ":="]


@pytest.mark.parametrize("model", WAYS)
def test_estimates_errors_and_intervals_are_semtools(model: str) -> None:
    pairs = [(ours, row) for ours, row in matched(model) if ours.row.estimated]
    assert len(pairs) > 8
    for ours, row in pairs:
        assert ours.est == pytest.approx(row["est"], abs=NEAR)
        assert ours.se == pytest.approx(row["se"], rel=CLOSE)
        assert ours.ci_lower == pytest.approx(row["ci.lower"], abs=CLOSE)
        assert ours.ci_upper == pytest.approx(row["ci.upper"], abs=CLOSE)
        assert ours.pvalue == pytest.approx(row["pvalue"], abs=CLOSE)
        assert ours.std_all == pytest.approx(row["std.all"], abs=1e-4)


@pytest.mark.parametrize("model", WAYS)
def test_chi_square_is_pooled_by_d3_as_in_semtools(model: str) -> None:
    found, want = analysis(model).fit, theirs()[model]["fit"]
    assert found is not None
    for name in INDICES.split():
        assert getattr(found, name.replace(".", "_")) == pytest.approx(want[name], rel=1e-3, abs=1e-3), name
    assert found.pvalue == pytest.approx(theirs()[model]["D3"]["pvalue"], abs=CLOSE)


def test_the_difference_of_two_models_is_pooled_by_d3() -> None:
    want = theirs()["difference"]
    for found in (
        compare(analysis("restricted"), analysis("mediation")),
        difference(analysis("restricted"), analysis("mediation")),
    ):
        assert found is not None
        assert found.method == "D3"
        assert found.chisq == pytest.approx(want["F"], rel=1e-3)
        assert found.pvalue == pytest.approx(want["pvalue"], abs=1e-4)
        evidence = analysis("restricted").verdicts[0].test
        assert evidence is not None
        assert (evidence.method, evidence.df) == (found.method, found.df)
        assert evidence.chisq == pytest.approx(found.chisq, rel=1e-6)
        assert evidence.pvalue == pytest.approx(found.pvalue, rel=1e-6)


def test_what_is_computed_from_pooled_estimates_is_near_what_semtools_averages() -> None:
    ours = [p for p in analysis("mediation").parameters if p.row.op == ":="]
    rows = [row for row in theirs()["mediation"]["rows"] if row["op"] == ":="]
    paths = {p.row.label: p.est for p in analysis("mediation").parameters if p.row.label}
    assert ours[0].est == pytest.approx(paths["a"] * paths["b"], rel=1e-12)
    for own, row in zip(ours, rows, strict=True):
        assert own.est == pytest.approx(row["est"], rel=5e-3)
        assert own.se == pytest.approx(row["se"], rel=5e-2)


def test_degrees_of_freedom_and_missing_information_are_rubins() -> None:
    want = theirs()["mitools"]
    found = [p for p in analysis("mediation").parameters if p.row.estimated]
    small = [p for p in analysis("mediation", pooled_df="barnard.rubin").parameters if p.row.estimated]
    np.testing.assert_allclose([p.df for p in found], want["df"], rtol=1e-3)
    np.testing.assert_allclose([p.fmi for p in found], want["missinfo"], rtol=1e-3)
    np.testing.assert_allclose([p.df for p in small], want["df_barnard"], rtol=1e-3)
    assert [p.est for p in small] == [p.est for p in found]


def test_modification_indices_are_pooled_by_d2() -> None:
    want = {(row["lhs"], row["op"], row["rhs"]): row for row in theirs()["modindices"]}
    found = {(i.lhs, i.op, i.rhs): i for i in suggest(analysis("measured"))}
    assert len(want) > 8
    for key, row in want.items():
        assert found[key].mi == pytest.approx(row["mi"], abs=1e-4)
        assert found[key].epc == pytest.approx(row["epc"], abs=1e-4)


def test_effects_and_verdicts_rest_on_the_pooled_numbers() -> None:
    found = analysis("mediation")
    direct = next(e for e in found.effects if (e.x, e.y, e.kind) == ("x", "y1", "direct"))
    path = next(p for p in found.parameters if p.row.key[:3] == ("y1", "~", "x"))
    assert (direct.est, direct.se) == (pytest.approx(path.est), pytest.approx(path.se))
    assert (direct.ci_lower, direct.pvalue) == (pytest.approx(path.ci_lower), pytest.approx(path.pvalue))
    assert found.verdicts[0].kind.words == "partial mediation"
    drawn = analysis("mediation", interval="monte_carlo", draws=20_000)
    for by_draws, by_delta in zip(drawn.effects, found.effects, strict=True):
        assert by_draws.ci_lower == pytest.approx(by_delta.ci_lower, abs=0.5 * by_delta.se)
        assert by_draws.se == by_delta.se


def test_not_knowing_the_gaps_makes_residuals_less_sure() -> None:
    found = analysis("measured")
    known = [SampleMoments(m.names, m.cov, m.mean, m.nobs) for m in found.moments]
    certain = residuals(found.fitted, known, found.options)[0]
    pooled = left_over(found)[0]
    there = np.tril_indices(5, -1)
    np.testing.assert_allclose(pooled.bollen, certain.bollen)
    less, more = abs(pooled.bollen_z[there]), abs(certain.bollen_z[there])
    assert np.isfinite(less).sum() >= 8
    assert (less < more)[np.isfinite(less)].all()


@pytest.mark.parametrize(
    "ask",
    [
        lambda found: equality_tests(found),
        lambda found: wald(found, "a == 0"),
        lambda found: scores(found, data()),
        lambda found: bollen_stine_job(data(), found),
    ],
)
def test_what_has_no_pooled_version_is_refused(ask: Any) -> None:
    with pytest.raises(ModelError, match="not pooled over imputed data"):
        ask(analysis("mediation"))


def test_imputed_data_are_not_bootstrapped() -> None:
    found = analysis("mediation", interval="percentile")
    assert found.effects[0].method == "monte_carlo"
    assert "bootstrap_needs_rows" in {notice.code for notice in found.notices}
    with pytest.raises(DataError, match="not bootstrapped"):
        bootstrap_job(data(), found)


@pytest.mark.parametrize(
    ("more", "changes", "said"),
    [
        ("", {"estimator": "GLS"}, "analysed by ML only"),
        ("", {"estimator": "WLSMV", "ordered": ("y1",)}, "analysed by ML only"),
        ("", {"information": "observed"}, "observed information"),
        ("", {"bounds": "pos.var"}, "bounds"),
        ("\nk > 0\ny2 ~ k*f", {}, "bounds, equations or limits"),
        ("", {"auxiliary": ("z",)}, "“z” is to help"),
    ],
)
def test_a_model_that_cannot_be_pooled_is_refused(more: str, changes: dict[str, Any], said: str) -> None:
    table = parse("f =~ f1 + f2 + f3\ny1 ~ f" + more)
    with pytest.raises(ModelError, match=said):
        analyse(data(), table, Options(**{"missing": "imputed", **changes}))


def test_models_of_other_imputations_are_not_compared() -> None:
    other = analysis("restricted", seed=1)
    with pytest.raises(ModelError, match="different methods"):
        difference(other, analysis("mediation"))
