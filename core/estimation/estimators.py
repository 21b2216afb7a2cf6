"""What an estimator's name stands for: a discrepancy, a kind of standard errors and a kind of test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.estimation.discrepancy import Discrepancy
from core.estimation.fiml import fiml_sample
from core.estimation.least_squares import (
    LeastSquares,
    Squares,
    asymptotic_weight,
    free_moments,
    half_indices,
    normal_weight,
)
from core.estimation.likelihood import scaled_sample
from core.estimation.missing.em import IncompleteMoments
from core.estimation.moments import SampleMoments
from core.estimation.ordinal.layout import ordinal_units
from core.estimation.ordinal.moments import OrdinalMoments
from core.estimation.ordinal.squares import OrdinalSquares
from core.estimation.ram import Ram, given_variables
from core.options import Estimator, Options

DiscrepancyName = Literal["ml", "gls", "uls", "wls", "dwls"]
StandardErrors = Literal["standard", "robust_sem", "huber_white"]
TestName = Literal["standard", "satorra_bentler", "scaled_shifted", "yuan_bentler"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The three parts of an estimator."""

    discrepancy: DiscrepancyName
    se: StandardErrors = "standard"
    test: TestName = "standard"

    @property
    def needs_gamma(self) -> bool:
        """True where the covariances of the sample moments are used."""
        return self.discrepancy in ("wls", "dwls") or self.se != "standard"


RECIPES: dict[Estimator, Recipe] = {
    "ML": Recipe("ml"),
    "MLM": Recipe("ml", "robust_sem", "satorra_bentler"),
    "MLMV": Recipe("ml", "robust_sem", "scaled_shifted"),
    "MLR": Recipe("ml", "huber_white", "yuan_bentler"),
    "GLS": Recipe("gls"),
    "ULS": Recipe("uls"),
    "ULSM": Recipe("uls", "robust_sem", "satorra_bentler"),
    "ULSMV": Recipe("uls", "robust_sem", "scaled_shifted"),
    "WLS": Recipe("wls"),
    "DWLS": Recipe("dwls"),
    "WLSM": Recipe("dwls", "robust_sem", "satorra_bentler"),
    "WLSMV": Recipe("dwls", "robust_sem", "scaled_shifted"),
}


def multiplier(nobs: int, groups: int, options: Options) -> int:
    """What F is multiplied by to give χ²: N under the normal likelihood, which is the only one for rows with
    gaps, else N − the number of groups."""
    return nobs if _normal(options) else nobs - groups


def _normal(options: Options) -> bool:
    normal = options.likelihood == "normal" and RECIPES[options.estimator].discrepancy == "ml"
    return normal or options.missing == "fiml"


def multipliers(sizes: Sequence[int], options: Options) -> tuple[float, ...]:
    """What the F of each group is multiplied by to give its part of χ²: its cases, less one under lavaan's
    Wishart likelihood and under least squares; AMOS takes its share of N − the number of groups."""
    if _normal(options):
        return tuple(sizes)
    if options.likelihood == "amos":
        total = sum(sizes)
        return tuple(n * (total - len(sizes)) / total for n in sizes)
    return tuple(n - 1 for n in sizes)


def group_weights(sizes: Sequence[int], options: Options) -> tuple[float, ...]:
    """What each group weighs in F: as its cases do under maximum likelihood, of whichever convention, and by
    its part of χ² under least squares."""
    least_squares = RECIPES[options.estimator].discrepancy != "ml"
    counts = multipliers(sizes, options) if least_squares else sizes
    return tuple(count / sum(counts) for count in counts)


@dataclass(frozen=True, slots=True)
class ScoreScale:
    """What a score test and the expected change of a parameter are multiplied by."""

    test: float
    change: float


def score_scale(nobs: int, groups: int, options: Options) -> ScoreScale:
    """AMOS takes the multiplier of χ²; lavaan counts all cases under maximum likelihood, and under least
    squares weighs the slope, though not the information, by (N − G)/N."""
    scale = multiplier(nobs, groups, options)
    if options.likelihood == "amos":
        return ScoreScale(scale, 1.0)
    if RECIPES[options.estimator].discrepancy == "ml":
        return ScoreScale(nobs, 1.0)
    return ScoreScale(scale**2 / nobs, scale / nobs)


def random_exogenous(options: Options) -> bool:
    """True where exogenous variables count as random, as AMOS has them; corrected tests and least squares are
    lavaan's."""
    return options.likelihood == "amos" and options.estimator == "ML"


def group_data(
    rams: Sequence[Ram], moments: Sequence[SampleMoments], options: Options
) -> tuple[Discrepancy, ...]:
    """The groups' data as the estimator's discrepancy sees them."""
    name = RECIPES[options.estimator].discrepancy
    if name == "ml":
        return tuple(_likelihood(ram, m) for ram, m in zip(rams, moments, strict=True))
    return tuple(_least_squares(ram, m, name) for ram, m in zip(rams, moments, strict=True))


def _likelihood(ram: Ram, moments: SampleMoments) -> Discrepancy:
    if isinstance(moments, IncompleteMoments):
        return fiml_sample(ram, moments)
    return scaled_sample(ram, moments)


def _least_squares(ram: Ram, moments: SampleMoments, name: DiscrepancyName) -> Squares:
    sd = ram.scale[: len(ram.names)]
    mean = np.zeros(len(sd)) if moments.mean is None else moments.mean
    weight = _weight(ram, moments, name)
    units = statistic_units(ram, moments)
    own = moments.cov[None] / np.outer(sd, sd), mean[None] / sd, (weight * np.outer(units, units))[None]
    if isinstance(moments, OrdinalMoments):
        stats = (moments.stats / units)[None]
        return OrdinalSquares(*own, stats, moments.layout, _thresholds(moments))
    return LeastSquares(*own, ram.means)


def _thresholds(moments: OrdinalMoments) -> np.ndarray:
    """The sample's thresholds (p, t), zero where a variable has fewer."""
    out = np.zeros((len(moments.names), max(len(cuts) for cuts in moments.thresholds)))
    for row, cuts in zip(out, moments.thresholds, strict=True):
        row[: len(cuts)] = cuts
    return out


def statistic_units(ram: Ram, moments: SampleMoments) -> np.ndarray:
    """The units (q,) of a group's statistics as least squares stacks them."""
    sd = ram.scale[: len(ram.names)]
    if isinstance(moments, OrdinalMoments):
        return ordinal_units(moments.layout, sd)
    return moment_units(sd, ram.means)


def moment_units(sd: np.ndarray, means: bool) -> np.ndarray:
    """The units (q,) of the stacked moments of variables with standard deviations `sd` (p,)."""
    a, b = half_indices(len(sd))
    return np.concatenate([sd, sd[a] * sd[b]]) if means else sd[a] * sd[b]


def _weight(ram: Ram, moments: SampleMoments, name: DiscrepancyName) -> np.ndarray:
    """W (q, q) of a group in the data's metric; the moments of fixed causes alone weigh nothing."""
    gamma, ordinal = moments.gamma, isinstance(moments, OrdinalMoments)
    if name == "uls":
        return np.eye(len(statistic_units(ram, moments)))
    kept = np.ones(len(statistic_units(ram, moments)), dtype=bool)
    if not ordinal:
        kept = free_moments(len(ram.names), given_variables(ram), ram.means)[-len(kept) :]
    if name == "gls":
        return np.asarray(normal_weight(moments.cov, ram.means) * np.outer(kept, kept))
    if gamma is None:
        raise ValueError("the estimator needs the covariances of the moments")
    return asymptotic_weight(gamma, name == "dwls", kept)
