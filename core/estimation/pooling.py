"""One model fitted to imputed copies of the data, all in one batch, and pooled by Rubin's (1987) rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.discrepancy import Discrepancy, Point
from core.estimation.likelihood import Problem, Sample, information, points, sample_batch
from core.estimation.missing.imputed import ImputedMoments
from core.estimation.optimiser import fisher_scoring
from core.estimation.ram import Ram


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """How the fits to m copies of each group's `samples` differ, in the model's metric.

    `theta` (m, k), the mean `within` (k, k) of their covariances of one fit, and for each group (G,) the mean
    F of the copies' `own` minima and `common`, their mean F at the pooled parameters less that at the pooled
    unrestricted moments.
    `complete_df` are the degrees of freedom that a t would have without gaps, infinite where it is taken as
    normal then.
    """

    samples: tuple[Sample, ...]
    theta: np.ndarray
    within: np.ndarray
    own: np.ndarray
    common: np.ndarray
    complete_df: float

    @property
    def count(self) -> int:
        """How many copies there are."""
        return len(self.theta)

    @property
    def centre(self) -> np.ndarray:
        """The pooled parameters (k,)."""
        return np.asarray(self.theta.mean(axis=0))

    @property
    def added(self) -> np.ndarray:
        """(1 + 1/m) times the covariances (k, k) of the fits: what not knowing the gaps adds."""
        return added_covariance(self.theta)

    @property
    def total(self) -> np.ndarray:
        """The covariances (k, k) of the pooled parameters."""
        return np.asarray(self.within + self.added)


def added_covariance(copies: np.ndarray) -> np.ndarray:
    """(1 + 1/m) times the covariances (q, q) of what m `copies` (m, q) say."""
    m, away = len(copies), copies - copies.mean(axis=0)
    return np.asarray((1 + 1 / m) / (m - 1) * away.T @ away)


def pool(
    prob: Problem,
    start: np.ndarray,
    moments: Sequence[ImputedMoments],
    average: Sequence[Discrepancy],
    scale: int,
    complete_df: float,
) -> Pooled | None:
    """Fit every copy from `start` (k,), where the `average` moments led; χ² is `scale` times F. None where a
    copy cannot be fitted."""
    samples = tuple(_copies(ram, m) for ram, m in zip(prob.rams, moments, strict=True))
    with np.errstate(all="ignore"):
        found = fisher_scoring(prob, np.tile(start, (moments[0].count, 1)), samples)
        if not found.converged.all():
            return None
    at = points(prob, found.theta, samples)
    within = np.linalg.inv(information(prob, at, samples)).mean(axis=0) / scale
    own = [sample.value(ram, here).mean() for ram, here, sample in zip(prob.rams, at, samples, strict=True)]
    middle = points(prob, found.theta.mean(axis=0)[None], average)
    groups = zip(prob.rams, middle, average, moments, strict=True)
    common = [_common(ram, here, sample, m) for ram, here, sample, m in groups]
    return Pooled(samples, found.theta, within, np.array(own), np.array(common), complete_df)


def _copies(ram: Ram, moments: ImputedMoments) -> Sample:
    """The copies' moments of a group in the model's metric, a batch of m."""
    sd = ram.scale[: len(ram.names)]
    mean = moments.means / sd if ram.means else np.zeros_like(moments.means)
    return sample_batch(moments.covs / np.outer(sd, sd), mean)


def _common(ram: Ram, point: Point, average: Discrepancy, moments: ImputedMoments) -> float:
    """The mean over the copies of F at the pooled parameters, less that at the pooled unrestricted moments:
    both lose as much as the copies' means differ, each in its own metric."""
    found = float(average.value(ram, point)[0])
    if not ram.means:
        return found
    sd = ram.scale[: len(ram.names)]
    weight = point.inverse[0] - np.linalg.inv(average.cov[0])
    return found + float(np.einsum("ij,ij->", moments.between / np.outer(sd, sd), weight))
