"""The arithmetic of :=, on single values, on batches and on complex steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ModelError, SyntaxFault
from core.model.definitions import definitions
from core.model.expression import evaluate, names_in, parse_expression, zeroed
from core.model.syntax import parse

VALUES = {"a": 0.5, "b": -1.25, "c": 2.0, "my a": 3.0, "exp": 7.0}
# Rounding of a few operations on doubles.
ROUNDING = 1e-12


def value(text: str, **more: float) -> float:
    return float(evaluate(parse_expression(text), {**VALUES, **more}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*b", -0.625),
        ("a + b*c", -2.0),
        ("(a + b)*c", -1.5),
        ("a - b - c", -0.25),
        ("c/a/c", 2.0),
        ("-c^2", -4.0),
        ("c^3^2", 512.0),
        ("c^-1*c", 1.0),
        ("2^-2", 0.25),
        ("--a", 0.5),
        ("+a", 0.5),
        ("-a*-c", 1.0),
        ("b^2", 1.5625),
        ("exp(a)", math.exp(0.5)),
        ("log(c)", math.log(2)),
        ("sqrt(c)", math.sqrt(2)),
        ("abs(b)*abs(a)", 0.625),
        ("exp(log(c) + abs(-(a)))", 2 * math.exp(0.5)),
        ("`my a` + 'my a'", 6.0),
        ("exp*2", 14.0),
        ("1e3", 1000.0),
        ("a-c", -1.5),
        ("-" * 1900 + "a", 0.5),
    ],
)
def test_arithmetic_is_that_of_r(text, expected):
    assert value(text) == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("text", ["log(b)", "sqrt(b)", "b^0.5", "log(a - a)", "0/0"])
def test_what_has_no_answer_is_not_a_number(text):
    assert math.isnan(value(text))
    assert np.isnan(evaluate(parse_expression(text), {name: complex(v) for name, v in VALUES.items()}))


def test_a_batch_gives_what_its_entries_give():
    text = "(a - 2)*b^2/exp(a) + sqrt(abs(b))"
    a, b = np.random.default_rng(3).normal(size=(2, 50))
    batch = evaluate(parse_expression(text), {"a": a, "b": b})
    assert batch.shape == (50,)
    np.testing.assert_allclose(
        batch, [value(text, a=x, b=y) for x, y in zip(a, b, strict=True)], rtol=ROUNDING
    )


@pytest.mark.parametrize(
    "text", ["a*b", "a^2*b", "exp(a)/b", "log(abs(b))*a", "sqrt(c + a)", "abs(a)*abs(b)", "c^a"]
)
@pytest.mark.parametrize("name", ["a", "b"])
def test_a_complex_step_gives_the_derivative(text, name):
    step, difference = 1e-30, 1e-6
    expression = parse_expression(text)
    stepped = {key: complex(v, step * (key == name)) for key, v in VALUES.items()}
    up, down = (value(text, **{name: VALUES[name] + d}) for d in (difference, -difference))
    derivative = evaluate(expression, stepped).imag / step
    # Central differences of step 1e-6 are good to about 1e-10.
    assert derivative == pytest.approx((up - down) / (2 * difference), abs=1e-8)


def test_the_names_of_an_expression_are_listed_once():
    assert names_in(parse_expression("b*a + exp(b)*`my a`")) == ("b", "a", "my a")


def test_zeros_take_the_place_of_names_and_of_nothing_else():
    assert zeroed("a*ab+exp(a)-`my a`", {"a", "my a"}) == "0*ab+exp(0)-0"


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a*", "expression_end", 2),
        ("*a", "expression_operand", 1),
        ("a b", "expression_operator", 3),
        ("(a", "bracket_open", 1),
        ("a)", "bracket_close", 2),
        ("()", "expression_operand", 2),
        ("2a", "ambiguous_name", 1),
        ("a(b)", "expression_function", 1),
        ("exp a", "expression_operator", 5),
        ("__import__('os')", "expression_function", 1),
        ("a.b.c(1)", "expression_function", 1),
        ("a, b", "expression_operator", 2),
        ("a == b", "expression_operator", 3),
        ("(" * 51 + "a" + ")" * 51, "expression_deep", 51),
        ("+".join("a" * 1001), "expression_long", 1),
    ],
)
def test_what_is_not_arithmetic_is_refused_at_its_place(text, code, column):
    with pytest.raises(SyntaxFault) as caught:
        parse_expression(text)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_an_unknown_function_names_the_nearest():
    with pytest.raises(SyntaxFault, match="Did you mean sqrt"):
        parse_expression("sqr(a)")


@pytest.mark.slow
@given(st.text(alphabet="ab1.+-*/^() ", max_size=25))
def test_any_text_computes_the_same_after_printing(text):
    try:
        expression = parse_expression(text)
    except SyntaxFault:
        return
    assert parse_expression(expression.text) == expression


def test_definitions_come_after_those_they_use():
    table = parse("y ~ a*x\ntotal := ind + a\nind := a*2\nshare := ind/total")
    assert [name for name, _ in definitions(table)] == ["ind", "total", "share"]


def test_a_circle_of_definitions_is_named():
    with pytest.raises(ModelError, match="p → q → p"):
        definitions(parse("p := q\nq := p"))
