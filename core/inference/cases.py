"""The rows that a bootstrap draws from: each resample is a set of weights on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from core.estimation.discrepancy import Discrepancy
from core.estimation.estimators import DiscrepancyName
from core.estimation.fiml import FimlSample
from core.estimation.least_squares import (
    LeastSquares,
    asymptotic_weight,
    free_moments,
    moment_covariance,
    normal_weight,
)
from core.estimation.likelihood import Sample, sample_batch
from core.estimation.missing.likelihood import Gaps
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.ram import Ram, given_variables
from core.inference.ordinal_cases import ordinal_cases


class Cases(Protocol):
    """The rows of a group, of which each resample is a set of weights."""

    @property
    def nobs(self) -> int: ...

    @property
    def cells(self) -> int:
        """Numbers that each resample takes in memory."""
        ...

    def resample(self, weights: np.ndarray) -> Discrepancy:
        """The data of resamples in which the cases have the shares `weights` (B, n)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class CompleteCases:
    """Centred rows (n, p) in the model's metric, their products (n, p(p+1)/2) and where their centre was."""

    rows: np.ndarray
    products: np.ndarray
    centre: np.ndarray
    divisor_less: int

    @property
    def nobs(self) -> int:
        """Rows."""
        return len(self.rows)

    @property
    def cells(self) -> int:
        """The weights of a resample."""
        return self.nobs

    def resample(self, weights: np.ndarray) -> Sample:
        """Moments of the resamples."""
        n, p = self.rows.shape
        mean = weights @ self.rows
        a, b = np.tril_indices(p)
        cov = np.empty((len(weights), p, p))
        lower = weights @ self.products - mean[:, a] * mean[:, b]
        cov[:, a, b] = cov[:, b, a] = lower * n / (n - self.divisor_less)
        return sample_batch(cov, mean + self.centre)


@dataclass(frozen=True, slots=True, eq=False)
class IncompleteCases:
    """Rows with gaps in the model's metric: `rows` (n, p) less `centre` (p,), zero in the gaps, by `order`
    (n,) of their patterns, each of which begins at one of `first`; `given` are fixed exogenous."""

    sample: FimlSample
    rows: np.ndarray
    order: np.ndarray
    first: np.ndarray
    centre: np.ndarray
    given: np.ndarray

    @property
    def nobs(self) -> int:
        """Rows."""
        return len(self.rows)

    @property
    def cells(self) -> int:
        """The moments of the patterns, or the weights."""
        return int(max(self.sample.gaps.cov.size, self.nobs))

    def resample(self, weights: np.ndarray) -> FimlSample:
        """The patterns' moments in the resamples, and those of the fixed exogenous variables; what else the
        unrestricted model says stays, for it only shifts F."""
        seen = self.sample.gaps.seen
        batch, (count, p) = len(weights), seen.shape
        share, mean = np.empty((batch, count)), np.empty((batch, count, p))
        cov = np.empty((batch, count, p, p))
        sorted_weights = weights[:, self.order]
        for pattern in range(count):
            at = slice(self.first[pattern], self.first[pattern + 1])
            own, part = self.rows[at], sorted_weights[:, at]
            share[:, pattern] = part.sum(axis=1)
            part = part / np.maximum(share[:, pattern, None], np.finfo(float).tiny)
            middle = part @ own
            products = (own[:, :, None] * own[:, None, :]).reshape(len(own), -1)
            second = (part @ products).reshape(batch, p, p)
            alone = len(own) == 1
            cov[:, pattern] = 0.0 if alone else second - middle[:, :, None] * middle[:, None, :]
            mean[:, pattern] = middle + np.where(seen[pattern], self.centre, 0.0)
        gaps = Gaps(seen, share, mean, cov)
        own_cov, own_mean = self._given_moments(gaps)
        return FimlSample(gaps, own_cov, own_mean, self.sample.best)

    def _given_moments(self, gaps: Gaps) -> tuple[np.ndarray, np.ndarray]:
        """Covariances and means with those of the fixed exogenous variables, which every row holds."""
        batch, p = len(gaps.share), len(self.centre)
        cov = np.broadcast_to(self.sample.cov, (batch, p, p)).copy()
        mean = np.broadcast_to(self.sample.mean, (batch, p)).copy()
        x = self.given
        if len(x):
            means = gaps.mean[:, :, x]
            mean[:, x] = middle = np.einsum("bp,bpi->bi", gaps.share, means)
            away = means - middle[:, None]
            within = np.einsum("bp,bpij->bij", gaps.share, gaps.cov[:, :, x[:, None], x])
            between = np.einsum("bp,bpi,bpj->bij", gaps.share, away, away)
            cov[:, x[:, None], x] = within + between
        return cov, mean


