"""Work beside the page comes back in order, with its faults, and never holds a program back that ends."""

from __future__ import annotations

import subprocess
import sys
from threading import Event

import pytest

from core.background import Background
from run import ROOT

PATIENCE = 60.0


def test_results_and_faults_come_back_in_order_and_what_was_cancelled_is_not_begun() -> None:
    beside, go, order = Background("test"), Event(), []
    first = beside.submit(go.wait, PATIENCE)
    left = beside.submit(order.append, "left")
    fault = beside.submit(int, "no number")
    last = beside.submit(order.append, "last")
    assert left.cancel()
    go.set()
    assert first.result(PATIENCE)
    with pytest.raises(ValueError, match="no number"):
        fault.result(PATIENCE)
    last.result(PATIENCE)
    assert order == ["last"]


def test_a_program_ends_at_once_whatever_is_under_way() -> None:
    code = "import time; from core.background import Background; Background('x').submit(time.sleep, 600)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=PATIENCE)
