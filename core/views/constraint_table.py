"""The constraints of a model: whether each holds the fit, and what dropping an equation would gain."""

from __future__ import annotations

import pandas as pd

from core.analysis import Analysis
from core.hypotheses import constraint_tests
from core.views.numbers import MISSING, decimal, p_cell
from core.views.tables import Table, path_name, states

CONSTRAINTS = ("==", "<", ">")
COLUMNS = ["Constraint", "Status", "χ² (1) if dropped", "p", "Left − right if dropped"]


def has_constraints(analysis: Analysis) -> bool:
    """True where the model has any constraint, on or off."""
    return any(row.op in CONSTRAINTS for row in analysis.completed.rows)


def constraints_table(analysis: Analysis) -> Table:
    """Every constraint of the model with the score test of each equation; empty where there are none."""
    readable = analysis.estimates.outcome.readable
    tests = {test.text: test for test in constraint_tests(analysis)} if readable else {}
    shown, numbers = [], []
    for row, state in zip(analysis.completed.rows, states(analysis), strict=True):
        if row.op not in CONSTRAINTS:
            continue
        text = path_name(row)
        test = tests.get(text) if row.on else None
        cells = (
            (decimal(test.chisq), p_cell(test.pvalue), decimal(test.change, 3)) if test else (MISSING,) * 3
        )
        kind = "equation" if row.op == "==" else state.removeprefix("constraint, ")
        shown.append((text, kind if row.on else "off", *cells))
        numbers.append(
            {
                "lhs": row.lhs,
                "op": row.op,
                "rhs": row.rhs,
                "chisq": test.chisq if test else None,
                "pvalue": test.pvalue if test else None,
                "change": test.change if test else None,
            }
        )
    text_frame = pd.DataFrame(shown, columns=COLUMNS)
    return Table("constraints", "Constraints", text_frame, pd.DataFrame(numbers), words=2)
