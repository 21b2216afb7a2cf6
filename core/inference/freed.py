"""How well a model would fit with one parameter more, for many such parameters at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.admissible import possible
from core.estimation.fit import Fit
from core.estimation.identification import null_parameters
from core.estimation.implied import fill
from core.estimation.likelihood import gradient, information, points
from core.estimation.moments import SampleMoments
from core.estimation.optimiser import COLD_TOLERANCE, ROUNDING, quasi_newton
from core.inference.released import Extra, has_room, inverse_information, released, room
from core.model.partable import ParTable

MAX_STEPS = 40


def freed_alone(
    table: ParTable, fit: Fit, moments: Sequence[SampleMoments], extras: Sequence[Extra]
) -> np.ndarray:
    """F of each group (c, g) where each of the `extras` is freed by itself, of a fit without restrictions.

    The searches go on from the estimates, side by side: NaN where one does not settle, where the model does
    not identify what is freed, or where it comes to impossible values.
    """
    larger = released(table, fit, moments, extras)
    inverse = inverse_information(fit)
    left = room(larger, inverse)
    found = np.full((len(extras), len(moments)), np.nan)
    chosen = np.flatnonzero(has_room(larger, left))
    if not len(chosen):
        return found
    prob, samples, unit, k = larger.prob, fit.samples, larger.prob.rams[0].unit, len(fit.theta)
    # In the coordinates of the search, those of a model with one extra, the information is the identity.
    root = np.linalg.cholesky(inverse)
    along, size = (larger.shared @ inverse)[chosen], 1 / np.sqrt(np.diag(left)[chosen])

    def estimates(moved: np.ndarray, at: np.ndarray) -> np.ndarray:
        theta = np.tile(larger.theta * unit, (len(at), 1))
        extra = moved[:, k] * size[at]
        theta[:, :k] += moved[:, :k] @ root.T - along[at] * extra[:, None]
        theta[np.arange(len(at)), k + chosen[at]] += extra
        return np.asarray(theta / unit)

    def slope_at(moved: np.ndarray, at: np.ndarray) -> np.ndarray:
        here = points(prob, estimates(moved, at), samples)
        allowed = np.logical_and.reduce([point.allowed for point in here])
        slope = gradient(prob, here, samples) / unit
        own = slope[np.arange(len(at)), k + chosen[at]] - (along[at] * slope[:, :k]).sum(axis=1)
        whole = np.concatenate([slope[:, :k] @ root, (own * size[at])[:, None]], axis=1)
        return np.asarray(np.where(allowed[:, None], whole, np.nan))

    with np.errstate(all="ignore"):
        start, metric = np.zeros((len(chosen), k + 1)), 0.5 * np.eye(k + 1)
        moved, settled = quasi_newton(slope_at, start, metric, COLD_TOLERANCE, MAX_STEPS)
    chosen, theta = chosen[settled], estimates(moved[settled], np.flatnonzero(settled))
    here = points(prob, theta, samples)
    values = np.stack([s.value(ram, p) for ram, p, s in zip(prob.rams, here, samples, strict=True)], axis=1)
    good = values @ prob.weights <= fit.estimates.fmin + ROUNDING
    for ram, point, sample in zip(prob.rams, here, samples, strict=True):
        good &= possible(ram, fill(ram, theta, sample.cov, sample.mean), point.implied)
    for i, info in enumerate(information(prob, here, samples)):
        own = np.append(np.arange(k), k + chosen[i])
        good[i] &= not null_parameters(info[np.ix_(own, own)]).any()
    found[chosen[good]] = values[good]
    return found
