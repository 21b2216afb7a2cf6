"""What the data say about variables some of which are ordered, and how precisely.

Thresholds, means and variances come from each variable alone, correlations from each pair with these held
fixed (Olsson, 1979; Muthén, 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.errors import DataError
from core.estimation.moments import SampleMoments, smallest_eigenvalue
from core.estimation.ordinal.climb import LIMIT
from core.estimation.ordinal.influence import influence
from core.estimation.ordinal.layout import MEAN, THRESHOLD, VARIANCE, Layout, layout
from core.estimation.ordinal.margins import Numeric, Ordered, categories, numeric, ordered
from core.estimation.ordinal.pairs import pairs, places
from core.notices import Notice

# More categories than this are told, as in lavaan; beyond the second number each would hold next to nothing.
MANY, TOO_MANY = 12, 50


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OrdinalMoments(SampleMoments):
    """Of p variables: `thresholds`, one array a variable (empty: numeric); `cov` (p, p), where ordered
    variables have variance 1; `mean` (p,), 0 for these; `stats` (s,) as `layout` orders them, and `gamma`
    (s, s), `nobs` times their asymptotic covariances; the values `levels` of each ordered variable and the
    number of cases `counts` that have them; `pulls` (n, s), what each case adds to the statistics to first
    order, where asked for."""

    ordered: tuple[str, ...]
    thresholds: tuple[np.ndarray, ...]
    layout: Layout
    stats: np.ndarray
    levels: tuple[np.ndarray, ...]
    counts: tuple[np.ndarray, ...]
    pulls: np.ndarray | None = None


def ordinal_moments(
    rows: np.ndarray,
    names: tuple[str, ...],
    ordered_names: Sequence[str],
    levels: Sequence[np.ndarray] | None = None,
    with_pulls: bool = False,
) -> OrdinalMoments:
    """Moments of complete `rows` (n, p) of one group, in which the columns `ordered_names` are ordered.

    `levels` holds the categories of each of these, in the order of `names` (`categories` of all groups
    together; else of `rows`). Raises DataError where a category has too few cases, a variable never varies
    or two go hand in hand.
    """
    chosen = np.array([name in ordered_names for name in names])
    listed = tuple(name for name in names if name in ordered_names)
    values = categories(rows[:, chosen]) if levels is None else levels
    check_sizes(listed, values)
    ordinal = ordered(rows[:, chosen], listed, values)
    numbers = numeric(rows[:, ~chosen], [name for name in names if name not in ordered_names])
    sizes = np.ones(len(names), dtype=np.intp)
    sizes[chosen] = ordinal.sizes
    plan = layout(sizes - 1)
    where = places(plan, len(names))
    found = pairs(ordinal, numbers, where)
    cor = np.where(np.eye(len(names)) > 0, 1.0, found.rho[where.pair])
    check_pairs(names, chosen, cor)
    spread = influence(ordinal, numbers, found, where, plan, _spread(numbers, chosen))
    moments = _moments(names, listed, ordinal, numbers, cor, plan, len(rows) * spread.T @ spread, values)
    return replace(moments, pulls=spread) if with_pulls else moments


def check_sizes(names: Sequence[str], levels: Sequence[np.ndarray]) -> None:
    """Raise DataError naming an ordered variable that has too many categories."""
    for name, values in zip(names, levels, strict=True):
        if len(values) > TOO_MANY:
            text = f"“{name}” has {len(values)} different values, too many for an ordered variable. "
            raise DataError("ordinal_many", text + "Take it as a number, or join values into categories.")


def ordinal_notices(moments: OrdinalMoments) -> tuple[Notice, ...]:
    """Whether categories look odd, and whether correlations that were found pair by pair are impossible
    together."""
    told = _category_notices(moments)
    if smallest_eigenvalue(moments.cov) > 0:
        return told
    text = (
        "The correlations of the ordered variables were found pair by pair, and together they are not "
        "positive definite. Few cases in some categories are the usual reason; read the results with care."
    )
    return (*told, Notice("ordinal_not_positive_definite", text))


def _category_notices(moments: OrdinalMoments) -> tuple[Notice, ...]:
    notices = []
    for name, levels, counts in zip(moments.ordered, moments.levels, moments.counts, strict=True):
        rare = ", ".join(f"{level:g}" for level, count in zip(levels, counts, strict=True) if count == 1)
        if rare:
            text = (
                f"Only one case each has the value {rare} of the ordered variable “{name}”, so a threshold "
            )
            text += "rests on it. Joining this category with a neighbour gives steadier results."
            notices.append(Notice("ordinal_rare", text))
        if len(levels) > MANY:
            text = (
                f"The ordered variable “{name}” has {len(levels)} categories; with so many it may be taken "
            )
            notices.append(Notice("ordinal_many", text + "as a number."))
        if (levels != np.round(levels)).any():
            text = f"The ordered variable “{name}” has values that are no whole numbers, such as "
            text += f"{levels[levels != np.round(levels)][0]:g}; make sure that they are categories."
            notices.append(Notice("ordinal_codes", text))
    return tuple(notices)


def _moments(
    names: tuple[str, ...],
    listed: tuple[str, ...],
    ordinal: Ordered,
    numbers: Numeric,
    cor: np.ndarray,
    plan: Layout,
    gamma: np.ndarray,
    values: Sequence[np.ndarray],
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
    counts = tuple(
        inside[:, :size].sum(axis=0)
        for inside, size in zip(ordinal.onehot.swapaxes(0, 1), ordinal.sizes, strict=True)
    )
    return OrdinalMoments(
        names=names,
        cov=cov,
        mean=mean,
        nobs=len(numbers.z),
        gamma_of=lambda: gamma,
        ordered=listed,
        thresholds=thresholds,
        layout=plan,
        stats=stats,
        levels=tuple(values),
        counts=counts,
    )


def _spread(numbers: Numeric, chosen: np.ndarray) -> np.ndarray:
    """The SD (p,) of each variable, 1 where it is ordered."""
    sd = np.ones(len(chosen))
    sd[~chosen] = numbers.sd
    return sd


def check_pairs(names: Sequence[str], chosen: np.ndarray, cor: np.ndarray) -> None:
    """Raise DataError naming two variables, one of them `chosen` (p,) as ordered, that are one."""
    for i, j in np.argwhere(np.triu(abs(cor) >= LIMIT - 1e-6, 1)).tolist():
        if (chosen[i] or chosen[j]) or abs(cor[i, j]) > 1 - 1e-10:
            text = (
                f"“{names[i]}” and “{names[j]}” go hand in hand: as far as these data can tell, the "
                "correlation behind them is 1 or −1. Leave one of them out, or join categories."
            )
            raise DataError("perfect_correlation", text)
