"""Completion for groups, growth curves, ordered variables and other estimators: lavaan's tables, and what is
refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import ModelError
from core.model.defaults import complete
from core.model.partable import ParTable
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options, from_lavaan

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "partables_groups.json").read_text("utf-8"))
CASES, LEVELS = GOLDEN["cases"], GOLDEN["levels"]


def completed(text: str, options: Options, groups: int = 1) -> ParTable:
    table = parse(text)
    return complete(table, Variables.of(table).ov, options, groups, LEVELS)


def of(name: str) -> ParTable:
    case = CASES[name]
    return completed(case["model"], from_lavaan(case["options"]), case["groups"])


def said(table: ParTable) -> list[tuple[object, ...]]:
    """The rows, with the number of the free parameter that each is: rows that share a label share one."""
    numbers: dict[object, int] = {}
    out = []
    for row in table.rows:
        free = numbers.setdefault(row.label or row.key, len(numbers) + 1) if row.estimated else 0
        value = None if row.free or row.exo or row.arithmetic else row.value
        right = row.rhs if row.arithmetic else row.key[2]
        out.append((*row.key[:2], right, row.group, free, value, row.label, row.exo, row.user))
    return out


def lavaans(rows: list[list[object]]) -> list[tuple[object, ...]]:
    """lavaan's rows in the same form; beside thresholds it marks paths from exogenous columns too."""
    numbers: dict[object, int] = {0: 0}
    out = []
    for lhs, op, rhs, group, free, value, label, exo, user in rows:
        first, second = sorted((lhs, rhs)) if op == "~~" else (lhs, rhs)
        number = numbers.setdefault(free, len(numbers))
        out.append((first, op, second, group, number, value, label, exo and op != "~", user))
    return out


@pytest.mark.parametrize("name", CASES)
def test_a_model_is_completed_as_lavaan_completes_it(name):
    assert said(of(name)) == lavaans(CASES[name]["rows"])


@pytest.mark.parametrize("name", CASES)
def test_completing_twice_changes_nothing(name):
    once = of(name)
    options = from_lavaan(CASES[name]["options"])
    assert complete(once, Variables.of(once).ov, options, CASES[name]["groups"], LEVELS) == once


@pytest.mark.parametrize("name", CASES)
def test_a_completed_table_survives_printing(name):
    assert parse(str(of(name))) == of(name)


@pytest.mark.parametrize(
    "text",
    ["f =~ x1 + x2 + x3", "f =~ x1 + c(a, b)*x2 + x3", "y ~ a*x1 + x2\nf =~ z1 + z2 + z3"],
)
def test_a_path_that_is_off_in_every_group_changes_no_other_row(text):
    options = Options(group="sex", group_equal=("loadings", "intercepts", "regressions"))
    table = parse(text)
    names = Variables.of(table).ov
    row = table.rows[1]
    off = table
    for key in [other.key for other in table.rows if other.key[:3] == row.key[:3]]:
        off = off.switch(key, False)
    less = complete(off, names, options, 2)
    for group in (1, 2):
        less = less.switch((*row.key[:3], group), True)
    assert less == complete(table, names, options, 2)


def test_a_path_that_is_off_in_one_group_leaves_the_other_free():
    table = parse("y ~ c(a, a)*x").switch(("y", "~", "x", 2), False)
    rows = complete(table, ("x", "y"), Options(group="sex"), 2).rows
    assert [row.estimated for row in rows if row.op == "~"] == [True, False]


def test_an_automatic_label_is_never_one_that_the_user_wrote():
    rows = completed("f =~ x1 + x2 + x3\ny ~ `.p2.`*x1", Options(group_equal=("loadings",)), 2).rows
    assert [row.label for row in rows if row.op == "=~"] == ["", ".p3.", ".p4."] * 2


def test_a_written_model_without_groups_needs_no_word_about_them():
    assert completed("y ~ x1", Options()) == completed("y ~ x1", Options(), groups=1)


def test_ordered_columns_that_are_not_in_the_model_are_left_alone():
    options = Options(ordered=("u1", "u2"), estimator="WLSMV")
    table = complete(parse("f =~ u1 + x2 + x3"), ("u1", "u2", "x2", "x3"), options, levels=LEVELS)
    assert {row.lhs for row in table.rows if row.op == "|"} == {"u1"}


@pytest.mark.parametrize(
    ("text", "options", "groups", "code", "words"),
    [
        ("y ~ c(a, b)*x1", {}, 1, "group_values", "the data are one group"),
        ("y ~ c(a, b)*x1", {"group": "sex"}, 3, "group_values", "for 2 groups, but there are 3"),
        ("y ~ c(a, b, c)*x1", {"group": "sex"}, 2, "group_values", "for 3 groups, but there are 2"),
        ("f =~ x1 + c(1, 2)*x2", {"group_equal": ["loadings"]}, 2, "equal_values", "1 and 2"),
        ("f =~ x1 + x2", {"group_partial": ["f=~x3"]}, 2, "partial_unknown", "visual=~x2"),
        ("f =~ u1 + u2", {"ordered": ["u9"]}, 1, "ordered_unknown", "no such column"),
        ("f =~ u1 + u2", {"ordered": ["u1"], "estimator": "ML"}, 1, "ordered_estimator", "WLSMV"),
        ("f =~ u1 + x2\nu1 | t3", {"ordered": ["u1"]}, 1, "threshold_unknown", "last is t2"),
        ("y ~ u1\nu1 | t1", {"estimator": "WLSMV"}, 1, "ordered_exogenous", "taken as a number"),
        ("f =~ x1 + x2", {"ordered": ["x1"]}, 1, "ordered_levels", "rows of the data"),
        ("f =~ u1 + u2\nu1 ~~ u1", {"ordered": ["u1"]}, 1, "ordered_scale", "theta"),
        (
            "f =~ u1 + u2\nu1 ~*~ u1",
            {"ordered": ["u1"], "parameterization": "theta"},
            1,
            "ordered_scale",
            "delta",
        ),
        ("y ~ a*x1\na == b", {}, 1, "unknown_label", "The constraint a == b uses b"),
        ("y ~ alpha*x1\nalhpa > 0", {}, 1, "unknown_label", "Did you mean alpha?"),
        ("y ~ x1\n1 == 2", {}, 1, "constraint_empty", "constrains nothing"),
        ("y == x1", {}, 1, "model_empty", "no variables"),
    ],
)
def test_what_contradicts_the_data_or_the_options_is_refused_in_words(text, options, groups, code, words):
    with pytest.raises(ModelError) as caught:
        completed(text, from_lavaan(options), groups)
    assert caught.value.code == code
    assert words in caught.value.message
