"""What theory promises of the estimators for skewed data, for gaps that depend on what was seen and for
ordered answers, on samples from known models.

All samples are refitted in one batch by the kernel that the bootstrap uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest
from scipy.stats import chi2

from core.estimation.fiml import FimlSample
from core.estimation.fit import moved
from core.estimation.least_squares import asymptotic_weight, moment_covariance
from core.estimation.likelihood import points, sample_batch, value
from core.estimation.missing.likelihood import Gaps
from core.estimation.moments import SampleMoments
from core.estimation.ordinal.layout import THRESHOLD
from core.estimation.ordinal.moments import OrdinalMoments, ordinal_moments
from core.estimation.ordinal.squares import OrdinalSquares
from core.inference.bootstrap import refit
from core.inference.robust import (
    moment_space,
    observed_information,
    robust,
    sandwich,
    satorra_bentler,
    scaled_shifted,
)
from core.options import Options
from tests.made import dataset, fitted, population

pytestmark = pytest.mark.slow

NAMES = tuple(f"x{i}" for i in range(1, 7))
TEXT = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\ng ~ f"
# Correlations within and between the blocks; a bend of every column alike leaves the model true.
WITHIN, BETWEEN, BEND = 0.6, 0.3, 0.25
BLOCK = np.repeat([0, 1], 3)
COR = np.where(BLOCK[:, None] == BLOCK, WITHIN, BETWEEN) + (1 - WITHIN) * np.eye(6)


def normal_rows(rng: np.random.Generator, n: int) -> np.ndarray:
    """Two blocks of three columns (n, 6)."""
    return np.asarray(rng.standard_normal((n, 6)) @ np.linalg.cholesky(COR).T)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of each of B samples: estimates and errors (B, k) and a test of fit (B,) on `df`."""

    theta: np.ndarray
    errors: np.ndarray
    chisq: np.ndarray
    df: int

    @property
    def rejected(self) -> float:
        """How often the model, which is true, is rejected at 5 %."""
        return float((self.chisq > chi2.ppf(0.95, self.df)).mean())


def assert_honest(run: Run, truth: np.ndarray) -> None:
    """No bias to speak of, errors as large as the estimates vary, and a test that keeps its level."""
    spread = run.theta.std(axis=0, ddof=1)
    # Where the true value is near zero a share of it means nothing; then it is held against its error.
    bias = abs(run.theta.mean(axis=0) - truth)
    assert (bias < np.maximum(0.05 * abs(truth), 0.1 * spread)).all(), bias / spread
    ratio = run.errors.mean(axis=0) / spread
    assert 0.95 < ratio.min() <= ratio.max() < 1.05, ratio
    assert 0.035 < run.rejected < 0.065, run.rejected


def errors_of(vcov: np.ndarray) -> np.ndarray:
    return np.sqrt(np.diag(vcov))


def test_skewed_data_keep_their_errors_and_their_level_under_robust_estimators_alone() -> None:
    rng, nobs, count = np.random.default_rng(11), 1000, 1500
    bent = COR + 2 * BEND**2 * COR**2
    truth = population(TEXT + "\nx1 ~ 1", bent, NAMES, nobs, np.full(6, BEND))
    normal = (normal_rows(rng, nobs) for _ in range(count))
    rows = [values + BEND * values**2 for values in normal]
    covs, means = [np.cov(values.T, ddof=0) for values in rows], [values.mean(axis=0) for values in rows]
    scale = truth.problem.rams[0].scale[:6]
    sample = sample_batch(np.array(covs) / np.outer(scale, scale), np.array(means) / scale)
    theta, good = refit(truth, (sample,), count)
    assert good.all()
    plain = nobs * value(truth.problem, points(truth.problem, theta, (sample,)), (sample,))
    errors: dict[str, list[np.ndarray]] = {"ML": [], "MLM": [], "MLR": []}
    factors: dict[str, list[float]] = {"ML": [], "MLM": [], "MLR": []}
    for at, values in enumerate(rows):
        own = moved(truth, theta[at], (sample.take(np.array([at])),))
        moments = SampleMoments(NAMES, covs[at], means[at], nobs, partial(moment_covariance, values, True))
        space, bread = moment_space(own, (moments,)), own.invert(own.info)
        whole, tests = robust(own, None, (moments,), (values,), Options(estimator="MLR"))
        assert tests is not None
        unit = truth.problem.rams[0].unit
        vcovs = bread / nobs, sandwich(bread, space, nobs), whole.estimates.vcov / np.outer(unit, unit)
        scales = 1.0, satorra_bentler(space, own.df).factor, tests.model.factor
        for name, vcov, factor in zip(errors, vcovs, scales, strict=True):
            errors[name].append(errors_of(vcov))
            factors[name].append(factor)
    runs = {name: Run(theta, np.array(errors[name]), plain / factors[name], truth.df) for name in errors}
    assert_honest(runs["MLM"], truth.theta)
    assert_honest(runs["MLR"], truth.theta)
    assert runs["ML"].rejected > 0.10
    assert (runs["ML"].errors.mean(axis=0) / theta.std(axis=0, ddof=1)).min() < 0.9


