"""The rows of a dataset by the values of a column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset, MatrixDataset, Variable
from core.data.groups import MOST_GROUPS, split, ungrouped_notices
from core.errors import DataError


def data(**columns: list[object]) -> Dataset:
    frame = pd.DataFrame(columns)
    return Dataset("d", "d", frame, tuple(Variable(name) for name in frame.columns))


def test_groups_stand_in_the_order_in_which_the_rows_show_them() -> None:
    found = split(data(site=["b", "a", "b", "c", "a"], x=[1, 2, 3, 4, 5]), "site")
    assert [group.name for group in found] == ["b", "a", "c"]
    assert [list(group.data.frame["x"]) for group in found] == [[1, 3], [2, 5], [4]]  # type: ignore[union-attr]


def test_numbers_as_names_are_written_as_short_as_they_can() -> None:
    assert [group.name for group in split(data(sex=[2.0, 1.0, 2.0, 1.5]), "sex")] == ["2", "1", "1.5"]


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (((1.0, "women"), (2.0, "men"), (9.0, "no answer")), ["men", "women"]),
        (((1.0, "women"),), ["2", "1"]),
        (((1.0, "same"), (2.0, "same")), ["2", "1"]),
    ],
)
def test_groups_are_called_what_the_file_calls_them(
    labels: tuple[tuple[float, str], ...], names: list[str]
) -> None:
    rows = data(sex=[2.0, 1.0, 2.0])
    rows = replace(rows, variables=(Variable("sex", value_labels=labels),))
    assert [group.name for group in split(rows, "sex")] == names


def test_without_a_column_all_rows_are_one_group_without_a_name() -> None:
    whole = data(x=[1, 2])
    (found,) = split(whole, None)
    assert found.name == ""
    assert found.data is whole


@pytest.mark.parametrize("gap", [None, np.nan, "", "  "])
def test_a_row_without_a_group_belongs_to_none_and_this_is_told(gap: object) -> None:
    rows = data(site=["b", gap, "a"], x=[1, 2, 3])
    assert [group.data.nobs for group in split(rows, "site")] == [1, 1]
    (notice,) = ungrouped_notices(rows, "site")
    assert notice.text == (
        "Fewer than 11 rows have no value in “site”, so they belong to no group and are left out."
    )


def test_nothing_is_told_where_every_row_has_a_group() -> None:
    assert ungrouped_notices(data(site=["b", "a"]), "site") == ()
    assert ungrouped_notices(data(site=["b", "a"]), None) == ()


@pytest.mark.parametrize(
    ("column", "code", "words"),
    [
        ("sites", "group_unknown", "Did you mean “site”?"),
        ("same", "group_single", "one value only"),
        ("none", "group_single", "no values"),
        ("id", "group_many", f"at most {MOST_GROUPS}"),
    ],
)
def test_a_column_that_makes_no_groups_is_refused_in_words(column: str, code: str, words: str) -> None:
    n = MOST_GROUPS + 1
    site = ["a", "b"] * n
    rows = data(site=site[:n], same=["a"] * n, none=[None] * n, id=list(range(n)))
    with pytest.raises(DataError) as caught:
        split(rows, column)
    assert caught.value.code == code
    assert words in caught.value.message


def test_a_matrix_has_no_groups() -> None:
    with pytest.raises(DataError) as caught:
        split(MatrixDataset("m", "m", ("x",), np.eye(1), None, 50), "sex")
    assert caught.value.code == "group_needs_rows"
