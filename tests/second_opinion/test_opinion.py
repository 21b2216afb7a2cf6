"""The second opinion agrees where semopy is right, says so where it is not asked, and survives its worker."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Analysis
from core.estimation.estimates import Estimates, Outcome
from core.model.partable import ParRow
from core.options import Options
from core.second_opinion import second_opinion
from core.second_opinion.agreement import compare, decimals
from core.second_opinion.applicable import reason_against
from core.second_opinion.client import Worker, WorkerError
from core.second_opinion.translation import translate
from tests.second_opinion.known_model import FIRST, INDICATORS, SECOND, known_analysis, with_rows


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker(seconds=30.0)
    yield worker
    worker.close()


def shifted(analysis: Analysis, index: int, by: float) -> Analysis:
    """The same analysis with one estimate moved by this much in standardised units."""
    parameters = list(analysis.parameters)
    p = parameters[index]
    parameters[index] = replace(p, est=p.est + by * p.est / p.std_all)
    return replace(analysis, parameters=tuple(parameters))


def test_semopy_recovers_a_model_whose_values_are_known(worker: Worker) -> None:
    opinion = second_opinion(known_analysis(), worker)
    assert opinion.state == "agrees"
    assert opinion.digits >= 4
    assert "agrees with semopy" in opinion.badge


@pytest.mark.parametrize("index", [1, 6, 8])
def test_a_wrong_number_of_ours_is_a_warning(worker: Worker, index: int) -> None:
    opinion = second_opinion(shifted(known_analysis(), index, 0.002), worker)
    assert opinion.is_warning
    assert opinion.max_difference == pytest.approx(0.002, abs=1e-4)


def test_a_path_switched_off_is_off_for_semopy_too(worker: Worker) -> None:
    analysis = known_analysis()
    key = (SECOND, "~", FIRST, 1)
    rows = [replace(p, row=replace(p.row, on=p.row.key != key)) for p in analysis.parameters]
    opinion = second_opinion(replace(analysis, parameters=tuple(rows)), worker)
    assert opinion.state == "differs"
    assert opinion.chisq_difference > 1


def test_labels_that_tie_columns_of_very_unequal_size_are_not_asked_about(worker: Worker) -> None:
    analysis = known_analysis()
    tied = [
        replace(p, row=replace(p.row, label="same"))
        if p.row.key[2] in INDICATORS[1:3] and p.row.op == "=~"
        else p
        for p in analysis.parameters
    ]
    opinion = second_opinion(replace(analysis, parameters=tuple(tied)), worker)
    assert opinion.state == "not_asked"
    assert "unequal size" in opinion.sentence


def test_semopy_is_told_no_name_of_the_user() -> None:
    translation = translate(known_analysis())
    assert translation is not None
    written = re.compile(r"[fv]\d (=~|~|~~) (p\d+|-?\d+\.\d+)\*[fv]\d")
    assert all(written.fullmatch(line) for line in translation.description.splitlines())
    assert translation.names == tuple(f"v{i}" for i in range(6))
    assert np.diag(translation.cov) == pytest.approx(1)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ParRow(SECOND, "~", "age"), "observed predictors"),
        (ParRow(INDICATORS[0], "~1", ""), "means"),
    ],
)
def test_semopy_is_not_asked_what_it_gets_wrong(row: ParRow, words: str) -> None:
    assert words in str(reason_against(with_rows(known_analysis(), row)))


def test_semopy_is_not_asked_about_a_fit_that_failed() -> None:
    failed = Estimates(np.zeros(1), np.eye(1), 0.0, Outcome.INADMISSIBLE)
    opinion = second_opinion(replace(known_analysis(), estimates=failed))
    assert (opinion.state, opinion.max_difference) == ("not_asked", None)


def test_semopy_is_not_asked_about_means() -> None:
    assert "means" in str(reason_against(replace(known_analysis(), options=Options(meanstructure=True))))


def test_chisq_is_compared_as_n_times_f_in_every_convention(worker: Worker) -> None:
    amos = replace(known_analysis(), options=Options(likelihood="amos"))
    assert second_opinion(amos, worker).state == "agrees"


def test_a_worker_that_dies_is_told_and_replaced() -> None:
    dies = "import sys; print('{}', flush=True); sys.stdin.readline()"
    worker = Worker((sys.executable, "-c", dies), seconds=10.0)
    for _ in range(2):
        opinion = second_opinion(known_analysis(), worker)
        assert (opinion.state, "ended unexpectedly" in opinion.sentence) == ("failed", True)
    worker.close()


def test_a_worker_that_hangs_is_stopped_at_its_limit() -> None:
    hangs = "import sys, time; print('{}', flush=True); sys.stdin.readline(); time.sleep(60)"
    worker = Worker((sys.executable, "-c", hangs), seconds=0.2)
    with pytest.raises(WorkerError, match="more than"):
        worker.ask({})
    worker.close()


def test_semopy_may_not_say_yes_without_numbers() -> None:
    assert compare(np.array([0.5]), np.array([np.nan]), 1.0, 1.0).state == "failed"


@pytest.mark.parametrize(
    ("gap", "words"), [(0.5, "worse by 0.500"), (-0.5, "better by 0.500"), (0.0, "equally well")]
)
def test_a_disagreement_says_whose_fit_is_better(gap: float, words: str) -> None:
    assert words in compare(np.array([0.5]), np.array([0.7]), 10.0, 10.0 + gap).sentence


@pytest.mark.parametrize(("difference", "digits"), [(0.0, 6), (4e-5, 4), (6e-5, 3), (0.3, 0), (2.0, 0)])
def test_digits_count_the_decimals_that_round_alike(difference: float, digits: int) -> None:
    assert decimals(difference) == digits
