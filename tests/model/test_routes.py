"""Routes, loops and roles in the graph of the regressions."""

from __future__ import annotations

import time

import pytest

from core.model.routes import ROUTE_LIMIT, loops, mediators, outcomes, pairs, routes, sources
from core.model.syntax import parse

SERIAL = "m1 ~ x\nm2 ~ m1 + x\ny ~ m2 + m1 + x\ny ~~ z\nf =~ y1 + y2"


def test_every_route_is_listed_short_ones_first():
    assert routes(parse(SERIAL), "x", "y") == ((), ("m1",), ("m2",), ("m1", "m2"))


def test_a_path_that_is_off_carries_no_route_unless_asked():
    table = parse(SERIAL).switch(("y", "~", "x", 1), False)
    assert () not in routes(table, "x", "y")
    assert () in routes(table, "x", "y", include_off=True)


@pytest.mark.parametrize(("x", "y"), [("y", "x"), ("x", "x"), ("x", "z"), ("x", "y1"), ("nobody", "y")])
def test_there_is_no_route_where_no_regression_leads(x, y):
    assert routes(parse(SERIAL), x, y) == ()


def test_a_route_passes_no_variable_twice_in_a_loop():
    table = parse("a ~ b + x\nb ~ a\ny ~ a + b")
    assert routes(table, "x", "y") == (("a",), ("a", "b"))


def test_pairs_are_every_cause_with_all_it_reaches():
    assert pairs(parse(SERIAL)) == (
        ("x", "m1"),
        ("x", "m2"),
        ("x", "y"),
        ("m1", "m2"),
        ("m1", "y"),
        ("m2", "y"),
    )


def test_roles_do_not_change_when_a_path_is_off():
    table = parse(SERIAL)
    for row in table.rows[:6]:
        off = table.switch(row.key, False)
        for role in (sources, mediators, outcomes):
            assert role(off) == role(table)
    assert (sources(table), mediators(table), outcomes(table)) == (("x",), ("m1", "m2"), ("y",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SERIAL, ()),
        ("a ~ b\nb ~ a", (("b", "a"),)),
        ("a ~ b\nb ~ c\nc ~ a\nd ~ c", (("b", "a", "c"),)),
        ("a ~ b\nb ~ a\nc ~ d + a\nd ~ c", (("b", "a"), ("d", "c"))),
        ("a ~ a", (("a",),)),
    ],
)
def test_each_feedback_loop_is_named(text, expected):
    assert loops(parse(text)) == expected


def test_a_loop_is_gone_while_one_of_its_paths_is_off():
    table = parse("a ~ b\nb ~ a").switch(("a", "~", "b", 1), False)
    assert loops(table) == ()
    assert loops(table, include_off=True) == (("b", "a"),)


@pytest.mark.parametrize("cyclic", [False, True])
def test_a_dense_graph_stops_at_the_limit_and_wastes_no_time(cyclic):
    n = 30
    rows = [f"v{j} ~ v{i}" for i in range(n) for j in range(n) if i < j or (cyclic and i != j)]
    table = parse("\n".join(rows) + f"\nend ~ v{n - 1}")
    start = time.process_time()
    assert len(routes(table, "v0", "end")) == ROUTE_LIMIT
    assert len(routes(table, "v0", "end", limit=7)) == 7
    assert time.process_time() - start < 2


def test_a_long_chain_needs_no_recursion():
    table = parse("\n".join(f"v{i + 1} ~ v{i}" for i in range(600)))
    (only,) = routes(table, "v0", "v600")
    assert len(only) == 599
