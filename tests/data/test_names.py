"""Names of columns: kept as they are, shown safely."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.names import DISPLAY_LENGTH, display_name, figure, usable_names


def test_direction_marks_and_controls_are_not_shown() -> None:
    assert display_name("Goal\u202egpj.exe") == "Goalgpj.exe"
    assert display_name("a\nb\x07") == "a b"


def test_persian_joiners_are_shown() -> None:
    assert display_name("رضایت\u200cمندی") == "رضایت\u200cمندی"


def test_a_long_name_is_cut_and_an_invisible_one_is_told() -> None:
    assert display_name("x" * 5000) == "x" * (DISPLAY_LENGTH - 1) + "…"
    assert display_name("\u202e") == "(no name)"


@pytest.mark.slow
@given(st.text(max_size=200))
def test_what_is_shown_is_short_and_visible(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= DISPLAY_LENGTH
    assert not any(unicodedata.category(c) == "Cc" for c in shown)


@given(st.lists(st.text(max_size=4), min_size=1, max_size=8))
def test_usable_names_are_unique_and_present(names: list[str]) -> None:
    usable, _ = usable_names(names)
    assert len(usable) == len(names) == len(set(usable))
    assert all(name.strip() for name in usable)


def test_names_stay_as_the_file_has_them() -> None:
    names, notices = usable_names([" Goal ", "goal", "GOAL"])
    assert names == (" Goal ", "goal", "GOAL")
    assert [notice.code for notice in notices] == ["similar_names"]


def test_a_repeated_name_gets_a_number_and_a_word_about_it() -> None:
    names, notices = usable_names(["a", "a", "a (2)", ""])
    assert names == ("a", "a (3)", "a (2)", "V4")
    assert {notice.code for notice in notices} == {"unnamed", "duplicate_names"}


def test_a_number_of_the_data_is_written_as_it_stands_there() -> None:
    assert [figure(value) for value in (-99.0, 1234567.0, 0.5, 0.1 + 0.2)] == ["−99", "1234567", "0.5", "0.3"]
