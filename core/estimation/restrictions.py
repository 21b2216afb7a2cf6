"""What constraints and bounds leave of the parameters: values, slopes and the directions that stay free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

from core.errors import ModelError
from core.estimation.bounds import parameter_bounds
from core.estimation.moments import SampleMoments
from core.estimation.ram import Ram, parameter_index
from core.model.constraints import Constraint, constraints
from core.model.definitions import definitions
from core.model.expression import Expr, evaluate
from core.model.partable import ParTable
from core.options import Options

# Rows of slopes count as one where their singular value is this small beside the largest.
RANK = 1e-8
# An inequality holds the estimates where its slack, in units of the parameters, is no larger.
ACTIVE = 1e-6
# Entries of a basis below this are rounding; exact zeros keep the errors of fixed parameters exactly zero.
ROUNDING = 1e-13
STEP = 1e-20


@dataclass(frozen=True, slots=True, eq=False)
class Restrictions:
    """The constraints `rules` (c of them; `equal` (c,) are those with ==, `linear` (c,) those whose slopes
    never change) and the bounds `lower` and `upper` (k,) of the parameters, all in the model's metric.

    `labels` are the parameters behind labels and `constants` the values of labels on fixed rows; `defined`
    the defined parameters in order; `unit` (k,) the parameters' units in the data's metric.
    """

    rules: tuple[Constraint, ...]
    equal: np.ndarray
    linear: np.ndarray
    labels: tuple[tuple[str, int], ...]
    constants: tuple[tuple[str, float], ...]
    defined: tuple[tuple[str, Expr], ...]
    unit: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def bounded(self) -> bool:
        """True where any parameter has a bound."""
        return bool(np.isfinite(self.lower).any() or np.isfinite(self.upper).any())

    def slack(self, theta: np.ndarray) -> np.ndarray:
        """By how much each constraint holds (B, c) at `theta` (B, k); zero for an equality that does."""
        values = {name: theta[:, k] * self.unit[k] for name, k in self.labels}
        values |= {name: np.full(len(theta), value) for name, value in self.constants}
        for name, tree in self.defined:
            values[name] = evaluate(tree, values)
        out = np.empty((len(theta), len(self.rules)), dtype=theta.dtype)
        for c, rule in enumerate(self.rules):
            out[:, c] = rule.slack(values)
        return out

    def slopes(self, theta: np.ndarray) -> np.ndarray:
        """∂slack/∂θ (c, k) at `theta` (k,), by complex steps (Squire & Trapp, 1998)."""
        nudged = theta.astype(complex) + 1j * STEP * np.eye(len(theta))
        return np.asarray(self.slack(nudged).imag.T / STEP)

    def active(self, theta: np.ndarray) -> np.ndarray:
        """Which constraints (c,) hold the estimates `theta` (k,): all equalities, and the inequalities that
        have no slack."""
        size = slope_sizes(self.slopes(theta))
        return np.asarray(self.equal | (self.slack(theta[None])[0] <= ACTIVE * size))

    def free_at(self, theta: np.ndarray) -> np.ndarray | None:
        """The directions (k, d) that the constraints which hold the estimates `theta` (k,) leave; None where
        none does."""
        held = self.active(theta)
        return free_directions(self.slopes(theta)[held]) if held.any() else None

    def equal_at(self, theta: np.ndarray) -> np.ndarray | None:
        """The directions (k, d) that the equalities leave at `theta` (k,); None where there are none."""
        return free_directions(self.slopes(theta)[self.equal]) if self.equal.any() else None

    def rank(self, theta: np.ndarray) -> int:
        """How many parameters the equalities take away at `theta` (k,), or where they have no slope there, at
        a point without special values."""
        if not self.equal.any():
            return 0
        slopes = self.slopes(theta)[self.equal]
        if not np.isfinite(slopes).all() or not slopes.any(axis=1).all():
            slopes = self.slopes(_generic(self)[0])[self.equal]
        slopes = slopes[np.isfinite(slopes).all(axis=1)]
        return len(theta) - int(free_directions(slopes).shape[1])

    def within(self, theta: np.ndarray) -> np.ndarray:
        """Which points (B,) satisfy every inequality and bound."""
        slack = self.slack(theta)[:, ~self.equal]
        inside = (theta >= self.lower).all(axis=1) & (theta <= self.upper).all(axis=1)
        return np.asarray(inside & (slack >= 0).all(axis=1))


def restrictions(
    table: ParTable, rams: Sequence[Ram], moments: Sequence[SampleMoments], options: Options
) -> Restrictions | None:
    """What restricts the parameters of a completed table, or None where nothing does.

    Raises ModelError where no values can satisfy the constraints.
    """
    rules = constraints(table)
    lower, upper = parameter_bounds(table, rams, moments, options)
    if not rules and not (np.isfinite(lower).any() or np.isfinite(upper).any()):
        return None
    labels, constants = _labels(table)
    equal = np.array([rule.equality for rule in rules], dtype=bool)
    computed = definitions(table), rams[0].unit, lower, upper
    found = Restrictions(rules, equal, np.zeros(len(rules), dtype=bool), labels, constants, *computed)
    found = replace(found, linear=_linear(found))
    _check_possible(found)
    return found


def _linear(found: Restrictions) -> np.ndarray:
    """The constraints (c,) with the same slopes at two points without special values."""
    here, there = (found.slopes(theta) for theta in _generic(found))
    size = slope_sizes(here)[:, None]
    return np.asarray((abs(here - there) <= 1e-9 * size).all(axis=1))


def _generic(found: Restrictions) -> np.ndarray:
    """Two points (2, k) without special values, of unlike signs."""
    return np.random.default_rng(1).uniform(0.5, 1.5, (2, len(found.unit))) * [[1.0], [-1.0]]


def _labels(table: ParTable) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, float], ...]]:
    """The parameters behind labels, and the values of labels that fixed rows alone carry."""
    index = parameter_index(table)
    free = {row.label: index[row.key] for row in table.rows if row.label and row.key in index}
    fixed: dict[str, float] = {}
    for row in table.rows:
        if row.label and row.label not in free:
            # A row that takes its value from the sample is not the model's to restrict.
            fixed.setdefault(row.label, np.nan if row.fixed_value is None else row.fixed_value)
    return tuple(free.items()), tuple(fixed.items())


def slope_sizes(slopes: np.ndarray) -> np.ndarray:
    """The length (c,) of each row of slopes (c, k); 1 for one that nothing moves."""
    size = np.linalg.norm(slopes, axis=1)
    return np.asarray(np.where(size > 0, size, 1.0))


def free_directions(slopes: np.ndarray) -> np.ndarray:
    """An orthonormal basis (k, d) of the directions along which none of the slopes (c, k) changes."""
    k = slopes.shape[1]
    if not len(slopes):
        return np.eye(k)
    _, values, rows = np.linalg.svd(slopes / slope_sizes(slopes)[:, None])
    rank = int((values > RANK * max(values[0], 1.0)).sum())
    basis = rows[rank:].T
    return np.where(abs(basis) < ROUNDING, 0.0, basis)


def free_inverse(info: np.ndarray, free: np.ndarray | None) -> np.ndarray:
    """The inverse of an information (k, k) within the free directions (k, d): K(KᵀIK)⁻¹Kᵀ, the upper left
    block of the bordered inverse (Aitchison & Silvey, 1958)."""
    if free is None:
        return np.linalg.inv(info)
    return np.asarray(free @ np.linalg.inv(free.T @ info @ free) @ free.T)


def _check_possible(found: Restrictions) -> None:
    """Raise ModelError where the linear constraints and the bounds leave no values at all."""
    at = _generic(found)[0]
    slopes = found.slopes(at)
    size = slope_sizes(slopes)
    offset = found.slack(at[None])[0] - slopes @ at
    chosen = np.flatnonzero(found.linear).tolist()
    system = slopes / size[:, None], offset / size, found
    if not chosen or _possible(*system, chosen):
        return
    for c in list(chosen):
        rest = [other for other in chosen if other != c]
        if not _possible(*system, rest):
            chosen = rest
    texts = [found.rules[c].text for c in chosen]
    if len(texts) == 1:
        text = f"The constraint {texts[0]} cannot hold, because of fixed values or bounds. Delete it."
        raise ModelError("constraint_impossible", text)
    text = f"No values satisfy these constraints together: {'; '.join(texts)}. Delete or change one."
    raise ModelError("constraints_contradict", text)


def _possible(slopes: np.ndarray, offset: np.ndarray, found: Restrictions, rows: list[int]) -> bool:
    """True where some values satisfy the linear constraints `rows` and the bounds."""
    same = [c for c in rows if found.equal[c]]
    above = [c for c in rows if not found.equal[c]]
    result = linprog(
        np.zeros(slopes.shape[1]),
        A_ub=-slopes[above] if above else None,
        b_ub=offset[above] if above else None,
        A_eq=slopes[same] if same else None,
        b_eq=-offset[same] if same else None,
        bounds=np.stack([found.lower, found.upper], axis=1),
    )
    return bool(result.status != 2)
