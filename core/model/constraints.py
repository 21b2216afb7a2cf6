"""The constraints of a table, `==`, `<` and `>` between expressions of labels, ready to be computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import ModelError
from core.model.definitions import definitions, unknown_label
from core.model.expression import Expr, evaluate, names_in, parse_expression
from core.model.partable import ParTable


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint, as written in `text`; it holds where `slack` is zero (`equality`) or not negative."""

    text: str
    equality: bool
    larger: Expr
    smaller: Expr

    def slack(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """The larger side minus the smaller, of arrays that hold the value of each label and definition."""
        return np.asarray(evaluate(self.larger, values) - evaluate(self.smaller, values))


def constraints(table: ParTable) -> tuple[Constraint, ...]:
    """The constraints that are on; raises ModelError where one holds no label or one that nobody carries.

    They may use labels of parameters and names of defined parameters.
    """
    labels = {row.label for row in table.rows if row.label}
    defined = {name for name, _ in definitions(table)}
    out = []
    for row in table.rows:
        if not row.on or row.op not in ("==", "<", ">"):
            continue
        text = f"{row.lhs} {row.op} {row.rhs}"
        left, right = parse_expression(row.lhs), parse_expression(row.rhs)
        used = (*names_in(left), *names_in(right))
        if not used:
            raise ModelError(
                "constraint_empty", f"{text} holds no label, so it constrains nothing. Delete it."
            )
        for name in used:
            if name not in labels and name not in defined:
                raise unknown_label(f"The constraint {text} uses", name, [*labels, *defined])
        larger, smaller = (right, left) if row.op == "<" else (left, right)
        out.append(Constraint(text, row.op == "==", larger, smaller))
    return tuple(out)
