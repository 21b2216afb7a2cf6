"""What the last switch did, in one or two sentences."""

from __future__ import annotations

from scipy.stats import chi2

from core.analysis import Analysis
from core.inference.difference import DifferenceTest
from core.model.partable import ParRow
from core.views.labels import short_name
from core.views.numbers import decimal, p_text, unit


def what_changed(before: Analysis, after: Analysis, rows: tuple[ParRow, ...]) -> str:
    """What switching `rows` (as they are now) did to fit and verdicts; empty where nothing was switched."""
    if not rows:
        return ""
    return " ".join(part for part in (_switched(rows), _fit(before, after), _verdicts(before, after)) if part)


def _switched(rows: tuple[ParRow, ...]) -> str:
    off = [short_name(row) for row in rows if not row.on]
    on = [short_name(row) for row in rows if row.on]
    parts = [f"{', '.join(names)} {state}" for names, state in ((off, "off"), (on, "on")) if names]
    return f"You switched {' and '.join(parts)}."


def _fit(before: Analysis, after: Analysis) -> str:
    if before.fit is None or after.fit is None:
        return after.estimates.outcome.sentence if after.fit is None else "The model can be fitted again."
    ddf = after.fit.df - before.fit.df
    if ddf == 0:
        return "Degrees of freedom are as before, so there is no difference test."
    # The model with more degrees of freedom is nested in the other, whichever way the switch went.
    chisq = max((after.fit.chisq - before.fit.chisq) * (1 if ddf > 0 else -1), 0.0)
    p = float(chi2.sf(chisq, abs(ddf)))
    cfi = None if after.fit.cfi is None or before.fit.cfi is None else after.fit.cfi - before.fit.cfi
    test = DifferenceTest(chisq, abs(ddf), p, cfi, after.fit.aic - before.fit.aic)
    return f"{_judged(ddf > 0, p)}: {_numbers(test)}."


def _judged(restricted: bool, p: float) -> str:
    if restricted:
        return "The model fits worse" if p < 0.05 else "Fit did not suffer detectably"
    return "The model fits better" if p < 0.05 else "Fit did not gain detectably"


def _numbers(test: DifferenceTest) -> str:
    parts = [f"Δχ²({test.df}) = {decimal(test.chisq)}, {p_text(test.pvalue)}"]
    if test.cfi is not None:
        parts.append(f"ΔCFI = {unit(test.cfi, 3, signed=True)}")
    parts.append(f"ΔAIC = {decimal(test.aic, 1, signed=True)}")
    return "; ".join(parts)


def _verdicts(before: Analysis, after: Analysis) -> str:
    old = {(v.x, v.via, v.y): v.kind for v in before.verdicts}
    changed, same = [], []
    several = len({v.y for v in after.verdicts}) < len(after.verdicts)
    for verdict in after.verdicts:
        name = f"{verdict.y} (via {', '.join(verdict.via)})" if several else verdict.y
        was = old.get((verdict.x, verdict.via, verdict.y))
        if was is None:
            continue
        if was is verdict.kind:
            same.append(name)
        else:
            changed.append(f"{name}: “{was.words}” became “{verdict.kind.words}”.")
    kept = f"{', '.join(same)}: verdict unchanged." if same else ""
    return " ".join((*changed, kept)).strip()
