"""Every file that a user may load: read, or refused with a sentence."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.data.choices import MAX_BYTES, MAX_CELLS
from core.data.dataset import Dataset, MatrixDataset
from core.data.foreign.archive import MAX_RATIO, SMALL, check_archive
from core.data.foreign.sheet_xml import begins_plainly
from core.data.read import ReadChoices, read
from core.errors import DataError
from tests.data.containers import archive

FOLDER = Path(__file__).parents[1] / "bad_inputs"
EXPECTED = json.loads((FOLDER / "data_files.json").read_text(encoding="utf-8"))


def rows_of(text: str, choices: ReadChoices | None = None, name: str = "x.csv") -> Dataset:
    data = read(name, text.encode(), choices)
    assert isinstance(data, Dataset)
    return data


def codes(data: Dataset) -> set[str]:
    return {notice.code for notice in data.notices}


def refused(text: bytes | str, choices: ReadChoices | None = None) -> DataError:
    with pytest.raises(DataError) as fault:
        read("x.csv", text.encode() if isinstance(text, str) else text, choices)
    return fault.value


def load(file: str, choices: ReadChoices | None = None) -> Dataset:
    data = read(file, (FOLDER / file).read_bytes(), choices)
    assert isinstance(data, Dataset)
    return data


@pytest.mark.slow
@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["file"])
def test_an_unlucky_file_gets_what_it_must_get(case: dict[str, object]) -> None:
    file = str(case["file"])
    content = (FOLDER / file).read_bytes()
    if "error" in case:
        with pytest.raises(DataError) as fault:
            read(file, content)
        assert fault.value.code == case["error"]
        assert fault.value.message.endswith((".", "?"))
        return
    data = read(file, content)
    assert sorted({notice.code for notice in data.notices}) == case["notices"]
    if isinstance(data, MatrixDataset):
        assert len(data.names) == case["variables"]
        return
    assert data.nobs == case["rows"]
    assert Counter(variable.kind for variable in data.variables) == case["columns"]


def test_one_table_in_many_encodings_and_layouts_is_one_table() -> None:
    plain = load("enc_utf8_bom.csv")
    for file in (
        "enc_utf16le_bom.csv",
        "enc_utf32.csv",
        "num_semicolon_comma.csv",
        "num_tab.txt",
        "shape_cr_only.csv",
    ):
        pd.testing.assert_frame_equal(load(file).frame, plain.frame)


@pytest.mark.slow
def test_a_workbook_reads_as_the_text_that_it_was_made_from() -> None:
    plain = load("enc_utf8_bom.csv").frame.head(60)
    for file in ("xl_plain.xlsx", "xl_numbers_as_text.xlsx", "xl_merged_headers.xlsx", "xl_stray_cells.xlsx"):
        pd.testing.assert_frame_equal(load(file).frame, plain)


def test_digits_survive_to_the_last_one() -> None:
    frame = load("num_float_noise.csv").frame
    assert frame["a"].iloc[3] == 3 * 0.1
    written = rows_of("a,b\n" + "".join(f"{value!r},1\n" for value in np.linspace(-1e-7, 1e9, 50).tolist()))
    np.testing.assert_array_equal(written.frame["a"], np.linspace(-1e-7, 1e9, 50))


def test_the_key_is_that_of_the_bytes() -> None:
    first, second = rows_of("a,b\n1,2\n3,5\n"), rows_of("a,b\n1,2\n3,5\n", name="other.csv")
    assert first.key == second.key
    assert len(first.key) == 64
    assert rows_of("a,b\n1,2\n3,6\n").key != first.key


def test_the_line_of_a_bad_cell_is_named_as_the_editor_counts_it() -> None:
    data = load("enc_mixed.csv")
    assert all("line 11" in notice.text for notice in data.notices)
    assert (
        "Line 3 has 2 values where line 1 has 3 values"
        in refused((FOLDER / "shape_ragged.csv").read_bytes()).message
    )
    assert "lines 2, 3, 4" in refused((FOLDER / "enc_nul.csv").read_bytes()).message


def test_a_guessed_encoding_can_be_overruled() -> None:
    assert "هدف" in load("enc_cp1256_persian.csv").names
    assert load("enc_cp1256_persian.csv", ReadChoices(encoding="latin-1")).names[1] != "هدف"
    assert refused("a,b\n1,é\n", ReadChoices(encoding="ascii")).code == "encoding"
    assert refused("a,b\n1,2\n", ReadChoices(encoding="klingon")).code == "encoding"


def test_a_missing_code_is_only_removed_when_the_user_says_so() -> None:
    asked = load("num_missing_codes.csv")
    assert asked.frame["Goal"].min() == -999
    told = load("num_missing_codes.csv", ReadChoices(missing=(-999.0,)))
    assert told.frame["Goal"].min() > 0
    assert told.variables[1].n_missing == 15
    assert "missing_code" not in codes(told)


def test_infinite_values_become_missing_and_their_lines_are_told() -> None:
    data = load("num_inf_nan.csv")
    assert data.frame["Goal"].isna().sum() == 3
    assert np.isfinite(data.frame["Goal"].dropna()).all()
    assert any("lines 2, 3, 4" in notice.text for notice in data.notices)


def test_names_can_be_given_where_the_file_has_none() -> None:
    names = tuple("abcdefg")
    data = load("num_spaces.dat", ReadChoices(names=names))
    assert data.names == names
    assert "no_header" not in codes(data)
    assert refused("1,2\n3,4\n5,6\n", ReadChoices(names=("a",))).code == "names"


def test_the_user_decides_whether_the_first_line_holds_names() -> None:
    years = "2019,2020\n1,2\n3,5\n"
    assert rows_of(years).names == ("V1", "V2")
    assert rows_of(years, ReadChoices(header=True)).names == ("2019", "2020")
    assert rows_of(years, ReadChoices(header=False)).nobs == 3


def test_the_user_says_on_which_line_the_names_stand() -> None:
    text = "made 2024\n\nq1,q2\nw1,w2\n1,2\n3,5\n2,2\n".replace("made 2024", "made,2024")
    assert rows_of(text, ReadChoices(header_line=3)).names == ()
    assert rows_of(text, ReadChoices(header_line=4)).names == ("w1", "w2")
    assert refused(text, ReadChoices(header_line=2)).code == "header_line"


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\na;b\n1,5;2\n3,5;5\n",
        "a,b,\n1.5,2,\n3.5,5,\n",
        "a,b\n1.5,2,,\n3.5,5,,\n",
        "My study\n2024\na,b\n1.5,2\n3.5,5\n" + "4,4\n" * 8,
        '"a" "b"\n"1" 1.5 2\n"2" 3.5 5\n',
    ],
)
def test_what_programs_add_to_a_table_does_not_stand_in_its_way(text: str) -> None:
    data = rows_of(text)
    np.testing.assert_array_equal(data.frame[["a", "b"]].head(2), [[1.5, 2], [3.5, 5]])


@pytest.mark.parametrize(
    "cells",
    [
        ["1'230.5", "2'000.25"],
        ["1 230.5", "2 000.25"],
        ["1\u202f230,5", "2\u00a0000,25"],
        ["1.230,5", "2.000,25"],
        ["۱٬۲۳۰٫۵", "۲٬۰۰۰٫۲۵"],
    ],
)
def test_thousands_may_be_set_apart_in_any_way(cells: list[str]) -> None:
    data = rows_of("a;b\n" + "".join(f"{cell};1\n" for cell in cells))
    assert list(data.frame["a"]) == [1230.5, 2000.25]
    assert "thousands" in codes(data)


def test_decimals_written_with_the_separator_are_no_second_column() -> None:
    assert refused("x\n1,5\n2,5\n3,5\n").code == "ragged"


def test_a_few_letters_tell_western_text_from_damage() -> None:
    data = read("x.csv", "größe;b\n1;2\n3;5\n4;4\n".encode("cp1252"))
    assert data.names == ("größe", "b")
    assert "encoding_guessed" in {notice.code for notice in data.notices}


def test_persian_separators_and_a_mark_of_the_end_are_understood() -> None:
    data = rows_of("نام،سن\n۱،۲\n۳،۵\n۴،۷\n\x1a")
    assert data.names == ("نام", "سن")
    np.testing.assert_array_equal(data.frame["سن"], [2, 5, 7])


def test_labels_below_the_names_are_left_out_and_told() -> None:
    data = rows_of("q1,q2\nHow are you?,And you?\n1,2\n3,5\n2,2\n4,1\n5,1\n")
    assert data.names == ("q1", "q2")
    assert data.nobs == 5
    assert "header_lines" in codes(data)


def test_blank_lines_are_no_rows() -> None:
    assert rows_of("a,b\n\n1,2\n,\n3,5\n\n").nobs == 2


def test_a_comma_that_may_mean_two_things_is_asked_about() -> None:
    text = 'a,b\n"1,234",1\n"2,345",2\n"3,456",4\n'
    asked = rows_of(text)
    assert "ambiguous_comma" in codes(asked)
    assert asked.names == ("b",)
    assert list(rows_of(text, ReadChoices(decimal=".")).frame["a"]) == [1234, 2345, 3456]
    assert list(rows_of(text, ReadChoices(decimal=",")).frame["a"]) == [1.234, 2.345, 3.456]


def test_spaces_after_commas_belong_to_the_separator() -> None:
    assert rows_of("a, b, c\n1, 2, 3\n2, 1, 1\n").names == ("a", "b", "c")


def test_a_quotation_mark_without_end_is_an_error_with_its_line() -> None:
    fault = refused('a,b\n1,2\n"3,4\n5,6\n')
    assert fault.code == "quotes"
    assert "line" in fault.message


def test_a_choice_that_is_no_choice_is_refused() -> None:
    with pytest.raises(DataError):
        ReadChoices(decimal="·")
    with pytest.raises(DataError):
        ReadChoices(delimiter="::")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"ARROW1" + bytes(100), "other_program"),
        (b"PAR1" + bytes(100), "damaged_file"),
        (b"\x1f\x8b\x08" + bytes(100), "damaged_file"),
        (b"%PDF-1.7 ...", "other_program"),
        (b"\x93NUMPY\x01\x00v\x00", "other_program"),
        (b"<table><tr><td>1</td></tr></table>", "web_page"),
        (b"\x00\x00\x00\x00", "empty_file"),
        (b"   \n\n", "empty_file"),
        (b"[" * 200_000, "json"),
        (bytes(range(1, 32)) * 40, "not_a_data_file"),
        (b"PK\x03\x04 and no more", "damaged_file"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_files_beyond_the_limits_are_refused_before_they_are_parsed() -> None:
    assert refused(b"a,b\n" + b"1,2\n" * (MAX_BYTES // 4)).code == "too_large"
    assert refused("a,b\n1," + "z" * 5_000_000 + "\n").code == "huge_cell"
    width = 1000
    line = ",".join("1" for _ in range(width)) + "\n"
    assert refused(line * (MAX_CELLS // width + 1)).code == "too_many_cells"


def test_a_hundred_thousand_rows_are_read_whole() -> None:
    data = rows_of("a,b,c\n" + "1,2,3\n4.5,-6,7e2\n" * 50_000)
    np.testing.assert_array_equal(data.frame, np.tile([[1, 2, 3], [4.5, -6, 700]], (50_000, 1)))


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = archive({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": bytes(SMALL + 1)})
    assert len(bomb) < 1_000_000
    assert refused(bomb).code == "zip_bomb"


def test_a_large_table_that_shrinks_as_tables_do_is_no_bomb() -> None:
    rows = "".join(f"<row>{i}</row>" for i in range(50_000)).encode()
    part = zipfile.ZipInfo("sheet")
    part.file_size, part.compress_size = SMALL * 2, SMALL // 50
    check_archive([part])
    assert len(zlib.compress(rows)) * MAX_RATIO > len(rows)
    part.compress_size = SMALL // 500
    with pytest.raises(DataError):
        check_archive([part])


@pytest.mark.parametrize("start", [b"<!DOCTYPE x>", b"<!-- x --><!ENTITY", b"\xff\xfe<\x00", b" " * 99])
def test_a_part_that_defines_something_before_its_content_is_refused(start: bytes) -> None:
    assert begins_plainly(b'<?xml version="1.0"?>\n<!-- by a program --><worksheet>')
    assert not begins_plainly(start + b"<?a?>" * 9_000)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    honest = archive({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": bytes(20_000_000)})
    lie = honest.replace((20_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert lie != honest
    assert refused(lie).code == "damaged_file"


def test_archives_of_other_programs_and_broken_workbooks_are_refused() -> None:
    assert refused(archive({"content.xml": b"<x/>"})).code == "other_program"
    assert refused(archive({"xl/workbook.xml": b"<nonsense"})).code == "damaged_file"
    whole = (FOLDER / "xl_plain.xlsx").read_bytes()
    assert refused(whole[: len(whole) // 2]).code == "damaged_file"
    assert refused(whole[:3000] + whole[3010:]).code == "damaged_file"


@pytest.mark.slow
def test_a_worksheet_can_be_chosen_and_a_wrong_one_is_named() -> None:
    assert load("xl_plain.xlsx", ReadChoices(sheet="Sheet")).nobs == 60
    with pytest.raises(DataError, match="There is no worksheet “No”"):
        load("xl_plain.xlsx", ReadChoices(sheet="No"))
