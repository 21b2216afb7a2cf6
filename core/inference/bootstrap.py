"""The bootstrap: resamples as weights, all refits of a chunk as one batch.

Cases are drawn with replacement (Efron, 1979; for structural models Bollen & Stine, 1990). Chunk c of a
job draws from the seed (seed, c), so that the result does not depend on the number of threads or the
order of chunks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np

from core.estimation.discrepancy import Discrepancy
from core.estimation.estimators import DiscrepancyName
from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.likelihood import Sample, points, positive_definite, value
from core.estimation.moments import SINGULAR, smallest_eigenvalue
from core.estimation.optimiser import fisher_scoring, quasi_newton
from core.estimation.steep import steep
from core.inference.cases import Cases, cases_of
from core.inference.restricted import quick_within, sure_within

# Chunks of this many draws stay in the processor's cache; the second bounds the memory of their data.
CHUNK = 250
CHUNK_CELLS = 4_000_000
# Within restrictions some draws are searched one by one: smaller chunks show progress sooner.
RESTRICTED_CHUNK = 50
# A decrement this small, in units of −2 log L, leaves a draw within 1e-3 of a standard error of its own fit.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a bootstrap needs: the cases of each group, how many draws of which seed, `size` at a time, and
    whether F of each refit is wanted too."""

    fit: Fit
    cases: tuple[Cases, ...]
    draws: int
    seed: int
    size: int
    with_fmin: bool = False

    @property
    def chunks(self) -> int:
        """How many chunks the job has."""
        return -(-self.draws // self.size)


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Parameters of the draws that could be fitted, `theta` (B, k) in the model's metric, and how many
    failed; `fmin` (B,) where it was wanted."""

    theta: np.ndarray
    failed: int
    seed: int
    fmin: np.ndarray | None = None

    @property
    def tried(self) -> int:
        """Draws made, with or without success."""
        return len(self.theta) + self.failed


def job(
    fit: Fit,
    rows: Sequence[np.ndarray],
    draws: int,
    seed: int,
    divisor_less: int = 0,
    discrepancy: DiscrepancyName = "ml",
) -> Job:
    """A bootstrap of a fit by a `discrepancy` from the rows (n, p) of its groups, NaN where a value is
    missing; covariances have divisor n − `divisor_less`."""
    cases = tuple(
        cases_of(ram, sample, values, divisor_less, discrepancy)
        for ram, sample, values in zip(fit.problem.rams, fit.samples, rows, strict=True)
    )
    size = max(1, min(CHUNK, CHUNK_CELLS // max(own.cells for own in cases)))
    if fit.within is not None:
        size = min(size, RESTRICTED_CHUNK)
    return Job(fit, cases, draws, seed, size)


def draw_chunk(work: Job, chunk: int) -> Draws:
    """Draw and refit chunk number `chunk`."""
    count = min(work.size, work.draws - chunk * work.size)
    rng = np.random.default_rng([work.seed, chunk])
    samples = tuple(own.resample(_weights(rng, count, own.nobs)) for own in work.cases)
    theta, good = refit(work.fit, samples, count)
    fmin = None
    if work.with_fmin:
        kept = [sample.take(np.flatnonzero(good)) for sample in samples]
        fmin = value(work.fit.problem, points(work.fit.problem, theta[good], kept), kept)
    return Draws(theta[good], int((~good).sum()), work.seed, fmin)


def _weights(rng: np.random.Generator, count: int, n: int) -> np.ndarray:
    """How often each case is drawn (count, n), as shares."""
    picks = rng.integers(n, size=(count, n)) + n * np.arange(count)[:, None]
    return np.bincount(picks.ravel(), minlength=count * n).reshape(count, n) / n


def refit(fit: Fit, samples: Sequence[Discrepancy], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Fit `count` samples near a fit: `theta` (B, k) and which (B,) succeeded.

    A draw that the quick steps leave unsettled is fitted by Fisher scoring, or within restrictions by a
    search of its own; what fails then has failed.
    """
    nobs = sum(ram.nobs for ram in fit.problem.rams)

    def slope_at(theta: np.ndarray, at: np.ndarray) -> np.ndarray:
        part = samples if len(at) == count else [sample.take(at) for sample in samples]
        return steep(fit.problem, theta, part)

    with np.errstate(all="ignore"):
        if fit.within is not None:
            theta, settled = quick_within(fit, fit.within, slope_at, count, TOLERANCE / nobs)
        else:
            start = np.broadcast_to(fit.theta, (count, len(fit.theta)))
            metric = np.linalg.inv(fit.info) / 2
            theta, settled = quasi_newton(slope_at, start, metric, TOLERANCE / nobs)
    solvable = np.logical_and.reduce([_regular(sample) for sample in samples])
    good = settled & solvable & _definite(fit, theta, samples)
    again = np.flatnonzero(~good & solvable)
    if len(again) and fit.within is not None:
        with np.errstate(all="ignore"):
            theta[again], good[again] = sure_within(fit, fit.within, samples, again)
    elif len(again):
        part = [sample.take(again) for sample in samples]
        with np.errstate(all="ignore"):
            found = fisher_scoring(fit.problem, np.tile(fit.theta, (len(again), 1)), part)
        theta[again] = found.theta
        good[again] = found.converged
    return theta, good


def _regular(sample: Discrepancy) -> np.ndarray:
    """Which resamples (B,) have covariances that a fit of its own would not refuse as singular."""
    if not isinstance(sample, Sample):
        return np.ones(1, dtype=bool)
    variances = np.einsum("bii->bi", sample.cov)
    with np.errstate(all="ignore"):
        correlated = sample.logdet - np.log(variances).sum(axis=1)
    out: np.ndarray = correlated > math.log(SINGULAR) + 1
    for b in np.flatnonzero(~out & (variances > 0).all(axis=1)):
        out[b] = smallest_eigenvalue(sample.cov[b]) > SINGULAR
    return out


def _definite(fit: Fit, theta: np.ndarray, samples: Sequence[Discrepancy]) -> np.ndarray:
    out = np.ones(len(theta), dtype=bool)
    for ram, sample in zip(fit.problem.rams, samples, strict=True):
        if sample.inverts:
            out &= positive_definite(imply(fill(ram, theta, sample.cov, sample.mean)).cov)
    return out


def gather(parts: Sequence[Draws]) -> Draws:
    """Chunks, in their order, as one set of draws."""
    theta = np.concatenate([part.theta for part in parts])
    fmin = [part.fmin for part in parts if part.fmin is not None]
    failed = sum(part.failed for part in parts)
    return Draws(theta, failed, parts[0].seed, np.concatenate(fmin) if fmin else None)


def run(
    work: Job,
    threads: int = 2,
    cancel: Event | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Draws | None:
    """All chunks of a job; None where cancelled. `progress(done, all)` is called after each chunk."""
    done: list[Draws] = []
    with ThreadPoolExecutor(threads) as pool:
        pending = pool.map(
            lambda c: None if cancel and cancel.is_set() else draw_chunk(work, c), range(work.chunks)
        )
        for part in pending:
            if part is None:
                return None
            done.append(part)
            if progress:
                progress(len(done), work.chunks)
    return gather(done)
