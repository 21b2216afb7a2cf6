"""Indices of fits to ordered variables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.linalg import block_diag

from core.estimation.fit import Fit
from core.estimation.least_squares import half_indices, normal_weight
from core.estimation.likelihood import cells_onto_parameters
from core.estimation.moments import SampleMoments, smallest_eigenvalue
from core.estimation.ordinal.layout import COVARIANCE, THRESHOLD, ordinal_units
from core.estimation.ordinal.moments import OrdinalMoments
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.ram import ALPHA, NU, TAU
from core.inference.population import Corrected, population

# lavaan's bound below which correlations count as singular.
DEFINITE = float(np.sqrt(np.finfo(float).eps))
WITHOUT: dict[str, Any] = {
    f"{name}_robust": None for name in ("cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper")
}


def categorical_indices(
    fit: Fit, independent: Fit, moments: Sequence[SampleMoments], scale: int
) -> dict[str, Any]:
    """CFI, TLI and RMSEA as they would be, were the responses behind the ordered variables observed (Savalei,
    2021): the normal likelihood of their correlations at the estimates, with its correction.

    `scale` is that of χ². Each None where some variables are numeric or the correlations are impossible
    together.
    """
    for m in moments:
        if not isinstance(m, OrdinalMoments):
            return {}
        if len(m.ordered) < len(m.names) or smallest_eigenvalue(m.cov) < DEFINITE:
            return dict(WITHOUT)
    parts = [_correlations(fit, group) for group in range(len(moments))]
    chisq, chisq_b = (sum(m.nobs * part[at] for m, part in zip(moments, parts, strict=True)) for at in (0, 1))
    gamma = [
        _joint(m.gamma, sample) / share
        for m, sample, share in zip(moments, fit.samples, fit.problem.shares, strict=True)
    ]
    df = sum(len(g) for g in gamma) - _shaping(fit)
    own = Corrected(chisq, _trace(fit, gamma) / df if df else math.nan)
    base = Corrected(chisq_b, float(sum(np.trace(g) for g in gamma)) / independent.df)
    return population(own, base, fit.df, independent.df, scale, len(moments), df)


def _shaping(fit: Fit) -> int:
    """How many parameters have a part in the correlations: all but thresholds and means."""
    shaping = [
        ram.param[[cell.matrix not in (NU, ALPHA, TAU) for cell in ram.free]] for ram in fit.problem.rams
    ]
    return len(np.unique(np.concatenate(shaping))) - fit.problem.npar + fit.npar


def _correlations(fit: Fit, group: int) -> tuple[float, float]:
    """F of the normal likelihood of the correlations behind ordered variables, and that of none."""
    sample, implied = fit.samples[group], fit.implied[group]
    wanted = implied.cov[0] * np.outer(implied.delta[0], implied.delta[0])
    found = sample.cov[0]
    logdet = float(np.linalg.slogdet(found)[1])
    misfit = float(np.linalg.slogdet(wanted)[1]) - logdet + float(np.trace(np.linalg.solve(wanted, found)))
    return misfit - len(found), -logdet


def _joint(matrix: np.ndarray | None, sample: Any) -> np.ndarray:
    """The rows and columns of `matrix` (s, s) that belong to correlations."""
    assert isinstance(sample, OrdinalSquares)
    assert matrix is not None
    at = sample.layout.at(COVARIANCE)
    return np.asarray(matrix[np.ix_(at, at)])


def _trace(fit: Fit, gamma: Sequence[np.ndarray]) -> float:
    """tr(RᵀVRΓ) with R = I − Δ E⁻¹ ΔᵀW over all groups."""
    deltas, weights, normal = [], [], []
    for ram, way, share, sample, implied in zip(
        fit.problem.rams, fit.problem.ways, fit.problem.shares, fit.samples, fit.implied, strict=True
    ):
        assert isinstance(sample, OrdinalSquares)
        at = sample.layout.at(COVARIANCE)
        deltas.append(sample.jacobian(ram, way, implied)[0, at] @ cells_onto_parameters(ram))
        weights.append(share * _joint(sample.weight[0], sample))
        a, b = half_indices(len(ram.names))
        scaled = implied.cov[0] * np.outer(implied.delta[0], implied.delta[0])
        off = np.flatnonzero(a != b)
        normal.append(share * normal_weight(scaled, False)[np.ix_(off, off)])
    delta, weight = np.concatenate(deltas), block_diag(*weights)
    rest = np.eye(len(weight)) - delta @ fit.invert(fit.info) @ delta.T @ weight
    return float(np.einsum("ij,ji->", rest.T @ block_diag(*normal) @ rest, block_diag(*gamma)))


@np.errstate(invalid="ignore")
def ordinal_residuals(fit: Fit, group: int) -> tuple[float, float, float]:
    """RMR, SRMR and CRMR of one group, as lavaan counts them: the SRMR leaves the thresholds out, and the
    variances count as fitted. `group` counts from 1."""
    sample, implied = fit.samples[group - 1], fit.implied[group - 1]
    assert isinstance(sample, OrdinalSquares)
    plan, sd = sample.layout, fit.problem.rams[group - 1].scale[: len(sample.cov[0])]
    left = sample.residual(fit.problem.rams[group - 1], implied)[0]
    gap = left * ordinal_units(plan, sd)
    first, joint = float((gap[plan.at(THRESHOLD)] ** 2).sum()), plan.at(COVARIANCE)
    i, j = plan.row[joint], plan.col[joint]
    spread = np.sqrt(np.diag(sample.cov[0]))
    own = np.sqrt(np.diag(implied.cov[0])) * implied.delta[0]
    found = sample.stats[0, joint] / (spread * spread[:, None])[i, j]
    wanted = (sample.stats[0, joint] - left[joint]) / (own * own[:, None])[i, j]
    scaled = gap[joint] / ((spread * sd) * (spread * sd)[:, None])[i, j]
    pairs, cuts, p = len(joint), len(plan.at(THRESHOLD)), len(sd)
    rmr = math.sqrt((float((gap[joint] ** 2).sum()) + first) / (pairs + p + cuts))
    srmr = math.sqrt(float((scaled**2).sum()) / (pairs + p))
    return rmr, srmr, math.sqrt((float(((found - wanted) ** 2).sum()) + first) / (pairs + cuts))
