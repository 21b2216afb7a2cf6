"""How numbers and dates are written, in files as people make them."""

from __future__ import annotations

from core.data.read import ReadChoices
from tests.data.test_read import codes, rows_of


def test_a_point_that_may_group_thousands_is_told() -> None:
    data = rows_of("a;b\n1.234;5\n2.345;6\n")
    assert data.frame["a"].tolist() == [1.234, 2.345]
    assert "1234" in next(n.text for n in data.notices if n.code == "ambiguous_point")
    assert rows_of("a;b\n1.234;5\n2.345;6\n", ReadChoices(decimal=",")).frame["a"].tolist() == [1234, 2345]
    assert "ambiguous_point" not in codes(rows_of("a;b\n0.234;5\n2.345;6\n"))


def test_no_thousands_begin_with_zero() -> None:
    assert rows_of("a;b\n0,123;5\n1,250;6\n").frame["a"].tolist() == [0.123, 1.25]


def test_digits_of_every_script_are_numbers_and_told() -> None:
    data = rows_of("a,b\n१२,–٣\n１．５,۴\n")
    assert data.frame["a"].tolist() == [12, 1.5]
    assert data.frame["b"].tolist() == [-3, 4]
    assert "persian_digits" in codes(data)


def test_numbers_with_a_slash_or_a_unit_are_text_and_it_is_told_why() -> None:
    for cells in (("۴/۲۹", "۵/۱"), ("12 kg", "7 kg"), ("1D+02", "2D+01"), ("۱،۵", "۲،۵")):
        data = rows_of("a;b;c\n" + "".join(f"{cell};{i};{i * i}\n" for i, cell in enumerate(cells)))
        assert "not_numbers" in codes(data), cells


def test_dates_in_words_and_by_months_are_dates() -> None:
    for date in ("{}-Jan-2024", "January {}, 2024", "01/{}/2024 3:05 PM", "2024-{}"):
        rows = "".join(f"{date.format(10 + i % 3)};{i};{i * i}\n" for i in range(12))
        assert rows_of(f"a;b;c\n{rows}").variables[0].kind == "date", date


def test_whole_numbers_that_are_dates_or_too_long_are_told() -> None:
    data = rows_of("a,b,c\n20240131,12345678901234567890,1\n20231224,12345678901234567891,2\n")
    assert {"dates", "long_numbers"} <= codes(data)
