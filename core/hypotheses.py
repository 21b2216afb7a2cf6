"""Hypotheses about the parameters of a finished analysis, each tested without fitting another model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count
from typing import Literal

from core.analysis import Analysis
from core.errors import ModelError
from core.estimation.estimators import ScoreScale, score_scale
from core.inference.candidates import tied
from core.inference.constraint_tests import ConstraintTest
from core.inference.constraint_tests import constraint_tests as tests_of_constraints
from core.inference.measured import uncertainty
from core.inference.modification import ScoreTest, score_test
from core.inference.released import Extra
from core.inference.wald import WaldTest, wald_test
from core.model.constraints import constraints
from core.model.partable import Key, ParRow, ParTable
from core.model.syntax import parse
from core.model.tokens import quote
from core.questions import readable, unpooled

# The keys of the rows whose product it is.
Quantity = tuple[Key, ...]
Asked = Literal["zero", "equal"]


def equality_tests(analysis: Analysis) -> ScoreTest | None:
    """Score tests of the equalities by label, together and one by one (lavaan's lavTestScore); None where
    there are none."""
    extras = tied(unpooled(analysis, "Tests of equalities are").completed, analysis.fitted)
    return _score(analysis, extras) if extras else None


def constraint_tests(analysis: Analysis) -> tuple[ConstraintTest, ...]:
    """How far χ² would fall if each equation among the parameters were dropped (lavaan's lavTestScore)."""
    return tests_of_constraints(readable(analysis).fitted, _scale(analysis))


def addition_tests(analysis: Analysis, rows: Sequence[ParRow]) -> ScoreTest:
    """The score test of adding all of `rows` as free parameters; raises ModelError where one is free."""
    table = unpooled(analysis, "Score tests are").completed
    extras = []
    for row in rows:
        old = table.find(row.key)
        if old is not None and old.estimated:
            raise ModelError("already_free", f"{row.lhs} {row.op} {row.rhs} is estimated already.")
        extras.append(Extra(old or row, (old.fixed_value if old else None) or 0.0))
    return _score(analysis, tuple(extras))


def _score(analysis: Analysis, extras: tuple[Extra, ...]) -> ScoreTest:
    return score_test(analysis.completed, analysis.fitted, analysis.moments, extras, _scale(analysis))


def _scale(analysis: Analysis) -> ScoreScale:
    return score_scale(analysis.nobs, len(analysis.moments), analysis.options)


def wald(analysis: Analysis, text: str) -> WaldTest:
    """The test of equations such as `a == b` or `a*b == 0`, one a line, among the labels of the model."""
    rows = parse(text).rows
    if not rows or any(row.op != "==" for row in rows):
        raise ModelError("wald_equations", "Write one equation among labels a line, such as a == b.")
    return _wald(analysis, unpooled(analysis, "Wald tests are").completed, rows)


def wald_of(analysis: Analysis, quantities: Sequence[Quantity], asked: Asked) -> WaldTest:
    """The test that all these are zero, or that all are equal; each is a parameter or a product of several,
    labelled or not."""
    if len(quantities) < (2 if asked == "equal" else 1):
        text = "Choose at least two to compare." if asked == "equal" else "Choose at least one to test."
        raise ModelError("wald_choice", text)
    table = _labelled(
        unpooled(analysis, "Wald tests are").completed, {key for one in quantities for key in one}
    )
    label = {row.key: quote(row.label) for row in table.rows}
    first, *others = ("*".join(label[key] for key in one) for one in quantities)
    sides = [(side, first) for side in others] if asked == "equal" else [(s, "0") for s in (first, *others)]
    return _wald(analysis, table, [ParRow(left, "==", right) for left, right in sides])


def _labelled(table: ParTable, keys: Collection[Key]) -> ParTable:
    """The table with a label, where there was none, on the rows with these keys."""
    taken = {row.label for row in table.rows} | {row.lhs for row in table.rows if row.op == ":="}
    fresh = (name for name in map("w{}".format, count(1)) if name not in taken)
    rows = (replace(r, label=next(fresh)) if r.key in keys and not r.label else r for r in table.rows)
    return ParTable(tuple(rows))


def _wald(analysis: Analysis, table: ParTable, equations: Sequence[ParRow]) -> WaldTest:
    asked = ParTable((*(row for row in table.rows if row.op not in ("==", "<", ">")), *equations))
    known = uncertainty(analysis.fitted, replace(analysis.options, interval="delta"))
    return wald_test(table, constraints(asked), known)
