"""Moments: divisors by convention, rows left out, and every refusal with the names in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset, MatrixDataset, Variable
from core.errors import DataError
from core.estimation.moments import missing_notices, sample_moments, scale_notices
from core.options import Likelihood, Options
from tests.made import dataset, made, process

NAMES = ("x1", "x2", "x3")
DIVISOR_LESS: dict[Likelihood, int] = {"normal": 0, "wishart": 1, "amos": 0}


def rows() -> np.ndarray:
    return process()[list(NAMES)].to_numpy()


def refused(
    data: Dataset | MatrixDataset, names: tuple[str, ...] = NAMES, options: Options | None = None
) -> DataError:
    with pytest.raises(DataError) as fault:
        sample_moments(data, names, options or Options())
    return fault.value


@pytest.mark.parametrize("likelihood", DIVISOR_LESS)
def test_rows_give_covariances_with_the_divisor_of_the_convention(likelihood: Likelihood) -> None:
    found = sample_moments(made(), NAMES, Options(likelihood=likelihood))
    assert found.nobs == 400
    assert found.cov == pytest.approx(np.cov(rows().T, ddof=DIVISOR_LESS[likelihood]), rel=1e-12)
    assert found.mean == pytest.approx(rows().mean(axis=0), rel=1e-12)


def test_a_printed_matrix_is_unbiased_and_follows_the_normal_convention() -> None:
    cov = np.cov(rows().T)
    data = MatrixDataset("m", "m", NAMES, cov, None, 400)
    assert sample_moments(data, NAMES, Options(likelihood="wishart")).cov == pytest.approx(cov)
    normal = sample_moments(data, NAMES, Options(likelihood="normal")).cov
    assert normal == pytest.approx(sample_moments(made(), NAMES, Options(likelihood="normal")).cov)


def test_a_matrix_gives_the_variables_in_the_order_asked_for() -> None:
    cov = np.cov(rows().T)
    data = MatrixDataset("m", "m", NAMES, cov, np.array([1.0, 2.0, 3.0]), 400)
    found = sample_moments(data, ("x3", "x1"), Options(likelihood="wishart"))
    assert found.cov == pytest.approx(cov[np.ix_([2, 0], [2, 0])])
    assert found.mean == pytest.approx([3.0, 1.0])


def test_rows_with_a_missing_or_infinite_value_in_the_model_are_left_out_and_told() -> None:
    values = rows().copy()
    values[0, 0], values[1, 1], values[2, 2] = np.nan, np.inf, -np.inf
    data = dataset(values, NAMES)
    found = sample_moments(data, NAMES, Options())
    assert found.nobs == 397
    assert found.cov == pytest.approx(np.cov(rows()[3:].T, ddof=0))
    (notice,) = missing_notices(data, NAMES)
    assert notice.code == "rows_left_out"
    assert notice.text.startswith("Fewer than 11 rows have a missing value")
    assert not {"3", "397", "400"} & set(notice.text.split())


def test_whole_numbers_with_gaps_are_read_like_others() -> None:
    frame = pd.DataFrame({"a": pd.array([1, 2, None, 4, 6], dtype="Int64"), "b": [1.0, 3.0, 2.0, 5.0, 4.0]})
    data = Dataset("d", "d", frame, (Variable("a"), Variable("b")))
    assert sample_moments(data, ("a", "b"), Options()).nobs == 4


def test_more_rows_than_variables_are_needed_and_no_more() -> None:
    assert sample_moments(dataset(rows()[:4], NAMES), NAMES, Options()).nobs == 4
    fault = refused(dataset(rows()[:3], NAMES))
    assert fault.code == "too_few_rows"
    assert "3 complete rows for 3 variables" in fault.message
    matrix = MatrixDataset("m", "m", NAMES, np.cov(rows().T), None, 3)
    assert refused(matrix).code == "too_few_rows"


def test_a_variable_without_values_is_named() -> None:
    values = rows().copy()
    values[:, 1] = np.nan
    fault = refused(dataset(values, NAMES))
    assert fault.code == "all_missing"
    assert "“x2” has" in fault.message


def test_variables_that_never_vary_are_named() -> None:
    values = rows().copy()
    values[:, 0], values[:, 2] = 4.2, -1.0
    fault = refused(dataset(values, NAMES))
    assert fault.code == "constant"
    assert "“x1”, “x3” have" in fault.message
    assert "leave them out" in fault.message


def test_a_variable_that_is_constant_among_the_complete_rows_is_named() -> None:
    values = rows().copy()
    values[:, 0] = 1.0
    values[0] = [2.0, np.nan, 0.0]
    assert "“x1” has" in refused(dataset(values, NAMES)).message


def test_copies_and_sums_are_refused_and_only_those_involved_are_named() -> None:
    values = rows()
    copy = refused(
        dataset(np.column_stack([values, 3 - 2 * values[:, 1]]), ("x1", "x2", "x3", "twin")),
        ("x1", "x2", "x3", "twin"),
    )
    assert copy.code == "not_positive_definite"
    assert "“x2”, “twin” determine" in copy.message
    total = np.column_stack([values[:, :2], values[:, 0] + values[:, 1], values[:, 2]])
    assert (
        "“x1”, “x2”, “x3” determine" in refused(dataset(total, (*NAMES, "other")), (*NAMES, "other")).message
    )


@pytest.mark.parametrize("size", [1e-200, 1e-60, 1e60, 1e200, 1e307])
def test_values_whose_squares_a_computer_cannot_hold_are_refused_by_name(size: float) -> None:
    fault = refused(dataset(rows() * [1, size, 1], NAMES))
    assert fault.code == "scale_extreme"
    assert "“x2”" in fault.message


def test_a_matrix_without_a_number_of_cases_asks_for_it() -> None:
    data = MatrixDataset("m", "m", NAMES, np.cov(rows().T), None, None)
    assert refused(data).code == "nobs_missing"
    assert sample_moments(data, NAMES, Options(sample_nobs=200)).nobs == 200


def test_very_different_scales_are_remarked_and_similar_ones_are_not() -> None:
    assert scale_notices(sample_moments(made(), NAMES, Options())) == ()
    (notice,) = scale_notices(sample_moments(dataset(rows() * [1, 1, 100], NAMES), NAMES, Options()))
    assert notice.level == "info"
    assert "“x3”" in notice.text


def test_moments_cannot_be_written_to() -> None:
    found = sample_moments(made(), NAMES, Options())
    assert found.mean is not None
    for array in (found.cov, found.mean):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_moments_are_computed_once_for_each_set_of_variables() -> None:
    data = made()
    assert sample_moments(data, NAMES, Options()) is sample_moments(data, NAMES, Options(likelihood="amos"))
    assert sample_moments(data, NAMES, Options()) is not sample_moments(
        data, NAMES, Options(likelihood="wishart")
    )
