"""A long worksheet reads as a short one does, and whatever is unusual in it is left to the careful reader."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from core.data.foreign import client, forked, workbook
from core.data.foreign.workbook import Sheet, read_workbook
from core.errors import DataError
from tests.data.containers import archive, cell_of, row_of, sheet_of
from tests.data.test_foreign import in_this_process, load, refused

ROWS = 90
DAY, MOMENT = date(2024, 2, 29), datetime(2024, 2, 29, 13, 5, 7)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ask", in_this_process)


@pytest.fixture
def long(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every worksheet counts as long, and is read in this process."""
    monkeypatch.setattr(workbook, "LOOKED_THROUGH", 0)
    monkeypatch.setattr(forked, "FORKS", False)


def book(
    cell: Callable[[int], Any] = float, above: tuple[tuple[Any, ...], ...] = (("a", "b", "c"),), top: int = 0
) -> bytes:
    """A workbook of three columns, the last of which holds `cell(row)`; None stands for no cell."""
    out = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss", "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as made:
        sheet = made.add_worksheet("Answers")
        forms = {
            date: made.add_format({"num_format": "yyyy-mm-dd"}),
            timedelta: made.add_format({"num_format": "[h]:mm"}),
            time: made.add_format({"num_format": "hh:mm"}),
        }
        body = [(row / 8, row % 5 + 1, cell(row)) for row in range(ROWS)]
        for at, cells in enumerate((*above, *body), start=top):
            for column, value in enumerate(cells):
                if isinstance(value, tuple):
                    sheet.write_formula(at, column, "=1+1", None, value[0])
                elif value is not None:
                    sheet.write(at, column, value, forms.get(type(value)))
    return out.getvalue()


