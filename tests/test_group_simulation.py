"""What theory promises of tests and intervals between groups, on thousands of samples from known models."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, norm

from core.estimation.fit import Fit, fit
from core.estimation.likelihood import Sample, information, points, sample_batch, value
from core.estimation.moments import SampleMoments
from core.inference.bootstrap import refit
from core.inference.effects import effect_plans, effect_values
from core.inference.jacobian import jacobian
from core.model.defaults import complete
from core.model.partable import ParTable
from core.model.syntax import parse
from core.options import Options

pytestmark = pytest.mark.slow

COUNT = 3000
SIZES = (180, 320)
NAMES = ("x", "m", "y")
MEASURED = tuple(f"x{i}" for i in range(1, 6))


def population(cov: np.ndarray, mean: np.ndarray, names: tuple[str, ...]) -> tuple[SampleMoments, ...]:
    """Two groups of unequal size; the second has twice the covariances, and other means where `mean` says."""
    whole = zip(SIZES, (1.0, 2.0), (0.0, 1.0), strict=True)
    return tuple(
        SampleMoments(names, cov * spread, at * mean, nobs, group=str(nobs)) for nobs, spread, at in whole
    )


def drawn(moments: SampleMoments, scale: np.ndarray, seed: int) -> Sample:
    """Means and covariances of normal samples, in the model's metric (Bartlett, 1933)."""
    rng = np.random.default_rng(seed)
    p, n = len(moments.names), moments.nobs
    root = np.linalg.cholesky(moments.cov)
    factor = np.tril(rng.standard_normal((COUNT, p, p)), -1)
    at = np.arange(p)
    factor[:, at, at] = np.sqrt(rng.chisquare(n - 1 - at, size=(COUNT, p)))
    half = root @ factor
    assert moments.mean is not None
    mean = moments.mean + rng.standard_normal((COUNT, p)) @ root.T / np.sqrt(n)
    return sample_batch(half @ half.swapaxes(1, 2) / n / np.outer(scale, scale), mean / scale)


def refitted(
    text: str, options: Options, moments: tuple[SampleMoments, ...]
) -> tuple[ParTable, Fit, np.ndarray, tuple[Sample, ...]]:
    """The model fitted to the population and, in one batch, to samples from it."""
    table = complete(parse(text), moments[0].names, options, len(moments))
    whole = fit(table, moments, options)
    assert whole.estimates.fmin < 1e-10
    scales = [ram.scale[: len(ram.names)] for ram in whole.problem.rams]
    samples = tuple(drawn(m, s, seed) for seed, (m, s) in enumerate(zip(moments, scales, strict=True)))
    theta, good = refit(whole, samples, COUNT)
    assert good.mean() > 0.995
    return table, whole, theta, samples


def statistic(whole: Fit, theta: np.ndarray, samples: tuple[Sample, ...]) -> np.ndarray:
    return np.asarray(sum(SIZES) * value(whole.problem, points(whole.problem, theta, samples), samples))


def test_invariance_that_holds_is_rejected_as_often_as_it_should_be() -> None:
    loadings = np.array([1.0, 0.8, 1.2, 0.7, 0.9])
    cov = np.outer(loadings, loadings) + np.diag([0.6, 0.5, 0.9, 0.7, 0.8])
    moments = population(cov, 0.4 * loadings, MEASURED)
    found = {}
    for equal in ((), ("loadings",), ("loadings", "intercepts")):
        options = Options(fun="cfa", group="g", group_equal=equal)  # type: ignore[arg-type]
        _, whole, theta, samples = refitted("f =~ " + " + ".join(MEASURED), options, moments)
        found[equal] = statistic(whole, theta, samples), whole.df
    for smaller, larger in (((), ("loadings",)), (("loadings",), ("loadings", "intercepts"))):
        change = found[larger][0] - found[smaller][0]
        df = found[larger][1] - found[smaller][1]
        assert df == 4
        rejected = float((chi2.sf(change, df) < 0.05).mean())
        # Two standard errors of a share of .05 in 3,000 samples are .008; small samples reject a little more.
        assert 0.035 < rejected < 0.065, (larger, rejected)


def test_intervals_of_the_difference_of_an_effect_cover_it() -> None:
    a, b, c = 0.4, 0.5, 0.2
    inverse = np.linalg.inv(np.eye(3) - np.array([[0, 0, 0], [a, 0, 0], [c, b, 0]]))
    moments = population(inverse @ np.diag([1.0, 0.8, 0.7]) @ inverse.T, np.zeros(3), NAMES)
    table, whole, theta, samples = refitted("m ~ x\ny ~ m + x", Options(group="g", fixed_x=False), moments)
    plans = effect_plans(table, whole)
    place = [(item.kind, item.x, item.y) for item in plans[0].items].index(("indirect", "x", "y"))

    def apart(at: np.ndarray) -> np.ndarray:
        first, second = (effect_values(plan, whole, at)[0][:, [place]] for plan in plans)
        return first - second

    info = information(whole.problem, points(whole.problem, theta, samples), samples)
    vcov = np.linalg.inv(info) / sum(SIZES)
    slopes = np.stack([jacobian(apart, own)[0] for own in theta])
    se = np.sqrt(np.einsum("bk,bkl,bl->b", slopes, vcov, slopes))
    est = apart(theta)[:, 0]
    assert est.mean() == pytest.approx(0, abs=4 * est.std() / np.sqrt(COUNT))
    assert 0.95 < float(se.mean() / est.std()) < 1.05
    covered = float((abs(est) < norm.ppf(0.975) * se).mean())
    assert 0.925 < covered < 0.975
