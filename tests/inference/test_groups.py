"""One model in several groups: lavaan's numbers, and what must hold whatever the data."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.analysis import Analysis, analyse, bootstrap_job, suggest
from core.data.dataset import Dataset, Variable
from core.data.groups import split
from core.errors import DataError, ModelError
from core.estimation.groups import group_rows
from core.estimation.moments import complete_rows
from core.inference.bootstrap import draw_chunk, run
from core.inference.scores import influence
from core.model.syntax import parse
from core.options import Options, from_lavaan
from core.views.report import as_json
from tests import golden_cases as cases
from tests.made import CHAIN, dataset, process, two_sites, with_columns

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "groups.json").read_text(encoding="utf-8"))
# lavaan stops its optimiser at a relative change of about 1e-6.
EST, SE, FIT, MODIFICATION = 5e-4, 1e-3, 1e-3, 5e-3
# Two ways to the same exact answer; a quasi-Newton refit of a draw stops within this share of an error.
SAME, DRAW = 1e-6, 5e-3
MEDIATION = "m1 ~ x1\ny1 ~ m1 + x1"


@cache
def lavaans_data(name: str) -> Dataset:
    """The rows as the script that made the golden numbers has them."""
    case = "paperL_group_metric" if name == "study" else "hs_group_metric"
    whole = cases.data(case)
    assert isinstance(whole, Dataset)
    if name == "study":
        return whole
    frame = whole.frame.iloc[[*range(70), *range(156, 301)]].reset_index(drop=True)
    row = np.arange(1, len(frame) + 1)
    if name == "gaps":
        for j in range(1, 10):
            frame.loc[(row * 7 + j * 3) % 11 == 0, f"x{j}"] = np.nan
    if name == "three":
        frame["school"] = np.array(["b", "a", "c"], dtype=object)[row * 5 % 3]
        frame.loc[[2, 89], "school"] = None
    return replace(whole, frame=frame, memo={})


@cache
def found(name: str) -> Analysis:
    want = GOLDEN[name]
    return analyse(lavaans_data(want["data"]), parse(want["model"]), from_lavaan(want["options"]))


def near(got: float | None, want: float | None, tolerance: float) -> bool:
    if want is None:
        return True
    return got is not None and abs(got - want) <= tolerance * max(1.0, abs(want))


@pytest.mark.parametrize("name", GOLDEN)
def test_every_parameter_of_every_group_agrees_with_lavaan(name: str) -> None:
    ours = cases.by_key(found(name))
    assert list(found(name).groups) == GOLDEN[name]["groups"]
    for want in GOLDEN[name]["params"]:
        got = ours[cases.key(want)]
        assert near(got.est, want["est"], EST), want
        assert near(got.std_all, want["std.all"], EST), want
        if want["se"]:
            assert near(got.se, want["se"], SE), want


@pytest.mark.parametrize("name", GOLDEN)
def test_every_measure_of_fit_of_all_groups_agrees_with_lavaan(name: str) -> None:
    got, want = as_json(found(name))["fit"], GOLDEN[name]["fit"]
    compared = [key for key in want if got.get(key) is not None]
    assert len(compared) > 12
    for key in compared:
        assert near(got[key], want[key], FIT), (key, got[key], want[key])


@pytest.mark.parametrize("name", GOLDEN)
def test_modification_indices_name_the_group_that_they_are_about(name: str) -> None:
    ours = {
        cases.key({"lhs": i.lhs, "op": i.op, "rhs": i.rhs, "group": i.group}): i for i in suggest(found(name))
    }
    for want in GOLDEN[name]["modindices"]:
        assert near(ours[cases.key(want)].mi, want["mi"], MODIFICATION), want
        assert near(ours[cases.key(want)].epc, want["epc"], MODIFICATION), want


@pytest.mark.parametrize("estimator", ["ML", "MLR", "GLS", "ULS"])
def test_a_model_without_ties_is_each_groups_own_model(estimator: str) -> None:
    options = Options(group="site", estimator=estimator)  # type: ignore[arg-type]
    whole = analyse(two_sites(), parse(CHAIN), options)
    assert whole.fit is not None
    total = 0.0
    for group, name in enumerate(whole.groups, start=1):
        frame = two_sites().frame
        rows = with_columns(frame[frame["site"] == name])
        alone = analyse(rows, parse(CHAIN), replace(options, group=None, meanstructure=True))
        assert alone.fit is not None
        total += alone.fit.chisq
        mine = [p for p in whole.parameters if p.row.group == group]
        for got, want in zip(mine, alone.parameters, strict=True):
            assert got.est == pytest.approx(want.est, rel=1e-5, abs=1e-6)
            # Least squares divides by N less the groups in the place of n − 1.
            assert (got.se is None) == (want.se is None)
            assert want.se is None or got.se == pytest.approx(want.se, rel=5e-3)
        assert whole.r2_of(group) == pytest.approx(alone.r2_of(), rel=1e-5)
    assert whole.fit.chisq == pytest.approx(total, rel=SAME)


@pytest.mark.slow
@pytest.mark.parametrize("estimator", ["ML", "GLS", "DWLS"])
def test_a_bootstrap_draws_each_group_from_its_own_rows(estimator: str) -> None:
    data, count = two_sites(), 6
    options = Options(
        group="site",
        group_equal=("regressions",),
        estimator=estimator,  # type: ignore[arg-type]
        interval="percentile",
        draws=count,
        seed=3,
    )
    whole = analyse(data, parse(MEDIATION), options)
    drawn = draw_chunk(bootstrap_job(data, whole), 0)
    assert drawn.failed == 0
    rng = np.random.default_rng([3, 0])
    parts = []
    for name in whole.groups:
        names = whole.moments[0].names
        frame = data.frame[data.frame["site"] == name]
        rows = complete_rows(dataset(frame[list(names)].to_numpy(), names), names)
        parts.append(rows[rng.integers(len(rows), size=(count, len(rows)))])
    unit, se = whole.fitted.problem.rams[0].unit, np.sqrt(np.diag(whole.estimates.vcov))
    for b, got in enumerate(drawn.theta * unit):
        frame = pd.DataFrame(
            np.concatenate([part[b] for part in parts]), columns=list(whole.moments[0].names)
        )
        frame["site"] = np.repeat(whole.groups, [len(part[b]) for part in parts])
        alone = analyse(with_columns(frame), whole.table, replace(options, interval="delta"))
        assert abs((got - alone.estimates.theta) / se).max() < DRAW


def test_two_copies_of_the_data_as_groups_give_the_page_of_one_copy() -> None:
    frame = process().copy()
    twice = pd.concat([frame.assign(site="a"), frame.assign(site="b")])
    options = Options(likelihood="amos", meanstructure=False)
    one = analyse(with_columns(frame), parse(CHAIN), options).amos
    two = analyse(with_columns(twice), parse(CHAIN), replace(options, group="site")).amos
    assert one is not None
    assert two is not None
    for a, b in zip((one.default, one.independence), (two.default, two.independence), strict=True):
        assert (b.npar, b.df) == (2 * a.npar, 2 * a.df)
        assert b.cmin == pytest.approx(2 * a.cmin)
        for field in ("fmin", "rmr", "gfi", "agfi", "pgfi", "nfi", "rfi", "tli", "cfi", "cmin_df"):
            assert getattr(b, field) == pytest.approx(getattr(a, field)), field
        assert a.bcc is not None
        assert b.bcc == pytest.approx(2 * a.bcc)
        # AMOS prints these for a single group alone.
        assert b.bic is None
        assert b.caic is None


@pytest.mark.parametrize("means", [False, True])
def test_under_amos_the_fit_has_the_rmsea_of_its_page(means: bool) -> None:
    equal = ("loadings", "residuals")
    options = Options(likelihood="amos", group="site", meanstructure=means, group_equal=equal)
    whole = analyse(two_sites(), parse(CHAIN), options)
    assert whole.fit is not None
    assert whole.amos is not None
    page = whole.amos.default
    assert page.rmsea
    ours = (whole.fit.rmsea, whole.fit.rmsea_ci_lower, whole.fit.rmsea_ci_upper, whole.fit.rmsea_pvalue)
    assert ours == pytest.approx((page.rmsea, page.rmsea_lo90, page.rmsea_hi90, page.pclose))
    assert whole.fit.chisq == pytest.approx(page.cmin)


def test_influence_is_taken_within_groups() -> None:
    options = Options(group="site", group_equal=("regressions",), interval="bca")
    whole = analyse(two_sites(), parse(MEDIATION), options)
    rows = group_rows(split(two_sites(), "site"), whole.moments)
    assert rows is not None
    pulls = influence(whole.fitted, rows)
    assert len(pulls) == 400
    assert pulls[: len(rows[0])].mean(axis=0) == pytest.approx(0, abs=1e-12)
    # The cross-products of the cases' pulls are about the covariances of the estimates.
    unit = whole.fitted.problem.rams[0].unit
    own = np.diag(whole.estimates.vcov / np.outer(unit, unit))
    assert np.diag(pulls.T @ pulls) == pytest.approx(own, rel=0.35)


@pytest.mark.slow
def test_a_bootstrap_of_rows_with_gaps_stays_within_groups() -> None:
    want = GOLDEN["fiml"]
    options = replace(from_lavaan(want["options"]), interval="percentile", draws=40)
    whole = analyse(lavaans_data("gaps"), parse(want["model"]), options)
    drawn = run(bootstrap_job(lavaans_data("gaps"), whole))
    assert drawn is not None
    assert drawn.failed <= 2
    unit = whole.fitted.problem.rams[0].unit
    spread = (drawn.theta * unit).std(axis=0) / np.sqrt(np.diag(whole.estimates.vcov))
    assert 0.7 < np.median(spread) < 1.4


def test_rows_that_are_left_out_are_told_for_each_group() -> None:
    frame = two_sites().frame.copy()
    frame.loc[frame.index[frame["site"] == "south"][:2], "x1"] = np.nan
    frame.loc[frame.index[frame["site"] == "north"][:12], "x1"] = np.nan
    frame.loc[frame.index[-2:], "site"] = None
    texts = [n.text for n in analyse(with_columns(frame), parse(MEDIATION), Options(group="site")).notices]
    assert any(text.startswith("Fewer than 11 rows have no value in “site”") for text in texts)
    assert any(text.startswith("Group “south”: Fewer than 11 rows have a missing value") for text in texts)
    assert any(text.startswith("Group “north”: 12 rows have a missing value") for text in texts)


def test_one_label_for_all_groups_is_remarked() -> None:
    texts = {
        n.code for n in analyse(two_sites(), parse("y1 ~ a*m1 + c(b, b2)*x1"), Options(group="site")).notices
    }
    assert "label_ties_groups" in texts


def test_a_negative_variance_names_its_group() -> None:
    frame = cases.data("heywood3")
    assert isinstance(frame, Dataset)
    twice = pd.concat([frame.frame.assign(site="a"), frame.frame.assign(site="b")])
    whole = analyse(
        with_columns(twice), cases.table("heywood3"), replace(cases.options("heywood3"), group="site")
    )
    told = [n.text for n in whole.notices if n.code == "negative_variance"]
    assert [text.split(":")[0] for text in told] == ["Group “a”", "Group “b”"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.assign(site=np.where(np.arange(len(f)) < 3, "few", "many")), "too_few_rows"),
        (lambda f: f.assign(x1=np.where(f["site"] == "south", 1.0, f["x1"])), "constant"),
        (lambda f: f.assign(x1=np.where(f["site"] == "south", f["m1"], f["x1"])), "not_positive_definite"),
    ],
)
def test_a_group_that_cannot_carry_the_model_is_named(change: Any, code: str) -> None:
    data = with_columns(change(two_sites().frame))
    with pytest.raises(DataError) as caught:
        analyse(data, parse(MEDIATION), Options(group="site"))
    assert caught.value.code == code
    assert caught.value.message.startswith(("Group “few”: ", "Group “south”: "))


def test_the_column_of_the_groups_cannot_stand_in_the_model() -> None:
    frame = two_sites().frame.assign(site=lambda f: (f["site"] == "south").astype(float))
    variables = tuple(Variable(name) for name in frame.columns)
    with pytest.raises(ModelError) as caught:
        analyse(Dataset("s", "s", frame, variables), parse("y1 ~ site + m1"), Options(group="site"))
    assert caught.value.code == "group_in_model"
