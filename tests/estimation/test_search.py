"""Where a search ends: at the lowest minimum that it finds, with latent variables the way their indicators
point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import analyse
from core.data.dataset import Dataset, Variable
from core.estimation.estimates import Outcome
from core.estimation.likelihood import points, value
from core.estimation.optimiser import minimise
from core.estimation.search import Task, sound
from core.estimation.signs import turned
from core.estimation.start import start_values
from core.model.defaults import complete
from core.model.syntax import parse
from core.options import Options
from tests import golden_cases as cases
from tests.made import FACTORS, dataset, fitted, made, process

STANDARD = Options(std_lv=True)


def test_a_latent_turned_round_fits_the_same_and_is_turned_back() -> None:
    fit = fitted(FACTORS + "h ~ f + g", options=STANDARD)
    table = complete(parse(FACTORS + "h ~ f + g"), made().names, STANDARD)
    there = turned(table, fit.theta, -fit.theta, None)
    assert not np.array_equal(there, fit.theta)
    here = value(fit.problem, points(fit.problem, there[None], fit.samples), fit.samples)[0]
    assert here == pytest.approx(fit.estimates.fmin, abs=1e-10)
    assert turned(table, there, fit.theta, None) == pytest.approx(fit.theta)


@pytest.mark.parametrize("model", ["f =~ x1 + x2 + x3", "f =~ NA*x1 + 0.5*x2 + x3\nf ~~ 1*f"])
def test_a_latent_with_a_fixed_loading_cannot_turn(model: str) -> None:
    fit = fitted(model)
    table = complete(parse(model), made().names, Options())
    assert np.array_equal(turned(table, fit.theta, -fit.theta, None), fit.theta)


def test_a_limit_on_a_sign_keeps_it() -> None:
    fit = fitted("f =~ a*x1 + b*x2 + c*x3\na < 0", options=STANDARD)
    assert fit.estimates.outcome is Outcome.CONVERGED
    assert fit.notices == ()
    assert (fit.estimates.theta[:3] < 0).all()
    free = fitted("f =~ a*x1 + b*x2 + c*x3", options=STANDARD)
    assert (free.estimates.theta[:3] > 0).all()
    assert fit.estimates.fmin == pytest.approx(free.estimates.fmin, abs=1e-9)


def test_a_constraint_far_from_the_data_turns_no_latent_round() -> None:
    data = cases.data("hs_cfa")
    text = "f =~ a*x1 + a*x2 + a*x3\ng =~ x4 + x5 + x6\nx1 ~ i*1\nx2 ~ j*1\nx3 ~ k*1\ni == j\nj == k"
    found = analyse(data, parse(text), STANDARD)
    loadings = [p.est for p in found.parameters if p.row.op == "=~"]
    assert all(est is not None and est > 0 for est in loadings)


@pytest.mark.slow
def test_a_lower_minimum_is_looked_for_where_the_first_is_impossible() -> None:
    text = FACTORS + "h ~ g + f\ng ~ f\n"
    frame = process(109, 12).drop(columns=["w", "v"])
    data = dataset(frame.to_numpy(), list(frame.columns))
    fit = fitted(text, data)
    table = complete(parse(text), data.names, Options())
    start = start_values(table, fit.problem.rams, fit.samples)
    first = minimise(fit.problem, start[None], fit.samples)
    assert first.converged[0]
    assert fit.estimates.outcome is Outcome.INADMISSIBLE
    assert fit.estimates.fmin < first.fmin[0] - 0.01


def test_least_squares_of_a_model_that_fits_badly_are_not_left_at_the_nearest_minimum() -> None:
    text = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\nf + g ~ ageyr + sex\nh ~ sex + f"
    found = analyse(cases.data("hs_mimic"), parse(text), Options(estimator="GLS"))
    assert found.fit is not None
    # lavaan 0.6-14; a minimum nearer to the usual start has 132.249.
    assert found.fit.chisq == pytest.approx(124.109, abs=1e-3)


def test_groups_without_equal_parameters_fit_together_as_each_does_alone() -> None:
    data = cases.data("hs_mimic")
    assert isinstance(data, Dataset)
    frame = data.frame.astype(float)
    # In one group the likelihood is so flat that scoring alone takes thousands of steps.
    ages = np.select([frame["ageyr"] <= 12, frame["ageyr"] == 13], ["12", "13"], "14")
    text = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9"
    options = Options(fun="cfa", meanstructure=True)
    each = [dataset(frame[ages == age].to_numpy(), list(frame.columns)) for age in ("12", "13", "14")]
    alone = [analyse(part, parse(text), options).fit for part in each]
    whole = Dataset("ages", "ages", frame.assign(age=ages), (*data.variables, Variable("age", "text")))
    together = analyse(whole, parse(text), replace(options, group="age")).fit
    assert together is not None
    assert together.chisq == pytest.approx(sum(fit.chisq for fit in alone if fit is not None), abs=1e-4)
    # lavaan 0.6-14 on R 4.2.2.
    assert together.chisq == pytest.approx(163.0217, abs=1e-3)


def test_a_start_without_a_discrepancy_is_drawn_back_until_there_is_one() -> None:
    fit = fitted(FACTORS)
    table = complete(parse(FACTORS), made().names, Options())
    own = start_values(table, fit.problem.rams, fit.samples)
    task = Task(table, fit.problem, fit.samples, 45, 400, None)
    wild = np.full_like(own, -5.0)
    there = sound(task, own, wild)
    assert np.isfinite(value(fit.problem, points(fit.problem, there[None], fit.samples), fit.samples)[0])
    assert not np.array_equal(there, own)
    assert sound(task, own, own * 1.01) == pytest.approx(own * 1.01)
