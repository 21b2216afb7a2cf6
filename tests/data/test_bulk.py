"""The fast way through a large file ends where the careful one does, or leaves the file to it."""

from __future__ import annotations

import io
import time

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from core.data import bulk, text, values
from core.data.dataset import Dataset
from core.data.read import read

WORDS = ["1", "2.5", "-3", ".5", "1e3", "", "NA", " 4", "7 ", "5.", "+1"]
ODD = ["x", "1,5", "۱۲", "inf", "1e400", "1_0", "0x1A", "1 000", "nan", "٫5", "--1", "1e", "1.2.3", "n/a"]


def frames(content: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Dataset, Dataset]:
    fast = read("x.csv", content.encode())
    with monkeypatch.context() as patch:
        patch.setattr(text, "LARGE", 10**12)
        patch.setattr(values, "MANY_ROWS", 10**12)
        careful = read("x.csv", content.encode())
    assert isinstance(fast, Dataset)
    assert isinstance(careful, Dataset)
    return fast, careful


@pytest.mark.slow
@pytest.mark.parametrize("odd", ["", "two\nlines", 'a "b" c', True, "12"])
def test_both_ways_read_the_same_of_a_workbook(odd: object, monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 1, ["a", "b", "c"])
        for row in range(3, 30):
            sheet.write_row(row + (row > 9), 1, [row / 4, row % 5, odd if row == 12 else f"w{row % 3}"])
    careful = read("x.xlsx", made.getvalue())
    monkeypatch.setattr("core.data.read.LARGE", 0)
    fast = read("x.xlsx", made.getvalue())
    assert isinstance(fast, Dataset)
    assert isinstance(careful, Dataset)
    pd.testing.assert_frame_equal(fast.frame, careful.frame)
    assert fast.notices == careful.notices


def digits(rows: int, columns: int) -> tuple[np.ndarray, bytes]:
    """Answers from 1 to 5, and the CSV file that holds them."""
    items = np.random.default_rng(1).integers(1, 6, (rows, columns), dtype=np.uint8)
    cells = np.full((rows, 2 * columns), ord(","), dtype=np.uint8)
    cells[:, ::2] = items + ord("0")
    cells[:, -1] = ord("\n")
    return items, ",".join(f"item{j}" for j in range(columns)).encode() + b"\n" + cells.tobytes()


@pytest.fixture(autouse=True)
def _every_file_counts_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LARGE", 0)
    monkeypatch.setattr(values, "MANY_ROWS", 0)


@pytest.mark.slow
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("seed", range(4))
def test_both_ways_read_the_same(
    seed: int, separator: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(seed)
    columns = [rng.choice(WORDS + ([str(rng.choice(ODD))] if j % 3 == 0 else []), 80) for j in range(6)]
    rows = [[f"q{j}" for j in range(6)], *zip(*columns, strict=True)]
    rows.insert(7, [""] * 6)
    quoted = [[f'"{cell}"' if seed == 3 or separator in cell else cell for cell in row] for row in rows]
    fast, careful = frames(end.join(separator.join(row) for row in quoted), monkeypatch)
    pd.testing.assert_frame_equal(fast.frame, careful.frame)
    assert fast.variables == careful.variables
    assert fast.notices == careful.notices


@pytest.mark.parametrize("line", ['"1\n2",3', '"a""b",3', 'x"y,3', '"1",2,3', '"ab"c,3'])
def test_what_is_unusual_is_left_to_the_careful_reader(line: str) -> None:
    assert bulk.bulk_cells(f"a,b\n1,2\n{line}\n3,4\n", ",") is None


def test_a_blank_line_is_no_row_and_the_others_keep_their_numbers() -> None:
    found = bulk.bulk_cells("a,b\n1,2\n\n3,4\n", ",")
    assert found is not None
    np.testing.assert_array_equal(found[1], [1, 2, 4])


@pytest.mark.slow
def test_a_large_table_takes_no_longer_than_it_may() -> None:
    items, content = digits(100_000, 60)
    began = time.process_time()
    data = read("large.csv", content)
    assert time.process_time() - began < 3
    assert isinstance(data, Dataset)
    assert data.frame.shape == (100_000, 60)
    np.testing.assert_array_equal(data.frame.to_numpy(), items)


@pytest.mark.slow
def test_two_thousand_columns_are_read_in_a_breath() -> None:
    _, content = digits(300, 2_000)
    began = time.process_time()
    data = read("wide.csv", content)
    assert time.process_time() - began < 5
    assert len(data.names) == 2_000
