"""What each case adds to the slope of the likelihood, and its pull on the estimates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.fit import Fit
from core.estimation.implied import fill, imply
from core.estimation.least_squares import Squares, moment_deviations
from core.estimation.likelihood import add_cells, cells_onto_parameters, mean_weights
from core.estimation.missing.likelihood import inverses
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.ordinal_cases import ordinal_cases


def case_scores(fit: Fit, rows: np.ndarray, group: int = 1) -> np.ndarray:
    """∂ log Lᵢ/∂θ (n, k) at the estimates, in the model's metric, for the rows (n, p) of one group, NaN where
    a value is missing."""
    ram, way, sample = fit.problem.rams[group - 1], fit.problem.ways[group - 1], fit.samples[group - 1]
    implied = imply(fill(ram, fit.theta[None], sample.cov, sample.mean))
    values = rows / ram.scale[: len(ram.names)]
    centre = implied.mean[0] if ram.means else values.mean(axis=0)
    pull, inverse, member = pulls(values, implied.cov[0], centre)
    basis = np.concatenate([np.eye(len(ram.names)), implied.paths[0], implied.cross[0]], axis=1)
    reached = pull @ basis
    metric = (basis.T @ inverse @ basis)[:, way.u, way.v]
    cells = way.c * (reached[:, way.u] * reached[:, way.v] - metric[member])
    if ram.means:
        cells = cells + mean_weights(implied, way)[0] * reached[:, way.u]
    out = np.zeros((len(rows), fit.problem.npar))
    add_cells(out, cells, ram)
    return out


def pulls(values: np.ndarray, cov: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Σ⁻¹(y − μ) (n, p) of each row over the variables that it holds (the others NaN), the inverses (P, p, p)
    of the patterns of gaps, zero in the gaps, and the pattern (n,) of each row."""
    known = ~np.isnan(values)
    seen, member = np.ones((1, len(cov)), dtype=bool), np.zeros(len(values), dtype=np.intp)
    if not known.all():
        seen, member = np.unique(known, axis=0, return_inverse=True)
        member = member.ravel()
    inverse = inverses(seen, cov[None])[0]
    gap = np.where(known, values - mean, 0.0)
    out = np.empty_like(gap)
    for pattern, own in enumerate(inverse):
        which = member == pattern
        out[which] = gap[which] @ own
    return out, inverse, member


def influence(fit: Fit, rows: Sequence[np.ndarray]) -> np.ndarray:
    """Infinitesimal jackknife (n, k): the pull of each case of the groups' rows on the estimates (Jaeckel,
    1972), within its group, for cases are drawn within groups. Least squares' weights count as given."""
    found = [_case_pulls(fit, values, group) for group, values in enumerate(rows)]
    if len(found) > 1:
        found = [scores - scores.mean(axis=0) for scores in found]
    total = sum(len(values) for values in rows)
    return np.asarray(np.concatenate(found) @ fit.invert(fit.info) / total)


def _case_pulls(fit: Fit, rows: np.ndarray, group: int) -> np.ndarray:
    """What each case adds to the slopes along the parameters (n, k); `group` counts from 0."""
    ram, way, sample = fit.problem.rams[group], fit.problem.ways[group], fit.samples[group]
    if not isinstance(sample, Squares):
        return case_scores(fit, rows, group + 1)
    if isinstance(sample, OrdinalSquares):
        pulls = ordinal_cases(ram, sample, rows).pulls()
    else:
        pulls = moment_deviations(rows / ram.scale[: len(ram.names)], ram.means)
    delta = sample.jacobian(ram, way, fit.implied[group])[0] @ cells_onto_parameters(ram)
    return np.asarray(pulls @ (sample.weight[0] @ delta))
