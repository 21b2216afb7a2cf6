"""Correlations of all pairs of variables, with the slopes that their estimating equations need.

Numeric variables are standardised here, so that their means are 0 and their variances 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.estimation.ordinal import polychoric, polyserial
from core.estimation.ordinal.layout import COVARIANCE, MEAN, THRESHOLD, VARIANCE, Layout
from core.estimation.ordinal.margins import Numeric, Ordered


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where things stand: `ordered` (v,) and `numeric` (q,) are variables; `first` (p,) is the place of a
    variable's first threshold or mean, `variance` (p,) that of its variance, `pair` (p, p) the number of a
    pair; `singles` is the number of statistics of single variables."""

    ordered: np.ndarray
    numeric: np.ndarray
    first: np.ndarray
    variance: np.ndarray
    pair: np.ndarray
    singles: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Correlations `rho` (P,), each case's slope along them `slopes` (n, P), and the sums over cases of these
    slopes times the slopes of the pair's log-likelihood along the statistics of single variables
    `with_singles` (P, s₁)."""

    rho: np.ndarray
    slopes: np.ndarray
    with_singles: np.ndarray


def places(layout: Layout, p: int) -> Places:
    """The places of a layout of p variables."""
    first, variance = np.zeros(p, dtype=np.intp), np.zeros(p, dtype=np.intp)
    pair = np.zeros((p, p), dtype=np.intp)
    at = layout.at(COVARIANCE)
    rows, cols = layout.row[at], layout.col[at]
    pair[rows, cols] = pair[cols, rows] = np.arange(len(at))
    openings = np.flatnonzero((layout.kind == MEAN) | ((layout.kind == THRESHOLD) & (layout.col == 0)))
    first[layout.row[openings]] = openings
    variance[layout.row[layout.at(VARIANCE)]] = layout.at(VARIANCE)
    is_numeric = np.isin(np.arange(p), layout.row[layout.at(MEAN)])
    singles = len(layout.kind) - len(at)
    return Places(np.flatnonzero(~is_numeric), np.flatnonzero(is_numeric), first, variance, pair, singles)


def pairs(ordinal: Ordered, numeric: Numeric, where: Places) -> Pairs:
    """Polychoric, polyserial and Pearson correlations of all pairs, with their slopes."""
    n, p = len(ordinal.codes), len(where.first)
    many = p * (p - 1) // 2
    out = Pairs(np.zeros(many), np.zeros((n, many)), np.zeros((many, where.singles)))
    _between_ordered(out, ordinal, where)
    for at in range(len(where.ordered) if len(where.numeric) else 0):
        _with_ordered(out, ordinal, at, numeric.z, where)
    _between_numeric(out, numeric.z, where)
    return out


def _between_ordered(out: Pairs, ordinal: Ordered, where: Places) -> None:
    one, two = np.triu_indices(len(where.ordered), 1)
    edges_one, edges_two = ordinal.edges[one], ordinal.edges[two]
    counts = polychoric.tables(ordinal.onehot, one, two)
    binary = (ordinal.sizes[one] == 2) & (ordinal.sizes[two] == 2)
    rho = polychoric.polychoric(polychoric.kept_apart(counts, binary), edges_one, edges_two)
    slopes = polychoric.slopes_of_cases(rho, counts, edges_one, edges_two)
    pair = where.pair[where.ordered[one], where.ordered[two]]
    out.rho[pair] = rho
    out.slopes[:, pair] = slopes.on_rho[np.arange(len(one)), ordinal.codes[:, one], ordinal.codes[:, two]]
    for at in range(ordinal.edges.shape[1] - 2):
        for variable, sums in ((one, slopes.with_first), (two, slopes.with_second)):
            has = ordinal.sizes[variable] > at + 1
            place = where.first[where.ordered[variable[has]]] + at
            out.with_singles[pair[has], place] = sums[has, at]


def _with_ordered(out: Pairs, ordinal: Ordered, at: int, z: np.ndarray, where: Places) -> None:
    codes, edges = ordinal.codes[:, at], ordinal.edges[at, : ordinal.sizes[at] + 1]
    rho = polyserial.polyserial(z, codes, edges)
    slopes = polyserial.slopes_of_cases(rho, z, codes, edges)
    pair = where.pair[where.ordered[at], where.numeric]
    out.rho[pair], out.slopes[:, pair] = rho, slopes.on_rho
    out.with_singles[pair, where.first[where.numeric]] = (slopes.on_rho * slopes.on_mean).sum(axis=0)
    out.with_singles[pair, where.variance[where.numeric]] = (slopes.on_rho * slopes.on_variance).sum(axis=0)
    inside = codes[:, None] == np.arange(ordinal.sizes[at])
    upper, lower = inside.T @ (slopes.on_rho * slopes.on_upper), inside.T @ (slopes.on_rho * slopes.on_lower)
    start = where.first[where.ordered[at]]
    out.with_singles[pair, start : start + ordinal.sizes[at] - 1] = (upper[:-1] + lower[1:]).T


def _between_numeric(out: Pairs, z: np.ndarray, where: Places) -> None:
    one, two = np.triu_indices(z.shape[1], 1)
    a, b = z[:, one], z[:, two]
    rho = (a * b).mean(axis=0)
    rest = 1 - rho * rho
    on_rho = (rho + a * b) / rest - rho * (a * a - 2 * rho * a * b + b * b) / rest**2
    pair = where.pair[where.numeric[one], where.numeric[two]]
    out.rho[pair], out.slopes[:, pair] = rho, on_rho
    for variable, own, other in ((one, a, b), (two, b, a)):
        on_mean = (own - rho * other) / rest
        on_variance = (own * on_mean - 1) / 2
        place = where.numeric[variable]
        out.with_singles[pair, where.first[place]] = (on_rho * on_mean).sum(axis=0)
        out.with_singles[pair, where.variance[place]] = (on_rho * on_variance).sum(axis=0)
