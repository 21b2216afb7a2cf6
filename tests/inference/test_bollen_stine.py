"""The bootstrap test of fit."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from core.analysis import analyse
from core.errors import DataError, ModelError
from core.inference.bollen_stine import BollenStine, turned_rows
from core.inference.bootstrap import run
from core.questions import bollen_stine, bollen_stine_job
from tests import golden_cases as cases
from tests.made import CHAIN, analysed, made, process


def asked(name: str, draws: int) -> BollenStine:
    found = analyse(cases.data(name), cases.table(name), replace(cases.options(name), draws=draws))
    made_draws = run(bollen_stine_job(cases.data(name), found))
    assert made_draws is not None
    test = bollen_stine(found, made_draws)
    assert test is not None
    return test


def test_the_p_of_the_study_is_that_of_lavaan_within_monte_carlo_error() -> None:
    extras = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))
    want = extras["paper_bollen_stine_p"]
    got = asked("paper_hybrid", 2000)
    assert got.chisq == pytest.approx(extras["paper_bollen_stine"]["chisq"], abs=1e-3)
    assert abs(got.pvalue - want) < 4 * np.sqrt(want * (1 - want) * (1 / 500 + 1 / 2000))
    assert got.draws + got.failed == 2000


@pytest.mark.parametrize("means", [False, True])
def test_the_model_fits_the_turned_rows_perfectly(means: bool) -> None:
    text = CHAIN + ("x1 ~ 1*1\nx2 ~ 2*1" if means else "")
    found = analysed(text, meanstructure=means)
    rows = process()[list(found.moments[0].names)].to_numpy()
    turned = turned_rows(found.fitted, (rows,))[0]
    implied, sd = found.fitted.implied[0], found.fitted.problem.rams[0].scale[: rows.shape[1]]
    assert np.allclose(np.cov(turned.T, ddof=0), implied.cov[0] * np.outer(sd, sd))
    assert np.allclose(turned.mean(axis=0), implied.mean[0] * sd if means else rows.mean(axis=0))


def test_a_true_model_has_a_chi_square_of_about_its_degrees_of_freedom() -> None:
    found = analysed(CHAIN, draws=500)
    draws = run(bollen_stine_job(made(), found))
    assert draws is not None
    test = bollen_stine(found, draws)
    assert test is not None
    # The rows are normal, so that the resamples' mean is that of χ² but for small samples.
    assert test.expected == pytest.approx(found.fitted.df, rel=0.15)
    assert 0 <= test.pvalue <= 1


def test_the_draws_are_the_same_by_any_number_of_threads_and_can_be_cancelled() -> None:
    work = bollen_stine_job(made(), analysed(CHAIN, draws=300))
    one, two = run(work, threads=1), run(work, threads=2)
    assert one is not None
    assert two is not None
    assert np.array_equal(one.fmin, two.fmin)  # type: ignore[arg-type]
    cancel = Event()
    cancel.set()
    assert run(work, cancel=cancel) is None


def test_what_it_is_not_there_for_is_refused() -> None:
    with pytest.raises(ModelError, match="gaps"):
        bollen_stine_job(made(), analysed(CHAIN, missing="fiml"))
    with pytest.raises(ModelError, match="by construction"):
        bollen_stine_job(made(), analysed("x2 ~ x1"))
    with pytest.raises(DataError, match="rows"):
        bollen_stine_job(cases.data("wheaton_a"), cases.analysis("wheaton_a"))
