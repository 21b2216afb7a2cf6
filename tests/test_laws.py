"""What holds for every estimator whatever the data, over seeds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple, get_args

import numpy as np
import pandas as pd
import pytest

from core.analysis import Analysis, analyse
from core.data.dataset import Dataset
from core.estimation.estimates import Outcome
from core.estimation.estimators import RECIPES
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Estimator, Options, Parameterization
from tests.made import dataset, process


class Way(NamedTuple):
    """An estimator, and how it takes ordered items where the data have some."""

    estimator: Estimator
    ordered: Parameterization | None = None


NUMBERS = [Way(word) for word in get_args(Estimator)]
ORDERED = [Way(word, about) for word in ("ULSMV", "DWLS", "WLSMV") for about in get_args(Parameterization)]
# Unweighted least squares count a residual in the units of its variables.
UNIT_FREE = [way for way in NUMBERS if RECIPES[way.estimator].discrepancy != "uls"]
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow))
# Two ways to the same minimum, each good to about half the digits.
SAME = 1e-5
TEXT = "f =~ x1 + x2 + x3\nm1 ~ f + w\ny1 ~ m1 + f + v"
# Where each item is cut, in standard deviations; the causes w and v stay numbers.
CUTS = {"x1": (-0.8, 0.1, 0.9), "x2": (0.2,), "x3": (-0.5, 0.6), "m1": (-0.3, 0.8), "y1": (-1.0, 0.0, 1.0)}


def named(way: Way) -> str:
    return "-".join(word for word in way if word)


every = pytest.mark.parametrize("way", [*NUMBERS, *ORDERED], ids=named)


Change = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


@cache
def rows_of(seed: int, ordered: bool, change: Change | None = None) -> Dataset:
    """The made rows of a seed, in the columns of the model and changed as told, once for all estimators;
    items are cut where they are to be ordered."""
    frame = process(seed)[["w", "v", *CUTS]].copy()
    for name, cuts in CUTS.items() if ordered else ():
        frame[name] = np.digitize((frame[name] - frame[name].mean()) / frame[name].std(), cuts) + 1.0
    if change is not None:
        frame = change(frame, np.random.default_rng(seed))
    return dataset(frame.to_numpy(), list(frame.columns))


def shuffled(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=rng)[rng.permutation(frame.columns)]


def in_other_units(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    return frame * 10 ** rng.uniform(-2, 2, len(frame.columns))


def relabelled(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Other numbers, in the same order, for the answers of each item."""
    labels = {
        name: np.sort(rng.choice(100, len(cuts) + 1, replace=False)) - 50.0 for name, cuts in CUTS.items()
    }
    return frame.assign(**{name: own[frame[name].astype(int) - 1] for name, own in labels.items()})


def on(data: Dataset, way: Way, table: ParTable | None = None) -> Analysis:
    options = Options(estimator=way.estimator)
    if way.ordered:
        options = Options(estimator=way.estimator, ordered=tuple(CUTS), parameterization=way.ordered)
    found = analyse(data, table or parse(TEXT), options)
    assert found.estimates.outcome is Outcome.CONVERGED
    return found


@cache
def usual(way: Way, seed: int) -> Analysis:
    return on(rows_of(seed, bool(way.ordered)), way)


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
@every
def test_a_total_effect_is_the_direct_and_the_indirect_together(way: Way, seed: int) -> None:
    effects = usual(way, seed).effects
    totals = [effect for effect in effects if effect.kind == "total"]
    assert totals
    for total in totals:
        parts = [
            e.est for e in effects if (e.x, e.y) == (total.x, total.y) and e.kind in ("direct", "indirect")
        ]
        assert total.est == pytest.approx(sum(parts), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@every
def test_the_order_of_rows_columns_and_statements_does_not_matter(way: Way, seed: int) -> None:
    lines = TEXT.splitlines()
    turned = parse("\n".join([lines[2], lines[1], lines[0]]))
    assert_same_model(on(rows_of(seed, bool(way.ordered), shuffled), way, turned), usual(way, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", UNIT_FREE, ids=named)
def test_the_units_of_the_columns_do_not_matter(way: Way, seed: int) -> None:
    assert_same_model(on(rows_of(seed, False, in_other_units), way), usual(way, seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", ORDERED, ids=named)
def test_the_numbers_that_stand_for_ordered_answers_do_not_matter(way: Way, seed: int) -> None:
    assert_same_model(on(rows_of(seed, True, relabelled), way), usual(way, seed))


@pytest.mark.parametrize("seed", SEEDS)
@every
def test_a_path_switched_off_and_on_again_was_never_touched(way: Way, seed: int) -> None:
    whole = usual(way, seed)
    key = next(row.key for row in whole.table.rows if (row.lhs, row.rhs) == ("y1", "f"))
    off = whole.table.switch(key, False)
    assert off != whole.table
    back = on(rows_of(seed, bool(way.ordered)), way, off.switch(key, True))
    assert back.table == whole.table
    assert np.array_equal(back.estimates.theta, whole.estimates.theta)
    assert chisq(back) == chisq(whole)


@pytest.mark.parametrize("seed", SEEDS)
@every
def test_a_path_more_never_raises_chi_square(way: Way, seed: int) -> None:
    whole = usual(way, seed)
    key = next(row.key for row in whole.table.rows if (row.lhs, row.rhs) == ("y1", "f"))
    less = on(rows_of(seed, bool(way.ordered)), way, whole.table.switch(key, False))
    more = on(rows_of(seed, bool(way.ordered)), way, parse(f"{TEXT}\ny1 ~ w"))
    room = SAME * max(1.0, chisq(less))
    assert chisq(more) <= chisq(whole) + room
    assert chisq(whole) <= chisq(less) + room
