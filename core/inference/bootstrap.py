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

from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.likelihood import Sample, positive_definite, sample_batch
from core.estimation.moments import SINGULAR, smallest_eigenvalue
from core.estimation.optimiser import fisher_scoring, quasi_newton, take
from core.estimation.steep import steep

# Chunks of this many draws stay in the processor's cache; the second bounds the memory of their weights.
CHUNK = 250
CHUNK_CELLS = 4_000_000
# A decrement this small, in units of −2 log L, leaves a draw within 1e-3 of a standard error of its own fit.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a bootstrap needs: for each group the centred rows (n, p) and their products (n, p(p+1)/2), in the
    model's metric, and how many draws of which seed."""

    fit: Fit
    rows: tuple[np.ndarray, ...]
    products: tuple[np.ndarray, ...]
    centre: tuple[np.ndarray, ...]
    divisor_less: int
    draws: int
    seed: int
    size: int

    @property
    def chunks(self) -> int:
        """How many chunks the job has."""
        return -(-self.draws // self.size)


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Parameters of the draws that could be fitted, `theta` (B, k) in the model's metric, and how many
    failed."""

    theta: np.ndarray
    failed: int
    seed: int

    @property
    def tried(self) -> int:
        """Draws made, with or without success."""
        return len(self.theta) + self.failed


def job(fit: Fit, rows: Sequence[np.ndarray], draws: int, seed: int, wishart: bool = False) -> Job:
    """A bootstrap of a fit from the rows (n, p) of its groups."""
    scaled, products, centre = [], [], []
    for ram, values in zip(fit.problem.rams, rows, strict=True):
        p = len(ram.names)
        own = values / ram.scale[:p]
        middle = own.mean(axis=0)
        own = own - middle
        a, b = np.tril_indices(p)
        scaled.append(own)
        centre.append(middle)
        products.append(own[:, a] * own[:, b])
    cells = max(len(values) for values in scaled)
    size = max(1, min(CHUNK, CHUNK_CELLS // cells))
    return Job(fit, tuple(scaled), tuple(products), tuple(centre), int(wishart), draws, seed, size)


def draw_chunk(work: Job, chunk: int) -> Draws:
    """Draw and refit chunk number `chunk`."""
    count = min(work.size, work.draws - chunk * work.size)
    rng = np.random.default_rng([work.seed, chunk])
    samples = tuple(
        _resample(work, group, _weights(rng, count, len(rows))) for group, rows in enumerate(work.rows)
    )
    theta, good = refit(work.fit, samples, count)
    return Draws(theta[good], int((~good).sum()), work.seed)


def _weights(rng: np.random.Generator, count: int, n: int) -> np.ndarray:
    """How often each case is drawn (count, n), as shares."""
    picks = rng.integers(n, size=(count, n)) + n * np.arange(count)[:, None]
    return np.bincount(picks.ravel(), minlength=count * n).reshape(count, n) / n


def _resample(work: Job, group: int, weights: np.ndarray) -> Sample:
    n, p = work.rows[group].shape
    mean = weights @ work.rows[group]
    a, b = np.tril_indices(p)
    cov = np.empty((len(weights), p, p))
    lower = weights @ work.products[group] - mean[:, a] * mean[:, b]
    cov[:, a, b] = cov[:, b, a] = lower * n / (n - work.divisor_less)
    return sample_batch(cov, mean + work.centre[group])


def refit(fit: Fit, samples: Sequence[Sample], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Fit `count` samples near a fit: `theta` (B, k) and which (B,) succeeded.

    A draw that the quick steps leave unsettled is fitted by Fisher scoring; what fails then has failed.
    """
    nobs = sum(ram.nobs for ram in fit.problem.rams)
    metric = np.linalg.inv(fit.info) / 2

    def slope_at(theta: np.ndarray, at: np.ndarray) -> np.ndarray:
        part = samples if len(at) == count else [take(sample, at) for sample in samples]
        return steep(fit.problem, theta, part)

    start = np.broadcast_to(fit.theta, (count, len(fit.theta)))
    with np.errstate(all="ignore"):
        theta, settled = quasi_newton(slope_at, start, metric, TOLERANCE / nobs)
    solvable = np.logical_and.reduce([_regular(sample) for sample in samples])
    good = settled & solvable & _definite(fit, theta, samples)
    again = np.flatnonzero(~good & solvable)
    if len(again):
        part = [take(sample, again) for sample in samples]
        with np.errstate(all="ignore"):
            found = fisher_scoring(fit.problem, np.tile(fit.theta, (len(again), 1)), part)
        theta[again] = found.theta
        good[again] = found.converged
    return theta, good


def _regular(sample: Sample) -> np.ndarray:
    """Which resamples (B,) have covariances that a fit of its own would not refuse as singular."""
    variances = np.einsum("bii->bi", sample.cov)
    with np.errstate(all="ignore"):
        correlated = sample.logdet - np.log(variances).sum(axis=1)
    out: np.ndarray = correlated > math.log(SINGULAR) + 1
    for b in np.flatnonzero(~out & (variances > 0).all(axis=1)):
        out[b] = smallest_eigenvalue(sample.cov[b]) > SINGULAR
    return out


def _definite(fit: Fit, theta: np.ndarray, samples: Sequence[Sample]) -> np.ndarray:
    out = np.ones(len(theta), dtype=bool)
    for ram, sample in zip(fit.problem.rams, samples, strict=True):
        out &= positive_definite(imply(fill(ram, theta, sample.cov, sample.mean)).cov)
    return out


def gather(parts: Sequence[Draws]) -> Draws:
    """Chunks, in their order, as one set of draws."""
    return Draws(
        np.concatenate([part.theta for part in parts]), sum(part.failed for part in parts), parts[0].seed
    )


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
