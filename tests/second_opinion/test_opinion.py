"""The second opinion agrees where semopy is right, says so where it is not asked, and survives its worker."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.data.samples import FOLDER, SAMPLES, load_sample
from core.estimation.estimates import Estimates, Outcome
from core.model.syntax import parse
from core.options import Likelihood, Options
from core.second_opinion import ask, second_opinion
from core.second_opinion.agreement import compare, decimals
from core.second_opinion.applicable import reason_against
from core.second_opinion.client import Worker, WorkerError
from core.second_opinion.translation import translate
from tests.second_opinion.known_model import FIRST, TEXT, known_analysis


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


@pytest.mark.slow
def test_semopy_recovers_a_model_whose_values_are_known(worker: Worker) -> None:
    opinion = second_opinion(known_analysis(), worker)
    assert opinion.state == "agrees"
    assert opinion.digits >= 4
    assert "agrees with semopy" in opinion.badge


@pytest.mark.slow
@pytest.mark.parametrize("index", [1, 6, 8])
def test_a_wrong_number_of_ours_is_a_warning(worker: Worker, index: int) -> None:
    opinion = second_opinion(shifted(known_analysis(), index, 0.002), worker)
    assert opinion.is_warning
    assert opinion.max_difference == pytest.approx(0.002, abs=1e-4)


@pytest.mark.slow
def test_a_path_switched_off_is_off_for_semopy_too(worker: Worker) -> None:
    data, table = load_sample("study"), parse((FOLDER / "study.lav").read_text(encoding="utf-8"))
    off = table.switch(("Satisfaction", "~", "Alliance", 1), on=False)
    opinion = second_opinion(analyse(data, off, Options()), worker)
    assert opinion.state == "agrees"
    assert opinion.chisq_difference == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("sample", [entry.id for entry in SAMPLES])
def test_every_sample_is_confirmed_or_not_asked_about(worker: Worker, sample: str) -> None:
    entry = next(entry for entry in SAMPLES if entry.id == sample)
    opinion = second_opinion(
        analyse(load_sample(sample), parse(entry.model), Options(likelihood="amos")), worker
    )
    assert opinion.state == ("not_asked" if sample == "pmi" else "agrees")


def test_equal_labels_hold_for_semopy_too(worker: Worker) -> None:
    tied = TEXT.replace("`WAI-SR`", "same*`WAI-SR`").replace("`x*y`", "same*`x*y`")
    alike = known_analysis(tied, np.array([1.0, 2.0, 0.5, 1.0, 1.0, 1.0]))
    assert alike.fit.chisq > 1
    assert second_opinion(alike, worker).state == "agrees"


def test_labels_that_tie_columns_of_very_unequal_size_are_not_asked_about() -> None:
    tied = TEXT.replace("`WAI-SR`", "same*`WAI-SR`").replace("`x*y`", "same*`x*y`")
    opinion = second_opinion(known_analysis(tied))
    assert opinion.state == "not_asked"
    assert "unequal size" in opinion.sentence


def test_semopy_is_told_no_name_of_the_user() -> None:
    translation = translate(known_analysis())
    assert translation is not None
    written = re.compile(r"[fv]\d (=~|~|~~) (p\d+|-?\d+\.\d+)\*[fv]\d")
    assert all(written.fullmatch(line) for line in translation.description.splitlines())
    assert translation.names == tuple(f"v{i}" for i in range(6))
    assert np.diag(translation.cov) == pytest.approx(1)


def test_semopy_is_not_asked_about_observed_predictors() -> None:
    analysis = known_analysis(TEXT.replace(" + v0", "") + "START ~ v0")
    assert "observed predictors" in str(reason_against(analysis))


def test_semopy_is_not_asked_to_tie_an_indicator_to_an_inner_variable() -> None:
    inner = TEXT.replace(" + v0", "") + f"v0 ~ `{FIRST}`\nSTART ~ v0\n"
    assert reason_against(known_analysis(inner)) is None
    assert "residual of an indicator" in str(reason_against(known_analysis(inner + "v0 ~~ `x*y`")))


def test_semopy_is_not_asked_about_a_fit_that_failed() -> None:
    failed = Estimates(np.zeros(1), np.eye(1), 0.0, Outcome.INADMISSIBLE)
    opinion = second_opinion(replace(known_analysis(), estimates=failed))
    assert (opinion.state, opinion.max_difference) == ("not_asked", None)


def test_semopy_is_not_asked_about_means() -> None:
    assert "means" in str(reason_against(replace(known_analysis(), options=Options(meanstructure=True))))


@pytest.mark.parametrize("likelihood", ["normal", "wishart", "amos"])
def test_chisq_is_compared_as_n_times_f_in_every_convention(worker: Worker, likelihood: Likelihood) -> None:
    misfit = TEXT.replace(f"~ `{FIRST}`", f"~ 0.1*`{FIRST}`")
    analysis = known_analysis(misfit, options=Options(likelihood=likelihood))
    assert analysis.fit.chisq > 10
    assert second_opinion(analysis, worker).state == "agrees"


def test_an_opinion_can_be_asked_for_without_waiting() -> None:
    entry = next(entry for entry in SAMPLES if entry.id == "pmi")
    asked = ask(analyse(load_sample("pmi"), parse(entry.model), Options()))
    assert asked.result(timeout=10).state == "not_asked"


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
