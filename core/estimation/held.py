"""What the user is told of the inequalities and bounds that hold the estimates."""

from __future__ import annotations

import numpy as np

from core.estimation.ram import parameter_index
from core.estimation.restrictions import Restrictions
from core.model.partable import ParTable
from core.notices import Notice


def held_notices(table: ParTable, within: Restrictions, theta: np.ndarray) -> tuple[Notice, ...]:
    """The inequalities and bounds on which the estimates `theta` (k,) lie, each sort in one notice."""
    notices = []
    active = within.active(theta) & ~within.equal
    limits = [rule.text for rule, holds in zip(within.rules, active, strict=True) if holds]
    if limits:
        text = f"The estimates lie on the edge of what {'; '.join(limits)} allows: the data would rather "
        text += "go beyond. Standard errors take such a limit as an equation."
        notices.append(Notice("constraint_active", text, "warning"))
    index = parameter_index(table)
    bounded = []
    for row in table.rows:
        if row.key in index:
            k = index[row.key]
            for bound in (within.lower[k], within.upper[k]):
                if theta[k] == bound:
                    name = f"{row.lhs} {row.op} {row.rhs}".strip()
                    bounded.append(f"{name} at {bound * within.unit[k]:.4g}")
    if bounded:
        text = f"Held at a bound: {'; '.join(bounded)}. Without bounds the best fit lies beyond, which "
        text += "often means that the model is wrong or the sample small. Standard errors do not know of it."
        notices.append(Notice("bound_active", text, "warning"))
    return tuple(notices)
