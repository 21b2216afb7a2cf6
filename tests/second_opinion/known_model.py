"""An analysis whose estimates are known without fitting: the covariances are those that the model implies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from core.analysis import Analysis
from core.estimation.estimates import Estimates, Outcome
from core.estimation.moments import SampleMoments
from core.inference.parameters import Parameter
from core.model.partable import ParRow, ParTable
from core.options import Options

# Names that semopy could not read, or would read as something else, and one that would run.
FIRST, SECOND = "حالِ خوب", "START"
INDICATORS = ("1st item", "WAI-SR", "x*y", "CONSTRAINT(__import__)", "p1", "v0")
LOADINGS = (1.0, 0.8, -1.2, 1.0, 0.5, 0.9)
RESIDUALS = (0.5, 0.7, 0.6, 0.4, 0.8, 0.6)
PATH, VARIANCE, RESIDUAL = 0.6, 1.5, 0.9
# The columns are of unequal size, as questionnaire scores are.
SIZES = np.array([1.0, 30.0, 0.2, 4.0, 1.0, 100.0])
NOBS = 200


def known_analysis() -> Analysis:
    """Two factors with three indicators each and one path between them."""
    second_variance = PATH**2 * VARIANCE + RESIDUAL
    deviations = {FIRST: VARIANCE**0.5, SECOND: second_variance**0.5}
    factor = np.array([[VARIANCE, PATH * VARIANCE], [PATH * VARIANCE, second_variance]])
    pattern = np.zeros((6, 2))
    pattern[:3, 0], pattern[3:, 1] = LOADINGS[:3], LOADINGS[3:]
    cov = (pattern @ factor @ pattern.T + np.diag(RESIDUALS)) * np.outer(SIZES, SIZES)
    deviations |= dict(zip(INDICATORS, np.sqrt(np.diag(cov)), strict=True))
    return made_from(_rows(), _values(), deviations, cov)


def made_from(
    rows: Sequence[ParRow], values: Sequence[float], deviations: dict[str, float], cov: np.ndarray
) -> Analysis:
    """An analysis with these estimates; `deviations` of every variable give the standardised ones."""
    parameters = tuple(
        Parameter(row, est, std_all=est * _standard(row, deviations))
        for row, est in zip(rows, values, strict=True)
    )
    table = ParTable(tuple(rows))
    estimates = Estimates(
        np.array([p.est for p in parameters if p.row.estimated]), np.eye(1), 0.0, Outcome.CONVERGED
    )
    return Analysis(
        data_name="known",
        data_key="",
        table=table,
        completed=table,
        options=Options(),
        moments=(SampleMoments(INDICATORS, cov, None, NOBS),),
        estimates=estimates,
        parameters=parameters,
        fit=SimpleNamespace(chisq=0.0),  # type: ignore[arg-type]
        amos=None,
        r2=(),
        effects=(),
        verdicts=(),
        notices=(),
    )


def with_rows(analysis: Analysis, *more: ParRow) -> Analysis:
    """The same analysis of a table with more rows."""
    return replace(analysis, completed=ParTable((*analysis.completed.rows, *more)))


def _rows() -> list[ParRow]:
    factors = [FIRST] * 3 + [SECOND] * 3
    markers = (0, 3)
    loadings = [
        ParRow(f, "=~", x, free=i not in markers, value=None if i not in markers else SIZES[i])
        for i, (f, x) in enumerate(zip(factors, INDICATORS, strict=True))
    ]
    residuals = [ParRow(x, "~~", x) for x in INDICATORS]
    return [
        *loadings,
        ParRow(SECOND, "~", FIRST),
        *residuals,
        ParRow(FIRST, "~~", FIRST),
        ParRow(SECOND, "~~", SECOND),
    ]


def _values() -> list[float]:
    return [*(np.array(LOADINGS) * SIZES), PATH, *(np.array(RESIDUALS) * SIZES**2), VARIANCE, RESIDUAL]


def _standard(row: ParRow, deviations: dict[str, float]) -> float:
    if row.op == "~~":
        return 1 / (deviations[row.lhs] * deviations[row.rhs])
    ratio = deviations[row.lhs] / deviations[row.rhs]
    return ratio if row.op == "=~" else 1 / ratio
