"""Robust, incomplete and ordered: the estimators that cost more, each beside lavaan's."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rivals import lavaan_seconds
from benchmarks.timing import Figure, Seconds, median_of, medians, show
from core.analysis import analyse, bootstrap_job
from core.data.dataset import Dataset
from core.data.read import read
from core.data.samples import FOLDER
from core.inference.bootstrap import run
from core.model.syntax import parse
from core.model.variables import Variables
from core.options import Options

SEED, MISSING, CASES = 20240324, 0.10, 500
DRAWS, OTHERS_DRAWS = 1000, 20
TURNS = 5
STUDY = FOLDER / "study.lav"
ORDERED = "f1 =~ x1 + x2 + x3 + x4\nf2 =~ x5 + x6 + x7 + x8\nf3 =~ x9 + x10 + x11 + x12\n"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, gaps, ordered = study(folder, 0.0), study(folder, MISSING), items(folder)
        model = folder / "items.lav"
        model.write_text(ORDERED, encoding="utf-8")
        names = tuple(f"x{i}" for i in range(1, 13))
        said = f"estimator = 'WLSMV', ordered = c({', '.join(map(repr, names))})"
        beside("MLR, the study's model", whole, STUDY, Options(estimator="MLR"), "estimator = 'MLR'")
        beside(
            f"FIML, the same with {MISSING:.0%} missing",
            gaps,
            STUDY,
            Options(missing="fiml"),
            "missing = 'fiml'",
        )
        beside(
            "WLSMV, 12 items of four categories",
            ordered,
            model,
            Options(estimator="WLSMV", ordered=names),
            said,
        )
        bootstrap(gaps)


def beside(what: str, rows: Path, model: Path, options: Options, arguments: str) -> None:
    """One analysis of rows that are seen for the first time, ours and lavaan's by turns, so that a slow spell
    of the machine meets both."""
    data, table = _read(rows), parse(model.read_text(encoding="utf-8"))
    ours, theirs = [], []
    for _ in range(TURNS):
        ours.append(median_of(lambda: analyse(replace(data, memo={}), table, options), 15))
        theirs.append(lavaan_seconds("fit", rows, model, 5, arguments))
    known = [seconds for seconds in theirs if seconds is not None]
    show(what, [Figure("Pathlight", medians(ours)), *_lavaan(medians(known) if known else None, "")])


def bootstrap(rows: Path) -> None:
    """FIML draws: ours in full, lavaan's from a number of draws."""
    options = Options(missing="fiml", draws=DRAWS, interval="percentile")
    data = _read(rows)
    found = analyse(data, parse(STUDY.read_text(encoding="utf-8")), options)
    figures = [Figure("Pathlight, one thread", median_of(lambda: run(bootstrap_job(data, found), 1), 1))]
    theirs = lavaan_seconds("refit", rows, STUDY, OTHERS_DRAWS, "missing = 'fiml'")
    note = f"{OTHERS_DRAWS} draws run, × {DRAWS // OTHERS_DRAWS}"
    show(
        f"{DRAWS:,} FIML bootstrap refits",
        [*figures, *_lavaan(theirs and theirs.times(DRAWS), note)],
    )


def _lavaan(seconds: Seconds | None, note: str) -> list[Figure]:
    return [] if seconds is None else [Figure("lavaan", seconds, note)]


def _read(rows: Path) -> Dataset:
    data = read(rows.name, rows.read_bytes())
    assert isinstance(data, Dataset)
    return data


def study(folder: Path, missing: float) -> Path:
    """The variables of the study's model, a share of the values taken out at random."""
    names = list(Variables.of(parse(STUDY.read_text(encoding="utf-8"))).ov)
    frame = pd.read_csv(FOLDER / "study.csv")[names].astype(float)
    frame = frame.mask(np.random.default_rng(SEED).random(frame.shape) < missing)
    rows = folder / f"study{missing}.csv"
    frame.to_csv(rows, index=False)
    return rows


def items(folder: Path) -> Path:
    """Twelve items of four categories that measure three correlated factors."""
    rng = np.random.default_rng(SEED)
    factors = rng.multivariate_normal(np.zeros(3), 0.4 + 0.6 * np.eye(3), CASES)
    latent = 0.7 * np.repeat(factors, 4, axis=1) + 0.7 * rng.normal(size=(CASES, 12))
    cut = np.digitize(latent, [-0.8, 0.1, 0.9]) + 1
    rows = folder / "items.csv"
    pd.DataFrame(cut, columns=[f"x{i}" for i in range(1, 13)]).to_csv(rows, index=False)
    return rows


if __name__ == "__main__":
    main()
