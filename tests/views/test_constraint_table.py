"""The table of constraints says which of them hold the fit, and what dropping one would gain."""

from __future__ import annotations

import pytest

from core.analysis import Analysis
from core.hypotheses import constraint_tests
from core.views.constraint_table import constraints_table, has_constraints
from core.views.exports import all_tables
from tests.made import analysed, made

MODEL = "f =~ x1 + a*x2 + b*x3\ng =~ m1 + c*m2 + d*m3\ng ~ p*f\n"


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysed(MODEL + "a == b\nc + d == 2.3\np > 0.9\np < 5")


def test_every_constraint_stands_in_the_table_with_what_it_does(analysis: Analysis) -> None:
    table = constraints_table(analysis)
    assert list(table.text["Constraint"]) == ["a == b", "c+d == 2.3", "p > 0.9", "p < 5"]
    assert list(table.text["Status"]) == ["equation", "equation", "holds the fit", "with room"]
    assert list(table.numbers["chisq"].notna()) == [True, True, False, False]
    assert "constraints" in [other.name for other in all_tables(analysis, made())]


def test_a_model_without_constraints_has_no_such_table() -> None:
    plain = analysed(MODEL)
    assert not has_constraints(plain)
    assert constraint_tests(plain) == ()
    assert "constraints" not in [other.name for other in all_tables(plain, made())]


def test_an_equation_that_nothing_rests_on_or_that_gives_a_scale_has_no_test() -> None:
    assert constraint_tests(analysed(MODEL + "a == b\n2*a == 2*b")) == ()
    coded = "f =~ NA*x1 + a*x1 + b*x2 + c*x3\nf ~~ f\nm1 ~ f\na + b + c == 3"
    assert constraint_tests(analysed(coded)) == ()


def test_dropping_an_equation_gains_about_what_the_test_says() -> None:
    held, free = analysed(MODEL + "c + d == 2.1"), analysed(MODEL)
    assert held.fit is not None
    assert free.fit is not None
    (test,) = constraint_tests(held)
    assert test.chisq == pytest.approx(held.fit.chisq - free.fit.chisq, rel=0.15, abs=0.05)
    labels = {p.row.label: p.est or 0.0 for p in free.parameters}
    assert test.change == pytest.approx(labels["c"] + labels["d"] - 2.1, rel=0.15, abs=0.01)
