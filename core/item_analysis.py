"""How the items of a scale hold together: reliability, each item's part in it, and the fit of one factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis import Analysis, analyse
from core.data.dataset import Dataset
from core.data.derived import numbers
from core.data.names import display_name
from core.data.scales.scoring import Part, ScalePlan, as_scored
from core.errors import DataError, PathlightError
from core.measurement.items import Item, item_table
from core.measurement.reliability import alpha_interval, cronbach_alpha
from core.model.partable import ParRow, ParTable
from core.options import Options

# A factor needs three items of its own to be known.
FEWEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class ScaleCheck:
    """One scale of `nobs` complete rows, others `left_out`: α with its interval (Feldt, 1965), the `items`,
    and the model of `one_factor` with its ω and the interval of it by the delta method (Raykov, 2002); None
    where that model could not be fitted, for the reason in `remark`."""

    name: str
    nobs: int
    left_out: int
    alpha: float
    alpha_lower: float
    alpha_upper: float
    items: tuple[Item, ...]
    one_factor: Analysis | None
    omega: float | None = None
    omega_lower: float | None = None
    omega_upper: float | None = None
    remark: str = ""


def check_scale(data: Dataset, plan: ScalePlan, part: Part, level: float = 0.95) -> ScaleCheck:
    """The check of a part of a plan, its items turned as the plan says; raises DataError where the complete
    rows tell nothing."""
    ready = as_scored(data, plan)
    rows = numbers(ready, part.columns)
    rows = rows[~np.isnan(rows).any(axis=1)]
    k = len(part.columns)
    if len(rows) <= k or (np.ptp(rows, axis=0) == 0).any():
        text = f"“{display_name(part.name)}” has {len(rows)} complete rows for {k} items, or an item that "
        raise DataError("too_few_rows", text + "never varies; that is too little to judge the scale.")
    alpha = cronbach_alpha(np.cov(rows, rowvar=False))
    low, high = alpha_interval(alpha, k, len(rows), level)
    items = item_table(rows, part.columns)
    known = (part.name, len(rows), data.nobs - len(rows), alpha, low, high, items)
    if k < FEWEST:
        return ScaleCheck(*known, None, remark="One factor needs at least three items.")
    try:
        found = analyse(ready, one_factor_table(part.columns), Options(std_lv=True, level=level))
    except PathlightError as fault:
        return ScaleCheck(*known, None, remark=fault.message)
    if found.fit is None:
        return ScaleCheck(*known, None, remark=found.estimates.outcome.sentence)
    omega = next(p for p in found.parameters if p.row.op == ":=")
    return ScaleCheck(*known, found, omega.est, omega.ci_lower, omega.ci_upper)


def one_factor_table(columns: Sequence[str]) -> ParTable:
    """One factor of variance 1 behind the columns, with ω = (Σλ)²/((Σλ)² + Σθ) computed (McDonald, 1999)."""
    factor, omega = (_unused(name, columns) for name in ("factor", "omega"))
    loadings = [f"l{i}" for i in range(len(columns))]
    errors = [f"e{i}" for i in range(len(columns))]
    total, noise = " + ".join(loadings), " + ".join(errors)
    return ParTable(
        (
            *(ParRow(factor, "=~", name, label=label) for name, label in zip(columns, loadings, strict=True)),
            *(ParRow(name, "~~", name, label=label) for name, label in zip(columns, errors, strict=True)),
            ParRow(omega, ":=", f"({total})^2/(({total})^2 + {noise})", free=False),
        )
    )


def _unused(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "_"
    return name
