"""Effects and verdicts of each group, and how they differ between groups."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis import analyse, bootstrap_job
from core.inference.bootstrap import run
from core.mediation.verdict import VerdictKind
from core.model.syntax import parse
from core.options import Options
from tests import golden_cases as cases
from tests.made import process, two_sites, with_columns

SAME = 1e-6
MEDIATION = "m1 ~ x1\ny1 ~ m1 + x1"


def test_indirect_effects_and_their_difference_are_what_labels_would_compute() -> None:
    whole = cases.analysis("paperL_group_labels")
    computed = {p.row.lhs: p for p in whole.parameters if p.row.op == ":="}
    chosen = ("alliance", "result", "indirect", ("engage",))
    effects = [e for e in whole.effects if (e.x, e.y, e.kind, e.via) == chosen]
    (apart,) = [d for d in whole.differences if (d.x, d.y, d.kind, d.via) == chosen]
    assert [e.group for e in effects] == [1, 2]
    assert (apart.first, apart.second) == (1, 2)
    for got, name in zip((*effects, apart), ("ind1", "ind2", "dif"), strict=True):
        want = computed[name]
        for field in ("est", "se", "pvalue", "ci_lower", "ci_upper", "std_all", "std_se"):
            assert getattr(got, field) == pytest.approx(getattr(want, field), rel=SAME, abs=1e-9)


def test_independent_groups_differ_with_the_errors_of_both() -> None:
    whole = analyse(two_sites(), parse(MEDIATION), Options(group="site"))
    assert whole.groups == ("south", "north")
    per = {(e.kind, e.via, e.x, e.y, e.group): e for e in whole.effects}
    assert len(whole.differences) == len(whole.effects) // 2 > 3
    for d in whole.differences:
        one, two = (per[(d.kind, d.via, d.x, d.y, group)] for group in (1, 2))
        assert d.est == pytest.approx(one.est - two.est)
        assert d.std_all == pytest.approx(one.std_all - two.std_all)
        assert one.se is not None
        assert two.se is not None
        assert d.se == pytest.approx(np.hypot(one.se, two.se), rel=SAME)
    (path,) = [d for d in whole.differences if (d.x, d.y, d.kind) == ("x1", "m1", "direct")]
    assert path.ci_lower is not None
    assert path.ci_lower > 0


def test_every_two_of_three_groups_are_compared() -> None:
    frame = process().copy()
    frame["site"] = np.array(["a", "b", "c"])[np.arange(len(frame)) % 3]
    whole = analyse(with_columns(frame), parse(MEDIATION), Options(group="site"))
    assert {(d.first, d.second) for d in whole.differences} == {(1, 2), (1, 3), (2, 3)}
    assert len(whole.differences) == len(whole.effects)


@pytest.mark.parametrize("interval", ["monte_carlo", "percentile", "bc", "bca"])
def test_intervals_of_differences_by_draws_are_near_those_by_the_delta_method(interval: str) -> None:
    data = two_sites(900)
    plain = analyse(data, parse(MEDIATION), Options(group="site"))
    options = Options(group="site", interval=interval, draws=1500, seed=4)  # type: ignore[arg-type]
    whole = analyse(data, parse(MEDIATION), options)
    if interval != "monte_carlo":
        whole = analyse(data, whole.table, options, run(bootstrap_job(data, whole)))
    assert {d.method for d in whole.differences} == {interval}
    for got, want in zip(whole.differences, plain.differences, strict=True):
        assert want.se is not None
        # Limits of 1,500 draws have a standard error of about .07 of the quantity's own.
        assert got.ci_lower == pytest.approx(want.ci_lower, abs=0.35 * want.se)
        assert got.ci_upper == pytest.approx(want.ci_upper, abs=0.35 * want.se)


def test_a_path_that_is_off_in_one_group_gives_that_group_another_verdict() -> None:
    table = parse("m1 ~ c(a1, a2)*x1\ny1 ~ m1 + c(k1, k2)*x1").switch(("y1", "~", "x1", 2), False)
    whole = analyse(two_sites(), table, Options(group="site"))
    kinds = {v.group: v for v in whole.verdicts}
    assert kinds[1].kind is not VerdictKind.FULL_BY_ASSUMPTION
    assert kinds[2].kind is VerdictKind.FULL_BY_ASSUMPTION
    assert kinds[1].test is None
    assert kinds[2].test is not None
    assert kinds[2].test.df == 1
    assert not [d for d in whole.differences if (d.x, d.y, d.kind) == ("x1", "y1", "direct")]
