"""What theory promises of pooled results: intervals that cover, no bias where leaving rows out has one."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import numpy as np
import pytest

from core.analysis import analyse
from core.model.syntax import parse
from core.options import Options
from tests.made import dataset

pytestmark = pytest.mark.slow

REPS, NOBS = 100, 200
TRUTH = np.array([0.5, 0.6, 0.3])
Missingness = Literal["MCAR", "MAR"]


def sample(rng: np.random.Generator, missing: Missingness) -> np.ndarray:
    """x → m → y with gaps in m, a third of its answers: by chance, or where y, which is known, is high."""
    x, e1, e2 = rng.standard_normal((3, NOBS))
    m = TRUTH[0] * x + e1
    y = TRUTH[1] * m + TRUTH[2] * x + e2
    share = np.full(NOBS, 0.33) if missing == "MCAR" else 1 / (1 + np.exp(1.1 - 1.5 * y))
    return np.column_stack([x, np.where(rng.random(NOBS) < share, np.nan, m), y])


@cache
def found(missing: Missingness, imputer: Literal["norm", "pmm", ""]) -> dict[str, np.ndarray]:
    """Estimates and limits (reps, 4) of the three paths and the indirect effect; without an imputer rows with
    gaps are left out."""
    table = parse("m ~ a*x\ny ~ b*m + c*x\nab := a*b")
    rng = np.random.default_rng(7)
    rows: list[list[list[float | None]]] = []
    for rep in range(REPS):
        data = dataset(sample(rng, missing), ("x", "m", "y"))
        options = Options(seed=rep)
        if imputer:
            options = Options(missing="imputed", imputations=5, imputer=imputer, seed=rep)
        wanted = [p for p in analyse(data, table, options).parameters if p.row.op in ("~", ":=")]
        rows.append([[p.est, p.ci_lower, p.ci_upper, p.se] for p in wanted])
    est, low, high, se = np.array(rows, dtype=float).transpose(2, 0, 1)
    return {"est": est, "low": low, "high": high, "se": se}


def truth() -> np.ndarray:
    return np.array([*TRUTH, TRUTH[0] * TRUTH[1]])


def test_pooled_intervals_cover_what_they_say() -> None:
    runs = [found(missing, "norm") for missing in get_args(Missingness)]
    covered = np.mean([(run["low"] < truth()) & (truth() < run["high"]) for run in runs], axis=(0, 1))
    # Bradley's (1978) liberal band for all four together; one alone may stray by chance.
    assert 0.925 < covered.mean() < 0.975
    assert covered.min() > 0.95 - 3 * np.sqrt(0.95 * 0.05 / (len(runs) * REPS))


def test_pooled_errors_are_as_large_as_estimates_vary() -> None:
    runs = [found(missing, "norm") for missing in get_args(Missingness)]
    ratio = np.mean([run["se"].mean(axis=0) / run["est"].std(axis=0, ddof=1) for run in runs], axis=0)
    # The standard deviation of n values is known to within 1/√(2n).
    assert abs(ratio - 1).max() < 3 / np.sqrt(2 * len(runs) * REPS)


def test_imputing_takes_away_the_bias_of_leaving_rows_out() -> None:
    pooled, listwise = (found("MAR", imputer)["est"] for imputer in ("norm", ""))
    chance = pooled.std(axis=0, ddof=1) / np.sqrt(REPS)
    left, gone = abs(pooled.mean(axis=0) - truth()), abs(listwise.mean(axis=0) - truth())
    assert (left < np.maximum(3 * chance, 0.05 * truth())).all()
    assert gone[0] > 5 * chance[0]
    assert gone[3] > 5 * chance[3]
