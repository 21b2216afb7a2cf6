"""One fit: from a completed table and moments to estimates whose outcome says how far they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.admissible import impossible_values
from core.estimation.discrepancy import Discrepancy
from core.estimation.estimates import Estimates, Outcome
from core.estimation.estimators import group_data, multiplier
from core.estimation.identification import (
    names_of,
    null_parameters,
    sample_size_of_moments,
    too_many,
    unidentified,
)
from core.estimation.implied import fill, imply
from core.estimation.likelihood import (
    Problem,
    information,
    points,
    positive_definite,
    problem,
)
from core.estimation.moments import SampleMoments
from core.estimation.optimiser import Minimum, minimise
from core.estimation.ram import build
from core.estimation.start import generic_point, other_starts, start_values
from core.model.partable import ParTable
from core.notices import Notice
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model: `estimates` in the data's metric; `theta` (k,), `info` (k, k) of one case, in the
    model's."""

    problem: Problem
    samples: tuple[Discrepancy, ...]
    theta: np.ndarray
    info: np.ndarray
    estimates: Estimates
    df: int
    notices: tuple[Notice, ...]


def fit(table: ParTable, moments: Sequence[SampleMoments], options: Options) -> Fit:
    """Fit a completed table to the moments of its groups; trouble is told in the outcome and the notices."""
    rams = build(table, moments)
    prob = problem(rams)
    data = group_data(rams, moments, options)
    count = sample_size_of_moments(rams)
    start = start_values(table, rams, data)
    if prob.npar > count:
        return _without(prob, data, start, Outcome.NOT_IDENTIFIED, count, (too_many(prob.npar, count),))
    own = start_values(table, rams, data, heed=False)
    generic = information(prob, points(prob, generic_point(rams, own)[None], data), data)[0]
    lost = null_parameters(generic)
    if lost.any() and np.isfinite(generic).all():
        notice = unidentified(names_of(table, lost))
        return _without(prob, data, start, Outcome.NOT_IDENTIFIED, count, (notice,))
    found, iterations = _search(prob, start, own, data)
    if not found.converged[0]:
        sentence = Notice("not_converged", Outcome.NOT_CONVERGED.sentence, "error")
        return _without(prob, data, start, Outcome.NOT_CONVERGED, count, (sentence,))
    nobs = sum(m.nobs for m in moments)
    return _judge(table, prob, data, found, count, multiplier(nobs, len(rams), options), iterations)


def _search(
    prob: Problem, start: np.ndarray, own: np.ndarray, samples: tuple[Discrepancy, ...]
) -> tuple[Minimum, int]:
    """The first start that leads to a minimum: the user's, then our own and others around it."""
    found = minimise(prob, start[None], samples)
    iterations = found.iterations
    if found.converged[0]:
        return found, iterations
    heeded = [] if np.array_equal(start, own) else [own]
    for other in (*heeded, *other_starts(prob.rams, own)):
        found = minimise(prob, other[None], samples)
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
    info = information(prob, points(prob, found.theta, samples), samples)[0]
    lost = null_parameters(info)
    if lost.any():
        notice = unidentified(names_of(table, lost))
        return _without(prob, samples, theta, Outcome.NOT_IDENTIFIED, count, (notice,))
    unit = prob.rams[0].unit
    vcov = np.linalg.inv(info) / scale * np.outer(unit, unit)
    notices: tuple[Notice, ...] = ()
    for ram, sample in zip(prob.rams, samples, strict=True):
        parts = fill(ram, found.theta, sample.cov, sample.mean)
        implied = imply(parts)
        if not positive_definite(implied.cov)[0]:
            sentence = Notice("implied_not_definite", Outcome.NOT_POSITIVE_DEFINITE.sentence, "error")
            return _without(prob, samples, theta, Outcome.NOT_POSITIVE_DEFINITE, count, (sentence,))
        notices += impossible_values(ram, parts, implied)
    outcome = Outcome.INADMISSIBLE if notices else Outcome.CONVERGED
    fmin = max(float(found.fmin[0]), 0.0)
    estimates = Estimates(theta * unit, vcov, fmin, outcome, iterations)
    return Fit(prob, samples, theta, info, estimates, count - prob.npar, notices)


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
