"""Looks at the rows before a model is fitted, held to published numbers and to cases made for them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset
from core.data.derived import numbers
from core.data.samples import load_sample
from core.errors import DataError
from core.measurement.cases import explained, mahalanobis
from core.screen import closest, few_answers, foretold, gaps, outliers, same_answers, shape
from core.views.data_plots import heat_map, histograms
from core.views.screening_tables import correlations_table, distances_table, distributions_table
from tests.golden_cases import GOLDEN
from tests.made import dataset, made, process, with_columns

PSYCH = json.loads((GOLDEN / "screening.json").read_text(encoding="utf-8"))
# The file holds ten digits.
PRINTED = 1e-8
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


@pytest.mark.slow
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
    assert found.far[7]
    assert not found.far[9]
    assert found.far.sum() < 5
    assert "MLR" in found.sentence
    assert distances_table(found.distance, found.chance).text["Row"].iloc[0] == "8"


def test_distances_shapes_and_shares_are_those_of_psych() -> None:
    data, names = load_sample("study"), tuple(PSYCH["columns"])
    assert isinstance(data, Dataset)
    rows = numbers(data, names)
    assert mahalanobis(rows) == pytest.approx(PSYCH["distance"], rel=PRINTED)
    assert explained(rows) == pytest.approx(PSYCH["smc"], rel=PRINTED)
    found, _ = shape(data, names)
    assert [s.skew for s in found.shapes] == pytest.approx(PSYCH["skew"], rel=PRINTED)
    assert [s.kurtosis for s in found.shapes] == pytest.approx(PSYCH["kurtosis"], rel=PRINTED)
    want = PSYCH["mardia"]
    got = {"b1p": found.b1p, "b2p": found.b2p, "skew": found.skew, "kurtosis": found.kurtosis}
    assert got == pytest.approx({name: want[name] for name in got}, rel=PRINTED)
    assert found.skew_pvalue == pytest.approx(want["p_skew"], rel=1e-5)
    assert found.kurtosis_pvalue == pytest.approx(want["p_kurt"], rel=1e-5)


def test_few_answers_are_taken_as_ordered() -> None:
    data = load_sample("study")
    assert isinstance(data, Dataset)
    few, sentence = few_answers(data, ("csq1", "ces1", "out1"))
    assert few == ("csq1",)
    assert "WLSMV" in sentence
    assert few_answers(data, ("ces1", "out1"))[0] == ()


def test_the_closest_two_are_named_with_what_that_means() -> None:
    frame = process()[["x1", "m1", "y1"]].copy()
    assert "can tell them apart" in closest(dataset(frame.to_numpy(), ["a", "b", "c"]), ("a", "b", "c"))
    frame["d"] = -frame["x1"] + 0.01 * frame["m1"]
    said = closest(dataset(frame.to_numpy(), list("abcd")), tuple("abcd"))
    assert "“a”, “d” go together most (r = −1.00)" in said
    assert "no estimator can tell" in said


def test_pictures_have_their_numbers_beside_them_and_few_people_are_masked() -> None:
    values = np.array([[1.0] * 3 + [2.0] * 40 + [3.0] * 20, range(63)]).T
    data = dataset(values, ["a", "b"])
    text = distributions_table(data, ("a", "b")).text.set_index("Variable")
    assert text.loc["a", "At the lowest"] == "< 11"
    assert text.loc["a", "At the highest"] == "hidden"
    assert text.loc["a", "Different values"] == "3"
    below = correlations_table(data, ("a", "b")).text
    assert below["a"].tolist()[0] == ""
    assert below["a"].tolist()[1] == f"{np.corrcoef(values.T)[0, 1]:.2f}".removeprefix("0")


def test_one_answer_throughout_is_found() -> None:
    rows = np.tile([1.0, 2, 3, 4, 5], (6, 1))
    rows[2] = 3
    data = dataset(rows, list("abcde"))
    assert np.flatnonzero(same_answers(data, data.names)[0]).tolist() == [2]
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
    assert np.allclose(heat_map(made(), names).data[0].z, process()[list(names)].corr())


def test_the_heat_map_names_every_row_in_short_and_keeps_names_apart_that_look_alike() -> None:
    names = ("a column with a very long name", "x", "x ")
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(30, 3)), columns=names)
    figure = heat_map(with_columns(frame), names)
    assert list(figure.layout.yaxis.ticktext) == ["a column with a…", "x", "x"]
    assert np.shape(figure.data[0].z) == (3, 3)
    assert len(set(figure.data[0].x)) == 3
