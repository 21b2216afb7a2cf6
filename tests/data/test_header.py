"""The lines above and below the rows."""

from __future__ import annotations

from tests.data.test_read import codes, rows_of


def test_what_sums_up_the_rows_is_no_row() -> None:
    body = "".join(f"{i},{i % 5},{i % 3}\n" for i in range(1, 11))
    for foot in ("Mean,2,1\nSD,1.5,.8\n", ",20,10\n", "N = 10,,\n"):
        data = rows_of("id,b,c\n" + body + foot)
        assert data.nobs == 10, foot
        assert "sums" in codes(data), foot
    assert rows_of("id,b,c\n" + body + ",20,11\n").nobs == 11


def test_a_word_that_stands_among_the_rows_is_no_sum() -> None:
    assert rows_of("s,b,c\nmin,1,2\nmax,3,4\nmin,5,6\nmax,7,9\n").nobs == 4


def test_years_as_names_are_names() -> None:
    data = rows_of("id,2019,2020\n1,4,5\n2,3,6\n3,1,7\n")
    assert (data.names, data.nobs) == (("id", "2019", "2020"), 3)
    assert "number_as_name" in codes(data)


def test_names_that_only_look_alike_are_told_with_what_is_invisible_written_out() -> None:
    data = rows_of("a,a\u202e,\u00e9,e\u0301\n1,2,3,4\n2,3,4,6\n")
    told = next(n.text for n in data.notices if n.code == "similar_names")
    assert "\u202e" not in told
    assert "a[U+202E]" in told
    assert "e\u0301" in told
