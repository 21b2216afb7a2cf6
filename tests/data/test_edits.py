"""Edits of columns and rows, and what is found and asked about before any of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset
from core.data.derived import steps
from core.data.edits import (
    RowTest,
    categories,
    count_as_missing,
    forget,
    keep_rows,
    label,
    number_words,
    staying,
    turn_round,
)
from core.data.findings import findings, settle
from core.data.read import read
from core.errors import DataError
from core.views.data_tables import variables_table

ROWS = ["a,b,sex,age", "1,2,f,40", "99,3,m,50", "5,4,f,91", "99,1,,33", "2,5,m,28", "3,5,f,60", "4,1,f,35"]


@pytest.fixture
def data() -> Dataset:
    found = read("x.csv", "\n".join(ROWS).encode())
    assert isinstance(found, Dataset)
    return found


def test_a_code_becomes_a_gap_and_is_remembered(data: Dataset) -> None:
    made = count_as_missing(data, ["a"], [99.0])
    assert made.frame["a"].isna().sum() == 2
    assert made.variables[0].missing_codes == (99.0,)
    assert made.variables[0].n_missing == 2
    assert data.frame["a"].isna().sum() == 0
    assert "missing: 99" in variables_table(made).text["Codes"].tolist()


def test_turning_twice_gives_the_answers_back(data: Dataset) -> None:
    once = turn_round(data, ["b"], 1, 5)
    assert once.frame["b"].tolist() == [4, 3, 2, 5, 1, 1, 5]
    assert "turned round" in variables_table(once).text["Codes"].tolist()
    twice = turn_round(once, ["b"], 1, 5)
    assert twice.frame["b"].tolist() == data.frame["b"].tolist()
    assert not twice.variables[1].turned
    assert len(steps(twice)) == 2


def test_words_become_numbers_with_the_words_as_labels(data: Dataset) -> None:
    assert categories(data, "sex") == ("f", "m")
    made = number_words(data, "sex", ["m", "f"])
    assert made.frame["sex"].fillna(0).tolist() == [2, 1, 2, 0, 1, 2, 2]
    assert "sex" in made.names
    assert made.variables[2].value_labels == ((1.0, "m"), (2.0, "f"))


def test_a_label_is_shown(data: Dataset) -> None:
    assert "burden" in variables_table(label(data, "b", "burden")).text["Label"].tolist()


@pytest.mark.parametrize(
    ("test", "kept"),
    [
        (RowTest("age", "at least", "40"), 4),
        (RowTest("age", "at most", "40"), 4),
        (RowTest("a", "is not", "99"), 5),
        (RowTest("sex", "is", "f"), 4),
        (RowTest("sex", "is not", "f"), 2),
    ],
)
def test_a_filter_keeps_what_passes_and_no_gap(data: Dataset, test: RowTest, kept: int) -> None:
    made = keep_rows(data, staying(data, test), "test")
    assert made.nobs == kept
    assert made.origin is data


def test_other_rows_are_another_dataset(data: Dataset) -> None:
    one, other = (np.arange(7) != i for i in (0, 1))
    assert keep_rows(data, one, "left out").key != keep_rows(data, other, "left out").key


def test_what_is_left_out_for_good_is_in_no_earlier_step(data: Dataset) -> None:
    made = forget(turn_round(data, ["b"], 1, 5), ["age"])
    at: Dataset | None = made
    while at is not None:
        assert "age" not in at.frame.columns
        at = at.origin
    assert made.frame["b"].tolist() == [4, 3, 2, 5, 1, 1, 5]


def test_edits_that_cannot_be_done_are_refused(data: Dataset) -> None:
    for code, edit in (
        ("no_such_code", lambda: count_as_missing(data, ["b"], [99.0])),
        ("out_of_range", lambda: turn_round(data, ["a"], 1, 5)),
        ("no_order", lambda: staying(data, RowTest("sex", "at least", "f"))),
        ("no_number", lambda: staying(data, RowTest("age", "is", "old"))),
        ("rows", lambda: keep_rows(data, np.ones(7, dtype=bool), "all")),
        ("no_columns", lambda: forget(data, ["a", "b", "sex", "age"])),
        ("no_numbers", lambda: count_as_missing(data, ["sex"], [1.0])),
    ):
        with pytest.raises(DataError) as fault:
            edit()
        assert fault.value.code == code


def table(columns: dict[str, list[object]]) -> Dataset:
    found = read("x.csv", pd.DataFrame(columns).to_csv(index=False).encode())
    assert isinstance(found, Dataset)
    return found


@pytest.mark.parametrize(
    ("name", "cells", "said"),
    [
        ("contact", ["+49 170 1234567", "0171 7654321", "(0172) 55 66 77"] * 4, "telephone"),
        ("note", [f"I felt much better in week {i % 11} than before" for i in range(12)], "own words"),
        ("date_of_birth", ["1980-01-02", "1990-03-04", "1999-12-31"] * 4, "birth"),
        ("age", [30, 95, 41] * 4, "above 89"),
        ("email", ["a@b.de", "c@d.org", "e@f.com"] * 4, "may tell who"),
        ("kept", [3] * 12, "same value in every row"),
        ("item", [1, 99, 3] * 4, "no answer"),
        ("twin", list(range(12)), "repeats"),
    ],
)
def test_what_deserves_a_question_gets_one(name: str, cells: list[object], said: str) -> None:
    rng = np.random.default_rng(2).normal(size=12)
    data = table(
        {
            "x": list(rng),
            "v": [0.5 * i for i in cells] if name == "twin" else list(rng[::-1]),
            name: [0.5 * i for i in cells] if name == "twin" else cells,
        }
    )
    asked = [finding for finding in findings(data) if said in finding.text]
    assert len(asked) == 1
    made = settle(data, asked[0])
    assert not any(said in finding.text for finding in findings(made))


def test_ordinary_columns_get_no_question() -> None:
    rng = np.random.default_rng(2)
    data = table(
        {
            "x": list(rng.normal(size=30)),
            "age": list(rng.integers(20, 80, 30)),
            "site": ["north", "south"] * 15,
        }
    )
    assert findings(data) == ()
