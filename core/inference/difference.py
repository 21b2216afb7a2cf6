"""Tests of two nested models against each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from core.estimation.estimators import TestName
from core.inference.fit_types import FitIndices, PooledChisq
from core.inference.indices import p_value, rmsea
from core.inference.rubin import PooledTest, d3

DifferenceMethod = Literal["standard", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000", "D3"]
# Those whose statistics are divided by a factor and not shifted.
DIVIDED: tuple[TestName, ...] = ("satorra_bentler", "yuan_bentler")


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """The χ² difference of a model and one nested in it, `chisq` on `df`, and what it does to CFI and AIC.

    `method` is lavaan's name of how the difference was corrected, or D3 where it is pooled over imputed data;
    `factor` what it was divided by and `shift` what was added; `rmsea` is that of an uncorrected difference
    (Steiger, Shapiro & Browne, 1985).
    """

    chisq: float
    df: int
    pvalue: float | None
    cfi: float | None
    aic: float | None
    method: DifferenceMethod = "standard"
    factor: float = 1.0
    shift: float = 0.0
    rmsea: float | None = None


def difference_test(
    restricted: FitIndices, larger: FitIndices, test: TestName = "standard", groups: int = 1
) -> DifferenceTest:
    """The test of `restricted` against `larger`, in which it is nested (Steiger, Shapiro & Browne, 1985).

    Where the models' own statistics are divided by a factor, their difference is too (Satorra & Bentler,
    2001); where that factor is not positive there is no statistic (NaN) and no p value.
    """
    chisq = max(restricted.chisq - larger.chisq, 0.0)
    df = restricted.df - larger.df
    pooled = _pooled(restricted.pooled, larger.pooled, df)
    change = None if restricted.cfi is None or larger.cfi is None else restricted.cfi - larger.cfi
    aic = None if restricted.aic is None or larger.aic is None else restricted.aic - larger.aic
    if pooled is not None:
        return DifferenceTest(pooled.chisq, df, pooled.pvalue, change, aic, "D3")
    plain = DifferenceTest(chisq, df, p_value(chisq, df), change, aic)
    if df < 1:
        return plain
    if test not in DIVIDED:
        return replace(plain, rmsea=rmsea(chisq - df, df, larger.ntotal, groups))
    factor = difference_factor(restricted, larger, larger.chisq_scaling_factor)
    return corrected(plain, "satorra.bentler.2001", factor)


def _pooled(first: PooledChisq | None, second: PooledChisq | None, df: int) -> PooledTest | None:
    """The pooled test of two models of imputed data; None of other data."""
    if first is None or second is None:
        return None
    return d3(PooledChisq(first.own - second.own, first.common - second.common, first.copies), df)


def difference_factor(restricted: FitIndices, larger: FitIndices, of_larger: float | None) -> float:
    """c = (d₀c₀ − d₁c₁)/(d₀ − d₁) of the factors of two statistics; a model without degrees of freedom has
    none."""
    c0, c1 = restricted.chisq_scaling_factor or 1.0, of_larger or 1.0
    return (restricted.df * c0 - larger.df * c1) / (restricted.df - larger.df)


def corrected(
    plain: DifferenceTest, method: DifferenceMethod, factor: float, shift: float = 0.0
) -> DifferenceTest:
    """The difference T/`factor` + `shift`; NaN where the factor is not positive."""
    chisq = plain.chisq / factor + shift if factor > 0 else math.nan
    pvalue = p_value(chisq, plain.df) if factor > 0 else None
    return replace(plain, chisq=chisq, pvalue=pvalue, method=method, factor=factor, shift=shift, rmsea=None)
