"""The process that reads one file: it is ended when it takes too long, and its end is told in words."""

from __future__ import annotations

import sys

import pytest

from core.data.foreign import client
from core.errors import DataError

LARGE = bytes(10_000_000)


def run_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(client, "COMMAND", (sys.executable, "-S", "-c", program))


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    run_instead(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(client, "SECONDS", 0.2)
    with pytest.raises(DataError) as fault:
        client.ask("parquet", LARGE, None, None)
    assert fault.value.code == "too_slow"


@pytest.mark.parametrize("program", ["", "import os; os.abort()", "import sys; sys.exit(3)"])
def test_a_reader_that_ends_before_it_has_read_all_is_told_as_a_fault(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    run_instead(monkeypatch, program)
    with pytest.raises(DataError) as fault:
        client.ask("parquet", LARGE, None, None)
    assert fault.value.code == ("too_large" if "abort" in program else "damaged_file")


def test_all_of_a_large_file_reaches_its_reader_and_the_answer_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backwards = "import sys; read = sys.stdin.buffer; read.readline(); told = b'{}\\n' + read.read()[::-1]"
    run_instead(monkeypatch, f"{backwards}; sys.stdout.buffer.write(told)")
    assert client.ask("parquet", LARGE + b"end", None, None) == b"dne" + LARGE
