"""Printed covariances and correlations: taken as they stand, or refused with the place of the fault."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.dataset import Dataset, MatrixDataset
from core.data.read import ReadChoices, read
from core.errors import DataError

FULL = "var,x,y,z\nx,4,1,.5\ny,1,9,2\nz,.5,2,1\n"
CORRELATIONS = "var,x,y\nx,1,\ny,.5,1\nsd,2,3\nmean,10,20\nn,50,\n"


def matrix(text: str, choices: ReadChoices | None = None) -> MatrixDataset:
    data = read("m.csv", text.encode(), choices)
    assert isinstance(data, MatrixDataset)
    return data


def fault(text: str) -> str:
    with pytest.raises(DataError) as raised:
        read("m.csv", text.encode())
    return raised.value.code


def test_a_covariance_matrix_is_taken_as_it_stands() -> None:
    data = matrix(FULL)
    np.testing.assert_array_equal(data.cov, [[4, 1, 0.5], [1, 9, 2], [0.5, 2, 1]])
    assert (data.names, data.nobs, data.mean) == (("x", "y", "z"), None, None)
    assert [notice.code for notice in data.notices] == ["matrix_needs_n"]
    assert not data.cov.flags.writeable


def test_the_first_heading_may_be_empty() -> None:
    np.testing.assert_array_equal(matrix(FULL.replace("var", '""')).cov, matrix(FULL).cov)


def test_correlations_with_standard_deviations_become_covariances() -> None:
    data = matrix(CORRELATIONS)
    np.testing.assert_allclose(data.cov, [[4, 3], [3, 9]])
    assert data.mean is not None
    np.testing.assert_array_equal(data.mean, [10, 20])
    assert data.nobs == 50
    assert data.notices == ()


def test_decimal_commas_and_semicolons_are_understood() -> None:
    text = CORRELATIONS.replace(",", ";").replace(".5", "0,5")
    np.testing.assert_allclose(matrix(text).cov, matrix(CORRELATIONS).cov)


def test_correlations_alone_are_taken_with_a_warning() -> None:
    data = matrix("var,x,y\nx,1,.5\ny,.5,1\nn,50,50\n")
    assert [notice.code for notice in data.notices] == ["correlations_only"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FULL.replace("y,1,9", "y,1.5,9"), "matrix_asymmetric"),
        (FULL.replace("y,1,9", "y,1,abc"), "matrix_cell"),
        (FULL.replace("y,1,9,2", "y,1,9,").replace("z,.5,2", "z,.5,"), "matrix_gap"),
        (FULL.replace("y,1,9", "y,1,-9"), "matrix_variance"),
        ("var,x,y,z\nx,1,.9,-.9\ny,.9,1,.9\nz,-.9,.9,1\n", "matrix_not_definite"),
        ("var,x,y\nx,4,6\ny,6,9\n", "matrix_not_definite"),
        (CORRELATIONS.replace("y,.5", "y,1.4"), "matrix_correlation"),
        (CORRELATIONS.replace("x,1,", "x,2,"), "matrix_diagonal"),
        (CORRELATIONS.replace("sd,2,3", "sd,2,0"), "matrix_sd"),
        (CORRELATIONS.replace("mean,10,20", "mean,10,"), "matrix_mean"),
        (CORRELATIONS.replace("n,50,", "n,50.5,"), "matrix_n"),
        (CORRELATIONS.replace("n,50,", "n,50,60"), "matrix_n"),
    ],
)
def test_a_matrix_that_cannot_be_right_is_refused(text: str, code: str) -> None:
    assert fault(text) == code


def test_the_clash_in_a_matrix_is_named() -> None:
    with pytest.raises(DataError, match=r"“x” and “y” is 1\.4"):
        read("m.csv", CORRELATIONS.replace("y,.5", "y,1.4").encode())


def test_a_bare_triangle_asks_for_names_and_takes_them() -> None:
    triangle = "4\n1 9\n.5 2 1\n"
    asked = matrix(triangle)
    assert asked.names == ("V1", "V2", "V3")
    assert {"matrix_names", "matrix_needs_n"} <= {notice.code for notice in asked.notices}
    np.testing.assert_array_equal(matrix(triangle, ReadChoices(names=("x", "y", "z"))).cov, matrix(FULL).cov)


def test_rows_that_only_look_a_little_like_a_matrix_stay_rows() -> None:
    assert isinstance(read("r.csv", b"name,x,y\nx,1,2\nz,3,4\n"), Dataset)


@pytest.mark.parametrize(
    "text",
    [
        "x,y,z\n1,.5,.4\n,1,.3\n,,1\n",
        "1,.5,.4\n,1,.3\n,,1\n",
        "var,x,y,z\nx,,,\ny,.5,,\nz,.4,.3,\n",
        "Table 2\nCorrelations\nVariable,x,y,z\nx,1,,\ny,.5,1,\nz,.4,.3,1\n",
        "ROWTYPE_,VARNAME_,x,y,z\nN,,90,90,90\nCORR,x,1,.5,.4\nCORR,y,.5,1,.3\nCORR,z,.4,.3,1\n",
        "Variable,1,2,3\n1. x,(.9),,\n2. y,.5,(.8),\n3. z,.4,.3,(.7)\n",
    ],
)
def test_every_layout_gives_the_same_correlations(text: str) -> None:
    np.testing.assert_allclose(matrix(text).cov, [[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])


def test_the_matrix_of_amos_comes_with_its_cases_means_and_spreads() -> None:
    found = matrix("rowtype_,varname_,x,y\nn,,90,90\ncorr,x,1,\ncorr,y,.5,1\nstddev,,2,3\nmean,,5,6\n")
    np.testing.assert_allclose(found.cov, [[4, 3], [3, 9]])
    assert found.nobs == 90
    assert found.mean is not None
    assert found.mean.tolist() == [5, 6]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("y,.5,1,.3\nx,1,.5,.4\nz,.4,.3,1\n", "order"),
        ("x,1,.5,.4\ny,.5,1,.3\n", "no line for “z”"),
        ("x,1,.5,.4\ny,.5,1,.3\nz,.4,.3,1\nvariance,4,9,16\n", "no column for “variance”"),
    ],
)
def test_what_is_meant_as_a_matrix_is_never_taken_as_rows(rows: str, what: str) -> None:
    with pytest.raises(DataError, match="repeats the names") as found:
        read("m.csv", f"var,x,y,z\n{rows}".encode())
    assert what in found.value.message


def test_names_that_stand_twice_are_told_apart() -> None:
    assert matrix("var,x,x\nx,1,.5\nx,.5,1\n").names == ("x", "x (2)")


def test_a_diagonal_below_one_is_doubted() -> None:
    found = matrix("var,x,y\nx,.9,.5\ny,.5,.8\n")
    assert "matrix_diagonal" in {notice.code for notice in found.notices}


def test_the_pair_that_cannot_be_is_named() -> None:
    with pytest.raises(DataError, match="“x” and “z” is larger"):
        matrix("var,x,y,z\nx,4,1,9\ny,1,9,1\nz,9,1,16\n")
