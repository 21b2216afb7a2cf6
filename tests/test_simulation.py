"""What theory promises of estimates, errors, tests and intervals, on thousands of samples from known models.

The samples are drawn and refitted in batches by the kernel that the bootstrap uses.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chi2

from core.estimation.fit import Fit
from core.estimation.likelihood import Sample, information, points, sample_batch, value
from core.inference.bootstrap import job, refit, run
from core.inference.intervals import bias_corrected, percentile
from tests import golden_cases as cases
from tests.made import dataset, fitted, population

pytestmark = pytest.mark.slow

# Samples of which each gets a bootstrap of its own.
REPS = 300
MEDIATION = "m ~ a*x\ny ~ b*m + c*x"


def samples_of(fit: Fit, nobs: int, count: int, seed: int) -> Sample:
    """Covariances with divisor N of `count` normal samples from the implied ones (Bartlett, 1933)."""
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(fit.samples[0].cov[0])
    p = len(root)
    factor = np.tril(rng.standard_normal((count, p, p)), -1)
    at = np.arange(p)
    factor[:, at, at] = np.sqrt(rng.chisquare(nobs - 1 - at, size=(count, p)))
    half = root @ factor
    return sample_batch(half @ half.swapaxes(1, 2) / nobs, np.zeros((count, p)))


def covariances(fit: Fit, theta: np.ndarray, sample: Sample, nobs: int) -> np.ndarray:
    """Sampling covariances (B, k, k) of the estimates."""
    return np.linalg.inv(information(fit.problem, points(fit.problem, theta, (sample,)), (sample,))) / nobs


def test_the_study_is_recovered_with_honest_errors_and_an_honest_test() -> None:
    nobs, count = 324, 6000
    case = cases.analysis("paperL_hybrid")
    implied = points(case.fitted.problem, case.fitted.theta[None], case.fitted.samples)[0].implied.cov[0]
    ram = case.fitted.problem.rams[0]
    scale = ram.scale[: len(ram.names)]
    text = (cases.CASES / "paperL_hybrid" / "model.lav").read_text(encoding="utf-8")
    truth = population(text, implied * np.outer(scale, scale), ram.names, nobs)
    sample = samples_of(truth, nobs, count, seed=324)
    theta, good = refit(truth, (sample,), count)
    assert good.mean() > 0.999
    theta, sample = theta[good], sample_batch(sample.cov[good], sample.mean[good])
    spread = theta.std(axis=0, ddof=1)
    # Where the true value is near zero a share of it means nothing; then it is held against its error.
    bias = theta.mean(axis=0) - truth.theta
    assert (abs(bias) < np.maximum(0.05 * abs(truth.theta), 0.05 * spread)).all()
    errors = np.sqrt(np.einsum("bkk->bk", covariances(truth, theta, sample, nobs)))
    ratio = errors.mean(axis=0) / spread
    assert ratio.min() > 0.95
    assert ratio.max() < 1.05
    chisq = nobs * value(truth.problem, points(truth.problem, theta, (sample,)), (sample,))
    rejected = (chisq > chi2.ppf(0.95, truth.df)).mean()
    assert 0.035 < rejected < 0.065


def mediated(a: float, b: float) -> np.ndarray:
    """Covariances of x, m, y where x and both residuals have variance 1 and there is no direct effect."""
    loads = np.array([[1, 0, 0], [a, 1, 0], [a * b, b, 1]])
    return loads @ loads.T


# Share of 500 samples in which Sobel's test finds the indirect effect, at N = 50, 100, 200, 500 and 1000
# (MacKinnon et al., 2002, table 6).
SOBEL = {
    0.00: (0.000, 0.000, 0.002, 0.000, 0.000),
    0.14: (0.006, 0.010, 0.122, 0.562, 0.976),
    0.39: (0.360, 0.862, 1.000, 1.000, 1.000),
    0.59: (0.902, 1.000, 1.000, 1.000, 1.000),
}


@pytest.mark.parametrize("path", SOBEL)
def test_sobels_test_has_its_published_power(path: float) -> None:
    count = 4000
    for nobs, published in zip((50, 100, 200, 500, 1000), SOBEL[path], strict=True):
        truth = population(MEDIATION, mediated(path, path), ("x", "m", "y"), nobs)
        sample = samples_of(truth, nobs, count, seed=nobs)
        theta, good = refit(truth, (sample,), count)
        assert good.all()
        (a, b), var = theta[:, :2].T, covariances(truth, theta, sample, nobs)
        z = a * b / np.sqrt(b**2 * var[:, 0, 0] + a**2 * var[:, 1, 1] + 2 * a * b * var[:, 0, 1])
        share = (abs(z) > 1.96).mean()
        p = min(max(published, 0.004), 0.996)
        assert abs(share - published) < 3 * np.sqrt(p * (1 - p) * (1 / count + 1 / 500)), (nobs, share)


@cache
def limits(a: float, b: float, nobs: int, reps: int) -> dict[str, np.ndarray]:
    """Percentile and BC limits (reps, 2) of the indirect effect, from 500 draws of each of `reps` samples."""
    rng = np.random.default_rng(int(1000 * (a + 10 * b)) + nobs)
    out: dict[str, list[np.ndarray]] = {"percentile": [], "bc": []}
    for rep in range(reps):
        x, e1, e2 = rng.standard_normal((3, nobs))
        m = a * x + e1
        rows = np.column_stack([x, m, b * m + e2])
        fit = fitted(MEDIATION, dataset(rows, ("x", "m", "y")))
        # The rows in the order of the model's variables.
        order = [("x", "m", "y").index(name) for name in fit.problem.rams[0].names]
        draws = run(job(fit, (rows[:, order],), 500, rep), threads=1)
        assert draws is not None
        unit = fit.problem.rams[0].unit
        product, est = np.prod((draws.theta * unit)[:, :2], axis=1), np.prod(fit.estimates.theta[:2])
        out["percentile"].append(np.concatenate(percentile(product[:, None], 0.95)))
        out["bc"].append(np.concatenate(bias_corrected(product[:, None], np.array([est]), 0.95)))
    return {method: np.array(rows) for method, rows in out.items()}


@pytest.mark.parametrize("method", ["percentile", "bc"])
def test_bootstrap_intervals_cover_what_they_say(method: str) -> None:
    low, high = limits(0.39, 0.39, 100, REPS)[method].T
    covered = ((low < 0.39**2) & (high > 0.39**2)).mean()
    # Bradley's (1978) liberal band.
    assert 0.925 < covered < 0.975


# Shares of 1,000 samples, simulated with another program.
@pytest.mark.parametrize(("method", "known"), [("percentile", 0.049), ("bc", 0.081)])
def test_intervals_find_an_effect_that_is_not_there_as_often_as_known(method: str, known: float) -> None:
    low, high = limits(0.39, 0.0, 50, REPS)[method].T
    share = ((low > 0) | (high < 0)).mean()
    assert abs(share - known) < 3 * np.sqrt(known * (1 - known) * (1 / REPS + 1 / 1000))


def test_bias_correction_finds_more_of_what_is_not_there() -> None:
    found = {m: ((v[:, 0] > 0) | (v[:, 1] < 0)).mean() for m, v in limits(0.39, 0.0, 50, REPS).items()}
    assert found["percentile"] < found["bc"]


def test_larger_samples_give_narrower_intervals_by_the_root_of_their_size() -> None:
    truth = {n: population(MEDIATION, mediated(0.39, 0.39), ("x", "m", "y"), n) for n in (100, 400, 1600)}
    for small, large in pairwise(truth.values()):
        ratio = np.sqrt(np.diag(small.estimates.vcov) / np.diag(large.estimates.vcov))
        assert ratio == pytest.approx(2 * np.ones(len(ratio)), rel=1e-9)
