"""What the data say about variables some of which are ordered, given causes that the model takes as they
are.

Each variable is regressed on the causes (ordered ones by probit), and each pair is correlated with these held
fixed (Muthén, 1984).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.estimation.moments import check_definite
from core.estimation.ordinal.binormal import density, distribution
from core.estimation.ordinal.climb import climb
from core.estimation.ordinal.layout import COVARIANCE, MEAN, SLOPE, THRESHOLD, VARIANCE, Layout, layout
from core.estimation.ordinal.margins import ordered
from core.estimation.ordinal.moments import OrdinalMoments, check_pairs, check_sizes
from core.estimation.ordinal.polychoric import FLOOR, threshold_slope
from core.estimation.ordinal.polyserial import edge_slopes
from core.estimation.ordinal.regressions import Margin, numeric_margin, ordered_margin


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The correlation `rho` of two variables given the causes, each case's slope along it `on_rho` (n,), and
    along the first and the second variable's own parameters `on_first`, `on_second` (n, k)."""

    rho: float
    on_rho: np.ndarray
    on_first: np.ndarray
    on_second: np.ndarray


def conditional_moments(
    rows: np.ndarray,
    names: tuple[str, ...],
    ordered_names: Sequence[str],
    levels: Sequence[np.ndarray],
    given: Sequence[str],
    with_pulls: bool = False,
) -> OrdinalMoments:
    """Moments of complete `rows` (n, p) given the columns `given`; otherwise as `ordinal_moments`.

    `cov` holds the residual covariances of the others and the covariances of the causes, `mean` the
    intercepts of the one and the means of the other.
    """
    at = {name: i for i, name in enumerate(names)}
    x_at = np.array([at[name] for name in given], dtype=np.intp)
    y_at = np.array([i for i, name in enumerate(names) if name not in given], dtype=np.intp)
    x = rows[:, x_at]
    listed = tuple(names[i] for i in y_at if names[i] in ordered_names)
    check_sizes(listed, levels)
    check_definite(tuple(given), np.cov(x.T, ddof=0).reshape(len(x_at), -1))
    codes = ordered(rows[:, [at[name] for name in listed]], listed, levels)
    margins = [
        ordered_margin(codes, listed.index(names[i]), x, names[i])
        if names[i] in listed
        else numeric_margin(rows[:, i], x, names[i])
        for i in y_at
    ]
    found = _pairs(margins)
    cor = np.eye(len(margins))
    for (i, j), pair in found.items():
        cor[i, j] = cor[j, i] = pair.rho
    is_ordered = np.array([margin.upper is not None for margin in margins])
    check_pairs([names[i] for i in y_at], is_ordered, cor)
    moments, spread = _assembled(rows, names, y_at, x_at, margins, found, cor, levels)
    return replace(moments, pulls=spread) if with_pulls else moments


def _pairs(margins: Sequence[Margin]) -> dict[tuple[int, int], Pair]:
    """All pairs (i, j), i > j."""
    out = {}
    for j, second in enumerate(margins):
        for i in range(j + 1, len(margins)):
            first = margins[i]
            if first.upper is not None and second.upper is not None:
                out[i, j] = _polychoric(first, second)
            elif first.upper is not None:
                out[i, j] = _turned(_polyserial(second, first))
            elif second.upper is not None:
                out[i, j] = _polyserial(first, second)
            else:
                out[i, j] = _pearson(first, second)
    return out


def _turned(pair: Pair) -> Pair:
    return replace(pair, on_first=pair.on_second, on_second=pair.on_first)


