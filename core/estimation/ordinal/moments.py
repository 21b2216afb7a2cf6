"""What the data say about variables some of which are ordered, and how precisely.

Thresholds, means and variances come from each variable alone, correlations from each pair with these held
fixed; their asymptotic covariances from the estimating equations of both steps (Muthén, 1984; Muthén, du Toit
& Spisic, 1997).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.estimation.ordinal.climb import LIMIT
from core.estimation.ordinal.layout import COVARIANCE, MEAN, THRESHOLD, VARIANCE, Layout, layout
from core.estimation.ordinal.margins import Numeric, Ordered, categories, numeric, ordered
from core.estimation.ordinal.pairs import Pairs, Places, pairs, places
from core.notices import Notice


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalMoments:
    """Of p variables: `thresholds`, one array a variable (empty: numeric); `cov` (p, p), where ordered
    variables have variance 1; `mean` (p,), 0 for these; `stats` (s,) as `layout` orders them, and `gamma`
    (s, s), `nobs` times their asymptotic covariances."""

    names: tuple[str, ...]
    ordered: tuple[str, ...]
    thresholds: tuple[np.ndarray, ...]
    cov: np.ndarray
    mean: np.ndarray
    layout: Layout
    stats: np.ndarray
    gamma: np.ndarray
    nobs: int


def ordinal_moments(
    rows: np.ndarray,
    names: tuple[str, ...],
    ordered_names: tuple[str, ...],
    levels: Sequence[np.ndarray] | None = None,
) -> OrdinalMoments:
    """Moments of complete `rows` (n, p) of one group, in which the columns `ordered_names` are ordered.

    `levels` holds the categories of each of these (`categories` of all groups together; else of `rows`).
    Raises DataError where a category has too few cases, a variable never varies or two go hand in hand.
    """
    is_ordered = np.array([name in ordered_names for name in names])
    listed = tuple(name for name in names if name in ordered_names)
    values = categories(rows[:, is_ordered]) if levels is None else tuple(levels)
    ordinal = ordered(rows[:, is_ordered], listed, values)
    others = numeric(rows[:, ~is_ordered], [name for name in names if name not in ordered_names])
    n_thresholds = np.zeros(len(names), dtype=np.intp)
    n_thresholds[is_ordered] = ordinal.sizes - 1
    plan = layout(n_thresholds)
    where = places(plan, len(names))
    found = pairs(ordinal, others, where)
    _check_pairs(names, is_ordered, found.rho, where)
    sd, mean = np.ones(len(names)), np.zeros(len(names))
    sd[~is_ordered], mean[~is_ordered] = others.sd, others.mean
    cor = np.where(np.eye(len(names)) > 0, 1.0, found.rho[where.pair])
    cov = cor * np.outer(sd, sd)
    thresholds = [np.zeros(0)] * len(names)
    for at, edges, size in zip(where.ordered, ordinal.edges, ordinal.sizes, strict=True):
        thresholds[at] = edges[1:size]
    spread = _in_own_units(_influence(ordinal, others, found, where), found.rho, plan, where, sd)
    return OrdinalMoments(
        names,
        listed,
        tuple(thresholds),
        cov,
        mean,
        plan,
        _stats(plan, thresholds, cov, mean),
        len(rows) * spread.T @ spread,
        len(rows),
    )


def ordinal_notices(moments: OrdinalMoments) -> tuple[Notice, ...]:
    """Whether the correlations of all pairs together are impossible, as they may be when found pair by pair."""
    sd = np.sqrt(np.diag(moments.cov))
    if np.linalg.eigvalsh(moments.cov / np.outer(sd, sd))[0] > 0:
        return ()
    text = (
        "The correlations of the ordered variables were found pair by pair, and together they are not positive "
        "definite. Few cases in some categories are the usual reason; read the results with care."
    )
    return (Notice("ordinal_not_positive_definite", text),)


def _check_pairs(names: Sequence[str], is_ordered: np.ndarray, rho: np.ndarray, where: Places) -> None:
    for j, i in zip(*np.triu_indices(len(names), 1), strict=True):
        bound = LIMIT - 1e-6 if is_ordered[i] or is_ordered[j] else 1 - 1e-10
        if abs(rho[where.pair[i, j]]) >= bound:
            text = (
                f"“{names[j]}” and “{names[i]}” go hand in hand: the correlation behind their categories is "
                "1 or −1 as far as these data can tell. Leave one of them out, or join categories."
            )
            raise DataError("ordinal_perfect_correlation", text)


def _stats(plan: Layout, thresholds: Sequence[np.ndarray], cov: np.ndarray, mean: np.ndarray) -> np.ndarray:
    stats = np.where(plan.kind == MEAN, -mean[plan.row], 0.0)
    stats[plan.at(THRESHOLD)] = np.concatenate([*thresholds, np.zeros(0)])
    rest = plan.kind >= VARIANCE
    stats[rest] = cov[plan.row[rest], plan.col[rest]]
    return stats


def _influence(ordinal: Ordered, others: Numeric, found: Pairs, where: Places) -> np.ndarray:
    """What each case adds to each statistic (n, s), to first order and divided by n; numeric variables are
    standardised and means not yet negative."""
    singles = np.zeros((len(ordinal.codes), where.singles))
    for at, variable in enumerate(where.ordered):
        slopes = _threshold_slopes(ordinal, at)
        start = where.first[variable]
        singles[:, start : start + slopes.shape[1]] = _solved(slopes)
    for at, variable in enumerate(where.numeric):
        z = others.z[:, at]
        slopes = np.column_stack([z, (z * z - 1) / 2])
        singles[:, [where.first[variable], where.variance[variable]]] = _solved(slopes)
    crosses = found.slopes - singles @ found.with_singles.T
    return np.concatenate([singles, crosses / (found.slopes**2).sum(axis=0)], axis=1)


def _threshold_slopes(ordinal: Ordered, at: int) -> np.ndarray:
    """Slopes (n, t) of the cases' log-likelihoods along the thresholds of one ordered variable."""
    size = ordinal.sizes[at]
    cuts, inside = ordinal.edges[at, 1:size], ordinal.onehot[:, at, :size]
    per_case = inside / inside.mean(axis=0)
    slopes: np.ndarray = np.exp(-cuts * cuts / 2) / np.sqrt(2 * np.pi) * (per_case[:, :-1] - per_case[:, 1:])
    return slopes


def _solved(slopes: np.ndarray) -> np.ndarray:
    out: np.ndarray = np.linalg.solve(slopes.T @ slopes, slopes.T).T
    return out


def _in_own_units(
    influence: np.ndarray, rho: np.ndarray, plan: Layout, where: Places, sd: np.ndarray
) -> np.ndarray:
    """The influence on negative means, variances and covariances in the data's own units."""
    of_variance = np.zeros((len(influence), len(sd)))
    of_variance[:, where.numeric] = influence[:, where.variance[where.numeric]]
    out = influence * np.where(plan.kind == MEAN, -sd[plan.row], 1.0)
    out[:, plan.at(VARIANCE)] *= sd[plan.row[plan.at(VARIANCE)]] ** 2
    at = plan.at(COVARIANCE)
    i, j = plan.row[at], plan.col[at]
    out[:, at] = sd[i] * sd[j] * (influence[:, at] + rho / 2 * (of_variance[:, i] + of_variance[:, j]))
    return out
