"""Correlation tables as papers print them: read whole, checked, and never taken for rows of data."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.dataset import Dataset, MatrixDataset
from core.data.read import PASTED, ReadChoices, read
from core.errors import DataError

NAMES = ("Therapeutic alliance", "Engagement", "Outcome")
R = np.array([[1, 0.45, -0.30], [0.45, 1, 0.52], [-0.30, 0.52, 1]])
MEAN, SD = np.array([5.2, 3.1, 2.2]), np.array([1.1, 0.9, 0.8])
APA = (
    "Table 2\nVariable\tM\tSD\t1\t2\t3\n"
    "1. Therapeutic alliance\t5.20\t1.10\t—\t\t\n"
    "2. Engagement\t3.10\t0.90\t.45**\t—\t\n"
    "3. Outcome\t2.20\t0.80\t−.30*\t.52***\t—\n"
    "Note. N = 1,324.\n*p < .05. **p < .01.\n"
)
LAYOUTS = {
    "as a word processor pastes it": APA,
    "with spaces, as a PDF gives it": APA.replace("\t\t", "").replace("\t", " "),
    "without the last column": APA.replace("\t3\n", "\n").replace("\t—\t\t", "\t\t").replace("\t—", ""),
    "with ones on the diagonal": APA.replace("—", "1"),
    "with reliabilities in brackets": APA.replace("—", "(.87)"),
    "with reliabilities bare": APA.replace("—", ".87"),
    "with decimal commas": APA.replace(".45", ",45")
    .replace(".30", ",30")
    .replace(".52", ",52")
    .replace("5.20", "5,20")
    .replace("1.10", "1,10")
    .replace("3.10", "3,10")
    .replace("0.90", "0,90")
    .replace("2.20", "2,20")
    .replace("0.80", "0,80")
    .replace("1,324", "1324")
    .replace("p < .0", "p < ,0"),
    "with the statistics behind": "\t1\t2\t3\tM\tSD\n1 Therapeutic alliance\t—\t\t\t5.2\t1.1\n"
    "2 Engagement\t.45\t—\t\t3.1\t.9\n3 Outcome\t-.30\t.52\t—\t2.2\t.8\nN = 1324\n",
    "with the statistics below": ",Therapeutic alliance,Engagement,Outcome\nTherapeutic alliance,1\n"
    "Engagement,.45,1\nOutcome,-.30,.52,1\nM,5.2,3.1,2.2\nSD,1.1,.9,.8\nn,1324,1324,1324\n",
    "with numbers in a column of their own": "\t\tM\tSD\t1\t2\t3\n1\tTherapeutic alliance\t5.2\t1.1\t-\t\t\n"
    "2\tEngagement\t3.1\t.9\t.45\t-\t\n3\tOutcome\t2.2\t.8\t-.30\t.52\t-\nN = 1324\n",
    "as a square": "Variable M SD 1 2 3\n1. Therapeutic alliance 5.2 1.1 1 .45 -.30\n"
    "2. Engagement 3.1 .9 .45 1 .52\n3. Outcome 2.2 .8 -.30 .52 1\nN = 1324\n",
    "upper half": "Variable M SD 1 2 3\n1. Therapeutic alliance 5.2 1.1 1 .45 -.30\n"
    "2. Engagement 3.1 .9 1 .52\n3. Outcome 2.2 .8 1\nN = 1324\n",
}


def pasted(text: str, choices: ReadChoices | None = None) -> MatrixDataset:
    data = read(PASTED, text.encode(), choices)
    assert isinstance(data, MatrixDataset)
    return data


def codes(data: MatrixDataset) -> set[str]:
    return {notice.code for notice in data.notices}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_of_a_paper_is_understood(layout: str) -> None:
    data = pasted(LAYOUTS[layout])
    assert data.names == NAMES
    np.testing.assert_allclose(data.cov, R * np.outer(SD, SD))
    assert data.mean is not None
    np.testing.assert_allclose(data.mean, MEAN)
    assert data.nobs == 1324
    assert "matrix" in codes(data)
    assert ("matrix_reliabilities" in codes(data)) == ("reliabilities" in layout)


def test_a_workbook_with_such_a_table_is_understood_too() -> None:
    rows = [line.split("\t") for line in APA.splitlines()]
    csv = "\n".join(";".join(row + [""] * (6 - len(row))) for row in rows)
    np.testing.assert_allclose(pasted(csv).cov, R * np.outer(SD, SD))


def test_correlations_alone_and_without_n_say_what_is_missing() -> None:
    data = pasted("alliance 1\nengagement .5 1\noutcome .3 .2 1\n")
    assert data.names == ("alliance", "engagement", "outcome")
    np.testing.assert_array_equal(data.cov[2], [0.3, 0.2, 1])
    assert {"correlations_only", "matrix_needs_n"} <= codes(data)
    assert pasted("a 1\nb .5 1\nc .3 .2 1\n", ReadChoices(nobs=80)).nobs == 80


def test_covariances_with_their_standard_deviations_stay_covariances() -> None:
    cov = R * np.outer(SD, SD)
    lines = [
        f"{name}\t{sd}\t" + "\t".join(f"{v:.6f}" for v in row[: i + 1])
        for i, (name, sd, row) in enumerate(zip("abc", SD, cov, strict=True))
    ]
    data = pasted("\tSD\ta\tb\tc\n" + "\n".join(lines))
    np.testing.assert_allclose(data.cov, cov, atol=1e-6)


def test_a_square_without_labels_takes_the_names_of_its_columns() -> None:
    assert pasted("a,b,c\n1,.5,.3\n.5,1,.2\n.3,.2,1\n").names == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (APA.replace(".45", "1.45"), "matrix_correlation"),
        (APA.replace(".45", ".99").replace(".30*", ".99*").replace(".52", ".99"), "matrix_not_definite"),
        (APA.replace("1.10", "0"), "matrix_sd"),
        (APA.replace("1.10", "—"), "matrix_sd"),
        (APA.replace("5.20", "—"), "matrix_mean"),
        (LAYOUTS["as a square"].replace("1 .45", "1 .65"), "matrix_asymmetric"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(text: str, code: str) -> None:
    with pytest.raises(DataError) as fault:
        read(PASTED, text.encode())
    assert fault.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "name x y\nann 1 2\nbob 3 4\ncat 5 6\n",
        "a\tb\tc\n1\t2\t3\n4\t5\t6\n7\t8\t9\n",
        "id;x;y;z\np1;1;2;3\np2;4;5;6\np3;1;1;1\n",
        "M,SD,x\n1,2,3\n3,2,5\n2,2,2\n4,4,4\n",
        "x,y\n1,2\n2,1\n",
        "a;b\n1'230.5;1\n2'000.5;1\n",
        "name;b\nann;1\nbob;1\n",
        "id,a,b\nx1,1,\nx2,2,1\n",
    ],
)
def test_rows_of_data_stay_rows_of_data(text: str) -> None:
    assert isinstance(read(PASTED, text.encode()), Dataset)


def test_the_user_has_the_last_word_on_what_a_table_is() -> None:
    square = "a,b,c\n1,.5,.3\n.5,1,.2\n.3,.2,1\n"
    assert isinstance(read("x.csv", square.encode(), ReadChoices(matrix=False)), Dataset)
    with pytest.raises(DataError, match="could not be read as correlations"):
        read("x.csv", b"a,b\n1,2\n3,4\n5,7\n", ReadChoices(matrix=True))
