"""What SPSS, Stata and SAS say about their columns."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from tests.data.test_foreign import load, refused, variable


def test_words_that_spss_declares_missing_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    frame = pd.DataFrame({"a": [1.0, 2, 3], "b": [3.0, 1, 2], "s": ["yes", "none", "no"]})
    pyreadstat.write_sav(frame, str(path), missing_ranges={"s": ["none"]})
    assert variable(load(path.read_bytes()), "s").n_missing == 1


def test_months_of_stata_are_dates(tmp_path: Path) -> None:
    out = io.BytesIO()
    frame = pd.DataFrame({"when": pd.date_range("2024-01-01", periods=3), "b": [3.0, 1, 2], "c": [1.0, 2, 5]})
    frame.to_stata(out, write_index=False, convert_dates={"when": "tm"})
    data = load(out.getvalue())
    assert variable(data, "when").kind == "date"
    assert data.frame["when"].iloc[0] == "2024m1"


@pytest.mark.slow
def test_a_transport_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xpt"
    pyreadstat.write_xport(pd.DataFrame({"a": np.arange(100.0), "b": np.arange(100.0) % 7}), str(path))
    content = path.read_bytes()
    assert load(content).nobs == 100
    assert "rows are missing" in refused(content[:-850]).message
