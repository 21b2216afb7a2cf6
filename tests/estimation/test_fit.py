"""The laws of a fit: what must not change it, what must, and how trouble is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.dataset import MatrixDataset
from core.estimation import search as search_module
from core.estimation.estimates import Outcome
from core.estimation.fit import fit
from core.estimation.moments import SampleMoments, sample_moments
from core.estimation.optimiser import Minimum
from core.model.defaults import complete
from core.model.partable import ParRow, ParTable
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options
from tests.made import (
    CHAIN,
    FACTORS,
    STRUCTURES,
    analysed,
    dataset,
    estimates,
    fitted,
    made,
    process,
    structure,
)

# Two searches for one minimum agree to about the square root of the stopping rule, in units of themselves.
SAME = 1e-6
# χ² is flat at its minimum, so it agrees better than the estimates.
SAME_CHISQ = 1e-8


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_shape_of_model_converges_to_proper_estimates(name: str) -> None:
    found = structure(name)
    assert found.estimates.outcome is Outcome.CONVERGED
    assert found.notices == ()
    assert np.linalg.eigvalsh(found.estimates.vcov)[0] > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    frame = process(seed)
    shuffled = frame.sample(frac=1, random_state=seed)
    data = dataset(shuffled.to_numpy(), list(shuffled.columns))
    here, there = analysed(CHAIN, made(seed)), analysed(CHAIN, data)
    assert there.fit is not None
    assert here.fit is not None
    assert there.fit.chisq == pytest.approx(here.fit.chisq, rel=SAME_CHISQ)
    assert estimates(there) == pytest.approx(estimates(here), rel=SAME)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_columns_and_of_statements_does_not_matter(seed: int) -> None:
    frame = process(seed).iloc[:, ::-1]
    data = dataset(frame.to_numpy(), list(frame.columns))
    turned = "h ~ f + g\ng ~ f\n" + "\n".join(reversed(FACTORS.splitlines()))
    here, there = analysed(CHAIN, made(seed)), analysed(turned, data)
    assert there.fit is not None
    assert here.fit is not None
    assert there.fit.chisq == pytest.approx(here.fit.chisq, rel=SAME_CHISQ)
    assert there.fit.cfi == pytest.approx(here.fit.cfi, rel=SAME_CHISQ)
    assert {key: estimates(there)[key] for key in estimates(here)} == pytest.approx(
        estimates(here), rel=SAME, abs=SAME
    )


@pytest.mark.parametrize("factor", [1e4, 1e6, 1e-6])
@pytest.mark.parametrize("column", ["x1", "x2", "y3", "w"])
def test_the_unit_of_a_column_changes_neither_fit_nor_standardised_estimates(
    column: str, factor: float
) -> None:
    frame = process().copy()
    frame[column] *= factor
    text = CHAIN + "f ~ w\nx2 ~~ m2"
    here, there = analysed(text), analysed(text, dataset(frame.to_numpy(), list(frame.columns)))
    assert there.estimates.outcome is Outcome.CONVERGED
    assert there.fit is not None
    assert here.fit is not None
    for index in ("chisq", "cfi", "rmsea", "srmr", "gfi"):
        assert getattr(there.fit, index) == pytest.approx(getattr(here.fit, index), rel=SAME), index
    for a, b in zip(here.parameters, there.parameters, strict=True):
        assert b.std_all == pytest.approx(a.std_all, rel=SAME, abs=SAME)
        assert b.z == pytest.approx(a.z, rel=1e-5) if a.z else not b.z


def test_a_latent_variable_scaled_by_its_variance_does_not_care_for_units_either() -> None:
    frame = process() * 1e5
    data = dataset(frame.to_numpy(), list(frame.columns))
    here, there = analysed(FACTORS, std_lv=True), analysed(FACTORS, data, std_lv=True)
    assert there.fit is not None
    assert here.fit is not None
    assert there.fit.chisq == pytest.approx(here.fit.chisq, rel=SAME_CHISQ)


def test_another_marker_gives_the_same_fit() -> None:
    here = analysed(CHAIN)
    there = analysed(CHAIN.replace("x1 + x2", "NA*x1 + 1*x2"))
    minus = analysed(CHAIN.replace("x1 + x2", "-2*x1 + x2"))
    for other in (there, minus):
        assert other.fit is not None
        assert here.fit is not None
        assert other.fit.chisq == pytest.approx(here.fit.chisq, rel=SAME_CHISQ)


@pytest.mark.parametrize("key", [("g", "~", "f", 1), ("f", "=~", "x2", 1), ("m1", "~~", "x1", 1)])
def test_off_then_on_is_the_identity(key: tuple[str, str, str, int]) -> None:
    table = parse(CHAIN + "x1 ~~ m1")
    switched = table.switch(key, False).switch(key, True)
    assert switched == table
    off = analysed(table.switch(key, False))
    here, there = analysed(table), analysed(switched)
    assert estimates(there) == estimates(here)
    assert estimates(off) != estimates(here)
    row = next(p for p in off.parameters if p.row.key == key)
    assert row.est == 0
    assert row.se is None


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "added", ["h ~ f", "x1 ~~ m1", "f =~ y1", "x2 ~~ x3", "top =~ f + g + h", "f =~ m1 + m2"]
)
def test_freeing_a_path_never_raises_chi_square(added: str, seed: int) -> None:
    base = FACTORS if added.startswith("top") else FACTORS + "g ~ f\nh ~ g\n"
    small, large = (analysed(text, made(seed), auto_cov_y=False) for text in (base, base + added))
    if added.startswith("top"):
        # A factor above three factors says the same as their three covariances.
        large, small = analysed(base, made(seed)), analysed(base + added, made(seed))
    assert small.fit is not None
    assert large.fit is not None
    assert large.fit.chisq <= small.fit.chisq + SAME_CHISQ


def test_equal_labels_give_equal_values_that_no_data_would_give_by_themselves() -> None:
    found = analysed(*STRUCTURES["equal labels"][:1])
    by_label = {p.row.label: set() for p in found.parameters if p.row.label}
    for p in found.parameters:
        if p.row.label:
            by_label[p.row.label].add(p.est)
    assert by_label.keys() == {"a", "e"}
    assert all(max(values) - min(values) < 1e-12 for values in by_label.values())
    free = analysed(STRUCTURES["equal labels"][0].replace("a*", "").replace("e*", ""))
    assert found.fit is not None
    assert free.fit is not None
    # Four loadings and paths share a, two variances e.
    assert found.fit.df == free.fit.df + 4
    assert found.fit.chisq > free.fit.chisq


def test_equal_labels_hold_in_the_units_of_the_data() -> None:
    frame = process().copy()
    frame["x3"] *= 3
    found = analysed("f =~ x1 + a*x2 + a*x3", dataset(frame.to_numpy(), list(frame.columns)))
    assert found.fit is not None
    assert found.fit.df == 1
    a, b = (estimates(found)[f"f =~ {name}"] for name in ("x2", "x3"))
    assert a == pytest.approx(b, rel=1e-12)


def test_a_fixed_value_stays_and_a_start_does_not() -> None:
    found = estimates(analysed(CHAIN.replace("g ~ f", "g ~ 0.25*f")))
    assert found["g ~ f"] == pytest.approx(0.25, rel=1e-14)
    started = estimates(analysed(CHAIN.replace("g ~ f", "g ~ start(0.25)*f")))
    assert started == pytest.approx(estimates(analysed(CHAIN)), rel=SAME)


@pytest.mark.parametrize("bad", ["f ~~ start(-5)*f", "x1 ~~ start(-100)*x1", "g ~ start(1e6)*f"])
def test_a_start_that_leads_nowhere_is_given_up_for_our_own(bad: str) -> None:
    text = CHAIN.replace("g ~ f", bad) if bad.startswith("g") else CHAIN + bad
    found, want = analysed(text), analysed(CHAIN)
    assert found.estimates.outcome is Outcome.CONVERGED
    assert found.fit is not None
    assert want.fit is not None
    assert found.fit.chisq == pytest.approx(want.fit.chisq, rel=1e-6)


def test_several_starts_are_tried_before_giving_up(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[np.ndarray] = []

    def lost(prob: object, start: np.ndarray, samples: object) -> Minimum:
        tried.append(start[0])
        return Minimum(start, np.array([np.inf]), np.array([False]), 1)

    monkeypatch.setattr(search_module, "minimise", lost)
    found = analysed(CHAIN)
    assert found.estimates.outcome is Outcome.NOT_CONVERGED
    assert [notice.code for notice in found.notices] == ["not_converged"]
    assert len(tried) >= 3
    assert len({tuple(start) for start in tried}) == len(tried)
    assert np.isnan(found.estimates.theta).all()


def test_the_second_start_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = search_module.minimise, []

    def unlucky(prob, start, samples):
        calls.append(start)
        found = real(prob, start, samples)
        return replace(found, converged=np.array([len(calls) > 1]))

    monkeypatch.setattr(search_module, "minimise", unlucky)
    assert fitted(CHAIN).estimates.outcome is Outcome.CONVERGED
    assert len(calls) == 2


def test_a_loop_that_feeds_itself_without_end_is_told_and_not_a_crash() -> None:
    found = analysed("x1 ~ 1*x2\nx2 ~ 1*x1")
    assert found.estimates.outcome is Outcome.NOT_CONVERGED


def test_a_model_without_a_free_parameter_is_fitted_too() -> None:
    found = analysed("x2 ~ 0.5*x1\nx2 ~~ 1*x2")
    assert found.fit is not None
    assert found.fit.npar == 0
    assert found.fit.df == 2


@pytest.mark.parametrize("likelihood", ["normal", "wishart", "amos"])
def test_the_conventions_differ_as_they_say(likelihood: str) -> None:
    found, normal = analysed(CHAIN, likelihood=likelihood), analysed(CHAIN)
    assert found.fit is not None
    assert normal.fit is not None
    n = 400
    if likelihood == "normal":
        assert found.fit.chisq == n * found.estimates.fmin
    else:
        assert found.fit.chisq == pytest.approx(normal.fit.chisq * (n - 1) / n, rel=SAME_CHISQ)
    for a, b in zip(normal.parameters, found.parameters, strict=True):
        assert b.std_all == pytest.approx(a.std_all, rel=SAME)
        if a.se and likelihood == "amos":
            assert b.est == pytest.approx(a.est, rel=SAME)
            assert b.se == pytest.approx(a.se * np.sqrt(n / (n - 1)), rel=SAME)


def test_a_printed_matrix_gives_what_its_rows_give() -> None:
    frame = process()
    matrix = MatrixDataset("m", "m", tuple(frame.columns), np.cov(frame.to_numpy().T), None, len(frame))
    for likelihood in ("normal", "wishart"):
        here, there = (analysed(CHAIN, data, likelihood=likelihood) for data in (made(), matrix))
        assert estimates(there) == pytest.approx(estimates(here), rel=SAME)


def two_groups(shared: bool) -> tuple[ParTable, tuple[SampleMoments, SampleMoments]]:
    """The same model for two samples; `shared` puts one label on a path in both."""
    text = FACTORS.replace("x2", "a*x2").replace("m2", "b*m2") + "g ~ p*f\nh ~ g"
    first = complete(parse(text), made().names, Options())
    rows: list[ParRow] = []
    for group in (1, 2):
        for row in first.rows:
            label = row.label if shared else f"{row.label}.{group}" if row.label else ""
            rows.append(replace(row, group=group, label=label))
    names = Variables.of(first).ov
    groups = made(1, 400), made(2, 250)
    return ParTable(tuple(rows)), tuple(sample_moments(data, names, Options()) for data in groups)  # type: ignore[return-value]


def test_groups_without_shared_parameters_fit_as_each_does_alone() -> None:
    table, moments = two_groups(shared=False)
    together = fit(table, moments, Options())
    assert together.estimates.outcome is Outcome.CONVERGED
    text = FACTORS + "g ~ f\nh ~ g"
    alone = [fitted(text, data) for data in (made(1, 400), made(2, 250))]
    weighted = sum(n * one.estimates.fmin for n, one in zip((400, 250), alone, strict=True)) / 650
    assert together.estimates.fmin == pytest.approx(weighted, rel=SAME_CHISQ)
    assert together.df == sum(one.df for one in alone)
    k = len(alone[0].theta)
    for part, one in zip((together.estimates.theta[:k], together.estimates.theta[k:]), alone, strict=True):
        assert part == pytest.approx(one.estimates.theta, rel=1e-5)
    errors = np.sqrt(np.diag(together.estimates.vcov))
    assert errors[:k] == pytest.approx(np.sqrt(np.diag(alone[0].estimates.vcov)), rel=1e-4)


def test_a_label_in_two_groups_is_one_parameter() -> None:
    apart, joint = (fit(*two_groups(shared), Options()) for shared in (False, True))
    assert joint.problem.npar == apart.problem.npar - 3
    assert joint.df == apart.df + 3
    assert joint.estimates.fmin > apart.estimates.fmin
    first, second = joint.problem.rams
    common = set(first.param.tolist()) & set(second.param.tolist())
    assert len(common) == 3
    for k in common:
        ours = [float(joint.theta[k] * ram.weight[list(ram.param).index(k)]) for ram in (first, second)]
        assert all(np.isfinite(ours))


def test_three_searches_from_different_starts_find_one_minimum() -> None:
    rng = np.random.default_rng(5)
    want = structure("latent")
    names = want.problem.rams[0].names
    completed = complete(parse(CHAIN), names, Options())
    moments = (sample_moments(made(), names, Options()),)
    for _ in range(3):
        rows = tuple(
            replace(row, value=float(rng.uniform(0.4, 1.6))) if row.estimated else row
            for row in completed.rows
        )
        found = fit(ParTable(rows), moments, Options())
        assert found.estimates.fmin == pytest.approx(want.estimates.fmin, rel=SAME_CHISQ)
