"""What a model of ordered variables leaves of the correlations behind the answers."""

from __future__ import annotations

import numpy as np

from core.estimation.fit import Fit
from core.estimation.ordinal.layout import COVARIANCE, VARIANCE, Layout
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.residual_types import Residuals, onto_correlations, over, summary


def ordered_residuals(
    fit: Fit, group: int, sample: OrdinalSquares, error: np.ndarray, sampling: np.ndarray
) -> Residuals:
    """The residuals of a group, counted from 0, some of whose variables are ordered; `error` (s, s) and
    `sampling` are the covariances of the residual and of the sample statistics. Thresholds are left out."""
    ram, plan = fit.problem.rams[group], sample.layout
    p, r = len(ram.names), sample.residual(ram, fit.implied[group])[0]
    gap, z, normalised = np.zeros((p, p)), np.zeros((p, p)), np.zeros((p, p))
    own, known = over(r, np.diag(error)), over(r, np.diag(sampling))
    for kind in (VARIANCE, COVARIANCE):
        at = plan.at(kind)
        i, j = plan.row[at], plan.col[at]
        for matrix, values in ((gap, r), (z, own), (normalised, known)):
            matrix[i, j] = matrix[j, i] = values[at]
    # In the model's metric every variance in the sample is 1.
    spread = np.sqrt(1 - np.diag(gap))
    bollen = sample.cov[0] - (sample.cov[0] - gap) / np.outer(spread, spread)
    np.fill_diagonal(bollen, 0.0)
    pairs = plan.at(COVARIANCE)
    i, j = plan.row[pairs], plan.col[pairs]
    turned = onto_correlations(error, pairs, plan.at(VARIANCE), _halves(plan, sample.cov[0]))
    bollen_z = np.zeros((p, p))
    bollen_z[i, j] = bollen_z[j, i] = over(bollen[i, j], np.diag(turned))
    sd = ram.scale[:p]
    whole = np.concatenate([plan.at(VARIANCE), pairs])
    return Residuals(
        ram.names,
        group + 1,
        gap * np.outer(sd, sd),
        gap,
        bollen,
        z,
        bollen_z,
        normalised,
        None,
        None,
        summary(r[whole], error[np.ix_(whole, whole)], len(pairs) + p),
        summary(bollen[i, j], turned, len(pairs)),
    )


def _halves(plan: Layout, cor: np.ndarray) -> np.ndarray:
    """What the variances of numeric variables, which are 1, take from the correlations (pairs, v)."""
    pairs, variances = plan.at(COVARIANCE), plan.at(VARIANCE)
    row, col = plan.row[pairs], plan.col[pairs]
    touched = (row[:, None] == plan.row[variances]) | (col[:, None] == plan.row[variances])
    return np.where(touched, 0.5 * cor[row, col][:, None], 0.0)
