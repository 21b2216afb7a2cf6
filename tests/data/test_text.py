"""Bytes to lines: encodings, separators, and what is too wide."""

from __future__ import annotations

import pytest

from core.data.read import read
from tests.data.test_read import refused, rows_of


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"])
def test_wide_text_is_read_without_its_mark(encoding: str) -> None:
    data = read("x.csv", "a,b\n1,2\n3,4\n5,7\n".encode(encoding))
    assert data.names == ("a", "b")
    assert f"encoded as {encoding.upper()[:6]}" in next(n.text for n in data.notices if n.code == "encoding")


def test_padding_with_nul_is_damage_and_not_another_encoding() -> None:
    assert refused(b"a,b\n1,2\n" + b"\0" * 5_000).code == "nul_bytes"


def test_the_separator_may_be_announced_in_any_way() -> None:
    for first in ("sep=;\n", "sep=;\r", '"sep=;"\r\n'):
        assert rows_of(first + "a;b\r1;2\r3;5\r").names == ("a", "b")


def test_a_quoted_cell_may_stand_behind_a_blank() -> None:
    assert rows_of('x, "a"\n1, "5"\n2, "6"\n').frame["a"].tolist() == [5, 6]


@pytest.mark.parametrize("content", ["a," * 1_000_000 + "\n" + "1," * 1_000_000, '"",' * 200_000 + "\n"])
def test_a_table_that_is_far_too_wide_is_refused_at_once(content: str) -> None:
    assert refused(content).code == "too_many_columns"
