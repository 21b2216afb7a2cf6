"""The search for the minimum of a model: from where, how often, and which end counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.admissible import impossible_values
from core.estimation.constrained import minimise_within
from core.estimation.discrepancy import Discrepancy
from core.estimation.identification import null_parameters
from core.estimation.implied import fill
from core.estimation.least_squares import LeastSquares
from core.estimation.likelihood import Problem, information, points, sample_batch, value
from core.estimation.optimiser import MAX_HALVINGS, Minimum, minimise
from core.estimation.restrictions import Restrictions
from core.estimation.signs import turned
from core.estimation.start import other_starts, start_values
from core.model.partable import ParTable
from core.notices import Notice, of_group

# By how much another minimum must be lower than the first to be another one.
LOWER = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is to be fitted: a completed table as a problem with its data, the `count` of moments to explain,
    the `scale` of χ², and what restricts the parameters."""

    table: ParTable
    prob: Problem
    samples: tuple[Discrepancy, ...]
    count: int
    scale: int
    within: Restrictions | None


def search(task: Task, start: np.ndarray) -> tuple[Minimum, int]:
    """The minimum that the first start leads to; where its values are impossible or lean against a limit, the
    lowest that the starts lead to, or the first to which two of them do. Where none leads to a minimum, the
    end of the last. And the steps of all."""
    iterations, best = 0, None
    for begin in _starts(task, start):
        found = _minimum(task, begin)
        iterations += found.iterations
        if not found.converged[0]:
            continue
        again = best is not None and abs(found.fmin[0] - best.fmin[0]) <= LOWER
        if best is None or _better(task, found, best):
            best = found
        if again or not (impossible(task, best) or _leans(task, best)):
            break
    return best or found, iterations


def _better(task: Task, found: Minimum, best: Minimum) -> bool:
    """True where a minimum lies lower than the best so far, and tells the parameters apart if that does."""
    if not found.fmin[0] < best.fmin[0] - LOWER:
        return False
    return not _lost(task, found) or _lost(task, best)


def _lost(task: Task, found: Minimum) -> bool:
    free = None if task.within is None else task.within.free_at(found.theta[0])
    return bool(null_parameters(information(task.prob, found.at, task.samples)[0], free).any())


def _starts(task: Task, start: np.ndarray) -> Iterator[np.ndarray]:
    """Where to search: from the user's starts, then from our own and around it."""
    likely = _likely(task, start)
    if likely is not None:
        yield likely
    yield start
    own = start_values(task.table, task.prob.rams, task.samples, heed=False)
    if not np.array_equal(start, own):
        yield own
    if task.within is not None and task.within.rules:
        about = turned(task.table, own, -own, None)
        if not np.array_equal(about, own):
            yield about
        # Where the model would go without them, constraints have slopes that those of a cold start may lack.
        near = minimise(task.prob, own[None], task.samples)
        if near.converged[0]:
            yield near.theta[0]
    yield from (sound(task, own, other) for other in other_starts(task.prob.rams, own))


def sound(task: Task, own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Another start (k,), drawn towards our `own` until the model has a discrepancy there: of many parameters
    disturbed at once, some often make the implied moments impossible."""
    for _ in range(MAX_HALVINGS):
        if np.isfinite(value(task.prob, points(task.prob, other[None], task.samples), task.samples)[0]):
            break
        other = (own + other) / 2
    return other


def _likely(task: Task, start: np.ndarray) -> np.ndarray | None:
    """Where the normal likelihood leads from a start (k,); None where there is none, or it is what is to be
    minimised. Of a model that fits badly, least squares of numbers often have a worse minimum near the start.
    """
    samples = [sample for sample in task.samples if isinstance(sample, LeastSquares)]
    if not samples:
        return None
    found = _minimum(replace(task, samples=tuple(sample_batch(own.cov, own.mean) for own in samples)), start)
    return found.theta[0] if found.converged[0] else None


def _minimum(task: Task, start: np.ndarray) -> Minimum:
    """Where the search from a start (k,) ends, with its latent variables turned as the start has them."""
    if task.within is None:
        found = minimise(task.prob, start[None], task.samples)
    else:
        found = minimise_within(task.prob, start, task.samples, task.within)
    if not found.converged[0]:
        return found
    theta = turned(task.table, found.theta[0], start, task.within)
    if np.array_equal(theta, found.theta[0]):
        return found
    return replace(found, theta=theta[None], at=points(task.prob, theta[None], task.samples))


def _leans(task: Task, found: Minimum) -> bool:
    """True where an inequality holds the estimates."""
    within = task.within
    return within is not None and bool((within.active(found.theta[0]) & ~within.equal).any())


def impossible(task: Task, found: Minimum) -> tuple[Notice, ...]:
    """What is impossible in the values of a minimum."""
    notices: list[Notice] = []
    for ram, sample, point in zip(task.prob.rams, task.samples, found.at, strict=True):
        parts = fill(ram, found.theta, sample.cov, sample.mean)
        notices += [of_group(one, ram.group) for one in impossible_values(ram, parts, point.implied)]
    return tuple(notices)
