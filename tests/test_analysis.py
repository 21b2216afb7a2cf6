"""The one door: what an analysis holds, for whom, and at what cost."""

from __future__ import annotations

import dataclasses
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from core.analysis import Analysis, analyse, bootstrap_job, compare
from core.data.dataset import Dataset, MatrixDataset
from core.data.samples import SAMPLES, find_sample, load_sample
from core.errors import DataError, ModelError
from core.estimation.estimates import Outcome
from core.inference.bootstrap import run
from core.model.syntax import parse
from core.options import Options
from core.questions import difference
from tests.made import CHAIN, analysed, dataset, estimates, made, process


def matrix(nobs: int | None = 400, mean: np.ndarray | None = None) -> MatrixDataset:
    frame = process()
    return MatrixDataset("m", "m", tuple(frame.columns), np.cov(frame.to_numpy().T), mean, nobs)


def test_an_analysis_holds_everything_that_is_shown() -> None:
    data, table, options = made(), parse(CHAIN), Options(likelihood="amos")
    found = analyse(data, table, options)
    assert (found.data_name, found.data_key) == (data.name, data.key)
    assert found.table is table
    assert found.options is options
    assert found.estimates.outcome is Outcome.CONVERGED
    assert len(found.parameters) == len(found.completed.rows)
    assert found.fit is not None
    assert found.amos is not None
    assert found.moments[0].nobs == found.fit.ntotal == 400
    assert {(v.x, v.via, v.y) for v in found.verdicts} == {("f", ("g",), "h")}
    assert found.draws is None
    assert found.simulated is False


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.id)
def test_every_sample_can_be_read_in_every_convention(sample: object) -> None:
    data, table = load_sample(sample.id), parse(sample.model)  # type: ignore[attr-defined]
    for likelihood in ("normal", "wishart", "amos"):
        found = analyse(data, table, Options(likelihood=likelihood))  # type: ignore[arg-type]
        assert found.estimates.outcome is Outcome.CONVERGED
        assert found.simulated == sample.simulated  # type: ignore[attr-defined]


def test_rows_with_gaps_are_left_out_and_told() -> None:
    sample = find_sample("study_missing")
    found = analyse(load_sample("study_missing"), parse(sample.model), Options())
    notice = next(n for n in found.notices if n.code == "rows_left_out")
    assert found.nobs == 296
    assert notice.text.startswith("28 rows have a missing value")


def test_a_matrix_is_data_too_and_needs_its_number_of_cases() -> None:
    found = analysed(CHAIN, matrix())
    assert estimates(found) == pytest.approx(estimates(analysed(CHAIN)), rel=1e-6)
    with pytest.raises(DataError) as fault:
        analysed(CHAIN, matrix(None))
    assert fault.value.code == "nobs_missing"
    assert analysed(CHAIN, matrix(None), sample_nobs=400).fit == found.fit


def test_means_need_means_in_the_data() -> None:
    with pytest.raises(ModelError) as fault:
        analysed(CHAIN, matrix(), meanstructure=True)
    assert fault.value.code == "means_missing"
    mean = process().to_numpy().mean(axis=0)
    found = analysed(CHAIN, matrix(mean=mean), meanstructure=True)
    assert estimates(found)["x1 ~1"] == pytest.approx(mean[list(process().columns).index("x1")])


def test_means_of_a_matrix_are_in_the_model_as_in_lavaan_and_left_out_as_in_amos() -> None:
    mean = process().to_numpy().mean(axis=0)
    assert "x1 ~1" in estimates(analysed(CHAIN, matrix(mean=mean)))
    assert "x1 ~1" not in estimates(analysed(CHAIN, matrix(mean=mean), likelihood="amos"))
    assert "x1 ~1" not in estimates(analysed(CHAIN, matrix(mean=mean), meanstructure=False))


@pytest.mark.parametrize("interval", ["percentile", "bc", "bca"])
def test_a_bootstrap_of_a_matrix_falls_back_and_says_so(interval: str) -> None:
    found = analysed(CHAIN, matrix(), interval=interval)
    assert "bootstrap_needs_rows" in {n.code for n in found.notices}
    assert {e.method for e in found.effects} == {"monte_carlo"}


def test_draws_turn_the_preview_into_the_bootstrap() -> None:
    preview = analysed(CHAIN, interval="percentile", draws=400)
    assert {e.method for e in preview.effects} == {"monte_carlo"}
    assert all(v.agreement is None for v in preview.verdicts)
    drawn = run(bootstrap_job(made(), preview))
    found = analyse(made(), preview.table, preview.options, drawn)
    assert {e.method for e in found.effects} == {"percentile"}
    assert found.draws is drawn
    assert [e.est for e in found.effects] == [e.est for e in preview.effects]
    (verdict,) = found.verdicts
    assert verdict.agreement is not None
    assert 0.95 < verdict.agreement <= 1
    assert any("400 bootstrap draws" in n.text and "none failed" in n.text for n in found.notices)


