"""What the last switch did, in one or two sentences."""

from __future__ import annotations

import math
from dataclasses import replace

from core.analysis import Analysis, compare
from core.inference.difference import DifferenceTest
from core.model.partable import ParRow
from core.views.labels import short_name
from core.views.numbers import decimal, unit
from core.views.sentences import difference_text


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
    restricted, larger = (after, before) if ddf > 0 else (before, after)
    test = compare(restricted, larger)
    if test is None or math.isnan(test.chisq):
        return "The corrected χ² of the two models cannot be compared here."
    sign = 1 if ddf > 0 else -1
    cfi, aic = (None if value is None else sign * value for value in (test.cfi, test.aic))
    return f"{_judged(ddf > 0, test)}: {_numbers(replace(test, cfi=cfi, aic=aic))}."


def _judged(restricted: bool, test: DifferenceTest) -> str:
    clear = test.pvalue is not None and test.pvalue < 0.05
    if restricted:
        return "The model fits worse" if clear else "Fit did not suffer detectably"
    return "The model fits better" if clear else "Fit did not gain detectably"


def _numbers(test: DifferenceTest) -> str:
    parts = [difference_text(test)]
    if test.cfi is not None:
        parts.append(f"ΔCFI = {_or_zero(unit(test.cfi, 3, signed=True))}")
    if test.aic is not None:
        parts.append(f"ΔAIC = {_or_zero(decimal(test.aic, 1, signed=True))}")
    return "; ".join(parts)


def _or_zero(text: str) -> str:
    """A change that rounds to nothing is plainly 0."""
    return text if text.strip("+−.0") else "0"


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
