"""What the last step did, in a few sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.analysis import Analysis, compare
from core.comparison import against
from core.inference.difference import DifferenceTest
from core.model.differences import RELEASING, RESTRICTING, Step, differences
from core.views.numbers import decimal, unit
from core.views.reported import Index, reported
from core.views.sentences import difference_text
from core.views.steps import in_a_row, options_told, steps_told

CRITERIA: tuple[Index, ...] = ("aic", "bic")


def what_changed(before: Analysis, after: Analysis) -> str:
    """What was done between two analyses of one set of data, and what that did to fit and verdicts; empty
    where nothing was done."""
    steps = differences(before.table, after.table, before.completed, after.completed)
    done = [*steps_told(steps), *options_told(before.options, after.options)]
    if not done:
        return ""
    parts = (f"You {in_a_row(done)}.", _fit(before, after, steps), _verdicts(before, after))
    return " ".join(part for part in parts if part)


def _fit(before: Analysis, after: Analysis, steps: Sequence[Step]) -> str:
    if before.fit is None or after.fit is None:
        return after.estimates.outcome.sentence if after.fit is None else "The model can be fitted again."
    kinds = {step.kind for step in steps}
    same_way = before.options == after.options
    if same_way and kinds and (kinds <= RESTRICTING or kinds <= RELEASING):
        # One is nested in the other, so no fit is needed to find that out.
        return _nested(before, after)
    if not steps:
        return _became(before, after)
    if after.groups:
        return (
            f"{_became(before, after)} Pin both models to see on Compare whether a test may tell them apart."
        )
    found = against(before, after)
    match found.relation:
        case "restricted" | "larger" if found.test is not None:
            return _tested(before, after, found.test, found.relation == "restricted")
        case "not comparable":
            return f"{found.reason} {_became(before, after)}"
        case "not nested":
            moved = "; ".join(_moved(before, after, CRITERIA))
            return f"{found.reason} {moved}." if moved else found.reason
        case _:
            return found.reason


def _nested(before: Analysis, after: Analysis) -> str:
    ddf = after.fitted.df - before.fitted.df
    if ddf == 0:
        return "Degrees of freedom are as before, so there is no difference test."
    restricted, larger = (after, before) if ddf > 0 else (before, after)
    test = compare(restricted, larger)
    if test is None or math.isnan(test.chisq):
        return "The corrected χ² of the two models cannot be compared here."
    return _tested(before, after, test, ddf > 0)


def _tested(before: Analysis, after: Analysis, test: DifferenceTest, restricted: bool) -> str:
    """How the fit changed, by the test of the two models."""
    numbers = [difference_text(test), *_moved(before, after, ("cfi", "aic"))]
    return f"{_judged(restricted, test)}: {'; '.join(numbers)}."


def _became(before: Analysis, after: Analysis) -> str:
    """Both χ², where the two cannot be tested against each other; empty where they are one."""
    old, new = _chisq(before), _chisq(after)
    return "" if old == new else f"{old} became {new}."


def _chisq(analysis: Analysis) -> str:
    return f"χ²({analysis.fitted.df}) = {decimal(reported(analysis.fit, 'chisq'))}"


def _moved(before: Analysis, after: Analysis, indices: Sequence[Index]) -> list[str]:
    """How the reported values of some indices changed, of those that both fits have."""
    parts = []
    for index in indices:
        old, new = reported(before.fit, index), reported(after.fit, index)
        if old is not None and new is not None:
            change = new - old
            text = unit(change, 3, signed=True) if index == "cfi" else decimal(change, 1, signed=True)
            parts.append(f"Δ{index.upper()} = {_or_zero(text)}")
    return parts


def _judged(restricted: bool, test: DifferenceTest) -> str:
    clear = test.pvalue is not None and test.pvalue < 0.05
    if restricted:
        return "The model fits worse" if clear else "Fit did not suffer detectably"
    return "The model fits better" if clear else "Fit did not gain detectably"


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