def test_an_analysis_cannot_be_changed() -> None:
    found = analysed(CHAIN)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.fit = None  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.parameters[0].est = 0.0  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.moments[0].cov[0, 0] = 1.0


def test_the_same_analysis_twice_is_the_same_and_leaves_the_data_alone() -> None:
    frame = process()
    data = dataset(frame.to_numpy(), list(frame.columns))
    before = data.frame.copy()
    first, second = analysed(CHAIN, data), analysed(CHAIN, data)
    assert same(first, second)
    assert data.frame.equals(before)


def same(a: Analysis, b: Analysis) -> bool:
    """Every number of both, bit for bit."""
    return (
        a.estimates.theta.tobytes() == b.estimates.theta.tobytes()
        and a.parameters == b.parameters
        and a.effects == b.effects
        and (a.fit, a.amos, a.verdicts, a.notices) == (b.fit, b.amos, b.verdicts, b.notices)
    )


@pytest.mark.slow
def test_four_threads_at_once_get_what_each_gets_alone() -> None:
    models = [CHAIN, CHAIN + "x1 ~~ m1", CHAIN.replace("g + f", "g"), "m1 ~ x1 + w\ny1 ~ m1 + x1"]
    alone = [analysed(model, interval="monte_carlo") for model in models]
    fresh = dataset(process().to_numpy(), list(process().columns), "made 1 400")

    def work(i: int) -> tuple[int, Analysis]:
        return i % 4, analysed(models[i % 4], fresh, interval="monte_carlo")

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(work, range(32)))
    assert all(same(alone[which], analysis) for which, analysis in found)


def test_a_model_that_belongs_to_other_data_is_refused_by_name() -> None:
    with pytest.raises(ModelError) as fault:
        analysed("m1 ~ x9")
    assert "“x9”" in fault.value.message


def test_two_analyses_are_compared_only_where_both_can_be_read() -> None:
    whole, bad = analysed(CHAIN), analysed("f =~ x1 + x2")
    assert compare(whole, bad) is None
    assert compare(bad, whole) is None
    none = compare(whole, whole)
    assert none is not None
    assert (none.chisq, none.df, none.pvalue) == (0, 0, None)


@pytest.mark.slow
def test_many_switches_end_where_they_began() -> None:
    table = parse(CHAIN)
    keys = [row.key for row in table.rows if row.op == "~"]
    rng = np.random.default_rng(1)
    first = analysed(table)
    moved = table
    for _ in range(30):
        moved = moved.switch(keys[rng.integers(len(keys))], bool(rng.integers(2)))
        analysed(moved)
    for key in keys:
        moved = moved.switch(key, True)
    assert same(first, analysed(moved))


def seconds(data: Dataset, repeats: int = 15) -> float:
    """Median time of an analysis whose moments are known."""
    analysed(CHAIN, data)
    times = [time.perf_counter()]
    for _ in range(repeats):
        analysed(CHAIN, data)
        times.append(time.perf_counter())
    return float(np.median([b - a for a, b in pairwise(times)]))


@pytest.mark.slow
def test_a_hundred_thousand_rows_cost_what_324_do_once_the_moments_are_known() -> None:
    # Three times as long would still be nothing; reading the rows again would be a hundred times.
    assert seconds(made(3, 100_000)) < 3 * seconds(made(3, 324)) + 0.005


@pytest.mark.slow
def test_sixty_indicators_of_six_factors_take_less_than_two_seconds() -> None:
    rng = np.random.default_rng(6)
    factors = rng.normal(size=(500, 6)) @ np.linalg.cholesky(0.3 + 0.7 * np.eye(6)).T
    names = [f"i{i}" for i in range(60)]
    data = dataset(np.repeat(factors, 10, axis=1) * 0.7 + 0.7 * rng.normal(size=(500, 60)), names)
    text = "\n".join(f"f{k} =~ " + " + ".join(names[10 * k : 10 * k + 10]) for k in range(6))
    begin = time.perf_counter()
    found = analysed(text, data)
    assert time.perf_counter() - begin < 2
    assert found.estimates.outcome is Outcome.CONVERGED


@pytest.mark.parametrize("estimator", ["MLM", "MLR", "MLMV", "WLSMV"])
def test_the_evidence_of_a_verdict_is_corrected_as_the_estimator_corrects(estimator: str) -> None:
    larger = analysed(CHAIN, estimator=estimator)
    smaller = analysed(larger.table.switch(("h", "~", "f", 1), False), estimator=estimator)
    test = smaller.verdicts[0].test
    assert test is not None
    want = difference(smaller, larger)
    assert test.method == want.method != "standard"
    assert test.chisq == pytest.approx(want.chisq, rel=1e-4)
