"""The rows of := in an order in which each can be computed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from core.errors import ModelError
from core.model.expression import Expr, names_in, parse_expression
from core.model.partable import ParTable
from core.model.tokens import quote


def definitions(table: ParTable) -> tuple[tuple[str, Expr], ...]:
    """Every defined parameter with its expression, each after those that it uses.

    Raises ModelError where a name is neither a label nor a defined parameter, and where two define each
    other.
    """
    expressions = {row.lhs: parse_expression(row.rhs) for row in table.rows if row.op == ":=" and row.on}
    labels = {row.label for row in table.rows if row.label}
    for name, expression in expressions.items():
        if name in labels:
            what = f"{quote(name)} is the label of a parameter and also computed by :=."
            raise ModelError("definition_label", f"{what} Give one of them another name.")
        for used in names_in(expression):
            if used not in labels and used not in expressions:
                known = [other for other in (*labels, *expressions) if other != name]
                raise unknown_label(f"{quote(name)} is computed from", used, known)
    needs = {
        name: [used for used in names_in(expression) if used in expressions]
        for name, expression in expressions.items()
    }
    try:
        order = tuple(TopologicalSorter(needs).static_order())
    except CycleError as found:
        ring = " → ".join(quote(name) for name in found.args[1])
        what = f"These are computed from one another: {ring}. Break the circle."
        raise ModelError("definition_cycle", what) from None
    return tuple((name, expressions[name]) for name in order)


def unknown_label(what: str, used: str, known: Sequence[str]) -> ModelError:
    """The error for `what` names a label that no parameter has."""
    near = difflib.get_close_matches(used, sorted(set(known)), 1)
    hint = f" Did you mean {quote(near[0])}?" if near else ""
    todo = f"Put the label before a variable, such as y ~ {quote(used)}*x."
    return ModelError("unknown_label", f"{what} {quote(used)}, but no parameter has that label.{hint} {todo}")
