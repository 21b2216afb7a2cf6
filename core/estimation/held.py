"""Which inequalities and bounds hold the estimates, and what the user is told of them."""

from __future__ import annotations

import numpy as np

from core.estimation.ram import parameter_index
from core.estimation.restrictions import Restrictions
from core.model.partable import ParRow, ParTable
from core.notices import Notice


def held_limits(within: Restrictions, theta: np.ndarray) -> tuple[str, ...]:
    """The inequalities, as written, that have no room left at `theta` (k,)."""
    active = within.active(theta) & ~within.equal
    return tuple(rule.text for rule, holds in zip(within.rules, active, strict=True) if holds)


def bounded_rows(table: ParTable, within: Restrictions, theta: np.ndarray) -> tuple[ParRow, ...]:
    """The rows whose parameter lies on one of its bounds at `theta` (k,)."""
    index = parameter_index(table)
    on_bound = (theta == within.lower) | (theta == within.upper)
    return tuple(row for row in table.rows if row.key in index and on_bound[index[row.key]])


def held_notices(table: ParTable, within: Restrictions, theta: np.ndarray) -> tuple[Notice, ...]:
    """The inequalities and bounds on which the estimates `theta` (k,) lie, each sort in one notice."""
    notices = []
    limits, bounded = held_limits(within, theta), bounded_rows(table, within, theta)
    if limits:
        text = f"The estimates lie on the edge of what {'; '.join(limits)} allows: the data would rather "
        text += "go beyond. Standard errors take such a limit as an equation."
        notices.append(Notice("constraint_active", text, "warning"))
    if bounded:
        index, values = parameter_index(table), theta * within.unit
        named = [
            f"{row.lhs} {row.op} {row.rhs}".strip() + f" at {values[index[row.key]] + 0.0:.4g}"
            for row in bounded
        ]
        text = f"Held at a bound: {'; '.join(named)}. Without bounds the best fit lies beyond, which "
        text += "often means that the model is wrong or the sample small. Standard errors do not know of it."
        notices.append(Notice("bound_active", text, "warning"))
    return tuple(notices)
