"""One whole analysis: the study's model, a large one, and one of a hundred thousand rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rivals import lavaan_seconds, semopy_seconds
from benchmarks.timing import Figure, median_of, show
from core.analysis import analyse
from core.data.dataset import Data, Dataset
from core.data.read import read
from core.data.samples import FOLDER, load_sample
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Options

STUDY_ROWS, STUDY_MODEL = FOLDER / "study.csv", FOLDER / "study.lav"
FACTORS, INDICATORS, CASES = 6, 10, 500
MANY_ROWS = 100_000
SEED = 20240324


def main() -> None:
    """Measure and print."""
    table = parse(STUDY_MODEL.read_text(encoding="utf-8"))
    study = load_sample("study")
    ours = [
        Figure("Pathlight, moments known", median_of(again(study, table), 200)),
        Figure("Pathlight, rows seen for the first time", median_of(afresh(study, table), 50)),
    ]
    show("The study's model: 13 variables, 324 cases", [*ours, *others(STUDY_ROWS, STUDY_MODEL, 20)])
    many = resampled(study, MANY_ROWS)
    show(
        f"The same with {MANY_ROWS:,} rows",
        [
            Figure("324 rows, moments known", median_of(again(study, table), 200)),
            Figure(f"{MANY_ROWS:,} rows, moments known", median_of(again(many, table), 200)),
            Figure(f"{MANY_ROWS:,} rows, seen for the first time", median_of(afresh(many, table), 5)),
        ],
    )
    with tempfile.TemporaryDirectory() as folder:
        rows, model = large_model(Path(folder))
        data, large = read(rows.name, rows.read_bytes()), parse(model.read_text(encoding="utf-8"))
        figures = [Figure("Pathlight", median_of(afresh(data, large), 10)), *others(rows, model, 3)]
        show(f"{FACTORS} factors with {INDICATORS} indicators each, {CASES} cases", figures)


def again(data: Data, table: ParTable) -> Callable[[], object]:
    """An analysis of data that were analysed before."""
    return lambda: analyse(data, table, Options(likelihood="amos"))


def afresh(data: Data, table: ParTable) -> Callable[[], object]:
    """An analysis of data that nothing is known of yet."""
    assert isinstance(data, Dataset)
    return lambda: analyse(replace(data, memo={}), table, Options(likelihood="amos"))


def others(rows: Path, model: Path, times: int) -> list[Figure]:
    """The same model by the other programs, with the tables that a user reads."""
    figures = [Figure("semopy: fit, inspect, calc_stats", semopy_seconds("fit", rows, model, times))]
    lavaan = lavaan_seconds("fit", rows, model, times)
    if lavaan is not None:
        figures.append(Figure("lavaan: sem, parameterEstimates, fitMeasures", lavaan))
    return figures


def resampled(data: Data, count: int) -> Dataset:
    """The same columns with as many rows as asked for, drawn with replacement."""
    assert isinstance(data, Dataset)
    frame = data.frame.sample(count, replace=True, random_state=SEED, ignore_index=True)
    return replace(data, frame=frame, memo={})


def large_model(folder: Path) -> tuple[Path, Path]:
    """Simulated rows and the model that they follow, as files."""
    rng = np.random.default_rng(SEED)
    between = np.full((FACTORS, FACTORS), 0.3) + 0.7 * np.eye(FACTORS)
    factors = rng.multivariate_normal(np.zeros(FACTORS), between, CASES)
    items = 0.7 * np.repeat(factors, INDICATORS, axis=1) + 0.7 * rng.normal(
        size=(CASES, FACTORS * INDICATORS)
    )
    names = [f"x{i + 1}" for i in range(FACTORS * INDICATORS)]
    rows, model = folder / "large.csv", folder / "large.lav"
    pd.DataFrame(items.round(6), columns=names).to_csv(rows, index=False)
    parts = (names[i * INDICATORS : (i + 1) * INDICATORS] for i in range(FACTORS))
    lines = (f"f{i + 1} =~ {' + '.join(part)}\n" for i, part in enumerate(parts))
    model.write_text("".join(lines), encoding="utf-8")
    return rows, model


if __name__ == "__main__":
    main()