@dataclass(frozen=True, slots=True, eq=False)
class WeighedCases:
    """Complete rows for least squares: `discrepancy` says what weighs a resample, `sample` are the data
    themselves, and the columns `given` the fixed causes."""

    complete: CompleteCases
    sample: LeastSquares
    discrepancy: DiscrepancyName
    given: np.ndarray

    @property
    def nobs(self) -> int:
        """Rows."""
        return self.complete.nobs

    @property
    def cells(self) -> int:
        """The weight of the moments, or the weights of a resample."""
        return int(max(self.nobs, self.sample.weight[0].size))

    def resample(self, weights: np.ndarray) -> LeastSquares:
        """Moments of the resamples, each weighed by what its own rows say."""
        moments = self.complete.resample(weights)
        means = self.sample.with_means
        if self.discrepancy == "uls":
            weight = self.sample.weight
        elif self.discrepancy == "gls":
            weight = normal_weight(moments.cov, means) * np.outer(self._kept, self._kept)
        else:
            weight = np.stack([self._weight(shares) for shares in weights])
        return LeastSquares(moments.cov, moments.mean, weight, means)

    @property
    def _kept(self) -> np.ndarray:
        q, p = len(self.sample.weight[0]), self.sample.cov.shape[-1]
        return free_moments(p, self.given, self.sample.with_means)[-q:]

    def _weight(self, shares: np.ndarray) -> np.ndarray:
        """W (q, q) of one resample; NaN where so few of the rows were drawn that there is none."""
        drawn = shares > 0
        q = len(self.sample.weight[0])
        diagonal = self.discrepancy == "dwls"
        if not diagonal and drawn.sum() <= q:
            return np.full((q, q), np.nan)
        rows = self.complete.rows[drawn]
        gamma = moment_covariance(rows, self.sample.with_means, self.given, shares[drawn])
        return asymptotic_weight(gamma, diagonal, self._kept)


def cases_of(
    ram: Ram, sample: Discrepancy, values: np.ndarray, divisor_less: int, discrepancy: DiscrepancyName
) -> Cases:
    """The cases of a group from its rows (n, p) in the data's metric, NaN where a value is missing; complete
    rows' covariances have divisor n − `divisor_less`."""
    if isinstance(sample, OrdinalSquares):
        return ordinal_cases(ram, sample, values, discrepancy)
    scaled = values / ram.scale[: len(ram.names)]
    if isinstance(sample, FimlSample):
        return _incomplete(ram, sample, scaled)
    centre = scaled.mean(axis=0)
    rows = scaled - centre
    complete = CompleteCases(rows, _products(rows), centre, divisor_less)
    if isinstance(sample, LeastSquares):
        return WeighedCases(complete, sample, discrepancy, given_variables(ram))
    return complete


def _products(rows: np.ndarray) -> np.ndarray:
    """The products of all pairs of columns (n, p(p+1)/2), in the order of the lower triangle."""
    n, p = rows.shape
    found = np.empty((n, p * (p + 1) // 2))
    for column in range(p):
        # To gather all pairs before they are multiplied takes eight times as long where there are many rows.
        first = column * (column + 1) // 2
        pairs = found[:, first : first + column + 1]
        np.multiply(rows[:, : column + 1], rows[:, column : column + 1], out=pairs)
    return found


def _incomplete(ram: Ram, sample: FimlSample, scaled: np.ndarray) -> IncompleteCases:
    known = ~np.isnan(scaled)
    seen, member, counts = np.unique(known, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(member.ravel(), kind="stable")
    centre = sample.mean[0]
    rows = np.where(known, scaled - centre, 0.0)[order]
    first = np.concatenate([[0], np.cumsum(counts)])
    given = given_variables(ram)
    own = replace(sample, gaps=replace(sample.gaps, seen=seen))
    return IncompleteCases(own, rows, order, first, centre, given)
