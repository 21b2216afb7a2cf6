"""Looks at the rows before a model is fitted, held to published numbers and to cases made for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset
from core.errors import DataError
from core.measurement.cases import mahalanobis
from core.screen import foretold, gaps, outliers, same_answers, shape
from core.views.data_plots import heat_map, histograms
from tests.golden_cases import GOLDEN
from tests.made import dataset, made, process

# mcar_test(airquality) as the tests of the R package naniar 1.1.0 have it.
LITTLE = (35.1061288689702, 14, 0.00141778113856683, 4)
# The package stops its EM algorithm earlier.
EM = 5e-5


def airquality() -> Dataset:
    frame = pd.read_csv(GOLDEN / "airquality.csv")
    return dataset(frame.to_numpy(dtype=float), list(frame.columns))


def test_littles_test_is_that_of_naniar() -> None:
    found = gaps(airquality(), airquality().names)
    assert found.test is not None
    got = (found.test.chisq, found.test.df, found.test.pvalue, found.test.patterns)
    assert got == pytest.approx(LITTLE, rel=EM)
    assert found.counts.tolist() == sorted(found.counts.tolist(), reverse=True)
    assert "FIML" in found.sentence


def test_rows_without_gaps_have_no_test() -> None:
    found = gaps(made(), ("x1", "x2", "x3"))
    assert found.test is None
    assert "complete" in found.sentence


def test_gaps_at_random_are_rarely_called_otherwise() -> None:
    hits = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        rows = rng.normal(size=(120, 3)) + rng.normal(size=(120, 1))
        rows[rng.random(rows.shape) < 0.1] = np.nan
        test = gaps(dataset(rows, ["a", "b", "c"]), ("a", "b", "c")).test
        hits += test is not None and test.pvalue < 0.05
    assert hits <= 12


def test_distances_are_those_of_their_definition() -> None:
    rows = process()[["x1", "m1", "y1"]].to_numpy()
    centred = rows - rows.mean(axis=0)
    inverse = np.linalg.inv(np.cov(rows.T))
    assert mahalanobis(rows) == pytest.approx([row @ inverse @ row for row in centred])
    # Σ D² = (n − 1)k.
    assert mahalanobis(rows).sum() == pytest.approx(3 * (len(rows) - 1))


def test_a_case_far_out_is_found_and_gaps_are_left_alone() -> None:
    rows = process()[["x1", "x2", "x3"]].to_numpy().copy()
    rows[7] = [9, -9, 9]
    rows[9, 0] = np.nan
    found = outliers(dataset(rows, ["a", "b", "c"]), ("a", "b", "c"))
    assert found[7]
    assert not found[9]
    assert found.sum() < 5


def test_one_answer_throughout_is_found() -> None:
    rows = np.tile([1.0, 2, 3, 4, 5], (6, 1))
    rows[2] = 3
    data = dataset(rows, list("abcde"))
    assert np.flatnonzero(same_answers(data, data.names)).tolist() == [2]
    with pytest.raises(DataError, match="five"):
        same_answers(data, ("a", "b"))


def test_a_sum_of_others_is_called_collinear() -> None:
    frame = process()[["x1", "m1", "y1", "w"]].copy()
    frame["total"] = frame["x1"] + frame["m1"]
    data = dataset(frame.to_numpy(), list(frame.columns))
    assert {name for name, _ in foretold(data, data.names)} == {"x1", "m1", "total"}
    assert foretold(made(), ("x1", "m1", "y1")) == ()
    with pytest.raises(DataError, match="follow exactly"):
        outliers(data, data.names)


def test_the_shape_of_variables_decides_what_is_advised() -> None:
    rng = np.random.default_rng(4)
    normal = rng.normal(size=(300, 3))
    assert "ML may be used" in shape(dataset(normal, list("abc")), ("a", "b", "c"))[1]
    assert "strongly" in shape(dataset(np.exp(1.5 * normal), list("abc")), ("a", "b", "c"))[1]


def test_pictures_hold_what_the_data_hold() -> None:
    names = ("x1", "x2", "w", "v")
    bars = histograms(made(), names)
    assert [max(trace.y) for trace in bars.data] == [max(np.histogram(made().frame[n], 20)[0]) for n in names]
    assert np.allclose(heat_map(made(), names, dark=True).data[0].z, process()[list(names)].corr())
