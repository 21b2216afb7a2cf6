"""Tests of two nested models against each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """The χ² difference of a model and one nested in it, `chisq` on `df`, and what it does to CFI and AIC."""

    chisq: float
    df: int
    pvalue: float | None
    cfi: float | None
    aic: float
