"""One plain answer to each of the questions that a reader brings to the results."""

from __future__ import annotations

from collections.abc import Sequence

from core.analysis import Analysis
from core.inference.modification import ModificationIndex
from core.inference.residual_types import Residuals
from core.questions import reliability, validity
from core.views.fit_strip import fit_strip
from core.views.improvement_tables import NOTICEABLE, row_of
from core.views.numbers import decimal, p_text, unit
from core.views.reported import reported
from core.views.residual_tables import share_of_large
from core.views.scale_tables import DISTINCT, EXPLAINED, RELIABLE
from core.views.tables import path_name, with_group


def fit_answer(analysis: Analysis, left: Sequence[Residuals]) -> str:
    """Does the model fit?"""
    fit = analysis.fit
    if fit is None:
        return analysis.estimates.outcome.sentence
    if fit.df == 0:
        return "The model fits by construction: it has as many parameters as the data have moments."
    judged = [entry for entry in fit_strip(fit, None) if entry.grade != "none"]
    good = [entry.name for entry in judged if entry.grade == "good"]
    poor = [entry.name for entry in judged if entry.grade == "poor"]
    if judged and len(good) == len(judged):
        verdict = "The model fits well by every index"
    elif len(poor) > len(judged) / 2:
        verdict = "The model does not fit well"
    else:
        verdict = "The model fits in part" if poor else "The model fits acceptably"
    test = f"χ²({fit.df}) = {decimal(reported(fit, 'chisq'))}, {p_text(reported(fit, 'pvalue'))}"
    named = f"; {', '.join(poor)} {'is' if len(poor) == 1 else 'are'} beyond the cut-off" if poor else ""
    return f"{verdict}{named} ({test}). {_left_over(left)}"


def _left_over(left: Sequence[Residuals]) -> str:
    counts = [share_of_large(found) for found in left]
    large, pairs = sum(n for n, _ in counts), sum(n for _, n in counts)
    how = "missed by more than .10 beyond chance."
    return (
        f"Of {pairs} correlations, {large} {'is' if large == 1 else 'are'} {how}"
        if large
        else f"No correlation is {how}"
    )


def mediation_answer(analysis: Analysis) -> str:
    """What goes through the mediator?"""
    if not analysis.verdicts:
        return "No route of the model goes through a mediator."
    told = (
        f"{with_group(analysis, ' → '.join((v.x, *v.via, v.y)), v.group)}: {v.kind.words}"
        for v in analysis.verdicts
    )
    return f"{'; '.join(told)}."


def measurement_answer(analysis: Analysis) -> str:
    """Is the measurement sound?"""
    if analysis.fit is None:
        return analysis.estimates.outcome.sentence
    scales = [scale for scale in reliability(analysis) if scale.cr is not None or scale.omega is not None]
    if not scales:
        return "The model has no factor with several items, so there is no measurement to judge."
    weak = [s.factor for s in scales if min(v for v in (s.cr, s.omega) if v is not None) < RELIABLE]
    thin = [s.factor for s in scales if s.ave is not None and s.ave < EXPLAINED]
    close = [
        f"{found.factors[j]} and {found.factors[i]} (HTMT {unit(float(found.htmt[i, j]))})"
        for found in validity(analysis)
        for i in range(len(found.factors))
        for j in range(i)
        if found.htmt[i, j] >= DISTINCT
    ]
    apart = "the factors can be told apart" if len(scales) > 1 else ""
    parts = [
        f"not reliable enough (below .70): {listed(weak)}" if weak else "every scale is reliable",
        f"more error than signal in the items of {listed(thin)} (AVE below .50)" if thin else "",
        f"hardly told apart: {listed(close)}" if close else apart,
    ]
    text = "; ".join(part for part in parts if part)
    return f"{text[0].upper()}{text[1:]}."


def improvement_answer(analysis: Analysis, suggested: Sequence[ModificationIndex]) -> str:
    """What would improve it?"""
    if analysis.fit is None:
        return analysis.estimates.outcome.sentence
    found = [index for index in suggested if index.mi >= NOTICEABLE]
    if not found:
        return "Nothing that could be added would improve the fit noticeably."
    first = found[0]
    change = f"{path_name(row_of(first))} (χ² would fall by about {decimal(first.mi, 1)})"
    return (
        f"The data ask most for {change}. Follow them only where theory agrees: suggestions fit chance too."
    )


def listed(names: list[str]) -> str:
    """Names as a sentence counts them up, none twice: Goal, Task and Bond."""
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
