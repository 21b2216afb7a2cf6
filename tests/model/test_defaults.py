"""Completion of the table: lavaan's own tables, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import ModelError
from core.model.defaults import complete
from core.model.partable import ParRow, ParTable
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options, from_lavaan

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "partables.json").read_text("utf-8"))["cases"]


def completed(text: str, options: Options | None = None) -> ParTable:
    table = parse(text)
    return complete(table, Variables.of(table).ov, options or Options())


def said(row: ParRow) -> tuple[object, ...]:
    value = None if row.free or row.exo else row.value
    right = row.rhs if row.op == ":=" else row.key[2]
    return (*row.key[:2], right, row.free and row.op != ":=", value, row.exo, row.user)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_model_is_completed_as_lavaan_completes_it(name):
    case = GOLDEN[name]
    ours = [said(row) for row in completed(case["model"], from_lavaan(case["options"])).rows]
    lavaans = []
    for lhs, op, rhs, free, value, exo, user in case["rows"]:
        first, second = sorted((lhs, rhs)) if op == "~~" else (lhs, rhs)
        lavaans.append((first, op, second, free, value, exo, user))
    assert ours == lavaans


@pytest.mark.parametrize("name", GOLDEN)
def test_completing_twice_changes_nothing(name):
    options = from_lavaan(GOLDEN[name]["options"])
    once = completed(GOLDEN[name]["model"], options)
    assert complete(once, Variables.of(once).ov, options) == once


@pytest.mark.parametrize("name", GOLDEN)
def test_a_completed_table_survives_printing(name):
    table = completed(GOLDEN[name]["model"], from_lavaan(GOLDEN[name]["options"]))
    assert parse(str(table)) == table


@pytest.mark.parametrize("key", [("m", "~", "x", 1), ("y", "~", "m", 1), ("y", "~", "x", 1)])
def test_a_path_that_is_off_changes_no_other_row(key):
    table = parse("m ~ x\ny + w ~ m + x")
    names = Variables.of(table).ov
    on = complete(table, names, Options())
    off = complete(table.switch(key, False), names, Options())
    assert off.switch(key, True) == on
    assert Variables.of(off) == Variables.of(on)


def test_a_path_that_is_off_does_not_pin_the_others_with_its_label():
    table = parse("y ~ a*x1 + a*x2").switch(("y", "~", "x1", 1), False)
    rows = complete(table, ("y", "x1", "x2"), Options()).rows
    assert [row.estimated for row in rows[:2]] == [False, True]


def refusal(text: str, names: tuple[str, ...] = ("x", "y", "z", "Goal", "x1", "x2", "x3")) -> ModelError:
    with pytest.raises(ModelError) as caught:
        complete(parse(text), names, Options())
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "model_empty", "no variables"),
        ("a := 1", "model_empty", "no variables"),
        ("y ~ Gaol", "unknown_variable", "Did you mean Goal?"),
        ("y ~ Gaol", "unknown_variable", "Gaol =~ item1"),
        ("y ~ goal", "unknown_variable", "differ only in capital letters"),
        ("y ~ ` Goal `", "unknown_variable", "Write Goal"),
        ("factor =~ x1 + x2 + x3\ny ~ facter", "unknown_variable", "factor (a latent variable)"),
        ("y ~ WAI-SR", "unknown_variable", "“WAI-SR”"),
        ("x =~ x1 + x2 + x3", "latent_is_column", "another name"),
        ("f =~ f + x1 + x2", "self_indicator", "measured by itself"),
        ("y ~ y", "self_regression", "write ~~"),
        ("y ~ a*x\nind := a*bb", "unknown_label", "bb"),
        ("y ~ alpha*x\nind := alhpa*2", "unknown_label", "Did you mean alpha?"),
        ("y ~ a*x\np := q + a\nq := p", "definition_cycle", "computed from one another"),
        ("y ~ a*x\na := 2", "definition_label", "another name"),
        ("y ~ 1*x + a*x + 2*z + a*z", "label_values", "1 and 2"),
    ],
)
def test_a_model_that_cannot_belong_to_the_data_is_refused_in_words(text, code, words):
    fault = refusal(text)
    assert fault.code == code
    assert words in fault.message


def test_a_row_that_stands_twice_is_refused():
    row = ParRow("y", "~", "x")
    with pytest.raises(ModelError, match="twice"):
        complete(ParTable((row, row)), ("x", "y"), Options())


def test_a_covariance_written_both_ways_round_stands_twice():
    rows = (ParRow("y", "~~", "x"), ParRow("x", "~~", "y"))
    with pytest.raises(ModelError, match="twice"):
        complete(ParTable(rows), ("x", "y"), Options())