def _polychoric(first: Margin, second: Margin) -> Pair:
    (a, b), (c, d) = first.edges, second.edges

    def cells(rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        r = rho[:, None]
        chance = distribution(a, c, r) - distribution(b, c, r) - distribution(a, d, r) + distribution(b, d, r)
        change = density(a, c, r) - density(b, c, r) - density(a, d, r) + density(b, d, r)
        return chance, change

    def slopes(rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        chance, change = cells(rho)
        ratio = change / np.maximum(chance, FLOOR)
        return ratio.sum(axis=1), (ratio * ratio).sum(axis=1)

    rho = climb(slopes, np.corrcoef(first.codes, second.codes)[:1, 1])
    chance, change = cells(rho)
    seen, least = chance[0] > FLOOR, np.maximum(chance[0], FLOOR)
    on_rho = np.where(seen, change[0] / least, 0.0)
    along = [
        np.where(seen, sign * threshold_slope(rho[0], cut, lower, upper) / least, 0.0)
        for cut, sign, lower, upper in ((a, 1, d, c), (b, -1, d, c), (c, 1, b, a), (d, -1, b, a))
    ]
    return Pair(float(rho[0]), on_rho, first.along_edges(*along[:2]), second.along_edges(*along[2:]))


def _polyserial(numeric: Margin, cut: Margin) -> Pair:
    z, (upper, lower) = numeric.z[:, None], (edge[:, None] for edge in cut.edges)

    def slopes(rho: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        on_rho = edge_slopes(rho, z, upper, lower).on_rho
        return on_rho.sum(axis=0), (on_rho * on_rho).sum(axis=0)

    rho = climb(slopes, np.corrcoef(numeric.z, cut.codes)[:1, 1])
    found = edge_slopes(rho, z, upper, lower)
    own = numeric.along_moments(found.on_mean[:, 0], found.on_variance[:, 0])
    other = cut.along_edges(found.on_upper[:, 0], found.on_lower[:, 0])
    return Pair(float(rho[0]), found.on_rho[:, 0], own, other)


def _pearson(first: Margin, second: Margin) -> Pair:
    a, b = first.z, second.z
    rho = float((a * b).mean())
    rest = 1 - rho * rho
    on_rho = (rho + a * b) / rest - rho * (a * a - 2 * rho * a * b + b * b) / rest**2
    own = []
    for margin, mine, other in ((first, a, b), (second, b, a)):
        on_mean = (mine - rho * other) / rest
        own.append(margin.along_moments(on_mean, (mine * on_mean - 1) / 2))
    return Pair(rho, on_rho, own[0], own[1])


def _assembled(
    rows: np.ndarray,
    names: tuple[str, ...],
    y_at: np.ndarray,
    x_at: np.ndarray,
    margins: Sequence[Margin],
    found: dict[tuple[int, int], Pair],
    cor: np.ndarray,
    levels: Sequence[np.ndarray],
) -> tuple[OrdinalMoments, np.ndarray]:
    """The moments, and what each case adds to the statistics (n, s)."""
    sd = np.array([margin.sd for margin in margins])
    cov, mean = np.zeros((len(names), len(names))), np.zeros(len(names))
    x = rows[:, x_at]
    cov[np.ix_(y_at, y_at)] = cor * np.outer(sd, sd)
    # lavaan's divisor for given causes, which enter nothing but standardised values.
    cov[np.ix_(x_at, x_at)] = np.cov(x.T, ddof=1)
    mean[x_at] = x.mean(axis=0)
    mean[y_at] = [0.0 if margin.upper is not None else margin.first[0] for margin in margins]
    sizes = np.array([len(margin.first) if margin.upper is not None else 0 for margin in margins])
    local = layout(sizes, len(x_at))
    col = local.col.copy()
    for kinds, places in (((MEAN, VARIANCE, COVARIANCE), y_at), ((SLOPE,), x_at)):
        which = np.isin(local.kind, kinds)
        col[which] = places[col[which]]
    plan = Layout(local.kind, y_at[local.row], col)
    stats, spread = _statistics(local, margins, found, cor, sd, len(rows))
    thresholds = [np.zeros(0)] * len(names)
    for i, margin in zip(y_at, margins, strict=True):
        if margin.upper is not None:
            thresholds[i] = margin.first
    cut = [(names[i], margin) for i, margin in zip(y_at, margins, strict=True) if margin.upper is not None]
    gamma = len(rows) * spread.T @ spread
    moments = OrdinalMoments(
        names=names,
        cov=cov,
        mean=mean,
        nobs=len(rows),
        gamma_of=lambda: gamma,
        ordered=tuple(name for name, _ in cut),
        thresholds=tuple(thresholds),
        layout=plan,
        stats=stats,
        levels=tuple(levels),
        counts=tuple(np.bincount(margin.codes) for _, margin in cut),
    )
    return moments, spread


def _statistics(
    plan: Layout,
    margins: Sequence[Margin],
    found: dict[tuple[int, int], Pair],
    cor: np.ndarray,
    sd: np.ndarray,
    n: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The statistics (s,) in the order of `plan`, and the influence (n, s) of each case on them over n."""
    pulls = [np.linalg.solve(m.scores.T @ m.scores, m.scores.T).T for m in margins]
    stats, out = np.empty(len(plan.kind)), np.empty((n, len(plan.kind)))
    for s, (kind, i, j) in enumerate(zip(plan.kind, plan.row, plan.col, strict=True)):
        margin, pull = margins[i], pulls[i]
        if kind == THRESHOLD:
            stats[s], out[:, s] = margin.first[j], pull[:, j]
        elif kind == MEAN:
            stats[s], out[:, s] = -margin.first[0], -pull[:, 0]
        elif kind == SLOPE:
            stats[s], out[:, s] = margin.slopes[j], pull[:, len(margin.first) + j]
        elif kind == VARIANCE:
            stats[s], out[:, s] = margin.sd**2, pull[:, -1]
        elif kind == COVARIANCE:
            pair = found[i, j]
            stats[s] = cor[i, j] * sd[i] * sd[j]
            rest = pair.on_rho - pull @ (pair.on_rho @ pair.on_first)
            rest = (rest - pulls[j] @ (pair.on_rho @ pair.on_second)) / (pair.on_rho**2).sum()
            out[:, s] = sd[i] * sd[j] * rest
            for one, other in ((i, j), (j, i)):
                if margins[one].upper is None:
                    out[:, s] += cor[i, j] / 2 * sd[other] / sd[one] * pulls[one][:, -1]
    return stats, out
