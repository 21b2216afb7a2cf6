"""What a model of ordered variables leaves of the correlations behind the answers."""

from __future__ import annotations

import numpy as np

from core.estimation.fit import Fit
from core.estimation.ordinal.layout import COVARIANCE, VARIANCE, Layout
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.residual_types import Residuals, over, summary


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
    turn = _onto_correlations(plan, sample.cov[0])
    turned = turn @ error @ turn.T
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


def _onto_correlations(plan: Layout, cor: np.ndarray) -> np.ndarray:
    """The slopes (pairs, s) of correlations along the statistics, where numeric variances are 1."""
    pairs = plan.at(COVARIANCE)
    turn = np.zeros((len(pairs), len(plan.kind)))
    turn[np.arange(len(pairs)), pairs] = 1.0
    for at in plan.at(VARIANCE):
        touched = np.flatnonzero((plan.row[pairs] == plan.row[at]) | (plan.col[pairs] == plan.row[at]))
        turn[touched, at] -= 0.5 * cor[plan.row[pairs[touched]], plan.col[pairs[touched]]]
    return turn
