"""The parameters as the user reads them: estimate, standard error, test and standardised value, a row
each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.estimation.fit import Fit
from core.inference.intervals import percentile
from core.inference.measured import Measured, Uncertainty, measure, z_test
from core.inference.solution import Reader, Solution, reader, solve
from core.model.partable import ParRow, ParTable


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the completed table with its numbers; None where a number does not exist (fixed: no
    `se`)."""

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
    found = measure(simple, both)
    if known.method == "monte_carlo":
        found = _defined_by_draws(read, known, known.draws, found)
    return tuple(_parameter(row, i, count, at, found) for i, row in enumerate(table.rows))


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
    return Measured(found.est, found.se, low, high, known.method)


def _parameter(row: ParRow, i: int, count: int, at: Solution, found: Measured) -> Parameter:
    est, lv, full = (float(part[0, i]) for part in (at.est, at.std_lv, at.std_all))
    if not (row.estimated or row.op == ":="):
        std_se = _known(found.se[count + i])
        limits = (_known(found.low[count + i]), _known(found.high[count + i])) if std_se else (None, None)
        return Parameter(
            row,
            _known(est),
            std_lv=_known(lv),
            std_all=_known(full),
            std_se=std_se or None,
            std_ci_lower=limits[0],
            std_ci_upper=limits[1],
        )
    z, p = z_test(found.est[i : i + 1], found.se[i : i + 1])
    return Parameter(
        row,
        _known(est),
        _known(found.se[i]),
        _known(z[0]),
        _known(p[0]),
        _known(found.low[i]),
        _known(found.high[i]),
        _known(lv),
        _known(full),
        _known(found.se[count + i]),
        _known(found.low[count + i]),
        _known(found.high[count + i]),
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
