"""The verdict follows its rule, on effects made by hand and on data."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis import analyse, bootstrap_job, compare
from core.data.dataset import Dataset
from core.data.samples import find_sample, load_sample
from core.estimation.estimates import Outcome
from core.inference.bootstrap import run
from core.inference.difference import DifferenceTest
from core.inference.effects import Effect
from core.mediation.verdict import Verdict, VerdictKind, excludes_zero, is_negligible, judge, kind_of
from core.model.syntax import parse
from core.options import Options
from tests import golden_cases as cases
from tests.made import CHAIN, analysed, dataset

TEST = DifferenceTest(2.5, 1, 0.11, -0.001, 0.5)


def effect(kind: str, est: float, low: float | None, high: float | None, scale: float = 0.5) -> Effect:
    """An effect of x on y whose standardised values are `scale` times the raw ones."""
    via = ("m",) if kind == "indirect" else ()
    std = [None if limit is None else limit * scale for limit in (low, high)]
    return Effect(
        "x",
        "y",
        kind,
        via,
        est,
        0.1,
        1.0,
        0.5,
        low,
        high,
        est * scale,
        0.05,
        *std,
        "percentile",  # type: ignore[arg-type]
    )


def verdict(
    *effects: Effect, bound: float = 0.1, test: DifferenceTest | None = None, trouble: str = ""
) -> Verdict:
    return judge("x", "y", ("m",), effects, bound, test, 0.99, trouble)


INDIRECT = effect("indirect", 0.3, 0.1, 0.5)
INDIRECT_ZERO = effect("indirect", 0.1, -0.1, 0.3)


@pytest.mark.parametrize(
    ("effects", "kind"),
    [
        ((INDIRECT, effect("direct", 0.4, 0.2, 0.6)), VerdictKind.PARTIAL),
        ((effect("indirect", -0.3, -0.5, -0.1), effect("direct", -0.4, -0.6, -0.2)), VerdictKind.PARTIAL),
        ((INDIRECT, effect("direct", -0.4, -0.6, -0.2)), VerdictKind.INCONSISTENT),
        ((INDIRECT, effect("direct", 0.1, -0.1, 0.3)), VerdictKind.FULL),
        ((INDIRECT,), VerdictKind.FULL_BY_ASSUMPTION),
        ((INDIRECT_ZERO, effect("direct", 0.4, 0.2, 0.6)), VerdictKind.DIRECT_ONLY),
        ((INDIRECT_ZERO, effect("direct", 0.1, -0.1, 0.3)), VerdictKind.NONE),
        ((INDIRECT_ZERO,), VerdictKind.NONE),
        ((effect("direct", 0.4, 0.2, 0.6),), VerdictKind.DIRECT_ONLY),
        ((), VerdictKind.NONE),
    ],
)
def test_the_rule(effects: tuple[Effect, ...], kind: VerdictKind) -> None:
    assert verdict(*effects).kind is kind


def test_a_limit_at_zero_does_not_exclude_zero() -> None:
    assert not excludes_zero(effect("direct", 0.2, 0.0, 0.4))
    assert not excludes_zero(effect("direct", -0.2, -0.4, 0.0))
    assert not excludes_zero(effect("direct", 0.2, None, None))
    assert not excludes_zero(None)
    assert kind_of(INDIRECT, effect("direct", 0.2, None, None)) is VerdictKind.FULL


@pytest.mark.parametrize(("bound", "small"), [(0.10, False), (0.16, True), (0.0, False)])
def test_a_direct_effect_is_negligible_only_inside_the_bound(bound: float, small: bool) -> None:
    direct = effect("direct", 0.1, -0.1, 0.3)
    assert is_negligible(direct, bound) is small
    found = verdict(INDIRECT, direct, bound=bound)
    assert found.kind is VerdictKind.FULL
    assert found.negligible is small


def test_negligible_is_said_of_full_mediation_alone() -> None:
    tiny = effect("direct", 0.04, 0.02, 0.06)
    assert is_negligible(tiny, 0.1)
    assert not verdict(INDIRECT, tiny).negligible
    assert not verdict(INDIRECT_ZERO, effect("direct", 0.0, -0.01, 0.01)).negligible


def test_a_fit_that_is_not_trustworthy_carries_no_verdict_and_says_why() -> None:
    found = verdict(INDIRECT, effect("direct", 0.4, 0.2, 0.6), trouble="Because.")
    assert found.kind is VerdictKind.NO_VERDICT
    assert found.reason == "Because."


def test_a_route_that_is_off_says_so() -> None:
    found = verdict(effect("direct", 0.4, 0.2, 0.6))
    assert found.kind is VerdictKind.DIRECT_ONLY
    assert found.indirect is None
    assert "switched off" in found.reason
    assert verdict(INDIRECT).reason == ""


def test_a_verdict_lists_its_evidence() -> None:
    direct, total = effect("direct", 0.4, 0.2, 0.6), effect("total", 0.7, 0.5, 0.9)
    found = verdict(INDIRECT, direct, total, test=TEST)
    assert (found.indirect, found.direct, found.total, found.test, found.agreement) == (
        INDIRECT,
        direct,
        total,
        TEST,
        0.99,
    )


def test_each_kind_has_the_words_of_both_traditions() -> None:
    words = {(kind.words, kind.modern_words) for kind in VerdictKind}
    assert len(words) == len(VerdictKind)
    assert VerdictKind.PARTIAL.words == "partial mediation"
    assert VerdictKind.PARTIAL.modern_words == "complementary"


def one(found: tuple[Verdict, ...], x: str, y: str) -> Verdict:
    (verdict,) = (v for v in found if (v.x, v.y) == (x, y))
    return verdict


@pytest.mark.slow
@pytest.mark.parametrize("interval", ["monte_carlo", "percentile"])
def test_the_study_shows_its_published_pattern(interval: str) -> None:
    data, sample = load_sample("study"), find_sample("study")
    assert isinstance(data, Dataset)
    options = Options(likelihood="amos", interval=interval, draws=2000)  # type: ignore[arg-type]
    found = analyse(data, parse(sample.model), options)
    if interval == "percentile":
        found = analyse(data, found.table, options, run(bootstrap_job(data, found)))
    assert one(found.verdicts, "Alliance", "Outcome").kind is VerdictKind.PARTIAL
    assert one(found.verdicts, "Alliance", "Satisfaction").kind is VerdictKind.FULL
    for verdict in found.verdicts:
        assert verdict.indirect is not None
        assert verdict.indirect.method == interval
        assert (verdict.agreement is not None) == (interval == "percentile")
        assert verdict.test is None


def test_a_direct_path_that_is_off_or_absent_leaves_an_assumption_and_its_test() -> None:
    whole = analysed(CHAIN)
    off = analysed(whole.table.switch(("h", "~", "f", 1), False))
    absent = analysed(CHAIN.replace("g + f", "g"))
    want = compare(off, whole)
    assert want is not None
    assert want.chisq > 1
    for found in (off, absent):
        verdict = one(found.verdicts, "f", "h")
        assert verdict.kind is VerdictKind.FULL_BY_ASSUMPTION
        assert verdict.direct is None
        assert verdict.test is not None
        assert verdict.test.chisq == pytest.approx(want.chisq, rel=1e-6)
        assert verdict.test.df == 1
        assert verdict.test.pvalue == pytest.approx(want.pvalue, rel=1e-5)
        assert verdict.test.aic == pytest.approx(want.aic, abs=1e-6)


def test_the_toggled_study_has_the_difference_that_lavaan_gives() -> None:
    found = cases.analysis("paper_full")
    verdict = one(found.verdicts, "alliance", "outcome")
    larger = cases.analysis("paper_hybrid")
    assert verdict.kind is VerdictKind.FULL_BY_ASSUMPTION
    assert verdict.test is not None
    assert found.fit is not None
    assert larger.fit is not None
    assert verdict.test.chisq == pytest.approx(found.fit.chisq - larger.fit.chisq, abs=1e-6)


def test_the_test_of_a_direct_path_frees_it_alone_though_it_shares_a_label() -> None:
    text = CHAIN.replace("g + f", "k*g + k*f")
    whole = analysed(text)
    off = analysed(whole.table.switch(("h", "~", "f", 1), False))
    test = one(off.verdicts, "f", "h").test
    free = compare(off, analysed(CHAIN))
    assert test is not None
    assert free is not None
    assert test.df == 1
    assert test.chisq == pytest.approx(free.chisq, rel=1e-6)


def test_a_path_out_of_the_mediator_that_is_off_closes_the_route() -> None:
    found = analysed(analysed(CHAIN).table.switch(("h", "~", "g", 1), False))
    verdict = one(found.verdicts, "f", "h")
    assert verdict.indirect is None
    assert verdict.kind is VerdictKind.DIRECT_ONLY
    assert "switched off" in verdict.reason


def test_all_paths_off_leave_no_effect_to_detect() -> None:
    table = analysed(CHAIN).table
    for key in (("h", "~", "g", 1), ("h", "~", "f", 1), ("g", "~", "f", 1)):
        table = table.switch(key, False)
    assert one(analysed(table).verdicts, "f", "h").kind is VerdictKind.NONE


@pytest.mark.parametrize(
    "text", ["f =~ x1 + x2\nm1 ~ f\ny1 ~ m1 + f\nf ~~ 0*f", "m1 ~ y1 + w\ny1 ~ m1 + w\nv ~ m1"]
)
def test_no_verdict_where_nothing_may_be_read(text: str) -> None:
    found = analysed(text, auto_cov_y=False)
    assert found.estimates.outcome is not Outcome.CONVERGED
    assert found.verdicts
    for verdict in found.verdicts:
        assert verdict.kind is VerdictKind.NO_VERDICT
        assert verdict.reason == found.estimates.outcome.sentence
        assert verdict.test is None


def test_every_route_has_a_verdict_of_its_own() -> None:
    found = analysed("m1 ~ x1\nm2 ~ m1 + x1\ny1 ~ m2 + m1 + x1")
    vias = {v.via for v in found.verdicts if (v.x, v.y) == ("x1", "y1")}
    assert vias == {("m1",), ("m2",), ("m1", "m2")}


def test_suppression_is_recognised_in_data() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=500)
    m = 0.7 * x + rng.normal(size=500)
    y = 0.6 * m - 0.4 * x + rng.normal(size=500)
    found = analysed("m ~ x\ny ~ m + x", dataset(np.column_stack([x, m, y]), ("x", "m", "y")))
    assert one(found.verdicts, "x", "y").kind is VerdictKind.INCONSISTENT


def test_a_direct_path_that_a_constraint_sets_to_zero_is_an_assumption() -> None:
    text = "m1 ~ a*x1\ny1 ~ b*m1 + c*x1\n"
    for limit in ("c == 0", "2*c == 0*a"):
        (verdict,) = analysed(text + limit).verdicts
        assert verdict.kind is VerdictKind.FULL_BY_ASSUMPTION
        assert verdict.direct is None
