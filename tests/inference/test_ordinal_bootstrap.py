"""The bootstrap of ordered variables: each draw is the fit of its own rows."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from core.analysis import analyse, bootstrap_job
from core.errors import DataError
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.bootstrap import Job, draw_chunk, refit, run
from core.inference.ordinal_cases import OrdinalCases
from core.options import Interval
from tests.made_ordinal import analysis, data

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


def test_an_acceleration_is_refused() -> None:
    with pytest.raises(DataError, match="BCa"):
        work("mixed", interval="bca")