def both_ways(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """What the reader of long worksheets makes of a workbook, once the careful one made the same of it."""
    quick, sheet = load(content, "x.xlsx"), read_workbook("zip_workbook", content)
    monkeypatch.setattr(workbook, "LOOKED_THROUGH", 10**9)
    careful = load(content, "x.xlsx")
    pd.testing.assert_frame_equal(quick.frame, careful.frame)
    assert quick.variables == careful.variables
    assert quick.notices == careful.notices
    assert (quick.sheet, quick.sheets) == (careful.sheet, careful.sheets)
    return sheet


PLAIN: dict[str, Callable[[int], Any]] = {
    "whole numbers": lambda row: row,
    "every digit": lambda row: np.pi / (row + 1) ** 9,
    "blanks": lambda row: None if row % 7 == 3 else row,
    "blank at first": lambda row: row if row > 70 else None,
    "nothing": lambda row: None,
    "results of formulas": lambda row: (row / 3,),
    "words": lambda row: f"word {row % 4}",
    "words with marks": lambda row: ['a "b" c', "two\nlines", "x;y,z", "سلام & <b>", "-"][row % 5],
    "numbers stored as text": lambda row: str(row % 5 + 1),
    "some numbers stored as text": lambda row: str(row) if row % 3 else row,
    "errors alone": lambda row: ("#N/A",) if row == 5 else None,
    "days": lambda row: DAY + timedelta(row) if row % 6 else None,
    "truths": lambda row: row % 2 == 0,
}


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("kind", PLAIN)
def test_both_ways_read_the_same(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert both_ways(book(PLAIN[kind]), monkeypatch).below


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(
    ("above", "top"),
    [
        ((), 0),
        ((("a", "b", "c"),), 4),
        ((("A study",), ("of 2024", None, 7), ("a", "b", "c")), 0),
        ((("a", 2019, "c"),), 0),
        ((("a", None, "c"), ("first", "second", "third")), 2),
    ],
)
def test_what_stands_above_the_data_is_read_the_same(
    above: tuple[tuple[Any, ...], ...], top: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert both_ways(book(above=above, top=top), monkeypatch).below


@pytest.mark.usefixtures("long")
def test_moments_keep_their_seconds() -> None:
    content = book(lambda row: MOMENT + timedelta(seconds=row))
    assert read_workbook("zip_workbook", content).below
    column = load(content).frame["c"]
    assert [column[0], column[ROWS - 1]] == ["2024-02-29 13:05:07", "2024-02-29 13:06:36"]


UNUSUAL: dict[str, Callable[[int], Any]] = {
    "a word among numbers": lambda row: "none" if row == 80 else row,
    "an error among numbers": lambda row: ("#DIV/0!",) if row == 80 else row,
    "days among numbers": lambda row: DAY if row % 2 else row,
    "a day below numbers": lambda row: DAY if row == 80 else row,
    "truths among numbers": lambda row: row % 3 == 0 if row % 2 else row,
    "a truth below numbers": lambda row: True if row == 80 else row,
    "lengths of time": lambda row: timedelta(hours=row),
    "times of day": lambda row: time(row % 24, 5),
}


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("kind", UNUSUAL)
def test_what_is_unusual_is_left_to_the_careful_reader(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not both_ways(book(UNUSUAL[kind]), monkeypatch).below


def plain_rows(first: int, last: int) -> str:
    return "".join(
        row_of(n, cell_of(f"A{n}", n / 4), cell_of(f"B{n}", n % 7)) for n in range(first, last + 1)
    )


NAMES = row_of(1, cell_of("A1", "a"), cell_of("B1", "b"))


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("announced", ["", "A1", "A1:B81", "A1:XFD1048576"])
def test_what_a_worksheet_announces_of_its_size_is_not_relied_on(
    announced: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = f'<dimension ref="{announced}"/>' if announced else ""
    assert both_ways(sheet_of(NAMES + plain_rows(2, 81), before), monkeypatch).below


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(NAMES + plain_rows(2, 40) + plain_rows(43, 90), id="empty rows"),
        pytest.param(
            NAMES + plain_rows(2, 80) + row_of(81, cell_of("A81", 1), cell_of("E81", 2)), id="a wide row"
        ),
        pytest.param(
            row_of(1, cell_of("B1", "b"), cell_of("C1", "c"))
            + "".join(row_of(n, cell_of(f"B{n}", n / 4), cell_of(f"C{n}", n % 7)) for n in range(2, 80)),
            id="an empty column to the left",
        ),
        pytest.param(
            NAMES + "".join(row_of(n, cell_of(f"A{n}", "x")) for n in range(2, 20)) + plain_rows(20, 80),
            id="deep",
        ),
    ],
)
def test_an_unusual_layout_is_left_to_the_careful_reader(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not both_ways(sheet_of(rows), monkeypatch).below


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("announced", ["", "A1:B81"])
def test_a_worksheet_that_breaks_off_is_refused_in_words(announced: str) -> None:
    whole = sheet_of(NAMES + plain_rows(2, 81), f'<dimension ref="{announced}"/>' if announced else "")
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    broken = archive(parts | {"xl/worksheets/sheet1.xml": sheet[: sheet.index(b'<row r="60"')]})
    assert refused(broken).code == "damaged_file"


@pytest.mark.usefixtures("long")
def test_a_cell_that_no_table_holds_and_a_table_too_large_are_refused_in_words() -> None:
    huge = cell_of("A81", "x" * 40_000)
    assert refused(sheet_of(NAMES + plain_rows(2, 80) + row_of(81, huge))).code == "huge_cell"
    wide = "".join(cell_of(f"{letters}1", letters) for letters in columns(4_100))
    tall = "".join(row_of(n, "".join(cell_of(f"{c}{n}", 1) for c in columns(4_100))) for n in range(2, 30))
    assert refused(sheet_of(row_of(1, wide) + tall)).code == "too_many_columns"


def columns(count: int) -> list[str]:
    return [xlsxwriter.utility.xl_col_to_name(at) for at in range(count)]


@pytest.mark.usefixtures("long")
def test_a_page_of_notes_is_passed_over_and_a_short_worksheet_beside_a_long_one_can_be_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Of these three the answers alone are longer.
    monkeypatch.setattr(workbook, "LOOKED_THROUGH", 2_000)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        made.add_worksheet("notes").write(0, 0, "Read me")
        for name, rows in (("answers", 80), ("codes", 4)):
            sheet = made.add_worksheet(name)
            for row in range(rows):
                sheet.write_row(row, 0, ["a", "b"] if not row else [row, row % 5])
    answers = read_workbook("zip_workbook", out.getvalue())
    assert (answers.chosen, answers.sheets) == ("answers", ["notes", "answers", "codes"])
    assert answers.below
    codes = read_workbook("zip_workbook", out.getvalue(), "codes")
    assert (codes.chosen, codes.below) == ("codes", b"")
    with pytest.raises(DataError, match="no worksheet “letters”"):
        read_workbook("zip_workbook", out.getvalue(), "letters")


@pytest.mark.slow
def test_a_hundred_thousand_rows_go_the_fast_way_and_arrive_whole() -> None:
    rows, names = 100_000, columns(60)
    pattern = [
        "".join(cell_of(f"{c}%(n)d", (at + j) % 7 + 1) for j, c in enumerate(names)) for at in range(11)
    ]
    body = (f'<row r="{n}">{pattern[n % 11] % {"n": n}}</row>' for n in range(2, rows + 2))
    content = sheet_of(row_of(1, *(cell_of(f"{c}1", f"item {c}") for c in names)) + "".join(body))
    sheet = client.worksheet("zip_workbook", content, None)
    assert sheet.below
    data = load(content)
    assert data.frame.shape == (rows, 60)
    expected = (np.arange(2, rows + 2)[:, None] % 11 + np.arange(60)) % 7 + 1
    np.testing.assert_array_equal(data.frame.to_numpy(), expected)


@pytest.mark.slow
# Python warns of processes that are forked beside threads, as those of the tests are.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_the_end_of_the_fast_reader_costs_nothing_but_time(
    short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> Sheet:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    monkeypatch.setattr(workbook, "LOOKED_THROUGH", 0)
    monkeypatch.setattr(workbook, "_quickly", end)
    assert load(book()).frame.shape == (ROWS, 3)
