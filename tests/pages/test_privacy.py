"""What is left behind is freed, and holds up the answers as seldom as can be."""

from __future__ import annotations

import time

import pytest

from pages import _privacy


def test_collections_that_are_due_at_once_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[float] = []
    monkeypatch.setattr(_privacy, "_collect", lambda: collected.append(time.monotonic()))
    for _ in range(5):
        _privacy.collect_after(0.05)
    time.sleep(0.5)
    assert len(collected) == 1
