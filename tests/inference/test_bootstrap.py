"""The bootstrap: each draw is what a fit of its rows gives, and nothing but the seed decides the draws."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from core.analysis import Analysis, analyse, bootstrap_job
from core.data.dataset import Dataset
from core.estimation.moments import complete_rows
from core.inference.bootstrap import CHUNK, Draws, Job, draw_chunk, gather, run
from core.options import Options
from tests import golden_cases as cases
from tests.made import STRUCTURES, analysed, dataset, fitted, made, process

# A draw is stopped when its distance from its own minimum is invisible beside its standard error.
DRAW = 1e-3


def job_of(analysis: Analysis, data: Dataset | None = None) -> Job:
    return bootstrap_job(data or made(), analysis)


def paper(draws: int = 500, seed: int = 5) -> tuple[Dataset, Analysis]:
    data = cases.data("paper_hybrid")
    assert isinstance(data, Dataset)
    return data, analyse(data, cases.table("paper_hybrid"), Options(draws=draws, seed=seed))


def resampled(data: Dataset, names: tuple[str, ...], seed: int, count: int) -> list[Dataset]:
    """The rows behind the first draws of a job."""
    rows = complete_rows(data, names)
    picks = np.random.default_rng([seed, 0]).integers(len(rows), size=(count, len(rows)))
    return [dataset(rows[pick], names) for pick in picks]


@pytest.mark.parametrize("name", STRUCTURES)
def test_draws_are_what_a_cold_fit_of_their_rows_gives(name: str) -> None:
    text, options = STRUCTURES[name]
    count = 12
    whole = analyse(made(), analysed(text).table, Options(**{**as_dict(options), "draws": count, "seed": 11}))
    drawn = draw_chunk(job_of(whole), 0)
    assert drawn.failed == 0
    unit = whole.fitted.problem.rams[0].unit
    se = np.sqrt(np.diag(whole.estimates.vcov))
    for got, rows in zip(
        drawn.theta * unit, resampled(made(), whole.moments[0].names, 11, count), strict=True
    ):
        alone = fitted(text, rows, options).estimates
        assert abs((got - alone.theta) / se).max() < DRAW


@pytest.mark.slow
@pytest.mark.parametrize("estimator", ["GLS", "ULS", "WLS", "DWLS", "MLM"])
@pytest.mark.parametrize("means", [False, True])
def test_draws_are_fitted_by_the_estimator_itself(estimator: str, means: bool) -> None:
    count = 8
    whole = analysed(
        "f =~ x1 + x2 + x3\nm1 ~ f + w\ny1 ~ m1 + f",
        estimator=estimator,
        draws=count,
        seed=11,
        meanstructure=means,
    )
    drawn = draw_chunk(job_of(whole), 0)
    assert drawn.failed == 0
    unit = whole.fitted.problem.rams[0].unit
    se = np.sqrt(np.diag(whole.estimates.vcov))
    for got, rows in zip(
        drawn.theta * unit, resampled(made(), whole.moments[0].names, 11, count), strict=True
    ):
        alone = analyse(rows, whole.table, whole.options).estimates
        assert abs((got - alone.theta) / se).max() < DRAW


def as_dict(options: Options) -> dict[str, object]:
    return {name: getattr(options, name) for name in Options.__dataclass_fields__}


@pytest.mark.slow
def test_draws_of_the_study_are_what_one_by_one_refits_give() -> None:
    data, whole = paper(draws=60)
    drawn = draw_chunk(bootstrap_job(data, whole), 0)
    unit = whole.fitted.problem.rams[0].unit
    se = np.sqrt(np.diag(whole.estimates.vcov))
    for got, rows in zip(drawn.theta * unit, resampled(data, whole.moments[0].names, 5, 60), strict=True):
        alone = analyse(rows, whole.table, Options()).estimates
        assert abs((got - alone.theta) / se).max() < DRAW


@pytest.mark.slow
def test_the_seed_alone_decides_the_draws_and_not_the_number_of_threads() -> None:
    data, whole = paper(draws=3 * CHUNK + 40)
    work = bootstrap_job(data, whole)
    assert work.chunks == 4
    one = run(work, threads=1)
    assert one is not None
    assert one.tried == 3 * CHUNK + 40
    for threads in (2, 4):
        other = run(work, threads=threads)
        assert other is not None
        assert other.theta.tobytes() == one.theta.tobytes()
    again = run(bootstrap_job(*paper(draws=3 * CHUNK + 40)))
    assert again is not None
    assert again.theta.tobytes() == one.theta.tobytes()
    another = run(bootstrap_job(*paper(draws=3 * CHUNK + 40, seed=6)))
    assert another is not None
    assert not np.array_equal(another.theta, one.theta)


def test_chunks_may_be_drawn_in_any_order() -> None:
    data, whole = paper(draws=2 * CHUNK)
    work = bootstrap_job(data, whole)
    second, first = draw_chunk(work, 1), draw_chunk(work, 0)
    together = run(work)
    assert together is not None
    assert gather([first, second]).theta.tobytes() == together.theta.tobytes()
    assert not np.array_equal(first.theta, second.theta)


def test_more_draws_begin_with_the_same_ones() -> None:
    few, many = (run(bootstrap_job(*paper(draws=n))) for n in (CHUNK, 2 * CHUNK))
    assert few is not None
    assert many is not None
    assert np.array_equal(many.theta[:CHUNK], few.theta)


def test_progress_is_told_and_a_cancelled_job_stops_without_an_answer() -> None:
    data, whole = paper(draws=4 * CHUNK)
    work, told = bootstrap_job(data, whole), []
    assert run(work, progress=lambda done, of: told.append((done, of))) is not None
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    cancel = Event()
    seen: list[int] = []

    def stop(done: int, of: int) -> None:
        seen.append(done)
        cancel.set()

    assert run(work, threads=1, cancel=cancel, progress=stop) is None
    assert len(seen) < 4


@pytest.mark.slow
def test_draws_that_cannot_be_fitted_are_counted_and_said() -> None:
    names = ("x1", "x2", "x3", "m1", "m2")
    few = dataset(process(4, 8)[list(names)].to_numpy(), names)
    text = "f =~ x1 + x2 + x3\nm1 ~ f\nm2 ~ m1"
    whole = analysed(text, few, draws=300, interval="percentile")
    drawn = run(job_of(whole, few))
    assert drawn is not None
    assert drawn.tried == 300
    assert 0 < drawn.failed < 300
    told = analyse(few, whole.table, whole.options, drawn)
    (notice,) = (n for n in told.notices if n.code == "draws_made")
    assert f"{drawn.failed:,} of 300" in notice.text
    assert "more than 5 %" in notice.text
    assert notice.level == "warning"


def test_a_resample_that_a_fit_would_refuse_as_singular_is_a_failed_draw() -> None:
    names = ("x1", "x2", "x3", "m1", "m2")
    few = dataset(process(4, 8)[list(names)].to_numpy(), names)
    whole = analysed("x2 ~ x1\nx3 ~ x2\nm1 ~ x3\nm2 ~ m1", few, draws=200, seed=3)
    drawn = draw_chunk(job_of(whole, few), 0)
    picks = np.random.default_rng([3, 0]).integers(8, size=(200, 8))
    singular = sum(len(set(pick)) <= len(names) for pick in picks.tolist())
    assert singular > 20
    assert drawn.failed >= singular


def test_a_saturated_regression_loses_no_draw() -> None:
    data = cases.data("talor_boot")
    assert isinstance(data, Dataset)
    whole = analyse(data, cases.table("talor_boot"), Options(draws=2000, seed=1))
    drawn = run(bootstrap_job(data, whole))
    assert drawn is not None
    assert drawn.failed == 0


def test_draws_that_are_all_the_same_are_refused() -> None:
    data, whole = paper()
    options = Options(interval="percentile")
    same = Draws(np.tile(whole.fitted.theta, (100, 1)), 0, 1)
    found = analyse(data, whole.table, options, same)
    assert any(n.code == "draws_constant" and n.level == "error" for n in found.notices)
    assert found.draws is None


def test_the_bootstrap_standard_error_is_near_that_of_the_delta_method() -> None:
    data, whole = paper(draws=2000)
    drawn = run(bootstrap_job(data, whole))
    booted = analyse(data, whole.table, Options(interval="percentile"), drawn)
    for plain, boot in zip(whole.effects, booted.effects, strict=True):
        if plain.kind == "indirect":
            assert plain.se is not None
            assert boot.se == pytest.approx(plain.se, rel=0.10)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["talor_boot", "paper_bootstrap"])
@pytest.mark.parametrize(("method", "theirs"), [("percentile", "boot_defined"), ("bc", "boot_bc")])
def test_bootstrap_intervals_are_lavaans_but_for_the_random_numbers(
    name: str, method: str, theirs: str
) -> None:
    data = cases.data(name)
    assert isinstance(data, Dataset)
    whole = analyse(data, cases.table(name), Options(interval=method, draws=4000, seed=2))  # type: ignore[arg-type]
    found = cases.by_key(analyse(data, whole.table, whole.options, run(bootstrap_job(data, whole))))
    for want in cases.expected(name)[theirs]:
        got = found[(want.get("name", want.get("lhs")), ":=", "", 1)]
        assert got.se is not None
        low, high = want.get("lo", want.get("ci.lower")), want.get("hi", want.get("ci.upper"))
        # A limit of 1,000 draws has a standard error of about .08 of the quantity's own (density .06 at the
        # 2.5 % point: √(.025·.975/1000)/.058), and that of a skewed one is larger on its long side.
        assert got.ci_lower == pytest.approx(low, abs=0.3 * got.se), got.row.lhs
        assert got.ci_upper == pytest.approx(high, abs=0.45 * got.se), got.row.lhs
        if want.get("se") is not None:
            assert got.se == pytest.approx(want["se"], rel=0.10)


def test_the_interval_is_that_of_the_draws_at_hand() -> None:
    data, whole = paper(draws=600)
    drawn = run(bootstrap_job(data, whole))
    assert drawn is not None
    found = analyse(data, whole.table, Options(interval="percentile", level=0.9), drawn)
    unit = whole.fitted.problem.rams[0].unit
    labels = {p.row.label: i for i, p in enumerate(p for p in found.parameters if p.row.estimated)}
    values = drawn.theta * unit
    product = values[:, labels["a"]] * values[:, labels["b1"]]
    want = np.quantile(product, [0.05, 0.95])
    effect = next(e for e in found.effects if (e.x, e.y, e.kind) == ("alliance", "outcome", "indirect"))
    assert (effect.ci_lower, effect.ci_upper) == pytest.approx(tuple(want), rel=1e-9)
    assert effect.se == pytest.approx(product.std(ddof=1), rel=1e-9)
    assert effect.method == "percentile"
