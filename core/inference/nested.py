"""Whether one model is nested in another, and the tests of their difference that need to know where they
meet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import DataError, ModelError
from core.estimation.estimators import RECIPES, statistic_units
from core.estimation.fit import Fit, fit, moved
from core.estimation.least_squares import Squares, cell_jacobian, half_indices
from core.estimation.likelihood import cells_onto_parameters, positive_definite
from core.estimation.missing.em import IncompleteMoments
from core.estimation.moments import SampleMoments
from core.estimation.ordinal.layout import THRESHOLD, Layout
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.difference import DifferenceTest, corrected, difference_factor
from core.inference.fit_types import FitIndices
from core.inference.robust import (
    MomentSpace,
    first_order_information,
    moment_space,
    observed_information,
    satorra_bentler,
    yuan_bentler,
)
from core.inference.unrestricted import unrestricted_trace
from core.model.partable import ParTable
from core.options import Options

# F of one case where a model implies what another one does: nothing but rounding.
SAME = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Nesting:
    """Whether a model is `nested` in a larger one (None: that could not be found out), and `equivalent` to
    it; `fmin` is the distance that was left, `meeting` the larger model where it implies the same."""

    nested: bool | None
    equivalent: bool
    fmin: float
    meeting: Fit | None


def nesting(
    restricted: Fit, larger: Fit, table: ParTable, moments: Sequence[SampleMoments], options: Options
) -> Nesting:
    """Fit the larger model, of the completed `table`, to what the restricted one implies (Bentler & Satorra,
    2010): it is nested if the fit is perfect.

    `moments` are those that the larger model was fitted to; both hold the same variables.
    """
    if any(ram.cuts is not None for ram in larger.problem.rams):
        # Thresholds and correlations are no moments that a model could be fitted to on their own.
        return Nesting(None, False, math.nan, None)
    implied = [
        implied_moments(restricted, group, larger.problem.rams[group].names, m)
        for group, m in enumerate(moments)
    ]
    if not all(positive_definite(m.cov[None])[0] for m in implied):
        return Nesting(None, False, math.nan, None)
    found = fit(table, implied, replace(options, estimator="ML", missing="listwise"))
    if not found.estimates.outcome.readable:
        return Nesting(None, False, math.nan, None)
    fmin = found.estimates.fmin
    nested = restricted.df >= larger.df and fmin < SAME
    equivalent = nested and restricted.df == larger.df
    theta = found.estimates.theta / larger.problem.rams[0].unit
    return Nesting(nested, equivalent, fmin, moved(larger, theta) if nested else None)


def order_of(names: Sequence[str], wanted: Sequence[str]) -> np.ndarray:
    """Where each of the `wanted` variables stands among `names`."""
    return np.array([list(names).index(name) for name in wanted], dtype=np.intp)


def implied_moments(fitted: Fit, group: int, names: Sequence[str], moments: SampleMoments) -> SampleMoments:
    """What a model implies for a group, in the order of `names`; its `moments` where it says nothing."""
    ram, implied = fitted.problem.rams[group], fitted.implied[group]
    at = order_of(ram.names, names)
    sd = ram.scale[: len(at)]
    cov = (implied.cov[0] * np.outer(sd, sd))[np.ix_(at, at)]
    mean = (implied.mean[0] * sd)[at] if ram.means else moments.mean
    return SampleMoments(tuple(names), cov, mean, moments.nobs, group=moments.group)


def satorra_bentler_2010(
    plain: DifferenceTest,
    restricted: FitIndices,
    larger: FitIndices,
    meeting: Fit,
    moments: Sequence[SampleMoments],
    rows: Sequence[np.ndarray] | None,
    options: Options,
) -> DifferenceTest:
    """The difference with the larger model's factor taken where it implies what the restricted one does, so
    that it cannot be negative (Satorra & Bentler, 2010); `rows` (n, p) of the groups for MLR."""
    if RECIPES[options.estimator].test == "satorra_bentler":
        space = moment_space(meeting, moments, options.observed_information)
        factor = satorra_bentler(space, meeting.df).factor
    elif rows is None:
        raise DataError("rows_needed", "This difference test needs the rows of the data.")
    else:
        observed = options.observed_information
        info = observed_information(meeting) if observed else meeting.info
        free = unrestricted_trace(meeting, rows, observed)
        factor = yuan_bentler(meeting, info, first_order_information(meeting, rows), free).factor
    return corrected(plain, "satorra.bentler.2010", difference_factor(restricted, larger, factor))


def satorra_2000(
    plain: DifferenceTest,
    restricted: Fit,
    larger: Fit,
    moments: Sequence[SampleMoments],
    options: Options,
) -> DifferenceTest:
    """aT + b with the mean and variance of χ² on the difference's df (Satorra, 2000; Asparouhov & Muthén,
    2010), from the traces of UΓ and of its square.

    U = WΔP⁻¹Aᵀ(AP⁻¹Aᵀ)⁻¹AP⁻¹ΔᵀW, where the rows of A span what the restricted model keeps the larger one's
    parameters from. Rows with gaps have no Γ of their moments; the cross-product of the cases' scores stands
    for ΔᵀWΓWΔ then.
    """
    if restricted.leans or larger.leans:
        text = "A limit such as a > 0 holds the fit, and then this difference has no χ² distribution."
        raise ModelError("limit_holds", f"{text} Leave the limit out, or use an equation in its place.")
    space = moment_space(larger, moments)
    info = observed_information(larger) if options.observed_information else larger.info
    spread = _spread_of_slopes(larger, moments, space)
    # Where the two models' slopes do not span each other exactly, the units decide; lavaan takes the data's.
    pairs = zip(larger.problem.rams, moments, strict=True)
    units = np.concatenate([statistic_units(ram, m) for ram, m in pairs])
    delta, free = _along(larger, space.delta), _equal(larger)
    if free is not None:
        info, spread = free.T @ info @ free, free.T @ spread @ free
    reach = np.linalg.pinv(units[:, None] * delta) @ (units[:, None] * _slopes(restricted, larger))
    kept_from = np.linalg.svd(reach)[0][:, -plain.df :].T
    pulled = np.linalg.solve(info, kept_from.T)
    product = np.linalg.solve(kept_from @ pulled, pulled.T @ spread @ pulled)
    first, second = float(np.trace(product)), float(np.einsum("ij,ji->", product, product))
    a = math.sqrt(plain.df / second)
    return corrected(plain, "satorra.2000", 1 / a, plain.df - a * first)


def _spread_of_slopes(larger: Fit, moments: Sequence[SampleMoments], space: MomentSpace) -> np.ndarray:
    """ΔᵀWΓWΔ (k, k): how √N times the slopes of the larger model vary from sample to sample."""
    gaps = [m.patterns.rows for m in moments if isinstance(m, IncompleteMoments)]
    if gaps:
        return first_order_information(larger, gaps)
    if any(m.gamma is None for m in moments):
        text = "Satorra's (2000) difference test is not there for these data; use Satorra and Bentler's."
        raise DataError("gamma_missing", text)
    pulled = space.weight @ space.delta
    return np.asarray(pulled.T @ space.gamma @ pulled)


def _slopes(restricted: Fit, larger: Fit) -> np.ndarray:
    """∂(moments)/∂θ (Q, k) of the restricted model, in the larger one's order of variables."""
    out = []
    for group, ram in enumerate(restricted.problem.rams):
        way, implied, sample = (
            restricted.problem.ways[group],
            restricted.implied[group],
            restricted.samples[group],
        )
        if isinstance(sample, Squares):
            cells = sample.jacobian(ram, way, implied)[0]
        else:
            cells = cell_jacobian(way, implied, ram.means)[0]
        order = _order(restricted, larger, group)
        out.append(cells[order] @ cells_onto_parameters(ram))
    return _along(restricted, np.concatenate(out))


