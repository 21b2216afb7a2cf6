"""Tests of two nested models against each other."""

from __future__ import annotations

from dataclasses import dataclass

from core.inference.fit_types import FitIndices
from core.inference.indices import p_value


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """The χ² difference of a model and one nested in it, `chisq` on `df`, and what it does to CFI and AIC."""

    chisq: float
    df: int
    pvalue: float | None
    cfi: float | None
    aic: float | None


def difference_test(restricted: FitIndices, larger: FitIndices) -> DifferenceTest:
    """The test of `restricted` against `larger`, in which it is nested (Steiger, Shapiro & Browne, 1985)."""
    chisq = max(restricted.chisq - larger.chisq, 0.0)
    df = restricted.df - larger.df
    change = None if restricted.cfi is None or larger.cfi is None else restricted.cfi - larger.cfi
    aic = None if restricted.aic is None or larger.aic is None else restricted.aic - larger.aic
    return DifferenceTest(chisq, df, p_value(chisq, df), change, aic)
