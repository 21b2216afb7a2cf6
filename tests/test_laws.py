"""What holds for every estimator whatever the data, over seeds."""

from __future__ import annotations

from functools import cache
from typing import get_args

import numpy as np
import pytest

from core.analysis import Analysis, analyse
from core.data.dataset import Dataset
from core.estimation.estimates import Outcome
from core.estimation.estimators import RECIPES
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Estimator, Options
from tests.made import dataset, made, process

ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)
# Unweighted least squares count a residual in the units of its variables.
UNIT_FREE = [word for word in ESTIMATORS if RECIPES[word].discrepancy != "uls"]
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow))
# Two ways to the same minimum, each good to about half the digits.
SAME = 1e-5
TEXT = "f =~ x1 + x2 + x3\nm1 ~ f + w\ny1 ~ m1 + f + v"


def on(data: Dataset, estimator: Estimator, table: ParTable | None = None) -> Analysis:
    found = analyse(data, table or parse(TEXT), Options(estimator=estimator))
    assert found.estimates.outcome is Outcome.CONVERGED
    return found


@cache
def usual(estimator: Estimator, seed: int) -> Analysis:
    return on(made(seed), estimator)


def standardised(found: Analysis) -> dict[tuple[str, ...], float]:
    """std.all by what the rows say, whichever way a covariance is written."""
    rows = {}
    for parameter in found.parameters:
        row = parameter.row
        ends = sorted((row.lhs, row.rhs)) if row.op == "~~" else (row.lhs, row.rhs)
        rows[row.op, *ends] = parameter.std_all or 0.0
    return rows


def chisq(found: Analysis) -> float:
    assert found.fit is not None
    return found.fit.chisq


def assert_same_model(found: Analysis, other: Analysis) -> None:
    assert chisq(found) == pytest.approx(chisq(other), rel=SAME, abs=SAME)
    assert found.fit is not None
    assert other.fit is not None
    assert found.fit.cfi == pytest.approx(other.fit.cfi, abs=SAME)
    for scaled in ("chisq_scaled", "cfi_scaled", "rmsea_robust"):
        got, want = getattr(found.fit, scaled), getattr(other.fit, scaled)
        assert got is want is None or got == pytest.approx(want, rel=SAME, abs=SAME), scaled
    assert standardised(found) == pytest.approx(standardised(other), abs=SAME)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_total_effect_is_the_direct_and_the_indirect_together(estimator: Estimator, seed: int) -> None:
    effects = usual(estimator, seed).effects
    totals = [effect for effect in effects if effect.kind == "total"]
    assert totals
    for total in totals:
        parts = [
            e.est for e in effects if (e.x, e.y) == (total.x, total.y) and e.kind in ("direct", "indirect")
        ]
        assert total.est == pytest.approx(sum(parts), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_the_order_of_rows_columns_and_statements_does_not_matter(estimator: Estimator, seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = process(seed).sample(frac=1, random_state=seed)
    frame = frame[rng.permutation(frame.columns)]
    lines = TEXT.splitlines()
    turned = parse("\n".join([lines[2], lines[1], lines[0]]))
    found = on(dataset(frame.to_numpy(), list(frame.columns), "shuffled"), estimator, turned)
    assert_same_model(found, usual(estimator, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("estimator", UNIT_FREE)
def test_the_units_of_the_columns_do_not_matter(estimator: Estimator, seed: int) -> None:
    frame = process(seed)
    units = 10 ** np.random.default_rng(seed).uniform(-2, 2, len(frame.columns))
    found = on(dataset(frame.to_numpy() * units, list(frame.columns), "units"), estimator)
    assert_same_model(found, usual(estimator, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_path_switched_off_and_on_again_was_never_touched(estimator: Estimator, seed: int) -> None:
    whole = usual(estimator, seed)
    key = next(row.key for row in whole.table.rows if (row.lhs, row.rhs) == ("y1", "f"))
    off = whole.table.switch(key, False)
    assert off != whole.table
    back = on(made(seed), estimator, off.switch(key, True))
    assert back.table == whole.table
    assert np.array_equal(back.estimates.theta, whole.estimates.theta)
    assert chisq(back) == chisq(whole)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_path_more_never_raises_chi_square(estimator: Estimator, seed: int) -> None:
    whole = usual(estimator, seed)
    key = next(row.key for row in whole.table.rows if (row.lhs, row.rhs) == ("y1", "f"))
    less = on(made(seed), estimator, whole.table.switch(key, False))
    more = on(made(seed), estimator, parse(f"{TEXT}\ny1 ~ w"))
    room = SAME * max(1.0, chisq(less))
    assert chisq(more) <= chisq(whole) + room
    assert chisq(whole) <= chisq(less) + room
