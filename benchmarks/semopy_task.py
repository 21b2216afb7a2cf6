"""`python -m benchmarks.semopy_task fit|refit ROWS MODEL TIMES` prints median wall and CPU seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from semopy import Model, calc_stats

from benchmarks.timing import median_of


def fit(text: str, frame: pd.DataFrame) -> Callable[[], None]:
    """A fit with the tables that a user reads: estimates, standardised too, and fit indices."""

    def once() -> None:
        model = Model(text)
        model.fit(frame)
        model.inspect(std_est=True)
        calc_stats(model)

    return once


def refit(text: str, frame: pd.DataFrame) -> Callable[[], None]:
    """One resample and its refit, the model built once: the quickest loop that semopy allows."""
    model = Model(text)
    model.fit(frame)
    rng = np.random.default_rng(1)

    def once() -> None:
        picks = rng.integers(len(frame), size=len(frame))
        model.fit(frame.iloc[picks], clean_slate=True)

    return once


if __name__ == "__main__":
    task, rows, model, times = sys.argv[1:]
    work = {"fit": fit, "refit": refit}[task](Path(model).read_text(encoding="utf-8"), pd.read_csv(rows))
    seconds = median_of(work, int(times))
    print(seconds.wall, seconds.cpu)
