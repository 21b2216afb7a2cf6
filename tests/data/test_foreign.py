"""Files of other programs: numbers, labels and missing codes arrive, and nothing hostile gets through."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from core.data.dataset import Dataset, MatrixDataset, Variable
from core.data.foreign import client
from core.data.foreign.halves import LONG
from core.data.foreign.worker import answer
from core.data.read import ReadChoices, read
from core.errors import DataError
from tests.data.containers import archive, ods, ods_row

FILES = Path(__file__).parent / "files"
BAD = Path(__file__).parents[1] / "bad_inputs"


@pytest.fixture(autouse=True)
def _here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read matters in most of these tests, not the process in which it is read."""
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(client, "ask", in_this_process)


@pytest.fixture
def apart() -> None:
    """Read in the process that is made for it."""


def in_this_process(kind: str, content: bytes, wanted: str | None, encoding: str | None) -> bytes:
    return answer({"kind": kind, "wanted": wanted, "encoding": encoding}, content)


def load(content: bytes, name: str = "file", choices: ReadChoices | None = None) -> Dataset:
    data = read(name, content, choices)
    assert isinstance(data, Dataset)
    return data


def file(name: str, choices: ReadChoices | None = None) -> Dataset:
    return load((FILES / name).read_bytes(), name, choices)


def codes(data: Dataset) -> list[str]:
    return [notice.code for notice in data.notices]


def variable(data: Dataset, name: str) -> Variable:
    return next(v for v in data.variables if v.name == name)


def refused(content: bytes) -> DataError:
    with pytest.raises(DataError) as fault:
        read("file", content)
    return fault.value


def written(path: Path, how: str, **options: object) -> bytes:
    frame = pd.DataFrame(
        {"wai1": [1.0, 5, 99, 3, 2, 4], "note": ["a", "", "c", "d", "e", "f"], "w2": [1.5] * 5 + [np.nan]}
    )
    getattr(pyreadstat, f"write_{how}")(frame, path, **options)
    return path.read_bytes()


@pytest.mark.parametrize("compress", [False, True])
def test_spss_labels_and_missing_codes_are_kept_and_obeyed(tmp_path: Path, compress: bool) -> None:
    content = written(
        tmp_path / "x.sav",
        "sav",
        compress=compress,
        column_labels={"wai1": "Item 1 <b>"},
        variable_value_labels={"wai1": {1: "never", 99: "no answer"}},
        missing_ranges={"wai1": [99]},
        variable_measure={"wai1": "ordinal"},
    )
    data = load(content)
    assert data.frame["wai1"].isna().sum() == 1
    assert data.frame["wai1"].max() == 5
    item = variable(data, "wai1")
    assert (item.label, item.level, item.missing_codes) == ("Item 1 <b>", "ordinal", (99.0,))
    assert item.value_labels == ((1.0, "never"), (99.0, "no answer"))
    assert codes(data).count("declared_missing") == 1
    kept = load(content, choices=ReadChoices(keep_declared=True))
    assert kept.frame["wai1"].max() == 99


def test_a_code_labelled_no_answer_is_asked_about_and_not_changed(tmp_path: Path) -> None:
    content = written(tmp_path / "x.sav", "sav", variable_value_labels={"wai1": {5: "Keine Angabe"}})
    data = load(content)
    assert any("“Keine Angabe”" in notice.text for notice in data.notices if notice.code == "missing_code")
    assert data.frame["wai1"].eq(5).sum() == 1


def test_a_range_of_missing_codes_is_a_range(tmp_path: Path) -> None:
    content = written(tmp_path / "x.sav", "sav", missing_ranges={"wai1": [{"lo": 4, "hi": 100}]})
    data = load(content)
    assert data.frame["wai1"].isna().sum() == 3
    assert variable(data, "wai1").missing_codes == (4.0, 5.0, 99.0)


@pytest.mark.parametrize("how", ["dta", "xport", "por"])
def test_stata_sas_and_portable_files_hold_the_same_numbers(tmp_path: Path, how: str) -> None:
    data = load(written(tmp_path / "x", how))
    wai = data.frame[data.names[0]]
    np.testing.assert_array_equal(wai, [1, 5, 99, 3, 2, 4])
    assert data.frame[data.names[-1]].isna().sum() == 1


def test_a_sas_file_is_read_with_its_labels() -> None:
    data = file("table.sas7bdat")
    np.testing.assert_array_equal(data.frame["x"], [1, 2, np.nan, 4])
    assert variable(data, "x").label == "First"
    assert list(data.frame["w"].dropna()) == ["a", "b", "d"]