def gappy(rows: Sequence[np.ndarray], scale: np.ndarray) -> tuple[FimlSample, np.ndarray]:
    """Samples in which x4 to x6 are gone where x1 is high, and the deviance (B,) of the unrestricted model,
    which such gaps give a closed form (Anderson, 1957)."""
    seen = np.array([[True] * 6, [True] * 3 + [False] * 3])
    share, mean, cov = np.zeros((len(rows), 2)), np.zeros((len(rows), 2, 6)), np.zeros((len(rows), 2, 6, 6))
    best = np.zeros(len(rows))
    for at, values in enumerate(rows):
        known = values[:, 0] <= 0.5
        first = values[:, :3] / scale[:3]
        whole = values[known] / scale
        share[at] = known.mean(), 1 - known.mean()
        mean[at, 0], cov[at, 0] = whole.mean(axis=0), np.cov(whole.T, ddof=0)
        mean[at, 1, :3], cov[at, 1, :3, :3] = first[~known].mean(axis=0), np.cov(first[~known].T, ddof=0)
        inner = cov[at, 0]
        rest = inner[3:, 3:] - inner[3:, :3] @ np.linalg.solve(inner[:3, :3], inner[:3, 3:])
        best[at] = np.linalg.slogdet(np.cov(first.T, ddof=0))[1] + 3
        best[at] += share[at, 0] * (np.linalg.slogdet(rest)[1] + 3)
    return FimlSample(Gaps(seen, share, mean, cov), cov[:, 0], mean[:, 0], 0.0), best


def test_whole_use_of_rows_with_gaps_is_honest_where_leaving_them_out_is_not() -> None:
    rng, nobs, count = np.random.default_rng(12), 400, 1500
    truth = population(TEXT + "\nx1 ~ 1", COR, NAMES, nobs, np.zeros(6))
    rows = [normal_rows(rng, nobs) for _ in range(count)]
    sample, best = gappy(rows, truth.problem.rams[0].scale[:6])
    theta, good = refit(truth, (sample,), count)
    assert good.all()
    chisq = nobs * (value(truth.problem, points(truth.problem, theta, (sample,)), (sample,)) - best)
    each = (moved(truth, theta[at], (sample.take(np.array([at])),)) for at in range(count))
    errors = [errors_of(np.linalg.inv(observed_information(own)) / nobs) for own in each]
    assert_honest(Run(theta, np.array(errors), chisq, truth.df), truth.theta)
    # What the complete rows alone say of the mean of x4.
    assert sample.gaps.mean[:, 0, 3].mean() < -0.05


CUTS = np.array([[-0.8, 0.2, 1.0], [-0.3, 0.5, 1.2], [-1.0, 0.0, 0.7]])


def squares(found: Sequence[OrdinalMoments], like: OrdinalSquares) -> OrdinalSquares:
    """The statistics of ordered items as one batch, each weighed by its own errors."""
    kept = np.ones(len(like.layout.kind), dtype=bool)
    return replace(
        like,
        cov=np.array([m.cov for m in found]),
        mean=np.array([m.mean for m in found]),
        stats=np.array([m.stats for m in found]),
        weight=np.array([asymptotic_weight(m.gamma, True, kept) for m in found if m.gamma is not None]),
    )


def test_ordered_answers_are_honest_under_their_robust_estimator() -> None:
    rng, nobs, count = np.random.default_rng(13), 500, 1000
    cuts = np.concatenate([CUTS, CUTS])
    rows = [(normal_rows(rng, nobs)[..., None] > cuts).sum(axis=2).astype(float) for _ in range(count)]
    moments = [ordinal_moments(values, NAMES, NAMES) for values in rows]
    options = Options(estimator="WLSMV", ordered=NAMES)
    first = fitted(TEXT, dataset(rows[0], NAMES), options)
    like = first.samples[0]
    assert isinstance(like, OrdinalSquares)
    plan, most = like.layout, cuts.shape[1] - 1
    known = np.where(
        plan.kind == THRESHOLD, cuts[plan.row, np.minimum(plan.col, most)], COR[plan.row, plan.col]
    )
    truth = refit(first, (replace(like, stats=known[None]),), 1)[0][0]
    sample = squares(moments, like)
    theta, good = refit(first, (sample,), count)
    assert good.all()
    plain = nobs * value(first.problem, points(first.problem, theta, (sample,)), (sample,))
    errors, chisq = [], []
    for at, own in enumerate(moments):
        there = moved(first, theta[at], (sample.take(np.array([at])),))
        space = moment_space(there, (own,))
        errors.append(errors_of(sandwich(there.invert(there.info), space, nobs)))
        test = scaled_shifted(space, there.df)
        chisq.append(plain[at] / test.factor + test.shift)
    assert_honest(Run(theta, np.array(errors), np.array(chisq), first.df), truth)
