"""The bootstrap of ordered variables: each draw is the fit of its own rows."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from core.analysis import analyse, bootstrap_job
from core.data.groups import Group
from core.estimation.groups import group_rows
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.bootstrap import Job, draw_chunk, refit, run
from core.inference.ordinal_cases import OrdinalCases
from core.inference.scores import influence
from core.model.syntax import parse
from core.options import Interval, Options
from tests.made_ordinal import ITEMS, MODELS, analysis, data

# A refit stops when it is within 1e-3 of a standard error of its minimum.
NEAR = 5e-3


def work(name: str, draws: int = 30, interval: Interval = "percentile") -> Job:
    found = analysis(name)
    options = replace(found.options, draws=draws, interval=interval)
    return bootstrap_job(data(), replace(found, options=options))


@pytest.mark.parametrize("name", ["measured", "mixed"])
def test_a_draw_is_the_fit_of_its_rows(name: str) -> None:
    job, found = work(name), analysis(name)
    cases = job.cases[0]
    assert isinstance(cases, OrdinalCases)
    picks = np.random.default_rng(1).integers(cases.nobs, size=cases.nobs)
    shares = np.bincount(picks, minlength=cases.nobs) / cases.nobs
    theta, good = refit(job.fit, (cases.resample(shares[None]),), 1)
    assert good.all()
    rows = data().frame.iloc[np.sort(picks)].reset_index(drop=True)
    cold = analyse(replace(data(), frame=rows, memo={}), found.table, found.options)
    size = np.sqrt(np.diag(found.estimates.vcov))
    unit = job.fit.problem.rams[0].unit
    assert theta[0] * unit / size == pytest.approx(cold.estimates.theta / size, abs=NEAR)


@pytest.mark.slow
def test_draws_do_not_depend_on_how_they_are_run() -> None:
    job = work("mixed", draws=40)
    assert job.chunks > 1
    drawn = run(job, threads=2)
    assert drawn is not None
    assert drawn.tried == 40
    first = draw_chunk(job, 0).theta
    assert np.array_equal(drawn.theta[: len(first)], first)


def test_a_cancelled_bootstrap_ends_without_draws() -> None:
    stop = Event()
    stop.set()
    assert run(work("mixed"), threads=1, cancel=stop) is None


@pytest.mark.slow
def test_intervals_rest_on_the_draws() -> None:
    found = analysis("mixed")
    options = replace(found.options, draws=60, interval="percentile")
    drawn = run(work("mixed", draws=60), threads=1)
    again = analyse(data(), found.table, options, drawn)
    assert any(notice.code == "draws_made" for notice in again.notices)
    for old, fresh in zip(found.parameters, again.parameters, strict=True):
        if old.se is not None:
            assert fresh.se is not None
            assert 0.6 < fresh.se / old.se < 1.6


def test_a_draw_without_one_of_the_categories_has_failed() -> None:
    job = work("mixed")
    cases = job.cases[0]
    assert isinstance(cases, OrdinalCases)
    column = cases.rows[:, cases.names.index("b1")]
    shares = (column == column.min()) / np.count_nonzero(column == column.min())
    sample = cases.resample(shares[None])
    assert isinstance(sample, OrdinalSquares)
    assert np.isnan(sample.stats).all()
    assert not refit(job.fit, (sample,), 1)[1].any()


@pytest.mark.slow
@pytest.mark.parametrize("text", [*MODELS.values(), "f =~ a1 + a2 + a3\nf ~ n1 + n2"])
def test_the_influence_of_a_case_is_about_what_leaving_it_out_does(text: str) -> None:
    found = analyse(data(), parse(text), Options(estimator="WLSMV", ordered=ITEMS))
    rows = group_rows((Group("", data()),), found.moments)
    assert rows is not None
    unit = found.fitted.problem.rams[0].unit
    se = np.sqrt(np.diag(found.estimates.vcov))
    pulls = influence(found.fitted, rows) * unit / se
    for case in (3, 50, 120):
        kept = data().frame.drop(index=case).reset_index(drop=True)
        without = analyse(replace(data(), frame=kept, memo={}), found.table, found.options)
        change = (found.estimates.theta - without.estimates.theta) / se
        assert change == pytest.approx(pulls[case], abs=0.03)


@pytest.mark.slow
def test_an_accelerated_interval_is_made() -> None:
    drawn = run(work("mixed", draws=60, interval="bca"))
    found = analysis("mixed")
    limits = [
        analyse(data(), found.table, replace(found.options, interval=way), drawn).parameters[1].ci_lower
        for way in ("bca", "bc")
    ]
    assert None not in limits
    assert limits[0] != limits[1]
