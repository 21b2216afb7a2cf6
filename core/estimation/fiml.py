"""Full information maximum likelihood: every value that is there counts (Arbuckle, 1996).

F = D(Σ, μ) − D(Σ̂, μ̂) with D = −2 log L / N of the rows with their gaps and Σ̂, μ̂ the unrestricted
model's, so that χ² = N·F as with complete rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from core.estimation.discrepancy import Point, Pushes
from core.estimation.implied import Directions, Implied, Inner
from core.estimation.likelihood import cell_information
from core.estimation.missing.em import IncompleteMoments, log_units, scaled_gaps
from core.estimation.missing.likelihood import Gaps, blocks, deviance, forces
from core.estimation.ram import Ram


@dataclass(frozen=True, slots=True, eq=False)
class FimlSample:
    """One group's patterns in the model's metric: their moments `gaps`, the unrestricted model's `cov`
    (1, p, p) and `mean` (1, p), and its deviance `best`."""

    inverts: ClassVar[bool] = True
    gaps: Gaps
    cov: np.ndarray
    mean: np.ndarray
    best: float

    def value(self, ram: Ram, point: Point) -> np.ndarray:
        """D(Σ, μ) − D(Σ̂, μ̂) (B,), infinite where Σ is not positive definite."""
        far = deviance(self.gaps, _definite_cov(point), point.implied.mean) - self.best
        return np.asarray(np.where(point.allowed, far, np.inf))

    def pushes(self, ram: Ram, point: Point) -> Pushes:
        """G and the pull, each pattern's with its share of the rows."""
        force, pull = forces(self.gaps, _definite_cov(point), point.implied.mean)
        return Pushes(force @ point.lam, force, pull)

    def information(self, ram: Ram, way: Directions, point: Point) -> np.ndarray:
        """The expected information of the patterns, each with its share of the rows (B, f, f)."""
        out = np.zeros((len(point.lam), len(way.c), len(way.c)))
        for b, (total, own) in enumerate(zip(out, _members(point), strict=True)):
            gaps = self.take(np.array([b])).gaps
            for block in blocks(gaps, _definite_cov(own), own.implied.mean):
                cells = cell_information(replace(own, inverse=block.inverse[0]), way, ram.means)
                total += np.einsum("p,pij->ij", gaps.share[0, block.at], cells)
        return out

    def take(self, at: np.ndarray) -> FimlSample:
        """The members `at`; a batch of one serves everybody."""
        if len(self.cov) == 1:
            return self
        return FimlSample(self.gaps.take(at), self.cov[at], self.mean[at], self.best)


def fiml_sample(ram: Ram, moments: IncompleteMoments) -> FimlSample:
    """A group's patterns and its unrestricted model in the model's metric."""
    sd = ram.scale[: len(ram.names)]
    mean = np.zeros(len(sd)) if moments.mean is None else moments.mean / sd
    best = moments.deviance - log_units(moments.patterns, sd)
    return FimlSample(
        scaled_gaps(moments.patterns, sd), (moments.cov / np.outer(sd, sd))[None], mean[None], best
    )


def _definite_cov(point: Point) -> np.ndarray:
    """Σ, and where it is not positive definite something that can be inverted."""
    cov = point.implied.cov
    if point.allowed.all():
        return cov
    return np.where(point.allowed[:, None, None], cov, np.eye(cov.shape[-1]))


def _members(point: Point) -> Iterator[Point]:
    """Each member of a batch as a batch of one."""
    implied = point.implied
    inner = implied.inner
    for b in range(len(point.lam)):
        at = slice(b, b + 1)
        own = Inner(inner.total[at], inner.cov[at], inner.mean[at])
        moments = (implied.cov[at], implied.mean[at], implied.paths[at], implied.cross[at])
        yield Point(point.lam[at], Implied(*moments, own), point.inverse[at], point.allowed[at])
