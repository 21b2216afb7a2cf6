"""Cells of text as numbers, dates and text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.values import Column, Notation, find_notation, read_columns


def column(*cells: str, notation: Notation | None = None) -> Column:
    return read_columns(pd.DataFrame({"x": pd.Series(cells, dtype="str")}), notation or Notation())[0]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("1", "2.5", "-3e2", ".5", "5.", " 7 "), "numeric"),
        (("1", "NA", "n/a", "", "#DIV/0!", "."), "numeric"),
        (("", "NA"), "empty"),
        (("1", "two"), "text"),
        (("1_000", "2"), "text"),
        (("0x10", "2"), "text"),
        (("1", "True"), "text"),
        (("2020-01-31", "1.2.2020", "", "1402/05/06"), "date"),
        (("09:30", "10:15:20"), "date"),
        (("2020-01-31 10:00", "2020-01-31T10:00:00Z"), "date"),
    ],
)
def test_a_column_is_what_all_its_cells_are(cells: tuple[str, ...], kind: str) -> None:
    assert column(*cells).kind == kind


def test_missing_words_leave_the_cell_empty() -> None:
    np.testing.assert_array_equal(column("1", "NA", "3", "").values, [1, np.nan, 3, np.nan])


@pytest.mark.parametrize("word", ["inf", "-Inf", "1e400", "∞"])
def test_what_is_infinite_is_missing_and_marked(word: str) -> None:
    read = column("1", word)
    assert read.infinite.tolist() == [False, True]
    assert np.isnan(read.values[1])


def test_persian_and_arabic_digits_are_digits() -> None:
    read = column("۱٫۵", "٢٫٥", "−۳", "۱٬۲۳۴")
    np.testing.assert_array_equal(read.values, [1.5, 2.5, -3, 1234])
    assert read.persian


@pytest.mark.parametrize(
    ("cells", "decimal", "grouping"),
    [
        (("1.5", "2"), ".", True),
        (("1,5", "2"), ",", True),
        (("1,234.5",), ".", True),
        (("1.234,5",), ",", True),
        (("1,5", "2.5"), ".", True),
        (("1,234", "2"), ".", False),
        (("1,234", "2.5"), ".", True),
        (("2,947", "1,5"), ",", True),
        (("1", "2"), ".", True),
    ],
)
def test_the_decimal_mark_follows_from_the_cells(
    cells: tuple[str, ...], decimal: str, grouping: bool
) -> None:
    cells_frame = pd.DataFrame({"x": pd.Series(cells, dtype="str")})
    assert find_notation(cells_frame) == Notation(decimal, grouping)


def test_a_chosen_decimal_mark_is_obeyed() -> None:
    assert find_notation(pd.DataFrame({"x": pd.Series(["1.5"], dtype="str")}), ",") == Notation(",")


@pytest.mark.slow
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_every_number_that_python_writes_is_read_back_exactly(numbers: list[float]) -> None:
    np.testing.assert_array_equal(column(*map(repr, numbers)).values, numbers)


@pytest.mark.slow
@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_no_text_breaks_the_reader(cells: list[str]) -> None:
    assert column(*cells).kind in ("numeric", "text", "date", "empty")
