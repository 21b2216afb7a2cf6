"""What the data say about variables some of which are ordered, and how precisely.

Thresholds, means and variances come from each variable alone, correlations from each pair with these held
fixed (Olsson, 1979; Muthén, 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.estimation.ordinal.climb import LIMIT
from core.estimation.ordinal.influence import influence
from core.estimation.ordinal.layout import MEAN, THRESHOLD, VARIANCE, Layout, layout
from core.estimation.ordinal.margins import Numeric, Ordered, categories, numeric, ordered
from core.estimation.ordinal.pairs import pairs, places
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
    ordered_names: Sequence[str],
    levels: Sequence[np.ndarray] | None = None,
) -> OrdinalMoments:
    """Moments of complete `rows` (n, p) of one group, in which the columns `ordered_names` are ordered.

    `levels` holds the categories of each of these, in the order of `names` (`categories` of all groups
    together; else of `rows`). Raises DataError where a category has too few cases, a variable never varies
    or two go hand in hand.
    """
    chosen = np.array([name in ordered_names for name in names])
    listed = tuple(name for name in names if name in ordered_names)
    values = categories(rows[:, chosen]) if levels is None else levels
    ordinal = ordered(rows[:, chosen], listed, values)
    numbers = numeric(rows[:, ~chosen], [name for name in names if name not in ordered_names])
    sizes = np.ones(len(names), dtype=np.intp)
    sizes[chosen] = ordinal.sizes
    plan = layout(sizes - 1)
    where = places(plan, len(names))
    found = pairs(ordinal, numbers, where)
    cor = np.where(np.eye(len(names)) > 0, 1.0, found.rho[where.pair])
    _check_pairs(names, chosen, cor)
    spread = influence(ordinal, numbers, found, where, plan, _spread(numbers, chosen))
    return _moments(names, listed, ordinal, numbers, cor, plan, len(rows) * spread.T @ spread)


def ordinal_notices(moments: OrdinalMoments) -> tuple[Notice, ...]:
    """Whether correlations that were found pair by pair are impossible together."""
    sd = np.sqrt(np.diag(moments.cov))
    if np.linalg.eigvalsh(moments.cov / np.outer(sd, sd))[0] > 0:
        return ()
    text = (
        "The correlations of the ordered variables were found pair by pair, and together they are not "
        "positive definite. Few cases in some categories are the usual reason; read the results with care."
    )
    return (Notice("ordinal_not_positive_definite", text),)


def _moments(
    names: tuple[str, ...],
    listed: tuple[str, ...],
    ordinal: Ordered,
    numbers: Numeric,
    cor: np.ndarray,
    plan: Layout,
    gamma: np.ndarray,
) -> OrdinalMoments:
    chosen = np.array([name in listed for name in names])
    sd, mean = _spread(numbers, chosen), np.zeros(len(names))
    mean[~chosen] = numbers.mean
    cov = cor * np.outer(sd, sd)
    cuts = iter(edges[1:size] for edges, size in zip(ordinal.edges, ordinal.sizes, strict=True))
    thresholds = tuple(next(cuts) if yes else np.zeros(0) for yes in chosen)
    stats = np.where(plan.kind == MEAN, -mean[plan.row], 0.0)
    stats[plan.kind == THRESHOLD] = np.concatenate(thresholds)
    joint = plan.kind >= VARIANCE
    stats[joint] = cov[plan.row[joint], plan.col[joint]]
    for array in (*thresholds, cov, mean, stats, gamma):
        array.flags.writeable = False
    return OrdinalMoments(names, listed, thresholds, cov, mean, plan, stats, gamma, len(numbers.z))


def _spread(numbers: Numeric, chosen: np.ndarray) -> np.ndarray:
    """The SD (p,) of each variable, 1 where it is ordered."""
    sd = np.ones(len(chosen))
    sd[~chosen] = numbers.sd
    return sd


def _check_pairs(names: Sequence[str], chosen: np.ndarray, cor: np.ndarray) -> None:
    for i, j in np.argwhere(np.triu(abs(cor) >= LIMIT - 1e-6, 1)).tolist():
        if (chosen[i] or chosen[j]) or abs(cor[i, j]) > 1 - 1e-10:
            text = (
                f"“{names[i]}” and “{names[j]}” go hand in hand: as far as these data can tell, the "
                "correlation behind them is 1 or −1. Leave one of them out, or join categories."
            )
            raise DataError("perfect_correlation", text)
