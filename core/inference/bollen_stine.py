"""The bootstrap test of fit: resamples of rows that were turned so that the model holds in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.fit import Fit
from core.inference.bootstrap import Draws


@dataclass(frozen=True, slots=True)
class BollenStine:
    """χ² of the model `chisq`, the share of resamples under the model with a larger one `pvalue`, and the
    mean `expected` of theirs; of `draws` resamples, `failed` more could not be fitted."""

    chisq: float
    pvalue: float
    expected: float
    draws: int
    failed: int
    seed: int


def turned_rows(fit: Fit, rows: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
    """The complete rows (n, p) of the groups, turned so that their covariances, and their means where these
    are modelled, are the implied ones: ZS^−½Σ^½ + μ (Bollen & Stine, 1992)."""
    out = []
    for ram, sample, implied, values in zip(fit.problem.rams, fit.samples, fit.implied, rows, strict=True):
        sd = ram.scale[: len(ram.names)]
        scaled = values / sd
        centre = scaled.mean(axis=0)
        turn = _power(sample.cov[0], -0.5) @ _power(implied.cov[0], 0.5)
        mean = implied.mean[0] if ram.means else centre
        out.append(((scaled - centre) @ turn + mean) * sd)
    return tuple(out)


def _power(cov: np.ndarray, exponent: float) -> np.ndarray:
    values, vectors = np.linalg.eigh(cov)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def bollen_stine_test(chisq: float, draws: Draws, scale: int) -> BollenStine | None:
    """The test from the draws' F, which `scale` turns into χ²; None where none could be fitted."""
    if draws.fmin is None or not len(draws.fmin):
        return None
    found = scale * draws.fmin
    pvalue = float((found > chisq).mean())
    return BollenStine(chisq, pvalue, float(found.mean()), len(found), draws.failed, draws.seed)
