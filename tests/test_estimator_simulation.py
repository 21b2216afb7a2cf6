"""What theory promises where data are skewed or have gaps that depend on what was seen, on samples from known
models."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis import Analysis
from core.inference.fit_types import FitIndices
from tests.made import analysed, dataset

pytestmark = pytest.mark.slow

NAMES = tuple(f"x{i}" for i in range(1, 7))
TEXT = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\ng ~ f"
# Correlations within and between the blocks; a bend of every column alike leaves the model true.
WITHIN, BETWEEN, BEND = 0.6, 0.3, 0.35


def rows(rng: np.random.Generator, n: int, bend: float) -> np.ndarray:
    """Two blocks of three columns (n, 6), skewed by `bend`."""
    block = np.repeat([0, 1], 3)
    cor = np.where(block[:, None] == block, WITHIN, BETWEEN) + (1 - WITHIN) * np.eye(6)
    normal = rng.standard_normal((n, 6)) @ np.linalg.cholesky(cor).T
    return np.asarray(normal + bend * normal**2)


def fit_of(found: Analysis) -> FitIndices:
    assert found.fit is not None
    return found.fit


def test_satorra_and_bentlers_test_keeps_its_level_where_the_likelihoods_does_not() -> None:
    rng = np.random.default_rng(11)
    samples = (dataset(rows(rng, 500, BEND), NAMES) for _ in range(800))
    fits = [fit_of(analysed(TEXT, sample, estimator="MLM")) for sample in samples]
    plain = np.mean([(fit.pvalue or 1) < 0.05 for fit in fits])
    scaled = np.mean([(fit.pvalue_scaled or 1) < 0.05 for fit in fits])
    assert 0.035 < scaled < 0.065
    assert plain > 0.10


def test_whole_use_of_rows_with_gaps_recovers_what_listwise_loses() -> None:
    """x4 to x6 are missing where x1 is high, which x1 itself explains."""
    rng = np.random.default_rng(12)
    means: dict[str, list[float]] = {"fiml": [], "listwise": []}
    paths: list[float] = []
    for _ in range(100):
        values = rows(rng, 300, 0.0)
        values[np.ix_(values[:, 0] > 0.5, [3, 4, 5])] = np.nan
        for missing, kept in means.items():
            found = analysed(TEXT + "\nx4 ~ 1", dataset(values, NAMES), missing=missing)
            est = {(p.row.lhs, p.row.op, p.row.rhs): p.est for p in found.parameters}
            kept.append(est["x4", "~1", ""] or 0.0)
            if missing == "fiml":
                paths.append(est["g", "~", "f"] or 0.0)
    assert np.mean(paths) == pytest.approx(BETWEEN / WITHIN, rel=0.05)
    assert abs(np.mean(means["fiml"])) < 0.02
    assert np.mean(means["listwise"]) < -0.05
