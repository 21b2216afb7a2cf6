"""Gaps are filled with what the other columns say of them, as unsurely as they say it; answers stay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.analysis import analyse
from core.data.dataset import Dataset, Variable
from core.errors import DataError
from core.estimation.missing.impute import fillings
from core.estimation.missing.imputed import ImputedMoments, imputed_moments
from core.model.syntax import parse
from core.options import Imputer, Options
from tests.made import dataset

MANY = 100


def rows(seed: int = 1, n: int = 200) -> np.ndarray:
    """Three columns, a third of the last two missing, where the first is high."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = 0.6 * x + rng.normal(size=n)
    z = np.round(2 + 0.5 * y + 0.5 * rng.normal(size=n))
    out = np.column_stack([x, y, z])
    for column in (1, 2):
        out[rng.random(n) < np.where(x > 0, 0.5, 0.1), column] = np.nan
    return out


@pytest.mark.parametrize("imputer", ["norm", "pmm"])
def test_answers_stay_and_the_same_seed_fills_alike(imputer: Imputer) -> None:
    given = rows()
    found = fillings(given, 3, 5, imputer)
    assert np.isfinite(found).all()
    known = np.isfinite(given)
    assert (found[:, known] == given[known]).all()
    np.testing.assert_array_equal(found, fillings(given, 3, 5, imputer))
    assert not np.allclose(found[0], found[1])
    assert not np.allclose(found, fillings(given, 3, 6, imputer))


def test_more_copies_leave_the_first_as_they_were() -> None:
    np.testing.assert_array_equal(fillings(rows(), 4, 5, "norm")[:2], fillings(rows(), 2, 5, "norm"))


def test_matching_gives_answers_that_somebody_gave() -> None:
    given = rows()
    found = fillings(given, 5, 1, "pmm")
    for column in (1, 2):
        assert np.isin(found[:, :, column], given[np.isfinite(given[:, column]), column]).all()


@pytest.mark.slow
def test_the_mean_of_a_filled_column_is_the_regressions_and_as_unsure() -> None:
    """One column with gaps: the mean of its fillings is known, and how it varies (Rubin, 1987, ch. 5)."""
    x, y = rows()[:, :2].T
    seen = np.isfinite(y)
    slope, level = np.polyfit(x[seen], y[seen], 1)
    want = np.where(seen, y, level + slope * x).mean()
    left = y[seen] - level - slope * x[seen]
    n, lost, told = len(x), int((~seen).sum()), int(seen.sum())
    far = x[~seen].mean() - x[seen].mean()
    spread = (
        (left @ left / (told - 4)) * (1 / lost + 1 / told + far**2 / (told * x[seen].var())) * (lost / n) ** 2
    )
    means = fillings(np.column_stack([x, y]), MANY, 3, "norm")[:, :, 1].mean(axis=1)
    assert abs(means.mean() - want) < 4 * np.sqrt(spread / MANY)
    # The ratio of variances is χ²/(m − 1), whose standard deviation is √(2/m).
    assert means.var(ddof=1) / spread == pytest.approx(1, abs=4 * np.sqrt(2 / MANY))


def test_complete_rows_are_copied_and_pooling_changes_nothing() -> None:
    data = dataset(rows(2)[np.isfinite(rows(2)).all(axis=1)], ["x", "y", "z"])
    table = parse("y ~ x\nz ~ y")
    pooled, plain = analyse(data, table, Options(missing="imputed")), analyse(data, table, Options())
    assert pooled.fit is not None
    assert plain.fit is not None
    assert pooled.fit.chisq == pytest.approx(plain.fit.chisq, abs=1e-6)
    for one, other in zip(pooled.parameters, plain.parameters, strict=True):
        assert one.est == pytest.approx(other.est, abs=1e-6)
        assert one.se == (None if other.se is None else pytest.approx(other.se, rel=1e-6))
        assert one.pvalue == (None if other.pvalue is None else pytest.approx(other.pvalue, abs=1e-6))


def test_the_order_of_a_models_text_changes_nothing() -> None:
    data = dataset(rows(), ["x", "y", "z"])
    options = Options(missing="imputed", imputations=5)
    first, second = (analyse(data, parse(text), options) for text in ("y ~ x\nz ~ y + x", "z ~ x + y\ny ~ x"))
    assert first.fit is not None
    assert second.fit is not None
    assert first.fit.baseline_chisq == pytest.approx(second.fit.baseline_chisq, rel=1e-6)
    for one in first.parameters:
        other = next(p for p in second.parameters if p.row.key == one.row.key)
        assert one.est == pytest.approx(other.est, abs=1e-6)


def test_a_switch_takes_the_fillings_that_are_there() -> None:
    data = dataset(rows(), ["x", "y", "z"])
    options = Options(missing="imputed", imputations=5)
    table = parse("y ~ x\nz ~ y + x")
    before = analyse(data, table, options).moments[0]
    after = analyse(data, table.switch(("z", "~", "x", 1), False), options).moments[0]
    assert isinstance(before, ImputedMoments)
    assert isinstance(after, ImputedMoments)
    assert after.covs is before.covs


def test_auxiliary_columns_help_and_stay_out_of_the_model() -> None:
    data = dataset(rows(), ["x", "y", "z"])
    alone = imputed_moments(data, ("y", "z"), Options(missing="imputed", imputations=10))
    helped = imputed_moments(data, ("y", "z"), Options(missing="imputed", imputations=10, auxiliary=("x",)))
    assert helped.names == ("y", "z")
    # Those with a high x, and so a high y, are those that did not answer.
    assert helped.mean[0] > alone.mean[0]


def test_a_column_with_too_few_answers_is_named() -> None:
    given = rows(n=40)
    given[3:, 2] = np.nan
    given[:3] = [[0.1, 0.2, 1.0], [0.4, 0.1, 2.0], [-0.3, 0.5, 1.0]]
    with pytest.raises(DataError, match="“z” has 3 answers, too few"):
        imputed_moments(dataset(given, ["x", "y", "z"]), ("x", "y", "z"), Options(missing="imputed"))


def test_each_group_is_filled_from_its_own() -> None:
    both = [rows(1, 120), rows(2, 120) + 100]
    frame = pd.DataFrame(np.concatenate(both), columns=["x", "y", "z"])
    frame["g"] = np.repeat(["a", "b"], 120)
    data = Dataset("two", "two", frame, (*(Variable(c) for c in "xyz"), Variable("g", "text")))
    options = Options(missing="imputed", imputations=3, group="g")
    means = [m.mean for m in analyse(data, parse("y ~ x\nz ~ y"), options).moments]
    assert (means[1] - means[0] > 98).all()