def test_dates_of_other_programs_are_dates(tmp_path: Path) -> None:
    frame = pd.DataFrame({"d": pd.to_datetime(["2024-02-29", "1999-12-31"]), "x": [1.0, 2], "y": [2.0, 1]})
    for how in ("sav", "dta"):
        getattr(pyreadstat, f"write_{how}")(frame, tmp_path / how)
        data = load((tmp_path / how).read_bytes())
        assert list(data.frame["d"].str[:10]) == ["2024-02-29", "1999-12-31"], how
        assert variable(data, "d").kind == "date"


@pytest.mark.parametrize("name", ["items.rds", "items_v2.rds", "items_plain.rds", "workspace.RData"])
def test_an_r_data_frame_arrives_whole(name: str) -> None:
    data = file(name)
    np.testing.assert_array_equal(data.frame["score"], [1.5, np.nan, 3, 4.25, 5])
    np.testing.assert_array_equal(data.frame["run"], [1, 2, 3, 4, 5])
    assert list(data.frame["id"]) == ["a", "b", "c", "d", "é"]
    assert list(data.frame["day"])[:2] == ["2024-01-01", "2024-01-02"]
    assert variable(data, "score").label == "Outcome score"
    assert variable(data, "pain").value_labels == ((1.0, "none"), (2.0, "some"), (3.0, "much"))
    np.testing.assert_array_equal(data.frame["pain"], [1, 2, 3, 2, np.nan])
    assert list(data.frame["sex"].fillna("")) == ["f", "m", "", "f", "m"]
    assert variable(data, "wai").missing_codes == (99.0,)
    assert data.frame["wai"].isna().sum() == 1
    assert {"ordered_words", "declared_missing"} <= set(codes(data))


def test_a_data_frame_among_several_can_be_chosen() -> None:
    assert file("workspace.RData").sheets == ("items", "other")
    assert file("workspace.RData", ReadChoices(sheet="other")).names == ("x", "y")
    assert file("list.rds", ReadChoices(sheet="second")).nobs == 5
    with pytest.raises(DataError, match="There is no data frame “third”"):
        file("list.rds", ReadChoices(sheet="third"))
    assert refused((FILES / "vector.rds").read_bytes()).code == "no_table"
    np.testing.assert_array_equal(file("bzip.RData").frame["y"], [2, 4, 6.5])


def test_a_matrix_of_r_is_a_matrix() -> None:
    data = read("matrix.rds", (FILES / "matrix.rds").read_bytes())
    assert isinstance(data, MatrixDataset)
    assert data.names == ("a", "b", "c")
    assert data.cov[0, 1] == pytest.approx(0.902244, abs=1e-6)


def test_parquet_is_read_with_its_types() -> None:
    frame = pd.DataFrame(
        {
            "x": [1.5, np.nan, 3],
            "n": pd.array([1, None, 3], dtype="Int64"),
            "yes": [True, False, True],
            "w": ["a", None, "c"],
            "c": pd.Categorical(["u", "v", "u"]),
            "d": pd.to_datetime(["2024-01-01", "2024-01-02", None]),
            "nested": [[1], [2], [3]],
        }
    )
    out = io.BytesIO()
    frame.to_parquet(out)
    data = load(out.getvalue())
    np.testing.assert_array_equal(data.frame["n"], [1, np.nan, 3])
    np.testing.assert_array_equal(data.frame["yes"], [1, 0, 1])
    assert [v.kind for v in data.variables] == ["numeric", "numeric", "numeric", "text", "text", "date"]
    assert "nested" in codes(data)


def test_an_old_workbook_is_read_from_the_sheet_that_holds_a_table() -> None:
    data = file("old.xls")
    assert (data.sheet, data.sheets) == ("data", ("notes", "data"))
    np.testing.assert_array_equal(data.frame["x"], 1.5 * np.arange(12))
    assert {"sheet", "header_lines", "dates"} <= set(codes(data))


def test_an_open_document_workbook_is_read() -> None:
    rows = "".join(ods_row([i, i * 0.5]) for i in range(20))
    data = load(ods(ods_row(["a", "b"]) + rows), "x.ods")
    np.testing.assert_array_equal(data.frame["b"], 0.5 * np.arange(20))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_stands_behind_a_packed_r_file_is_left_alone(pack: Callable[[bytes], bytes]) -> None:
    plain = (FILES / "items_plain.rds").read_bytes()
    whole, longer = (load(pack(plain) + more, "items.rds") for more in (b"", b"\r\n"))
    assert longer.frame.equals(whole.frame)


