"""Effects and verdicts as tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.analysis import Analysis
from core.inference.effects import Effect, MeasuredEffect
from core.mediation.verdict import Verdict
from core.views.numbers import MISSING, decimal, interval, p_cell, p_text, unit
from core.views.sentences import SOURCES, method_text
from core.views.tables import Table, between, by_group, digits_for, value_columns

KINDS = {"direct": "direct", "indirect": "indirect", "total_indirect": "all indirect", "total": "total"}


def effects_table(analysis: Analysis) -> Table:
    """Direct, specific indirect, all indirect and total effects of every cause on every outcome."""
    columns = ["Effect", "Kind", *value_columns(analysis)]
    text = pd.DataFrame([_effect_text(e, columns) for e in analysis.effects], columns=columns)
    numbers = pd.DataFrame([{"group": e.group, **_effect_numbers(e)} for e in analysis.effects])
    title, note = "Direct, indirect and total effects", _note(analysis)
    table = Table("effects", title, text, numbers, words=2, note=note)
    return by_group(table, analysis.groups, [e.group for e in analysis.effects])


def differences_table(analysis: Analysis) -> Table:
    """Each effect in one group minus the same effect in another; empty where there is one group."""
    names = analysis.groups
    columns = ["Effect", "Kind", *value_columns(analysis)]
    text = pd.DataFrame([_effect_text(d, columns) for d in analysis.differences], columns=columns)
    pairs = [f"{names[d.first - 1]} − {names[d.second - 1]}" for d in analysis.differences]
    text.insert(0, "Groups", pairs)
    numbers = pd.DataFrame([_effect_numbers(d) for d in analysis.differences])
    numbers.insert(0, "first", [d.first for d in analysis.differences])
    numbers.insert(1, "second", [d.second for d in analysis.differences])
    note = (
        "Each effect in the first group minus the same in the second: that an effect is clear in one group "
        f"and not in another does not show that it differs (Gelman & Stern, 2006). {_note(analysis)}"
    ).strip()
    title = "Differences of the effects between groups"
    return Table("differences", title, text, numbers, words=3, note=note)


def _note(analysis: Analysis) -> str:
    """How the intervals and the errors of effects were made; nothing where there are none."""
    if not analysis.effects:
        return ""
    method = analysis.effects[0].method
    errors = "by the delta method (Sobel, 1982)" if method in ("delta", "monte_carlo") else "by the draws"
    test = "t" if analysis.pooled else "z"
    return (
        f"Intervals: {method_text(method, analysis)}. SE {errors}; {test} and p take the effect for normal, "
        "so for an indirect effect read the interval (MacKinnon, Lockwood & Williams, 2004)."
    )


def _effect_text(e: MeasuredEffect, columns: Sequence[str]) -> dict[str, str]:
    digits = digits_for(e.se)
    cells = (
        " → ".join((e.x, *e.via, e.y)),
        KINDS[e.kind],
        decimal(e.est, digits),
        decimal(e.se, digits),
        decimal(e.z),
        p_cell(e.pvalue),
        between(e.ci_lower, e.ci_upper, digits),
        unit(e.std_all, 3),
        between(e.std_ci_lower, e.std_ci_upper, 3, bounded=True),
    )
    return dict(zip(columns, cells, strict=True))


def _effect_numbers(e: MeasuredEffect) -> dict[str, object]:
    return {
        "x": e.x, "y": e.y, "kind": e.kind, "via": " → ".join(e.via), "est": e.est, "se": e.se, "z": e.z,
        "pvalue": e.pvalue, "ci.lower": e.ci_lower, "ci.upper": e.ci_upper, "std.all": e.std_all,
        "std.se": e.std_se,
        "std.ci.lower": e.std_ci_lower, "std.ci.upper": e.std_ci_upper, "method": e.method,
    }  # fmt: skip


def verdicts_table(analysis: Analysis) -> Table:
    """Each verdict with the evidence that it rests on, in standardised units."""
    text = pd.DataFrame([_verdict_text(v) for v in analysis.verdicts])
    numbers = pd.DataFrame([_verdict_numbers(v) for v in analysis.verdicts])
    note = f"{SOURCES} Standardised effects are shown." if analysis.verdicts else ""
    table = Table("verdicts", "Verdicts and their evidence", text, numbers, words=3, note=note)
    return by_group(table, analysis.groups, [verdict.group for verdict in analysis.verdicts])


def _verdict_text(v: Verdict) -> dict[str, str]:
    test = v.test
    return {
        "Route": " → ".join((v.x, *v.via, v.y)),
        "Verdict": v.kind.words,
        "In newer words": v.kind.modern_words,
        "Through": _with_interval(v.indirect),
        "Direct": _with_interval(v.direct),
        "Total": _with_interval(v.total),
        "Test of the direct path": MISSING
        if test is None
        else f"Δχ²({test.df}) = {decimal(test.chisq)}, {p_text(test.pvalue)}",
        "Draws with this sign": _share(v.agreement),
    }


def _share(share: float | None) -> str:
    """A share of bootstrap draws; only all of them are “all”."""
    if share is None:
        return MISSING
    return "all" if share == 1 else f"{min(100 * share, 99.9):.1f} %"


def _with_interval(effect: Effect | None) -> str:
    if effect is None:
        return MISSING
    if effect.std_ci_lower is None or effect.std_ci_upper is None:
        return unit(effect.std_all)
    return f"{unit(effect.std_all)} {interval(effect.std_ci_lower, effect.std_ci_upper, bounded=True)}"


def _verdict_numbers(v: Verdict) -> dict[str, object]:
    numbers: dict[str, object] = {
        "group": v.group, "x": v.x, "via": " → ".join(v.via), "y": v.y, "verdict": v.kind.words,
        "verdict.zhao": v.kind.modern_words,
        "negligible": v.negligible, "agreement": v.agreement, "reason": v.reason,
    }  # fmt: skip
    for part, effect in (("indirect", v.indirect), ("direct", v.direct), ("total", v.total)):
        for field in ("est", "ci_lower", "ci_upper", "std_all", "std_ci_lower", "std_ci_upper", "method"):
            numbers[f"{part}.{field.replace('_', '.')}"] = None if effect is None else getattr(effect, field)
    for field in ("chisq", "df", "pvalue", "cfi", "aic"):
        numbers[f"test.{field}"] = None if v.test is None else getattr(v.test, field)
    return numbers
