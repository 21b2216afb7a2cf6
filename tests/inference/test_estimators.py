"""Nine estimators give what lavaan gives: estimates, errors, tests, indices and modification indices."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.analysis import Analysis, analyse, suggest
from core.data.samples import find_sample, load_sample
from core.errors import ModelError
from core.estimation.estimates import Outcome
from core.estimation.estimators import RECIPES
from core.estimation.likelihood import points, positive_definite, value
from core.model.syntax import parse
from core.options import Options
from tests import golden_cases as cases
from tests.made import analysed

GOLDEN: dict[str, Any] = json.loads((cases.GOLDEN / "estimators.json").read_text(encoding="utf-8"))

# lavaan stops its optimiser at a relative change of about 1e-6; quotients of small differences hold less.
EST, SE, FIT, MODIFICATION = 5e-4, 2e-3, 1e-3, 1e-2
# A factor of 1 by its last digit; see the README beside the file.
UNLIKE = {("paper_hybrid WLSMV", "tli.robust")}


@cache
def found(name: str) -> Analysis:
    case, estimator = name.split()
    means = case == "hs_cfa_mean"
    options = Options(estimator=estimator, meanstructure=means)  # type: ignore[arg-type]
    return analyse(cases.data(case), cases.table(case), options)


def near(got: float | None, want: float, tolerance: float) -> bool:
    return got is not None and abs(got - want) <= tolerance * max(1.0, abs(want))


@pytest.mark.parametrize("name", GOLDEN)
def test_every_measure_of_fit_agrees(name: str) -> None:
    fit = found(name).fit
    assert fit is not None
    ours = {key.replace("_", "."): number for key, number in asdict(fit).items()}
    for key, want in GOLDEN[name]["fit"].items():
        # AMOS prints no GFI once means are in the model, and the project follows it.
        if want is None or (key == "gfi" and ours[key] is None) or (name, key) in UNLIKE:
            continue
        assert near(ours[key], want, FIT), (key, ours[key], want)


@pytest.mark.parametrize("name", GOLDEN)
def test_every_estimate_and_its_error_agree(name: str) -> None:
    ours = cases.by_key(found(name))
    for want in GOLDEN[name]["params"]:
        got = ours.get(cases.key(want))
        if got is None:
            assert want["op"] == "~1"
            continue
        assert near(got.est, want["est"], EST), (want, got.est)
        assert not want["se"] or near(got.se, want["se"], SE), (want, got.se)


@pytest.mark.parametrize("name", [name for name in GOLDEN if GOLDEN[name]["mi"]])
def test_the_largest_modification_indices_agree(name: str) -> None:
    ours = {cases.key({"lhs": i.lhs, "op": i.op, "rhs": i.rhs}): i.mi for i in suggest(found(name))}
    for want in GOLDEN[name]["mi"]:
        assert near(ours.get(cases.key(want)), want["mi"], MODIFICATION), (want, ours.get(cases.key(want)))


@pytest.mark.parametrize("estimator", RECIPES)
def test_a_saturated_model_fits_and_its_test_needs_no_correction(estimator: str) -> None:
    fit = analysed("x2 ~ x1\nx3 ~ x2 + x1", estimator=estimator).fit
    assert fit is not None
    assert fit.df == 0
    assert fit.cfi_scaled in (None, 1.0)
    assert fit.rmsea_scaled in (None, 0.0)
    assert fit.chisq_scaling_factor is None


@pytest.mark.parametrize(
    ("estimator", "has_value"), [("ML", False), ("ULS", True), ("DWLS", True), ("GLS", True)]
)
def test_least_squares_need_no_positive_definite_covariances(estimator: str, has_value: bool) -> None:
    fit = analysed("f =~ x1 + x2 + x3 + m1", estimator=estimator).fitted
    theta = fit.theta[None].copy()
    # The residual variances come last but for that of the factor.
    theta[0, -5:-1] = -1.0
    at = points(fit.problem, theta, fit.samples)
    assert not positive_definite(at[0].implied.cov)[0]
    assert np.isfinite(value(fit.problem, at, fit.samples)[0]) == has_value


@pytest.mark.parametrize("estimator", RECIPES)
def test_no_estimator_changes_a_model_that_fits_by_construction(estimator: str) -> None:
    here, there = (analysed("x2 ~ x1 + w\nm1 ~ x2 + x1 + w", estimator=word) for word in ("ML", estimator))
    assert there.estimates.outcome is Outcome.CONVERGED
    assert there.estimates.theta[:5] == pytest.approx(here.estimates.theta[:5], abs=1e-5)


@pytest.mark.parametrize("estimator", ["MLM", "MLMV", "GLS", "ULS", "WLS", "DWLS", "WLSMV"])
def test_what_needs_whole_rows_is_not_given_rows_with_gaps(estimator: str) -> None:
    data, table = load_sample("study_missing"), parse(find_sample("study").model)
    with pytest.raises(ModelError, match="ML or MLR only"):
        analyse(data, table, Options(estimator=estimator, missing="fiml"))  # type: ignore[arg-type]
