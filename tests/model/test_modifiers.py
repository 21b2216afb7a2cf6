"""What looks like a label, an operator or a note and is none."""

from __future__ import annotations

import pytest

from core.errors import SyntaxFault
from core.model.syntax import parse


@pytest.mark.parametrize("word", ["Inf", "NaN", "TRUE", "NULL", "0x10", "1a"])
def test_what_r_reads_as_no_label_is_none(word: str) -> None:
    with pytest.raises(SyntaxFault):
        parse(f"y ~ {word}*x")
    assert parse(f"y ~ `{word}`*x").rows[0].label == word


@pytest.mark.parametrize("arrow", ["<-", "->", "→", "<->"])
def test_an_arrow_is_no_operator_and_is_named(arrow: str) -> None:
    with pytest.raises(SyntaxFault, match=f"arrow {arrow}"):
        parse(f"y {arrow} x")
    assert parse(f"`y{arrow}x` ~ x").rows[0].lhs == f"y{arrow}x"


def test_a_note_names_no_group_beyond_all_bounds() -> None:
    with pytest.raises(SyntaxFault):
        parse("y ~ x #:off group=" + "9" * 5_000)
    parse("y ~ x #:group=" + "9" * 5_000)
