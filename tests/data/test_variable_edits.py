"""Changed cells of the table of variables become steps; a cell that means nothing gets a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from core.data.dataset import Dataset
from core.data.preparation import carry_out
from core.data.read import read
from core.data.steps import CountAsMissing, Forget, Rename, SetRange, SetRole, TurnRound
from core.data.variable_edits import changes
from core.data.words import alike, usual_numbers, worded
from core.views.data_tables import variables_table

ROWS = "q1,q2,q3,site,other\n1,5,99,north,2\n2,4,3,south,1\n4,2,1,north,3\n5,1,99,south,9\n3,3,2,north,4\n"


@pytest.fixture
def data() -> Dataset:
    found = read("x.csv", ROWS.encode())
    assert isinstance(found, Dataset)
    return found


def test_cells_that_say_the_same_of_several_columns_are_one_step(data: Dataset) -> None:
    found = changes(
        data,
        {
            0: {"Turned round": True, "Name": "First"},
            1: {"Turned round": True},
            2: {"No answer": "99"},
            4: {"Lowest": 0.0, "Highest": 10.0, "Role": "put aside"},
            3: {"Role": "leave out for good"},
        },
    )
    assert found.faults == ()
    assert found.steps == (
        CountAsMissing(("q3",), (99.0,)),
        SetRange(("other",), 0, 10),
        TurnRound(("q1", "q2"), 1, 5),
        SetRole(("other",), "aside"),
        Forget(("site",)),
        Rename((("q1", "First"),)),
    )
    made = carry_out(data, *found.steps)
    assert list(made.frame["First"]) == [5, 4, 2, 1, 3]
    assert "site" not in made.frame


def test_items_of_one_series_have_one_range_and_no_code_widens_it(data: Dataset) -> None:
    rows = variables_table(data).text.set_index("Name")
    assert [tuple(rows.loc[name, ["Lowest", "Highest"]]) for name in ("q1", "q2", "q3")] == [(1, 5)] * 3


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        (0, {"No answer": "99 none"}, "“none” is no number"),
        (0, {"Name": " "}, "needs a name"),
        (0, {"Lowest": 6.0}, "below the highest"),
        (0, {"Lowest": None}, "must be a number"),
        (3, {"Turned round": True}, "only columns of numbers"),
        (3, {"No answer": "1"}, "only columns of numbers"),
        (3, {"Role": "for models"}, "give its words numbers first"),
    ],
)
def test_a_cell_that_cannot_be_done_is_told_and_costs_no_other(
    data: Dataset, row: int, cells: dict[str, Any], said: str
) -> None:
    found = changes(data, {row: cells, 2: {"No answer": "99"}})
    assert len(found.faults) == 1
    assert said in found.faults[0]
    assert found.steps == (CountAsMissing(("q3",), (99.0,)),)


def test_a_code_that_was_taken_out_does_not_come_back_by_deleting_it(data: Dataset) -> None:
    made = carry_out(data, CountAsMissing(("q3",), (99.0,)))
    found = changes(made, {2: {"No answer": ""}})
    assert "undo the step" in found.faults[0]
    assert found.steps == ()


def test_one_column_tells_groups_apart(data: Dataset) -> None:
    assert changes(data, {3: {"Role": "tells groups apart"}}).group == "site"
    assert changes(data, {3: {"Role": "put aside"}}, group="site").group is None
    assert changes(data, {0: {"Role": "put aside"}}, group="site").group == "site"
    both = changes(data, {3: {"Role": "tells groups apart"}, 0: {"Role": "tells groups apart"}})
    assert "Only one" in both.faults[0]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("1 - never", "2 - often"), (1, 2)),
        (("often (4)", "seldom (1)"), (4, 1)),
        (("always", "never", "sometimes"), (3, 1, 2)),
        (("Fairly often", "Seldom", "Very often"), (2, 1, 3)),
        (("Nearly every day", "Not at all", "Several days"), (2, 0, 1)),
        (("no", "yes"), (0, 1)),
        (("Häufig", "Nie"), (2, 1)),
        (("همیشه", "هرگز"), (2, 1)),
        (("north", "south"), (1, 2)),
    ],
)
def test_words_get_their_usual_numbers(words: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    assert tuple(usual_numbers(words).values()) == numbers


def test_columns_with_the_same_words_belong_together() -> None:
    data = read("x.csv", b"a,b,c,n\nnever,often,x,1\noften,never,y,2\nnever,always,x,3\n")
    assert isinstance(data, Dataset)
    assert worded(data) == ("a", "b", "c")
    assert alike(data, "a") == ("a", "b")
