"""Constraints: which side may be larger, and what they may name."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ModelError
from core.model.constraints import constraints
from core.model.syntax import parse

VALUES = {"a": np.array([1.0, 2.0]), "b": np.array([2.0, 2.0]), "ab": np.array([2.0, 4.0])}


@pytest.mark.parametrize(
    ("text", "equality", "slack"),
    [
        ("a == b", True, [-1.0, 0.0]),
        ("a > b", False, [-1.0, 0.0]),
        ("a < b", False, [1.0, 0.0]),
        ("a^2 + 1 > ab/2", False, [1.0, 3.0]),
        ("0 < ab", False, [2.0, 4.0]),
    ],
)
def test_slack_is_what_is_left_before_the_constraint_is_broken(text, equality, slack):
    (found,) = constraints(parse(f"y ~ a*x + b*z\nab := a*b\n{text}"))
    assert found.equality == equality
    assert found.slack(VALUES).tolist() == slack


def test_a_slack_takes_complex_steps():
    (found,) = constraints(parse("y ~ a*x + b*z\na*b > 1"))
    step = {"a": np.array([3.0 + 1e-30j]), "b": np.array([2.0 + 0j])}
    assert (found.slack(step).imag / 1e-30).tolist() == [2.0]


def test_constraints_come_in_their_order():
    table = parse("y ~ a*x + b*z\na == b\nb > 0\na < 3")
    assert [found.text for found in constraints(table)] == ["a == b", "b > 0", "a < 3"]


def test_a_constraint_that_is_off_constrains_nothing():
    table = parse("y ~ a*x + b*z\na == b")
    assert constraints(table.switch(("a", "==", "b", 1), False)) == ()


def test_a_constraint_names_labels_that_exist():
    with pytest.raises(ModelError, match="no parameter has that label"):
        constraints(parse("y ~ a*x\na == c"))
