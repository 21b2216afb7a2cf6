"""Scores and influence of single cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse, bootstrap_job
from core.data.dataset import Dataset
from core.estimation.moments import complete_rows
from core.inference.bootstrap import run
from core.inference.scores import case_scores, influence
from core.options import Estimator, Options
from tests import golden_cases as cases
from tests.made import STRUCTURES, dataset, fitted, made, process, structure


@pytest.mark.parametrize("name", STRUCTURES)
def test_scores_sum_to_zero_at_the_estimates(name: str) -> None:
    fit = structure(name)
    rows = complete_rows(made(), fit.problem.rams[0].names)
    scores = case_scores(fit, rows)
    size = np.sqrt(np.diag(fit.info))
    assert scores.shape == (400, len(fit.theta))
    assert abs((scores / size).mean(axis=0)).max() < 1e-6


@pytest.mark.parametrize("name", STRUCTURES)
def test_scores_vary_as_the_information_says_where_the_data_are_normal(name: str) -> None:
    text, options = STRUCTURES[name]
    fit = fitted(text, made(6, 20_000), options)
    rows = complete_rows(made(6, 20_000), fit.problem.rams[0].names)
    spread = case_scores(fit, rows).std(axis=0)
    # The made process does not follow every structure exactly; a factor of 1.3 would show a wrong term.
    assert spread / np.sqrt(np.diag(fit.info)) == pytest.approx(np.ones(len(spread)), rel=0.3)


@pytest.mark.parametrize("estimator", ["ML", "ULS", "GLS"])
@pytest.mark.parametrize("name", ["latent", "observed paths", "means"])
def test_influence_is_about_what_leaving_a_case_out_does(name: str, estimator: Estimator) -> None:
    text, options = STRUCTURES[name]
    options = replace(options, estimator=estimator)
    fit = fitted(text, made(), options)
    rows = complete_rows(made(), fit.problem.rams[0].names)
    pulls = influence(fit, (rows,))
    unit, frame = fit.problem.rams[0].unit, process()
    se = np.sqrt(np.diag(fit.estimates.vcov))
    for case in (0, 17, 200, 399):
        without = dataset(frame.drop(index=case).to_numpy(), list(frame.columns))
        change = fit.estimates.theta - fitted(text, without, options).estimates.theta
        assert change / se == pytest.approx(pulls[case] * unit / se, abs=0.03)


def test_bca_limits_differ_from_bc_by_the_skewness_of_the_influence() -> None:
    data = cases.data("talor_boot")
    assert isinstance(data, Dataset)
    table = cases.table("talor_boot")
    plain = analyse(data, table, Options(interval="bca", draws=2000, seed=3))
    drawn = run(bootstrap_job(data, plain))
    bca, bc = (analyse(data, table, Options(interval=i, seed=3), drawn) for i in ("bca", "bc"))  # type: ignore[arg-type]
    for a, b in zip(bca.effects, bc.effects, strict=True):
        assert a.method == "bca"
        assert a.se == b.se
        assert a.ci_lower != b.ci_lower
        assert a.se is not None
        assert a.ci_lower == pytest.approx(b.ci_lower, abs=0.2 * a.se)
