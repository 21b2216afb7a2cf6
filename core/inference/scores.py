"""What each case adds to the slope of the likelihood, and its pull on the estimates."""

from __future__ import annotations

import numpy as np

from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.likelihood import add_cells, mean_weights


def case_scores(fit: Fit, rows: np.ndarray, group: int = 1) -> np.ndarray:
    """∂ log Lᵢ/∂θ (n, k) at the estimates, in the model's metric, for the rows (n, p) of one group."""
    ram, way, sample = fit.problem.rams[group - 1], fit.problem.ways[group - 1], fit.samples[group - 1]
    implied = imply(fill(ram, fit.theta[None], sample.cov, sample.mean))
    inverse = np.linalg.inv(implied.cov[0])
    values = rows / ram.scale[: len(ram.names)]
    gap = values - (implied.mean[0] if ram.means else values.mean(axis=0))
    pull = gap @ inverse
    basis = np.concatenate([np.eye(len(inverse)), implied.paths[0], implied.cross[0]], axis=1)
    reached = pull @ basis
    metric = basis.T @ inverse @ basis
    cells = way.c * (reached[:, way.u] * reached[:, way.v] - metric[way.u, way.v])
    if ram.means:
        cells = cells + mean_weights(implied, way)[0] * reached[:, way.u]
    out = np.zeros((len(rows), fit.problem.npar))
    add_cells(out, cells, ram)
    return out


def influence(fit: Fit, rows: np.ndarray) -> np.ndarray:
    """Infinitesimal jackknife (n, k): the pull of each case on the estimates (Jaeckel, 1972)."""
    return np.asarray(case_scores(fit, rows) @ np.linalg.inv(fit.info) / len(rows))
