"""Files that go wrong in ways that real programs make: never a wrong number in silence, never a long wait."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.data.findings import findings
from core.data.read import ReadChoices, read
from core.errors import DataError

BAD = Path(__file__).parents[1] / "bad_inputs"
BODY = "".join(f"{i % 7},{i % 5},{i % 3}\n" for i in range(30))
FIRST = [i % 7 for i in range(30)]
# What is thrown into the middle of files.
SCRAPS = [
    b"\x00",
    b'"',
    b"\n",
    b"\r",
    b";",
    b",",
    b"\t",
    b"\xff",
    b"\xef\xbb\xbf",
    b"1e999",
    b"NaN",
    b"sd",
    b"n,",
]
SCRAPS += ["۱٫۵".encode(), "\u202e".encode(), b"9" * 400, b"=1+1", b"\x1a", b"1.000,5", b"(1)", b"%"]
SECONDS = 5


def columns(content: str) -> Dataset:
    data = read("made.csv", content.encode())
    assert isinstance(data, Dataset)
    return data


def codes(data: Dataset) -> set[str]:
    return {notice.code for notice in data.notices}


def test_separators_behind_the_last_cell_shift_no_column() -> None:
    data = columns("a,b,c\n" + BODY.replace("\n", ",\n"))
    assert list(data.frame["a"]) == FIRST
    assert data.names == ("a", "b", "c")


@pytest.mark.parametrize("word", ["Total", "Grand total:", "Mean", "Summe", "Moyenne", "مجموع", "جمع کل"])
def test_lines_that_sum_up_the_table_are_no_rows_of_it(word: str) -> None:
    data = columns(f"a,b,c\n{BODY}\n{word},60,30\n")
    assert data.nobs == 30
    assert list(data.frame["a"]) == FIRST
    assert "sums" in codes(data)
    assert "line 33" in next(notice.text for notice in data.notices if notice.code == "sums")


def test_a_column_of_such_words_is_left_as_it_is() -> None:
    data = columns("a,b,c\n" + "".join(f"total,{i},{i % 4}\n" for i in range(3)) + "part,9,1\n")
    assert data.nobs == 4


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u202b", "\u2067"])
def test_a_mark_of_direction_beside_a_number_leaves_it_a_number(mark: str) -> None:
    data = columns("a,b\n" + "".join(f"{mark}{i}\u202c,{i % 4}\n" for i in range(20)))
    np.testing.assert_array_equal(data.frame["a"], range(20))


def test_a_sign_of_currency_with_a_blank_does_not_make_the_blank_a_separator() -> None:
    data = columns("a,b\n" + "".join(f"€ 12.50,{i}\n" for i in range(20)))
    assert list(data.frame) == ["a", "b"]
    assert "not_numbers" in codes(data)


@pytest.mark.parametrize(
    "content",
    [b",".join(b"v%d" % i for i in range(100_000)), b"1 " * 1_000_000, b"a,b\n" + b"1," * 50_000],
    ids=["names", "numbers", "row"],
)
def test_too_many_columns_are_refused_at_once(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(DataError) as fault:
        read("wide.csv", content)
    assert fault.value.code in ("too_many_columns", "ragged")
    assert time.process_time() - began < SECONDS


def test_an_infinite_correlation_is_refused() -> None:
    with pytest.raises(DataError) as fault:
        read("made.txt", b"1\n1e999 1\n.3 .2 1\n", ReadChoices(nobs=100))
    assert fault.value.code == "matrix_cell"


@pytest.mark.parametrize("seed", range(6))
def test_no_damaged_text_ends_in_anything_but_data_or_a_sentence(seed: int) -> None:
    rng = random.Random(seed)
    files = sorted(path for path in BAD.iterdir() if path.suffix in (".csv", ".txt", ".dat", ".json"))
    for path in rng.sample(files, 12):
        content = bytearray(path.read_bytes()[: rng.choice([50, 300, 3000])])
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(len(content) + 1)
            content[at : at + rng.choice([0, 0, 5])] = rng.choice(SCRAPS) * rng.choice([1, 1, 20])
        # Whatever else comes up is a fault of ours.
        with suppress(DataError):
            data = read(path.name, bytes(content))
            assert not isinstance(data, Dataset) or findings(data) is not None
