"""Which models semopy 2.3.11 may be asked about: those on which it was measured to be right."""

from __future__ import annotations

from collections.abc import Sequence

from core.analysis import Analysis
from core.model.partable import ParRow


def reason_against(analysis: Analysis) -> str | None:
    """Why semopy is not asked about this analysis, as the end of a sentence, or None where it may be."""
    rows = [row for row in analysis.completed.rows if not row.arithmetic]
    return _against_fit(analysis) or _against_numbers(analysis, rows) or _against_shape(rows)


def _against_fit(analysis: Analysis) -> str | None:
    if not analysis.estimates.outcome.trustworthy or analysis.fit is None:
        return "the model was not fitted well enough to compare"
    if not analysis.estimates.theta.size:
        return "the model has nothing to estimate"
    return None


def _against_numbers(analysis: Analysis, rows: Sequence[ParRow]) -> str | None:
    if analysis.options.estimator != "ML":
        return "it can only be trusted with maximum likelihood"
    if analysis.pooled:
        return "it cannot pool imputed data"
    if len(analysis.moments) > 1:
        return "it cannot fit several groups together"
    if analysis.fitted.within is not None:
        return "it is not asked about models under constraints or bounds"
    if analysis.options.meanstructure or any(row.op == "~1" for row in rows):
        return "its fit of models with means is not reliable"
    return None


def _against_shape(rows: Sequence[ParRow]) -> str | None:
    latent = {row.lhs for row in rows if row.op == "=~"}
    if not latent:
        return "it is only asked about models with latent variables"
    sources = {arrow(row)[0] for row in rows if row.op in ("=~", "~")}
    targets = {arrow(row)[1] for row in rows if row.op in ("=~", "~")}
    mentioned = sources | targets | {name for row in rows for name in (row.lhs, row.rhs)}
    if mentioned - latent - targets:
        return "it miscounts models with observed predictors"
    # It puts such a covariance on the observed value, behind the effects that leave the inner variable.
    ends = (mentioned - latent) - sources
    if any(row.op == "~~" and (row.lhs in ends) != (row.rhs in ends) for row in rows):
        return "it cannot tie the residual of an indicator to that of an inner variable"
    return None


def arrow(row: ParRow) -> tuple[str, str]:
    """Where the arrow of a loading or regression starts and where it ends."""
    return (row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs)