@pytest.mark.parametrize("name", ["items.rds", "workspace.RData", "table.sas7bdat", "old.xls"])
@pytest.mark.usefixtures("apart")
def test_half_a_file_is_refused_in_words(name: str) -> None:
    content = (FILES / name).read_bytes()
    fault = refused(content[: len(content) // 2])
    assert fault.code in ("damaged_file", "old_excel")
    assert fault.message.endswith(".")


@pytest.mark.slow
@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize("how", ["sav", "dta", "xport"])
def test_a_long_file_arrives_in_its_order_and_half_of_it_is_refused(tmp_path: Path, how: str) -> None:
    rows, path = LONG // 20 + 7, tmp_path / f"long.{how}"
    numbers = {f"item{at}": np.arange(rows) * 20.0 + at for at in range(20)}
    numbers["item3"][::1000] = np.nan
    frame = pd.DataFrame({**numbers, "place": [f"place {row % 700}" for row in range(rows)]})
    getattr(pyreadstat, f"write_{how}")(frame, path)
    content = path.read_bytes()
    data = load(content)
    np.testing.assert_array_equal(data.frame[list(numbers)], frame[list(numbers)])
    assert data.frame["place"].tolist() == frame["place"].tolist()
    assert refused(content[: len(content) * 9 // 10 + 1]).code == "damaged_file"


@pytest.mark.slow
@pytest.mark.usefixtures("apart")
def test_damaged_spss_stata_and_parquet_files_are_refused_in_words(tmp_path: Path) -> None:
    out = io.BytesIO()
    pd.DataFrame({"a": range(500), "b": range(500)}).to_parquet(out)
    for content in (written(tmp_path / "x.sav", "sav"), written(tmp_path / "x.dta", "dta"), out.getvalue()):
        assert refused(content[: len(content) - 200]).code == "damaged_file"
    assert refused(content[:40] + bytes(2000)).code == "damaged_file"


@pytest.mark.slow
@pytest.mark.usefixtures("apart")
def test_bombs_are_not_blown_up() -> None:
    assert refused(gzip.compress(b"X\n" + bytes(210_000_000), 1)).code == "zip_bomb"
    endless = (
        ods_row(["a", "b"]) + ods_row([1, 2], repeated=1_048_576) + ods_row([1] * 40, repeated=1_000_000)
    )
    assert refused(ods(endless)).code in ("too_many_cells", "too_large", "damaged_file")
    liar = (FILES / "items_plain.rds").read_bytes().replace(b"\x00\x00\x00\x05", b"\x7f\xff\xff\xff")
    assert refused(liar).code == "damaged_file"


def test_a_compressed_file_of_something_else_is_refused() -> None:
    assert refused(gzip.compress(b"a,b\n1,2\n")).code == "other_program"
    assert refused(archive({"readme.txt": b"hello"})).code == "other_program"


@pytest.mark.usefixtures("apart")
def test_a_jasp_database_that_is_none_is_refused() -> None:
    assert refused(archive({"internal.sqlite": b"SQLite format 3\x00" + bytes(5000)})).code == "damaged_file"


def test_a_hidden_worksheet_is_told_and_comes_last() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name in ("Codes", "Answers"):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate((["a", "b"], [1, 2], [3, 5], [2, 2])):
                sheet.write_row(row, 0, cells)
        book.get_worksheet_by_name("Answers").activate()
        book.get_worksheet_by_name("Codes").hide()
    data = load(made.getvalue(), "x.xlsx")
    assert data.sheet == "Answers"
    assert "Hidden in the workbook: Codes." in [notice.text for notice in data.notices]


@pytest.mark.parametrize("name", ["items_plain.rds", "table.sas7bdat", "spss_labels_missing.sav"])
def test_no_damaged_bytes_end_in_anything_but_data_or_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ask", ask_as_the_process_does)
    whole = next(path for path in (FILES / name, BAD / name) if path.exists()).read_bytes()
    for seed in range(12):
        rng = random.Random(seed)
        content = bytearray(whole)
        for _ in range(rng.choice([1, 2, 20])):
            content[rng.randrange(len(content))] = rng.choice([0, 255, rng.randrange(256)])
        # Whatever else comes up is a fault of ours.
        with suppress(DataError):
            read(name, bytes(content))


def ask_as_the_process_does(kind: str, content: bytes, wanted: str | None, encoding: str | None) -> bytes:
    try:
        return in_this_process(kind, content, wanted, encoding)
    except DataError:
        raise
    except Exception as fault:
        raise DataError("damaged_file", type(fault).__name__) from None
