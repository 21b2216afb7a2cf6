"""Means and covariances of rows with gaps, by maximum likelihood without a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.estimation.missing.likelihood import Gaps, deviance, forces
from core.estimation.missing.patterns import Patterns
from core.estimation.moments import SampleMoments, check_definite

# In the metric of unit variances; the likelihood is then exact to about the square of it.
TOLERANCE = 1e-9
MAX_STEPS = 5000
# Variables that determine each other lead the steps to a singular matrix; beyond this its digits are noise.
SINGULAR = 1e-8


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class IncompleteMoments(SampleMoments):
    """The unrestricted model of rows with gaps in the place of the moments of complete rows, with the
    `patterns` and its `deviance` −2 log L / N without the constant."""

    patterns: Patterns
    deviance: float


def scaled_gaps(found: Patterns, sd: np.ndarray) -> Gaps:
    """The patterns' moments in units of `sd` (p,), a batch of one."""
    share = found.counts / found.nobs
    return Gaps(found.seen, share[None], (found.mean / sd)[None], (found.cov / np.outer(sd, sd))[None])


def incomplete_moments(found: Patterns) -> IncompleteMoments:
    """Means and covariances by the EM algorithm (Dempster, Laird & Rubin, 1977).

    Raises DataError where variables determine each other, or where the gaps leave no answer.
    """
    sd = np.nanstd(found.rows, axis=0)
    gaps = scaled_gaps(found, sd)
    mean = np.nanmean(found.rows, axis=0)[None] / sd
    cov = np.eye(len(sd))[None]
    for _ in range(MAX_STEPS):
        new_cov, new_mean = em_step(gaps, cov, mean)
        change = max(abs(new_cov - cov).max(), abs(new_mean - mean).max())
        cov, mean = new_cov, new_mean
        check_definite(found.names, cov[0], SINGULAR)
        if change < TOLERANCE:
            break
    else:
        text = (
            "The gaps in the data are such that the means and covariances of "
            + ", ".join(f"“{name}”" for name in found.names)
            + " could not be estimated. Use complete rows only, or leave out the variables with most gaps."
        )
        raise DataError("em_not_converged", text)
    at_best = float(deviance(gaps, cov, mean)[0])
    cov, mean = cov[0] * np.outer(sd, sd), mean[0] * sd
    for made in (cov, mean):
        made.flags.writeable = False
    return IncompleteMoments(
        found.names, cov, mean, found.nobs, patterns=found, deviance=at_best + log_units(found, sd)
    )


def log_units(found: Patterns, sd: np.ndarray) -> float:
    """How much the deviance grows when the unit of each variable becomes 1/`sd` of what it was."""
    return float((found.seen @ np.log(sd**2)) @ found.counts / found.nobs)


def em_step(gaps: Gaps, cov: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The moments (1, p, p) and (1, p) of the rows completed by their expectation: Σ − ΣGΣ − δδᵀ and μ + δ
    with δ = Σ·pull, for the regression of the gaps on what was observed is ΣW_p."""
    force, pull = forces(gaps, cov, mean)
    shift = (cov @ pull[..., None])[..., 0]
    new = cov - cov @ force @ cov - shift[:, :, None] * shift[:, None, :]
    return (new + new.swapaxes(-1, -2)) / 2, mean + shift
