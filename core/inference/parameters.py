"""The parameters as the user reads them: estimate, standard error, test and standardised value, a row
each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.fit import Fit
from core.estimation.identification import names_of, null_parameters
from core.inference.intervals import percentile
from core.inference.measured import Measured, Uncertainty, measure, z_test
from core.inference.solution import Reader, reader, solve
from core.model.partable import ParRow, ParTable
from core.notices import Notice


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the completed table with its numbers; None where a number does not exist (fixed: no
    `se`). Over imputed data `z` is a t on `df`, and `fmi` the fraction of missing information."""

    row: ParRow
    est: float | None
    se: float | None = None
    z: float | None = None
    pvalue: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    std_lv: float | None = None
    std_all: float | None = None
    std_se: float | None = None
    std_ci_lower: float | None = None
    std_ci_upper: float | None = None
    df: float | None = None
    fmi: float | None = None


def parameters(table: ParTable, fit: Fit, known: Uncertainty) -> tuple[Parameter, ...]:
    """All rows of a completed table with their numbers, in its order."""
    read = reader(table, fit)
    count = len(table.rows)

    def both(theta: np.ndarray) -> np.ndarray:
        solved = solve(read, fit, theta)
        return np.concatenate([solved.est, solved.std_all], axis=1)

    at = solve(read, fit, fit.theta[None])
    # Under Monte Carlo the free parameters are normal, so that the delta interval is theirs exactly.
    simple = (
        known if known.method != "monte_carlo" else Uncertainty(fit, known.vcov, None, "delta", known.level)
    )
    found = measure(simple, both, est=np.concatenate([at.est[0], at.std_all[0]]))
    if known.method == "monte_carlo":
        found = _defined_by_draws(read, known, known.draws, found)
    nothing = np.full(2 * count, np.nan)
    df, fmi = (nothing if column is None else column for column in (found.df, found.fmi))
    z, p = z_test(found.est[:count], found.se[:count], None if found.df is None else df[:count])
    est, std_lv, std_all = (_list(part[0]) for part in (at.est, at.std_lv, at.std_all))
    raw = [_list(column[:count]) for column in (found.se, z, p, found.low, found.high, df, fmi)]
    std = [_list(column[count:]) for column in (found.se, found.low, found.high)]
    return tuple(
        _parameter(row, est[i], std_lv[i], std_all[i], [c[i] for c in raw], [c[i] for c in std])
        for i, row in enumerate(table.rows)
    )


def dependent_estimates(table: ParTable, known: Uncertainty) -> tuple[Notice, ...]:
    """What to say where a combination of the estimates has no sampling error of its own."""
    free = known.fit.free
    lost = null_parameters(known.vcov if free is None else free.T @ known.vcov @ free)
    if not lost.any():
        return ()
    which = lost if free is None else abs(free) @ lost > 0
    text = (
        f"These estimates vary together without any freedom left: {', '.join(names_of(table, which))}. Often "
        "one of the variables has two values, so that its mean settles its variance. Each standard error "
        "holds for itself; do not test these parameters jointly."
    )
    return (Notice("estimates_dependent", text, "info"),)


def _defined_by_draws(
    read: Reader, known: Uncertainty, draws: np.ndarray | None, found: Measured
) -> Measured:
    """Defined parameters are not normal: their Monte Carlo intervals come from the draws."""
    rows = [i for i, _, _ in read.defined]
    if not rows or draws is None:
        return found
    count = len(read.table.rows)
    columns = np.array(rows + [i + count for i in rows])
    solved = solve(read, known.fit, draws)
    values = np.concatenate([solved.est[:, rows], solved.std_all[:, rows]], axis=1)
    low, high = found.low.copy(), found.high.copy()
    low[columns], high[columns] = percentile(values, known.level)
    return replace(found, low=low, high=high, method=known.method)


def _parameter(
    row: ParRow,
    est: float | None,
    std_lv: float | None,
    std_all: float | None,
    raw: list[float | None],
    std: list[float | None],
) -> Parameter:
    """A row with its numbers: `raw` are se, z, p, the interval, df and fmi, `std` the standardised se and
    interval."""
    if est is None:
        return Parameter(row, None)
    nothing = [None] * len(raw)
    se, z, p, low, high, df, fmi = raw if row.estimated or row.op == ":=" else nothing
    std_se, std_low, std_high = std if std[0] else nothing[:3]
    return Parameter(row, est, se, z, p, low, high, std_lv, std_all, std_se, std_low, std_high, df, fmi)


def _list(values: np.ndarray) -> list[float | None]:
    """The numbers of an array, None for those that are none."""
    return [value if math.isfinite(value) else None for value in values.tolist()]
