"""5,000 bootstrap refits of the study's model: ours in full, the others' from a number of draws."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.rivals import lavaan_seconds, semopy_seconds
from benchmarks.timing import Figure, median_of, show
from core.analysis import analyse, bootstrap_job
from core.data.samples import FOLDER, load_sample
from core.inference.bootstrap import run
from core.model.syntax import parse
from core.options import Options

DRAWS, REPEATS = 5000, 5
OTHERS_DRAWS = 200
ROWS, MODEL = FOLDER / "study.csv", FOLDER / "study.lav"


def main() -> None:
    """Measure and print."""
    data = load_sample("study")
    options = replace(Options(), draws=DRAWS, interval="percentile")
    analysis = analyse(data, parse(MODEL.read_text(encoding="utf-8")), options)
    figures = [
        Figure("Pathlight, one thread", median_of(lambda: run(bootstrap_job(data, analysis), 1), REPEATS)),
        Figure("Pathlight, two threads", median_of(lambda: run(bootstrap_job(data, analysis), 2), REPEATS)),
    ]
    note = f"{OTHERS_DRAWS} draws run, × {DRAWS // OTHERS_DRAWS}"
    semopy = semopy_seconds("refit", ROWS, MODEL, OTHERS_DRAWS)
    figures.append(Figure("semopy, refit in a loop", semopy.times(DRAWS), note))
    lavaan = lavaan_seconds("refit", ROWS, MODEL, OTHERS_DRAWS)
    if lavaan is not None:
        figures.append(Figure('lavaan, se = "bootstrap", one process', lavaan.times(DRAWS), note))
    show(f"{DRAWS:,} bootstrap refits of the study's model", figures)


if __name__ == "__main__":
    main()
