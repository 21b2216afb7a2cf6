"""What a file is, by its content."""

from __future__ import annotations

import pytest

from tests.data.test_read import refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"(lp0\nI1\naI2\na.", "not_a_data_file"),
        (b"cos\nsystem\n(S'id'\ntR.", "not_a_data_file"),
        (b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + bytes(range(200)), "password"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00" + b"\0" * 300, "other_program"),
        (b"MIME-Version: 1.0\n\n<table>", "other_program"),
        (b"<!-- saved -->\n<html><body>x</body></html>", "web_page"),
        ("<html><body>x</body></html>".encode("utf-16"), "web_page"),
        (b"[1, 2, 3]", "json"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_a_page_that_holds_a_table_is_opened_elsewhere() -> None:
    page = "<html><table><tr><td>a</td></tr></table></html>"
    assert "spreadsheet program" in refused(page).message
