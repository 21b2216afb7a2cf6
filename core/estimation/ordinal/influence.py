"""What each case adds to each statistic, to first order; the squares give the asymptotic covariances.

Both steps are solved at once by estimating equations whose derivatives are cross-products of slopes (Muthén,
1984; Muthén, du Toit & Spisic, 1997).
"""

from __future__ import annotations

import numpy as np

from core.estimation.ordinal.binormal import bell
from core.estimation.ordinal.layout import COVARIANCE, MEAN, VARIANCE, Layout
from core.estimation.ordinal.margins import Numeric, Ordered
from core.estimation.ordinal.pairs import Pairs, Places


def influence(
    ordinal: Ordered, numbers: Numeric, found: Pairs, where: Places, plan: Layout, sd: np.ndarray
) -> np.ndarray:
    """Influence (n, s) of each case on the statistics, divided by n; `sd` (p,) is 1 for ordered variables."""
    singles = np.zeros((len(ordinal.codes), where.singles))
    for at, variable in enumerate(where.ordered):
        slopes = _threshold_slopes(ordinal, at)
        start = where.first[variable]
        singles[:, start : start + slopes.shape[1]] = _solved(slopes)
    for at, variable in enumerate(where.numeric):
        z = numbers.z[:, at]
        slopes = np.column_stack([z, (z * z - 1) / 2])
        singles[:, [where.first[variable], where.variance[variable]]] = _solved(slopes)
    crosses = (found.slopes - singles @ found.with_singles.T) / (found.slopes**2).sum(axis=0)
    return _in_own_units(np.concatenate([singles, crosses], axis=1), found.rho, where, plan, sd)


def _threshold_slopes(ordinal: Ordered, at: int) -> np.ndarray:
    """Slopes (n, t) of the cases' log-likelihoods along the thresholds of one ordered variable."""
    size = ordinal.sizes[at]
    cuts, inside = ordinal.edges[at, 1:size], ordinal.onehot[:, at, :size]
    per_case = inside / inside.mean(axis=0)
    slopes: np.ndarray = bell(cuts) * (per_case[:, :-1] - per_case[:, 1:])
    return slopes


def _solved(slopes: np.ndarray) -> np.ndarray:
    out: np.ndarray = np.linalg.solve(slopes.T @ slopes, slopes.T).T
    return out


def _in_own_units(
    standard: np.ndarray, rho: np.ndarray, where: Places, plan: Layout, sd: np.ndarray
) -> np.ndarray:
    """From means, variances and correlations of standardised variables to negative means, variances and
    covariances in the data's own units."""
    out = standard * np.where(plan.kind == MEAN, -sd[plan.row], 1.0)
    at = plan.at(VARIANCE)
    out[:, at] *= sd[plan.row[at]] ** 2
    of_variance = np.zeros((len(standard), len(sd)))
    of_variance[:, where.numeric] = standard[:, where.variance[where.numeric]]
    at = plan.at(COVARIANCE)
    i, j = plan.row[at], plan.col[at]
    out[:, at] = sd[i] * sd[j] * (standard[:, at] + rho / 2 * (of_variance[:, i] + of_variance[:, j]))
    return out
