"""Links: every model comes back as itself, and nothing else comes in."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given, settings

from core.errors import ModelError, PathlightError
from core.model.link import LONGEST_LINK, from_link, to_link
from core.model.syntax import parse
from tests.model.test_printing import tables


def packed(text: bytes) -> str:
    return "1" + base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


@pytest.mark.slow
@settings(max_examples=400)
@given(tables)
def test_a_linked_table_comes_back_as_itself(table):
    word = to_link(table)
    assert from_link(word) == table
    assert all(char.isalnum() or char in "-_" for char in word)


def test_a_path_that_is_off_is_off_in_the_link_too():
    table = parse("y ~ a*x + b*m\nm ~ x").switch(("y", "~", "x", 1), False)
    assert from_link(to_link(table)) == table


@pytest.mark.parametrize("word", ["", "1", "2abc", "1!!!!", "1" + "A" * 400, "1<script>", "x" * 9000, "1é"])
def test_what_is_no_link_is_refused(word):
    with pytest.raises(ModelError):
        from_link(word)


def test_a_link_that_was_cut_off_is_refused():
    word = to_link(parse("y ~ x + z\nz ~ x"))
    for end in range(len(word)):
        with pytest.raises(PathlightError):
            from_link(word[:end])


def test_a_bomb_is_refused_before_it_unpacks():
    word = packed(b" " * 4_000_000)
    assert len(word) < LONGEST_LINK
    with pytest.raises(ModelError, match="limit"):
        from_link(word)


def test_a_text_in_a_link_goes_through_the_parser():
    with pytest.raises(PathlightError):
        from_link(packed(b"CONSTRAINT(__import__('os').system('true'))"))


def test_a_model_too_long_for_an_address_is_told():
    names = base64.b32encode(bytes(range(256)) * 4).decode()
    rows = "\n".join(
        f"y{i}{zlib.crc32(bytes([i % 256, i // 256])):x} ~ {names[i % 200 :][:40]}{i}" for i in range(900)
    )
    with pytest.raises(ModelError, match="project file"):
        to_link(parse(rows))
