"""A fitted model seen from a larger one: the slope of F and the information along parameters that the model
fixes, ties or lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.build import build
from core.estimation.discrepancy import Discrepancy, Point
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.least_squares import cell_jacobian, free_moments, normal_weight
from core.estimation.likelihood import Problem, cells_onto_parameters, gradient, information, points, problem
from core.estimation.moments import SampleMoments
from core.estimation.ram import given_variables, parameter_index
from core.inference.unrestricted import moment_information
from core.model.partable import ParRow, ParTable
from core.options import Parameterization

# An extra that the model's parameters already speak for has no room of its own but for rounding.
ROOM = 1e-8


@dataclass(frozen=True, slots=True)
class Extra:
    """A parameter of its own in the larger model: a row that the model lacks or fixes at `value`, or one of
    several rows with the same label, whose departure from the others the parameter then is."""

    row: ParRow
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """The larger model `prob` at the smaller one's estimates `theta` (k + c,) in its own metric; in the
    data's metric the `slope` of F (c,) along the extras, their information `own` (c, c), and that shared with
    the model's parameters `shared` (c, k)."""

    prob: Problem
    theta: np.ndarray
    slope: np.ndarray
    own: np.ndarray
    shared: np.ndarray


def released(
    table: ParTable, fit: Fit, moments: Sequence[SampleMoments], extras: Sequence[Extra]
) -> Released:
    """What the fit of a completed table says of `extras`; a tie is never released at the first row of its
    label."""
    cuts = fit.problem.rams[0].cuts
    parameterization: Parameterization = "theta" if cuts is not None and not cuts.delta else "delta"
    rams = build(_larger(table, extras), moments, parameterization)
    larger = problem(rams, fit.problem.weights)
    unit, k = larger.rams[0].unit, len(fit.theta)
    theta = np.concatenate([fit.estimates.theta, [extra.value for extra in extras]]) / unit
    at = points(larger, theta[None], fit.samples)
    info = information(larger, at, fit.samples)[0]
    info += _given_information(larger, at, fit.samples)
    info /= np.outer(unit, unit)
    slope = gradient(larger, at, fit.samples)[0] / unit
    # A label's parameter moves the rows that are released from it too.
    index, together = parameter_index(table), np.eye(len(unit), k)
    for i, extra in enumerate(extras):
        if extra.row.key in index:
            together[k + i, index[extra.row.key]] = 1.0
    return Released(larger, theta, slope[k:], info[k:, k:], info[k:] @ together)


def inverse_information(fit: Fit) -> np.ndarray:
    """The inverse (k, k) of a model's own information in the data's metric."""
    unit = fit.problem.rams[0].unit
    return np.asarray(fit.invert(fit.info) * np.outer(unit, unit))


def room(larger: Released, inverse: np.ndarray) -> np.ndarray:
    """Information (c, c) on the extras that the model's own parameters, with `inverse` (k, k), leave."""
    return np.asarray(larger.own - larger.shared @ inverse @ larger.shared.T)


def has_room(larger: Released, left: np.ndarray) -> np.ndarray:
    """Which extras (c,) the model's own parameters do not already speak for, from what they leave (c, c)."""
    return np.asarray(np.diag(left) > ROOM * np.diag(larger.own))


def _larger(table: ParTable, extras: Sequence[Extra]) -> ParTable:
    """The table with the extras as its last rows, each a parameter of its own."""
    keys = {extra.row.key for extra in extras}
    kept = [row for row in table.rows if row.key not in keys]
    added = [replace(extra.row, free=True, value=None, label="", on=True, exo=False) for extra in extras]
    return ParTable((*kept, *added))


def _given_information(
    larger: Problem, at: Sequence[Point], samples: Sequence[Discrepancy]
) -> np.ndarray | float:
    """What is to be added to the information (K, K) of a likelihood, for the moments of fixed exogenous
    variables among themselves say nothing of an extra that would explain one of them."""
    change: np.ndarray | float = 0.0
    for ram, way, share, point, sample in zip(
        larger.rams, larger.ways, larger.shares, at, samples, strict=True
    ):
        if not ram.moment or not sample.inverts:
            continue
        moved = cell_jacobian(way, point.implied, True)[0] @ cells_onto_parameters(ram)
        moved[: len(ram.names)] *= ram.means
        kept = free_moments(len(ram.names), given_variables(ram), ram.means)
        if not moved[~kept].any():
            continue
        cov, mean = point.implied.cov[0], point.implied.mean[0]
        if isinstance(sample, FimlSample):
            weight = moment_information(sample.gaps, cov, mean, observed=False)
        else:
            weight = normal_weight(cov, True)
        rest = moved * kept[:, None]
        change = change + share * (rest.T @ weight @ rest - moved.T @ weight @ moved)
    return change
