"""Scores and information of means and covariances without a model, for rows with or without gaps.

The moments are stacked as in least squares: the means, then the lower triangle of the covariances, column by
column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.discrepancy import Discrepancy
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.least_squares import cell_jacobian, free_moments, half_indices, normal_weight
from core.estimation.likelihood import Sample, cells_onto_parameters, points
from core.estimation.missing.likelihood import Gaps, blocks
from core.estimation.ram import Ram, given_variables
from core.inference.scores import pulls


def moment_scores(values: np.ndarray, cov: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """∂ log Lᵢ/∂(μ, σ) (n, q) of the rows (n, p), NaN where a value is missing."""
    pull, inverse, member = pulls(values, cov, mean)
    a, b = half_indices(len(cov))
    slope = pull[:, a] * pull[:, b] - inverse[:, a, b][member]
    return np.concatenate([pull, slope * np.where(a == b, 0.5, 1.0)], axis=1)


def moment_information(gaps: Gaps, cov: np.ndarray, mean: np.ndarray, observed: bool) -> np.ndarray:
    """Information of one case (q, q) on the means and covariances at Σ `cov` (p, p) and μ `mean` (p,).

    Observed: ½d²D = dμᵀW dμ + 2 dμᵀW dΣ W d + ½tr(dΣ W dΣ (2WAW − W)), averaged over patterns; expected: with
    A = Σ and d = 0.
    """
    p = len(cov)
    a, b = half_indices(p)
    linear, crossed, square = np.zeros((p, p)), np.zeros((p * p, p)), np.zeros((p * p, p * p))
    for block in blocks(gaps, cov[None], mean[None]):
        share, inverse, pull = gaps.share[0, block.at], block.inverse[0], block.pull[0]
        weighted = (share[:, None, None] * inverse).reshape(-1, p * p)
        bend = inverse
        if observed:
            about = gaps.cov[0, block.at] + block.gap[0][:, :, None] * block.gap[0][:, None, :]
            bend = 2 * inverse @ about @ inverse - inverse
            crossed += weighted.T @ pull
        linear += np.einsum("p,pij->ij", share, inverse)
        square += weighted.T @ bend.reshape(-1, p * p)
    return _stack(linear, crossed.reshape(p, p, p), square.reshape(p, p, p, p), a, b)


def _stack(
    linear: np.ndarray, crossed: np.ndarray, square: np.ndarray, a: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """The information from Σ W, Σ W ⊗ Wd and Σ W ⊗ M over patterns, along dΣ = c(e_a e_bᵀ + e_b e_aᵀ)."""
    c = np.where(a == b, 0.5, 1.0)
    i, j, k, m = a[:, None], b[:, None], a, b
    both = square[j, k, m, i] + square[j, m, k, i] + square[i, k, m, j] + square[i, m, k, j]
    low = 0.5 * np.outer(c, c) * both
    side = c * (crossed[:, a, b] + crossed[:, b, a])
    return np.block([[linear, side], [side.T, (low + low.T) / 2]])


def weighted_slopes(
    delta: np.ndarray, cov: np.ndarray, about: tuple[np.ndarray, np.ndarray] | None
) -> np.ndarray:
    """WΔ (q, k) of slopes Δ (q, k) by the information of a case without gaps at Σ `cov` (p, p), which is not
    written out: along (dμ, dΣ) the slopes are Σ⁻¹dμ + Σ⁻¹dΣ d and Σ⁻¹dΣ M with M = 2Σ⁻¹AΣ⁻¹ − Σ⁻¹.

    Observed with `about` the sample's covariances and its means' distance from μ; else expected, A = Σ and
    d = 0. Without the means' slopes Δ has only those of the covariances.
    """
    p = len(cov)
    a, b = half_indices(p)
    first = len(delta) - len(a)
    inverse = bend = np.linalg.inv(cov)
    pull = np.zeros(p)
    if about is not None:
        pull = inverse @ about[1]
        bend = 2 * (inverse @ about[0] @ inverse + np.outer(pull, pull)) - inverse
    change = np.empty((delta.shape[1], p, p))
    change[:, a, b] = change[:, b, a] = delta[first:].T
    half = inverse @ change
    force = half @ bend
    force = (force + force.swapaxes(-1, -2)) / 2
    if not first:
        return np.asarray((force[:, a, b] * np.where(a == b, 0.5, 1.0)).T)
    moved = delta[:first].T @ inverse
    force += moved[:, :, None] * pull + pull[:, None] * moved[:, None, :]
    cells = force[:, a, b] * np.where(a == b, 0.5, 1.0)
    return np.concatenate([moved + half @ pull, cells], axis=1).T


@dataclass(frozen=True, slots=True, eq=False)
class FreeMoments:
    """The unrestricted model of one group, without the moments of fixed exogenous variables.

    `delta` (q, k) are the slopes of the q moments, `information` and `spread` (mean cross-product of the
    scores) those of one case with its gaps, `complete` (q, q) is the information of a case without gaps.
    """

    delta: np.ndarray
    information: np.ndarray
    spread: np.ndarray
    complete: np.ndarray


def free_moments_of(fit: Fit, group: int, rows: np.ndarray, observed: bool = True) -> FreeMoments:
    """The unrestricted model behind a fit to the rows (n, p) of a group, NaN where a value is missing;
    `group` counts from 0."""
    ram, way, sample = fit.problem.rams[group], fit.problem.ways[group], fit.samples[group]
    kept = _kept(ram)
    information, spread = _information_and_spread(fit, group, rows, observed)
    at = points(fit.problem, fit.theta[None], fit.samples)[group]
    delta = cell_jacobian(way, at.implied, True)[0] @ cells_onto_parameters(ram)
    complete = normal_weight(sample.cov[0], True)[np.ix_(kept, kept)]
    return FreeMoments(delta[kept], information, spread, complete)


def unrestricted_trace(fit: Fit, rows: Sequence[np.ndarray], observed: bool) -> float:
    """tr(BA⁻¹) of the unrestricted model behind a fit, over the rows (n, p) of all groups, for the test of
    Yuan & Bentler (2000); the same for all models that take the same moments as given."""
    total = 0.0
    for group, (ram, sample, values) in enumerate(zip(fit.problem.rams, fit.samples, rows, strict=True)):
        if isinstance(sample, Sample):
            total += complete_trace(ram, sample, values, range(len(ram.names)))
            total -= complete_trace(ram, sample, values, given_variables(ram))
        else:
            information, spread = _information_and_spread(fit, group, values, observed)
            total += float(np.trace(np.linalg.solve(information, spread)))
    return total


def complete_trace(ram: Ram, sample: Sample, rows: np.ndarray, which: Sequence[int] | np.ndarray) -> float:
    """tr(BA⁻¹) of the moments of the variables `which` in complete rows (n, p)."""
    if not len(which):
        return 0.0
    at = np.array(which, dtype=np.intp)
    gap = rows[:, at] / ram.scale[at] - sample.mean[0, at]
    distance = np.einsum("ni,ni->n", gap @ np.linalg.inv(sample.cov[0][np.ix_(at, at)]), gap)
    return distance_trace(distance, len(at), ram.means)


def lone_trace(ram: Ram, sample: Sample, rows: np.ndarray, which: Sequence[int]) -> float:
    """Σ tr(BA⁻¹) of the mean and the variance of each of the variables `which` in complete rows (n, p)."""
    at = np.array(which, dtype=np.intp)
    gap = rows[:, at] / ram.scale[at] - sample.mean[0, at]
    return distance_trace(gap**2 / sample.cov[0, at, at], 1, ram.means)


def distance_trace(distance: np.ndarray, p: int, means: bool) -> float:
    """tr(BA⁻¹) of the moments of `p` variables from the squared Mahalanobis distances d (n, …) of the rows:
    the mean of ½(d² − 2d + p), and that of d for the means (Mardia, 1970)."""
    total = (distance**2 + p) / 2 - (0 if means else distance)
    return float(total.sum() / len(distance))


def _kept(ram: Ram) -> np.ndarray:
    return free_moments(len(ram.names), given_variables(ram), ram.means)


def _information_and_spread(
    fit: Fit, group: int, rows: np.ndarray, observed: bool
) -> tuple[np.ndarray, np.ndarray]:
    ram, sample = fit.problem.rams[group], fit.samples[group]
    kept = _kept(ram)
    scores = moment_scores(rows / ram.scale[: len(ram.names)], sample.cov[0], sample.mean[0])[:, kept]
    information = moment_information(gaps_of(sample), sample.cov[0], sample.mean[0], observed)
    return information[np.ix_(kept, kept)], scores.T @ scores / len(rows)


def gaps_of(sample: Discrepancy) -> Gaps:
    """The patterns of gaps behind a sample; complete rows are one pattern."""
    if isinstance(sample, FimlSample):
        return sample.gaps
    seen = np.ones((1, sample.mean.shape[-1]), dtype=bool)
    return Gaps(seen, np.ones((1, 1)), sample.mean[None], sample.cov[None])
