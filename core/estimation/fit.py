"""One fit: from a completed table and moments to estimates whose outcome says how far they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.admissible import impossible_values
from core.estimation.discrepancy import Discrepancy
from core.estimation.estimates import Estimates, Outcome
from core.estimation.estimators import group_data, group_weights, multiplier
from core.estimation.identification import (
    names_of,
    null_parameters,
    sample_size_of_moments,
    too_many,
    unidentified,
)
from core.estimation.implied import Implied, Matrices, fill
from core.estimation.likelihood import Problem, information, points, problem
from core.estimation.moments import SampleMoments
from core.estimation.optimiser import Minimum, minimise
from core.estimation.ram import build
from core.estimation.start import generic_point, other_starts, start_values
from core.model.partable import ParTable
from core.notices import Notice, of_group
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model: `estimates` in the data's metric; `theta` (k,), `info` (k, k) of one case, and each
    group's filled matrices `parts` and `implied` moments (batches of one) in the model's."""

    problem: Problem
    samples: tuple[Discrepancy, ...]
    theta: np.ndarray
    info: np.ndarray
    estimates: Estimates
    df: int
    notices: tuple[Notice, ...]
    parts: tuple[Matrices, ...] = ()
    implied: tuple[Implied, ...] = ()


def fit(table: ParTable, moments: Sequence[SampleMoments], options: Options) -> Fit:
    """Fit a completed table to the moments of its groups; trouble is told in the outcome and the notices."""
    rams = build(table, moments, options.parameterization)
    prob = problem(rams, group_weights([m.nobs for m in moments], options))
    data = group_data(rams, moments, options)
    count = sample_size_of_moments(rams)
    start = start_values(table, rams, data)
    if prob.npar > count:
        return _without(prob, data, start, Outcome.NOT_IDENTIFIED, count, (too_many(prob.npar, count),))
    found, iterations = _search(prob, _starts(table, prob, data, start), data)
    if not found.converged[0]:
        return _lost(table, prob, data, start, count)
    nobs = sum(m.nobs for m in moments)
    return _judge(table, prob, data, found, count, multiplier(nobs, len(rams), options), iterations)


def _lost(
    table: ParTable, prob: Problem, samples: tuple[Discrepancy, ...], start: np.ndarray, count: int
) -> Fit:
    """Why a search found no minimum: the model may be such that there is no single one."""
    generic = information(prob, points(prob, generic_point(prob.rams, start)[None], samples), samples)[0]
    lost = null_parameters(generic)
    if lost.any() and np.isfinite(generic).all():
        notice = unidentified(names_of(table, lost))
        return _without(prob, samples, start, Outcome.NOT_IDENTIFIED, count, (notice,))
    sentence = Notice("not_converged", Outcome.NOT_CONVERGED.sentence, "error")
    return _without(prob, samples, start, Outcome.NOT_CONVERGED, count, (sentence,))


def _starts(
    table: ParTable, prob: Problem, samples: tuple[Discrepancy, ...], start: np.ndarray
) -> Iterator[np.ndarray]:
    """Where to search: from the user's starts, then from our own and around it."""
    yield start
    own = start_values(table, prob.rams, samples, heed=False)
    if not np.array_equal(start, own):
        yield own
    yield from other_starts(prob.rams, own)


def _search(
    prob: Problem, starts: Iterator[np.ndarray], samples: tuple[Discrepancy, ...]
) -> tuple[Minimum, int]:
    """The first start that leads to a minimum, or where the last one led, and the steps of all."""
    iterations = 0
    for start in starts:
        found = minimise(prob, start[None], samples)
        iterations += found.iterations
        if found.converged[0]:
            break
    return found, iterations


def _judge(
    table: ParTable,
    prob: Problem,
    samples: tuple[Discrepancy, ...],
    found: Minimum,
    count: int,
    scale: int,
    iterations: int,
) -> Fit:
    theta = found.theta[0]
    info = information(prob, found.at, samples)[0]
    lost = null_parameters(info)
    if lost.any():
        generic = information(prob, points(prob, generic_point(prob.rams, theta)[None], samples), samples)[0]
        everywhere = null_parameters(generic) & np.isfinite(generic).all()
        notice = unidentified(names_of(table, everywhere if everywhere.any() else lost))
        return _without(prob, samples, theta, Outcome.NOT_IDENTIFIED, count, (notice,))
    unit = prob.rams[0].unit
    vcov = np.linalg.inv(info) / scale * np.outer(unit, unit)
    pairs = zip(prob.rams, samples, strict=True)
    parts = tuple(fill(ram, found.theta, sample.cov, sample.mean) for ram, sample in pairs)
    implied = tuple(point.implied for point in found.at)
    if not all(point.allowed[0] for point in found.at):
        sentence = Notice("implied_not_definite", Outcome.NOT_POSITIVE_DEFINITE.sentence, "error")
        return _without(prob, samples, theta, Outcome.NOT_POSITIVE_DEFINITE, count, (sentence,))
    groups = zip(prob.rams, parts, implied, strict=True)
    notices = tuple(
        of_group(notice, group[0].group) for group in groups for notice in impossible_values(*group)
    )
    outcome = Outcome.INADMISSIBLE if notices else Outcome.CONVERGED
    fmin = max(float(found.fmin[0]), 0.0)
    estimates = Estimates(theta * unit, vcov, fmin, outcome, iterations)
    return Fit(prob, samples, theta, info, estimates, count - prob.npar, notices, parts, implied)


def _without(
    prob: Problem,
    samples: tuple[Discrepancy, ...],
    theta: np.ndarray,
    outcome: Outcome,
    count: int,
    notices: tuple[Notice, ...],
) -> Fit:
    """A fit that ended without numbers."""
    k = prob.npar
    nothing = np.full((k, k), np.nan)
    estimates = Estimates(np.full(k, np.nan), nothing, float("nan"), outcome)
    return Fit(prob, samples, theta, nothing, estimates, count - k, notices)
