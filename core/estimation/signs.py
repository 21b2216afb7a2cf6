"""A latent variable whose scale is its variance fits as well turned round; of the two, the one that its
indicators point along is shown."""

from __future__ import annotations

import numpy as np

from core.estimation.ram import parameter_index
from core.estimation.restrictions import Restrictions
from core.model.partable import Key, ParRow, ParTable


def turned(table: ParTable, theta: np.ndarray, start: np.ndarray, within: Restrictions | None) -> np.ndarray:
    """The parameters `theta` (k,), each latent variable turned round whose loadings mostly lie against those
    of `start` (k,), unless a fixed value, a shared label or a restriction forbids it."""
    index = parameter_index(table)
    groups = dict.fromkeys(row.group for row in table.rows if not row.arithmetic)
    latent = dict.fromkeys(row.lhs for row in table.rows if row.op == "=~")
    for name in latent:
        # Over groups a label may be shared, so that all groups turn together or each by itself.
        for chosen in ([*groups], *([group] for group in groups if len(groups) > 1)):
            rows = [row for row in table.rows if row.group in chosen and not row.arithmetic]
            own = [index[row.key] for row in rows if row.op == "=~" and row.lhs == name and row.key in index]
            if not own or float(theta[own] @ start[own]) >= 0:
                continue
            signs = _signs(table, rows, index, name, len(theta))
            if signs is not None and (within is None or _allowed(within, theta * signs)):
                theta = theta * signs
    return theta


def _signs(
    table: ParTable, rows: list[ParRow], index: dict[Key, int], name: str, size: int
) -> np.ndarray | None:
    """−1 for the parameters (k,) that change sign when the latent variable turns round, or None where
    something fixed or shared would not turn with it."""
    turning = {row.key for row in rows if _touches(row, name)}
    signs = np.ones(size)
    for row in table.rows:
        if row.key in turning and row.key not in index and row.fixed_value not in (0.0, None):
            return None
        if row.key in turning and row.key in index:
            signs[index[row.key]] = -1.0
    for row in table.rows:
        if row.key in index and signs[index[row.key]] < 0 and row.key not in turning:
            return None
    return signs


def _touches(row: ParRow, name: str) -> bool:
    return (row.lhs == name) != (row.rhs == name)


def _allowed(within: Restrictions, theta: np.ndarray) -> bool:
    slack = within.slack(theta[None])[0]
    held = abs(slack[within.equal]).max(initial=0.0) < 1e-8
    return bool(held and within.within(theta[None])[0])
