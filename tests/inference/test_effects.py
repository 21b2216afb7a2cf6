"""Effects: sums along routes, loops by the inverse, standardised, and how sure each interval is."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from core.analysis import Analysis, analyse
from core.inference.effects import Effect
from core.model.partable import ParRow, ParTable
from core.options import Options
from tests import golden_cases as cases
from tests.made import CHAIN, FACTORS, analysed, dataset, made, process

EXACT = 1e-9


def by_kind(found: Analysis, x: str, y: str, kind: str) -> list[Effect]:
    return [e for e in found.effects if (e.x, e.y, e.kind) == (x, y, kind)]


def one(found: Analysis, x: str, y: str, kind: str) -> Effect:
    (effect,) = by_kind(found, x, y, kind)
    return effect


def acyclic(seed: int, size: int = 6) -> Analysis:
    """A random graph without loops between observed variables, in a random order of rows."""
    rng = np.random.default_rng(seed)
    names = [f"z{i}" for i in range(size)]
    rows = [ParRow(b, "~", a) for a, b in combinations(names, 2) if rng.random() < 0.6]
    values = rng.normal(size=(200, size))
    for i in range(1, size):
        values[:, i] += values[:, :i] @ rng.normal(scale=0.4, size=i)
    order = rng.permutation(len(rows))
    data = dataset(values, names)
    return analysed(ParTable(tuple(rows[i] for i in order)), data, auto_cov_y=False)


@pytest.mark.parametrize("seed", range(8))
def test_the_total_is_the_direct_effect_and_the_sum_of_all_routes(seed: int) -> None:
    found = acyclic(seed)
    pairs = {(e.x, e.y) for e in found.effects}
    assert pairs
    paths = {(p.row.rhs, p.row.lhs): p.est for p in found.parameters if p.row.op == "~"}
    for x, y in pairs:
        for field in ("est", "std_all"):
            direct = sum(getattr(e, field) for e in by_kind(found, x, y, "direct"))
            indirect = sum(getattr(e, field) for e in by_kind(found, x, y, "indirect"))
            assert getattr(one(found, x, y, "total"), field) == pytest.approx(
                direct + indirect, rel=EXACT, abs=EXACT
            )
            if len(by_kind(found, x, y, "indirect")) > 1:
                assert getattr(one(found, x, y, "total_indirect"), field) == pytest.approx(
                    indirect, abs=EXACT
                )
        for effect in by_kind(found, x, y, "indirect"):
            stops = (x, *effect.via, y)
            assert effect.est == pytest.approx(np.prod([paths[a, b] for a, b in pairwise(stops)]))


@pytest.mark.parametrize("seed", range(4))
def test_totals_are_those_of_the_inverse(seed: int) -> None:
    found = acyclic(seed)
    names = list(dict.fromkeys(name for p in found.parameters for name in (p.row.lhs, p.row.rhs)))
    at = {name: i for i, name in enumerate(names)}
    arrows = np.zeros((len(names), len(names)))
    for p in found.parameters:
        if p.row.op == "~":
            arrows[at[p.row.lhs], at[p.row.rhs]] = p.est
    total = np.linalg.inv(np.eye(len(names)) - arrows) - np.eye(len(names))
    for effect in found.effects:
        if effect.kind == "total":
            assert effect.est == pytest.approx(total[at[effect.y], at[effect.x]], rel=EXACT, abs=EXACT)


def test_feedback_goes_round_for_ever_and_sums_up() -> None:
    found = analysed("m1 ~ a*y1 + p*x1\ny1 ~ b*m1 + q*y2\ntotal := p*b/(1 - a*b)\nown := p/(1 - a*b)")
    defined = {p.row.lhs: p for p in found.parameters if p.row.op == ":="}
    assert one(found, "x1", "y1", "total").est == pytest.approx(defined["total"].est, rel=EXACT)
    assert one(found, "x1", "m1", "total").est == pytest.approx(defined["own"].est, rel=EXACT)
    assert one(found, "x1", "y1", "total").se == pytest.approx(defined["total"].se, rel=1e-6)
    assert one(found, "x1", "y1", "indirect").via == ("m1",)


@pytest.mark.parametrize(
    "text",
    [
        "m1 ~ y1 + x1\ny1 ~ m1 + y2",
        "m1 ~ y1 + x1\ny1 ~ m1 + y2 + x2\nv ~ y1",
        FACTORS + "top =~ f + g + h\nw ~ top\ny1 ~ x1\ntop ~ v\nf ~ v\nw ~ f",
    ],
)
def test_the_total_is_direct_and_all_indirect_also_where_effects_go_ways_that_are_not_listed(
    text: str,
) -> None:
    found = analysed(text)
    assert found.effects
    for total in (e for e in found.effects if e.kind == "total"):
        direct = sum(e.est for e in by_kind(found, total.x, total.y, "direct"))
        indirect = by_kind(found, total.x, total.y, "total_indirect") or by_kind(
            found, total.x, total.y, "indirect"
        )
        assert total.est == pytest.approx(direct + sum(e.est for e in indirect), abs=EXACT), (
            total.x,
            total.y,
        )


def test_routes_name_their_variables_and_effects_of_effects_count() -> None:
    found = analysed(CHAIN)
    route = one(found, "f", "h", "indirect")
    assert route.via == ("g",)
    serial = analysed("m1 ~ x1\nm2 ~ m1 + x1\ny1 ~ m2 + m1 + x1")
    assert {e.via for e in by_kind(serial, "x1", "y1", "indirect")} == {("m1",), ("m2",), ("m1", "m2")}
    assert {(e.x, e.y) for e in serial.effects} >= {("m1", "y1"), ("x1", "m2"), ("m2", "y1")}


def test_a_path_that_is_off_carries_nothing() -> None:
    table = analysed(CHAIN).table.switch(("h", "~", "g", 1), False)
    found = analysed(table)
    assert by_kind(found, "f", "h", "indirect") == []
    assert one(found, "f", "h", "total").est == pytest.approx(one(found, "f", "h", "direct").est)
    assert by_kind(found, "g", "h", "direct") == []


def test_standardised_effects_are_those_of_standardised_columns() -> None:
    frame = process()
    scaled = (frame - frame.mean()) / frame.std(ddof=0)
    text = "m1 ~ x1 + w\ny1 ~ m1 + x1"
    raw = analysed(text)
    standard = analysed(text, dataset(scaled.to_numpy(), list(scaled.columns)))
    for a, b in zip(raw.effects, standard.effects, strict=True):
        assert a.std_all == pytest.approx(b.est, rel=1e-6)
        assert b.std_all == pytest.approx(b.est, rel=1e-6)


def test_a_standardised_indirect_effect_is_the_product_of_standardised_paths() -> None:
    found = analysed(CHAIN)
    std = {(p.row.lhs, p.row.rhs): p.std_all for p in found.parameters if p.row.op == "~"}
    assert one(found, "f", "h", "indirect").std_all == pytest.approx(std["g", "f"] * std["h", "g"], rel=EXACT)
    assert one(found, "f", "h", "direct").std_all == pytest.approx(std["h", "f"], rel=EXACT)
    direct = one(found, "f", "h", "direct")
    parameter = next(p for p in found.parameters if p.row.key == ("h", "~", "f", 1))
    assert direct.se == pytest.approx(parameter.se, rel=1e-6)
    assert direct.std_se == pytest.approx(parameter.std_se, rel=1e-6)


def test_monte_carlo_and_delta_agree_where_the_sample_is_large() -> None:
    data = made(2, 20_000)
    delta, drawn = (analysed(CHAIN, data, interval=i) for i in ("delta", "monte_carlo"))
    for a, b in zip(delta.effects, drawn.effects, strict=True):
        assert (a.method, b.method) == ("delta", "monte_carlo")
        assert a.se is not None
        # 2,000 draws: a limit moves by about .06 standard errors from seed to seed.
        assert b.ci_lower == pytest.approx(a.ci_lower, abs=0.2 * a.se)
        assert b.ci_upper == pytest.approx(a.ci_upper, abs=0.2 * a.se)
        assert b.se == pytest.approx(a.se, rel=EXACT)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("paper_hybrid", "paper_mc_ci"),
        ("talor_simple", "talor_simple_mc"),
        ("talor_parallel", "talor_parallel_mc"),
    ],
)
def test_monte_carlo_intervals_are_those_of_semtools(name: str, key: str) -> None:
    wanted = json.loads((cases.GOLDEN / "extras.json").read_text(encoding="utf-8"))[key]
    found = analyse(cases.data(name), cases.table(name), Options(interval="monte_carlo"))
    ours = {p.row.lhs: p for p in found.parameters if p.row.op == ":="}
    shared = [want for want in wanted if want["_row"] in ours]
    assert shared
    for want in shared:
        got = ours[want["_row"]]
        assert got.se is not None
        assert got.est == pytest.approx(want["est"], rel=1e-4)
        assert got.ci_lower == pytest.approx(want["ci.lower"], abs=0.2 * got.se)
        assert got.ci_upper == pytest.approx(want["ci.upper"], abs=0.3 * got.se)


def test_the_same_seed_gives_the_same_monte_carlo_interval_and_another_gives_another() -> None:
    first, again, other = (analysed(CHAIN, seed=seed, interval="monte_carlo") for seed in (3, 3, 4))
    assert first.effects == again.effects
    assert first.effects != other.effects
    assert [e.est for e in first.effects] == [e.est for e in other.effects]


def test_a_wider_level_gives_a_wider_interval() -> None:
    narrow, wide = (one(analysed(CHAIN, level=level), "f", "h", "indirect") for level in (0.9, 0.99))
    assert wide.ci_lower < narrow.ci_lower < narrow.est < narrow.ci_upper < wide.ci_upper  # type: ignore[operator]


def test_a_column_in_other_units_scales_its_effects_and_nothing_else() -> None:
    frame = process().copy()
    frame["x1"] *= 1e4
    text = "m1 ~ x1 + w\ny1 ~ m1 + x1"
    raw, scaled = analysed(text), analysed(text, dataset(frame.to_numpy(), list(frame.columns)))
    for a, b in zip(raw.effects, scaled.effects, strict=True):
        factor = 1e-4 if a.x == "x1" else 1.0
        assert b.est == pytest.approx(a.est * factor, rel=1e-6)
        assert b.ci_lower == pytest.approx(a.ci_lower * factor, rel=1e-5, abs=1e-12)  # type: ignore[operator]
        assert b.std_all == pytest.approx(a.std_all, rel=1e-6)


def test_a_model_without_regressions_has_no_effects() -> None:
    assert analysed("f =~ x1 + x2 + x3").effects == ()


def test_regression_by_least_squares_is_the_same() -> None:
    frame = process()
    found = analysed("y1 ~ x1 + m1 + w")
    design = np.column_stack([np.ones(len(frame)), frame[["x1", "m1", "w"]]])
    want = np.linalg.lstsq(design, frame["y1"].to_numpy(), rcond=None)[0][1:]
    got = pd.Series({e.x: e.est for e in found.effects if e.kind == "direct"})[["x1", "m1", "w"]]
    assert got.to_numpy() == pytest.approx(want, rel=1e-8)
