"""Scales as tables: what was recognised, how reliable a scale is, and what each item does in it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.data.names import display_name
from core.data.scales.matching import Match
from core.data.scales.scoring import ScalePlan
from core.few import SMALLEST_SHOWN
from core.item_analysis import ScaleCheck
from core.views.numbers import MISSING, decimal, interval, p_text, percent, unit, whole
from core.views.small_cells import MASKED
from core.views.tables import Table

FORMS = {"score": "one score", "parcels": "parcels", "items": "the items themselves"}


def matches_table(matches: Sequence[Match]) -> Table:
    """The questionnaires that were recognised, by their columns and what would be made of them."""
    rows = [
        {
            "Questionnaire": one.template.title,
            "Columns": _span([name for _, name in one.series.columns]),
            "Becomes": f"{', '.join(display_name(part.name) for part in one.plan.parts)} ({_form(one.plan)})",
            "Remark": one.remark,
        }
        for one in matches
    ]
    return _words("questionnaires", "Questionnaires", rows)


def _span(columns: Sequence[str]) -> str:
    return f"{display_name(columns[0])} … {display_name(columns[-1])} ({len(columns)})"


def _form(plan: ScalePlan) -> str:
    if plan.form == "items":
        return FORMS["items"]
    return f"{plan.how}s" if plan.form == "score" else f"{plan.parcels} parcels each, {plan.how}s"


def _words(name: str, title: str, rows: Sequence[dict[str, str]]) -> Table:
    text = pd.DataFrame(rows)
    return Table(name, title, text, text, words=len(text.columns))


def reliability_table(check: ScaleCheck, level: float = 0.95) -> Table:
    """α and ω with their intervals, and the fit of one factor."""
    rows: list[dict[str, str]] = [
        _row("Complete rows", _rows(check), ""),
        _row("α (Cronbach)", unit(check.alpha), interval(check.alpha_lower, check.alpha_upper, 2, True)),
    ]
    if check.omega is not None:
        rows.append(_row("ω (McDonald)", unit(check.omega), _limits(check)))
    fit = check.one_factor.fit if check.one_factor else None
    if fit is not None:
        rows.append(_row("One factor: χ²", decimal(fit.chisq), f"df = {fit.df}, {p_text(fit.pvalue)}"))
        for name, value in (("CFI", fit.cfi), ("RMSEA", fit.rmsea), ("SRMR", fit.srmr)):
            rows.append(_row(f"One factor: {name}", unit(value, 3), ""))
    columns = ["What", "Value", f"{percent(level)} interval or test"]
    text = pd.DataFrame([list(row.values()) for row in rows], columns=columns)
    numbers = {
        "name": check.name,
        "nobs": _rows(check) if 0 < check.left_out < SMALLEST_SHOWN else check.nobs,
        "alpha": check.alpha,
        "alpha.lower": check.alpha_lower,
        "alpha.upper": check.alpha_upper,
        "omega": check.omega,
        "omega.lower": check.omega_lower,
        "omega.upper": check.omega_upper,
    }
    return Table(
        "scale_reliability", f"Reliability of {display_name(check.name)}", text, pd.DataFrame([numbers])
    )


def _rows(check: ScaleCheck) -> str:
    """The complete rows; where few others were left out, these would be known by them."""
    return f"all but {MASKED}" if 0 < check.left_out < SMALLEST_SHOWN else whole(check.nobs)


def _limits(check: ScaleCheck) -> str:
    return MISSING if check.omega_lower is None else interval(check.omega_lower, check.omega_upper, 2, True)


def _row(what: str, value: str, more: str) -> dict[str, str]:
    return {"what": what, "value": value, "more": more}


def items_table(check: ScaleCheck) -> Table:
    """Each item with its correlation with the rest, α without it, and its loading on one factor."""
    loading = {p.row.rhs: p.std_all for p in check.one_factor.parameters} if check.one_factor else {}
    known = [(item, loading.get(item.name)) for item in check.items]
    columns = ["Item", "Mean", "SD", "With the rest (r)", "α if dropped", "Loading (std.)"]
    text = [
        [
            display_name(item.name),
            decimal(item.mean),
            decimal(item.sd),
            unit(item.rest),
            unit(item.alpha),
            unit(std),
        ]
        for item, std in known
    ]
    numbers = [[item.name, item.mean, item.sd, item.rest, item.alpha, std] for item, std in known]
    names = ["item", "mean", "sd", "rest", "alpha.dropped", "std.all"]
    title = f"Items of {display_name(check.name)}"
    return Table(
        "scale_items", title, pd.DataFrame(text, columns=columns), pd.DataFrame(numbers, columns=names)
    )


def check_sentences(check: ScaleCheck) -> tuple[str, ...]:
    """What the numbers say of the scale, in plain words."""
    against = [display_name(item.name) for item in check.items if item.rest is not None and item.rest < 0]
    better = [item for item in check.items if item.alpha is not None and item.alpha > check.alpha + 0.02]
    said = []
    if against:
        names = ", ".join(against)
        said.append(f"{names} runs against the other items. Is it to be turned round? Nothing was changed.")
    if better:
        names = ", ".join(display_name(item.name) for item in better)
        said.append(f"Without {names} the scale would be more reliable; look at what the item asks.")
    if check.remark:
        said.append(check.remark)
    return tuple(said)
