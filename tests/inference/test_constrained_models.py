"""Models under constraints and bounds give what lavaan gives: estimates, errors, tests and indices."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from typing import Any

import pytest

from core.analysis import Analysis, analyse, suggest
from core.data.dataset import Dataset
from core.data.read import read
from core.hypotheses import constraint_tests
from core.model.syntax import parse
from core.options import from_lavaan
from tests import golden_cases as cases

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "constraints.json").read_text(encoding="utf-8"))

# lavaan stops its optimiser at a relative change of about 1e-6; quotients of small differences hold less.
EST, SE, FIT, MODIFICATION = 5e-4, 2e-3, 1e-3, 1e-2


@cache
def found(name: str) -> Analysis:
    case = GOLDEN[name]
    options = case["options"] or {}
    return analyse(rows(case["data"]), parse(case["model"]), from_lavaan(options))


def rows(name: str) -> Dataset:
    if name == "growth":
        curves = read("growth.csv", (cases.GOLDEN / "growth.csv").read_bytes())
        assert isinstance(curves, Dataset)
        return curves
    data = cases.data(name.replace("hs_gaps", "hs_cfa"))
    assert isinstance(data, Dataset)
    if name != "hs_gaps":
        return data
    frame = data.frame.astype(float)
    frame.loc[frame.index[6::7], "x1"] = float("nan")
    frame.loc[frame.index[4::5], "x5"] = float("nan")
    return replace(data, key="gaps", frame=frame, memo={})


def near(got: float | None, want: float | None, tolerance: float) -> bool:
    return want is None or (got is not None and abs(got - want) <= tolerance * max(1.0, abs(want)))


@pytest.mark.slow
@pytest.mark.parametrize("name", GOLDEN)
def test_every_estimate_and_its_error_agree(name: str) -> None:
    ours = cases.by_key(found(name))
    for want in GOLDEN[name]["params"]:
        got = ours.get(cases.key(want))
        if got is None:
            assert want["est"] == 0
            continue
        assert near(got.est, want["est"], EST), (want, got.est)
        assert near(got.std_lv, want["std.lv"], EST), (want, got.std_lv)
        assert near(got.std_all, want["std.all"], EST), (want, got.std_all)
        assert near(got.se or 0.0, want["se"], SE), (want, got.se)


@pytest.mark.parametrize("name", GOLDEN)
def test_standardised_estimates_have_lavaans_errors(name: str) -> None:
    ours = cases.by_key(found(name))
    for want in GOLDEN[name]["std"]:
        got = ours.get(cases.key(want))
        assert got is None or not want["se"] or near(got.std_se, want["se"], SE), (want, got)


@pytest.mark.parametrize("name", GOLDEN)
def test_every_measure_of_fit_agrees(name: str) -> None:
    fit = found(name).fit
    assert fit is not None
    ours = {key.replace("_", "."): number for key, number in asdict(fit).items()}
    for key, want in GOLDEN[name]["fit"].items():
        assert near(ours[key], want, FIT), (key, ours[key], want)


@pytest.mark.parametrize("name", [name for name in GOLDEN if GOLDEN[name]["score"]])
def test_dropping_an_equation_gains_what_lavaan_says(name: str) -> None:
    tests = {"".join(test.text.split()): test.chisq for test in constraint_tests(found(name))}
    for want in GOLDEN[name]["score"]:
        text = "".join(f"{want['lhs']}{want['op']}{want['rhs']}".split())
        # Shared labels are equations in lavaan; where nothing can be gained, ours has no test.
        if not text.startswith(".p") and want["X2"] > 1e-6:
            assert near(tests[text], want["X2"], MODIFICATION), (want, tests[text])


@pytest.mark.parametrize("name", GOLDEN)
def test_the_largest_modification_indices_agree(name: str) -> None:
    ours = {cases.key({"lhs": i.lhs, "op": i.op, "rhs": i.rhs}): i for i in suggest(found(name))}
    for want in GOLDEN[name]["mi"]:
        if want["op"] == "~1":
            continue
        got = ours[cases.key(want)]
        assert near(got.mi, want["mi"], MODIFICATION), (want, got)
        assert near(got.epc, want["epc"], MODIFICATION), (want, got)
