"""The parameters as the user reads them: estimate, standard error, test and standardised value, a row
each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

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
    found = measure(simple, both, est=np.concatenate([at.est[0], at.std_all[0]]))
    if known.method == "monte_carlo":
        found = _defined_by_draws(read, known, known.draws, found)
    tests = z_test(found.est[:count], found.se[:count])
    return tuple(_parameter(row, i, at, found, tests) for i, row in enumerate(table.rows))


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


def _parameter(
    row: ParRow, i: int, at: Solution, found: Measured, tests: tuple[np.ndarray, np.ndarray]
) -> Parameter:
    s = i + at.est.shape[1]
    est, lv, full = (_known(part[0, i]) for part in (at.est, at.std_lv, at.std_all))
    if est is None:
        return Parameter(row, None)
    varies = bool(found.se[s] > 0)
    standardised = Parameter(
        row,
        est,
        std_lv=lv,
        std_all=full,
        std_se=_known(found.se[s]) if varies else None,
        std_ci_lower=_known(found.low[s]) if varies else None,
        std_ci_upper=_known(found.high[s]) if varies else None,
    )
    if not row.estimated and row.op != ":=":
        return standardised
    z, p = tests
    return replace(
        standardised,
        se=_known(found.se[i]),
        z=_known(z[i]),
        pvalue=_known(p[i]),
        ci_lower=_known(found.low[i]),
        ci_upper=_known(found.high[i]),
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