def _order(restricted: Fit, larger: Fit, group: int) -> np.ndarray:
    """Where the larger model's statistics (q,) stand among the restricted one's."""
    ram, names = restricted.problem.rams[group], larger.problem.rams[group].names
    sample, other = restricted.samples[group], larger.samples[group]
    if isinstance(sample, OrdinalSquares) and isinstance(other, OrdinalSquares):
        place = {key: i for i, key in enumerate(_keys(sample.layout, ram.names))}
        return np.array([place[key] for key in _keys(other.layout, names)], dtype=np.intp)
    p, at = len(names), order_of(ram.names, names)
    a, b = half_indices(p)
    where = np.empty((p, p), dtype=np.intp)
    where[a, b] = where[b, a] = np.arange(len(a))
    order = where[at[a], at[b]]
    return np.concatenate([at, p + order]) if ram.means else order


def _keys(plan: Layout, names: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """What each statistic is about, whatever the order of the variables."""
    cells = zip(plan.kind.tolist(), plan.row.tolist(), plan.col.tolist(), strict=True)
    return [
        (kind, (names[row], str(col)) if kind == THRESHOLD else tuple(sorted((names[row], names[col]))))
        for kind, row, col in cells
    ]


def _along(fit: Fit, slopes: np.ndarray) -> np.ndarray:
    """Slopes (Q, k) along the directions that a model's equations leave free (Q, d)."""
    free = _equal(fit)
    return slopes if free is None else np.asarray(slopes @ free)


def _equal(fit: Fit) -> np.ndarray | None:
    """The directions (k, d) that count in the degrees of freedom; limits take none."""
    return None if fit.within is None else fit.within.equal_at(fit.theta)
