"""Matrices of several groups are read, checked and fitted as the rows behind them would be."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from core.analysis import analyse
from core.data.dataset import Dataset, MatrixGroups
from core.data.groups import split
from core.data.read import ReadChoices, read
from core.errors import DataError, ModelError
from core.model.syntax import parse
from core.options import Options
from core.questions import reliability
from tests.made import FACTORS, process

NAMES = [f"{letter}{number}" for letter in "xmy" for number in (1, 2, 3)]
MODEL = FACTORS + "g ~ f\nh ~ g + f"
TWO = (
    "group,women\nvar,x,y\nx,4,\ny,1,9\nmean,1,2\nn,225,\ngroup,men\nvar,x,y\nx,3,\ny,1,8\nmean,0,1\nn,99,\n"
)


@cache
def rows() -> Dataset:
    frame = process(n=300).copy()
    frame["sex"] = np.repeat(["women", "men"], [180, 120])
    found = read("rows.csv", frame.to_csv(index=False).encode())
    assert isinstance(found, Dataset)
    return found


def block(frame: pd.DataFrame, names: list[str], correlations: bool = False, means: bool = True) -> str:
    table = (frame.corr() if correlations else frame.cov()).loc[names, names].to_numpy()
    width = len(names)
    lines = [f"var,{','.join(names)}"]
    for i, name in enumerate(names):
        cells = [repr(float(value)) for value in table[i, : i + 1]]
        lines.append(",".join([name, *cells, *[""] * (width - i - 1)]))
    if correlations:
        lines.append(",".join(["sd", *(repr(float(sd)) for sd in frame[names].std())]))
    if means:
        lines.append(",".join(["mean", *(repr(float(mean)) for mean in frame[names].mean())]))
    return "\n".join([*lines, f"n,{len(frame)}" + "," * (width - 1)])


def matrices(**how: bool) -> MatrixGroups:
    """The groups of the rows as matrices, the second with its variables the other way round."""
    parts = [rows().frame[rows().frame["sex"] == sex] for sex in ("women", "men")]
    texts = [block(parts[0][NAMES], NAMES, **how), block(parts[1][NAMES], NAMES[::-1], **how)]
    found = read("two.csv", f"group,women\n{texts[0]}\ngroup,men\n{texts[1]}\n".encode())
    assert isinstance(found, MatrixGroups)
    return found


def fault(text: str) -> DataError:
    with pytest.raises(DataError) as raised:
        read("two.csv", text.encode())
    return raised.value


def test_each_group_has_its_matrix() -> None:
    found = read("two.csv", TWO.encode())
    assert isinstance(found, MatrixGroups)
    assert (found.labels, found.names, found.nobs) == (("women", "men"), ("x", "y"), 324)
    np.testing.assert_array_equal(found.parts[1].cov, [[3, 1], [1, 8]])
    assert [part.nobs for part in found.parts] == [225, 99]
    assert [group.name for group in split(found, None)] == ["women", "men"]


@pytest.mark.parametrize("correlations", [False, True])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"likelihood": "wishart"},
        {"estimator": "GLS"},
        {"estimator": "ULS"},
        {"group_equal": ("loadings", "intercepts")},
    ],
)
def test_the_fit_is_that_of_the_rows(options: dict[str, object], correlations: bool) -> None:
    table = parse(MODEL)
    of_rows = analyse(rows(), table, Options(group="sex", **options))
    found = analyse(matrices(correlations=correlations), table, Options(**options))
    assert found.groups == of_rows.groups == ("women", "men")
    assert found.fit is not None
    assert of_rows.fit is not None
    assert found.fit.chisq == pytest.approx(of_rows.fit.chisq, rel=1e-8)
    assert found.fit.df == of_rows.fit.df
    for one, other in zip(found.parameters, of_rows.parameters, strict=True):
        assert one.row.key == other.row.key
        assert one.est == pytest.approx(other.est, abs=1e-7)
        assert one.se == (None if other.se is None else pytest.approx(other.se, abs=1e-7))
    for one, other in zip(found.differences, of_rows.differences, strict=True):
        assert one.ci_lower == pytest.approx(other.ci_lower, abs=1e-7)
    assert len(reliability(found)) == 6


def test_without_means_the_model_has_none() -> None:
    data = matrices(means=False)
    found = analyse(data, parse(MODEL), Options())
    assert not any(p.row.op == "~1" for p in found.parameters)
    assert found.fit is not None
    with pytest.raises(ModelError, match="without means"):
        analyse(data, parse(MODEL), Options(group_equal=("loadings", "intercepts")))


def test_triangles_as_papers_print_them_make_groups_too() -> None:
    women = "Group: women\nx 1\ny .5 1\nz .3 .2 1\nSD 2 3 1\nN = 225\n"
    text = f"{women}\n{women.replace('women', 'men').replace('.5', '.4').replace('225', '99')}"
    found = read("two.txt", text.encode())
    assert isinstance(found, MatrixGroups)
    assert [part.nobs for part in found.parts] == [225, 99]
    np.testing.assert_allclose(found.parts[1].cov[:2, :2], [[4, 2.4], [2.4, 9]])


def test_a_worksheet_is_read_like_a_text() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(TWO.splitlines()):
            sheet.write_row(number, 0, line.split(","))
    found = read("two.xlsx", content.getvalue())
    assert isinstance(found, MatrixGroups)
    np.testing.assert_array_equal(found.parts[0].cov, [[4, 1], [1, 9]])
    assert found.nobs == 324


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (TWO.replace("y,1,8", "y,9,8"), "matrix_not_definite", "Group “men”: No data can have this matrix"),
        (TWO.replace("y,1,8", "y,a,8"), "matrix_cell", "Group “men”: "),
        (TWO.replace("var,x,y\nx,3,\ny,", "var,x,z\nx,3,\nz,"), "matrix_groups", "not those of the first"),
        (TWO.replace("group,men", "group,women"), "matrix_groups", "“women” is there twice"),
        (TWO.replace("group,men", "group,"), "matrix_groups", "no name"),
        ("group,a\n1,2,3\n4,5,6\ngroup,b\n1,2,3\n4,5,6\n", "matrix_layout", "Group “a”: "),
    ],
)
def test_what_cannot_be_right_names_its_group(text: str, code: str, said: str) -> None:
    found = fault(text)
    assert found.code == code
    assert said in found.message


def test_one_number_of_cases_is_not_taken_for_all_groups() -> None:
    with pytest.raises(DataError, match="its own number of cases"):
        read("two.csv", TWO.encode(), ReadChoices(nobs=100))
    with pytest.raises(DataError, match="Group “women”: each group has its own"):
        analyse(read("two.csv", TWO.encode()), parse("y ~ x"), Options(sample_nobs=100))


def test_a_group_without_its_number_of_cases_is_asked_for_it() -> None:
    data = read("two.csv", TWO.replace("n,99,\n", "").encode())
    assert data.nobs is None
    assert "Group “men”: Give the number of cases" in data.notices[0].text
    with pytest.raises(DataError, match="Group “men”: A covariance matrix says nothing"):
        analyse(data, parse("y ~ x"), Options())


def test_matrices_have_no_other_column_to_group_by() -> None:
    with pytest.raises(DataError, match="told apart by “group”, not by “sex”"):
        analyse(read("two.csv", TWO.encode()), parse("y ~ x"), Options(group="sex"))


def test_rows_with_a_column_called_group_stay_rows() -> None:
    assert isinstance(read("rows.csv", b"group,x,y\na,1,2\nb,3,4\na,5,6\n"), Dataset)
    assert isinstance(read("rows.csv", b"group,x\na,1\ngroup,3\n"), Dataset)
