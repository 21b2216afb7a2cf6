"""Edits of columns and rows, and what is found and asked about before any of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data.dataset import Dataset
from core.data.derived import as_read
from core.data.edits import (
    count_as_missing,
    forget,
    keep_rows,
    leave_out_rows,
    number_words,
    rename,
    set_range,
    staying,
    turn_round,
    words_in,
)
from core.data.findings import findings
from core.data.preparation import carry_out
from core.data.read import read
from core.data.steps import KeepRows
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
    assert variables_table(made).text["No answer"].tolist() == ["99", "", "", ""]


def test_turning_twice_gives_the_answers_back(data: Dataset) -> None:
    once = turn_round(data, ["b"], 1, 5)
    assert once.frame["b"].tolist() == [4, 3, 2, 5, 1, 1, 5]
    assert variables_table(once).text["Turned round"].tolist() == [False, True, False, False]
    twice = turn_round(once, ["b"], 1, 5)
    assert twice.frame["b"].tolist() == data.frame["b"].tolist()
    assert not twice.variables[1].turned
    assert len(twice.record) == 2


def test_a_hyphen_in_a_name_is_told_as_it_is_and_a_negative_number_with_a_minus() -> None:
    given = read("x.csv", b"pre-test,b\n-2,1\n2,2\n0,3\n1,1")
    assert isinstance(given, Dataset)
    assert "“pre-test” turned round (−2 ↔ 2)" in turn_round(given, ["pre-test"], -2, 2).record[-1].words


def test_words_become_numbers_with_the_words_as_labels(data: Dataset) -> None:
    assert words_in(data, ("sex",)) == ("f", "m")
    made = number_words(data, ["sex"], {"m": 1, "f": 2})
    assert made.frame["sex"].fillna(0).tolist() == [2, 1, 2, 0, 1, 2, 2]
    assert "sex" in made.names
    assert made.variables[2].value_labels == ((1.0, "m"), (2.0, "f"))


def test_a_word_without_a_number_becomes_a_gap(data: Dataset) -> None:
    cells = replace(data, frame=data.frame.assign(sex=[*"fmfmmf", "unsure"]))
    made = number_words(cells, ["sex"], {"m": 1, "f": 0})
    assert made.frame["sex"].isna().tolist() == [False] * 6 + [True]


def test_another_name_goes_with_the_column_and_its_construct(data: Dataset) -> None:
    named = replace(data, constructs=(("Burden", ("a", "b")),))
    made = rename(named, {"a": "First answer", "b": "a"})
    assert list(made.frame.columns) == ["First answer", "a", "sex", "age"]
    assert made.constructs == (("Burden", ("First answer", "a")),)
    assert [v.in_file for v in made.variables] == ["a", "b", "sex", "age"]
    assert variables_table(made).text["In the file"].tolist() == ["a", "b", "sex", "age"]
    again = rename(made, {"First answer": "x"})
    assert again.variables[0].in_file == "a"


def test_a_range_is_kept_and_every_answer_lies_in_it(data: Dataset) -> None:
    made = set_range(data, ["b"], 0, 7)
    assert (made.variables[1].low, made.variables[1].high) == (0, 7)
    assert variables_table(made).text["Highest"].tolist()[1] == 7
    with pytest.raises(DataError, match="holds 5, outside"):
        set_range(data, ["b"], 1, 4)


@pytest.mark.parametrize(
    ("test", "kept"),
    [
        (KeepRows("age", "at least", "40"), 4),
        (KeepRows("age", "at most", "40"), 4),
        (KeepRows("a", "is not", "99"), 5),
        (KeepRows("sex", "is", "f"), 4),
        (KeepRows("sex", "is not", "f"), 2),
    ],
)
def test_a_filter_keeps_what_passes_and_no_gap(data: Dataset, test: KeepRows, kept: int) -> None:
    made = keep_rows(data, test)
    assert made.nobs == kept
    assert made.origin is data


def test_other_rows_are_another_dataset(data: Dataset) -> None:
    one, other = (leave_out_rows(data, (i,), "left out") for i in (1, 2))
    assert one.key != other.key
    assert one.frame["a"].tolist() == data.frame["a"].tolist()[1:]


def test_what_is_left_out_for_good_is_in_no_earlier_step(data: Dataset) -> None:
    made = forget(rename(turn_round(data, ["b"], 1, 5), {"age": "years"}), ["years"])
    assert as_read(made).nobs == data.nobs
    at: Dataset | None = made
    while at is not None:
        assert "age" not in at.frame.columns
        at = at.origin
    assert made.frame["b"].tolist() == [4, 3, 2, 5, 1, 1, 5]


def test_edits_that_cannot_be_done_are_refused(data: Dataset) -> None:
    for code, edit in (
        ("no_such_code", lambda: count_as_missing(data, ["b"], [99.0])),
        ("out_of_range", lambda: turn_round(data, ["a"], 1, 5)),
        ("no_order", lambda: staying(data, KeepRows("sex", "at least", "f"))),
        ("no_number", lambda: staying(data, KeepRows("age", "is", "old"))),
        ("rows", lambda: leave_out_rows(data, tuple(range(1, 8)), "all")),
        ("no_row", lambda: leave_out_rows(data, (8,), "one too many")),
        ("name_taken", lambda: rename(data, {"a": "b"})),
        ("no_column", lambda: rename(data, {"z": "y"})),
        ("range_order", lambda: set_range(data, ["b"], 5, 1)),
        ("categories", lambda: number_words(data, ["sex"], {"m": 1})),
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
    made = carry_out(data, asked[0].step)
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


@pytest.mark.parametrize(("gaps", "shown"), [(0, "0"), (3, "< 11"), (15, "15"), (95, "hidden"), (100, "100")])
def test_how_few_people_gave_no_answer_is_masked_in_the_table_of_variables(gaps: int, shown: str) -> None:
    rows = "".join(f"{i % 5 if i >= gaps else ''},{i % 7}\n" for i in range(100))
    data = read("x.csv", f"a,b\n{rows}".encode())
    assert isinstance(data, Dataset)
    assert variables_table(data).text["Missing"].tolist() == [shown, "0"]
