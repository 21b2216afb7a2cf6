"""How the benchmarks measure and print: medians, and ratios of figures taken in the same run."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seconds:
    """Time on the clock, which a busy machine stretches, and time of the processor, which it does not."""

    wall: float
    cpu: float

    def times(self, factor: float) -> Seconds:
        """As many times as long."""
        return Seconds(self.wall * factor, self.cpu * factor)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured line; the note says where it was extrapolated."""

    what: str
    seconds: Seconds
    note: str = ""


def median_of(work: Callable[[], object], times: int) -> Seconds:
    """Medians of `times` runs, after one that is not counted."""
    work()
    return medians([_once(work) for _ in range(times)])


def medians(runs: Sequence[Seconds]) -> Seconds:
    """The medians of several runs."""
    return Seconds(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


def _once(work: Callable[[], object]) -> Seconds:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Seconds(time.perf_counter() - wall, time.process_time() - cpu)


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print figures as a table, each with the ratio of its processor time to the first one's."""
    figures = tuple(figures)
    print(f"\n{title}\n")
    print(f"| {'what':<44} | {'seconds':>9} | {'CPU s':>9} | {'CPU ratio':>9} | note |")
    print(f"|{'-' * 46}|{'-' * 10}:|{'-' * 10}:|{'-' * 10}:|------|")
    for figure in figures:
        wall, cpu = figure.seconds.wall, figure.seconds.cpu
        ratio = cpu / figures[0].seconds.cpu
        print(
            f"| {figure.what:<44} | {wall:>9.4f} | {cpu:>9.4f} | {ratio:>9.1f} | {figure.note} |", flush=True
        )


def machine() -> str:
    """Where this was measured."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Python {platform.python_version()}, {system}{load}"
