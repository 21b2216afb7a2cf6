"""The tables of an analysis: each with its text for the screen and its full numbers for export."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import pandas as pd

from core.analysis import Analysis
from core.estimation.held import bounded_rows, held_limits
from core.inference.parameters import Parameter
from core.model.partable import Op, ParRow
from core.views.numbers import MISSING, decimal, interval, p_cell, percent, unit

# What stands in one table with variances and covariances.
BESIDE: dict[Op, str] = {"~1": "intercepts", "|": "thresholds"}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table: `text` as it is read on screen, `numbers` the same rows unrounded under lavaan's names.

    `name` serves as a file or sheet name. The first `words` columns of `text` are words, the others numbers.
    `note` says how to read it, and whose rule that is.
    """

    name: str
    title: str
    text: pd.DataFrame
    numbers: pd.DataFrame
    words: int = 1
    note: str = ""


def path_name(row: ParRow) -> str:
    """A parameter as a reader names it: Alliance → Outcome, Goal ↔ Task, Goal (variance)."""
    match row.op:
        case "~":
            return f"{row.rhs} → {row.lhs}"
        case "=~":
            return f"{row.lhs} → {row.rhs}"
        case "~~":
            return f"{row.lhs} (variance)" if row.lhs == row.rhs else f"{row.lhs} ↔ {row.rhs}"
        case "~1":
            return f"{row.lhs} (intercept)"
        case "|":
            return f"{row.lhs} (threshold {row.rhs.removeprefix('t')})"
        case "~*~":
            return f"{row.lhs} (scaling factor)"
        case "==" | "<" | ">":
            return f"{row.lhs} {row.op} {row.rhs}"
        case ":=":
            return f"{row.lhs} = {row.rhs}"


def with_group(analysis: Analysis, name: str, group: int) -> str:
    """A name with its group, where there are groups."""
    return f"{name} ({analysis.groups[group - 1]})" if analysis.groups else name


def state_name(row: ParRow) -> str:
    """How a parameter came by its value: estimated, fixed, off, from the sample, computed."""
    if not row.on:
        return "0 (off)"
    if row.arithmetic:
        return "computed" if row.op == ":=" else "constraint"
    if row.free:
        return f"estimated, {row.label}" if row.label else "estimated"
    return "from the sample" if row.exo else f"fixed at {row.value:g}" if row.value is not None else "fixed"


def every_parameter(analysis: Analysis) -> tuple[Parameter, ...]:
    """The rows of the completed model with their numbers, without any where none may be read."""
    return analysis.parameters or tuple(Parameter(row, None) for row in analysis.completed.rows)


def paths_table(analysis: Analysis) -> Table:
    """Regressions among the variables of the structural model, those switched off included."""
    return _parameters(analysis, "paths", "Paths", ("~",))


def loadings_table(analysis: Analysis) -> Table:
    """Factor loadings: how each measurement reflects its construct."""
    return _parameters(analysis, "loadings", "Loadings", ("=~",))


def covariances_table(analysis: Analysis) -> Table:
    """Covariances, variances and residual variances, and intercepts and thresholds where there are any."""
    there = {row.op for row in analysis.completed.rows}
    kinds = ["Variances", "covariances", *(words for op, words in BESIDE.items() if op in there)]
    title = f"{', '.join(kinds[:-1])} and {kinds[-1]}"
    return _parameters(analysis, "covariances", title, ("~~", "~1", "|", "~*~"))


def defined_table(analysis: Analysis) -> Table:
    """Quantities that the model text computes from its labels (`:=`)."""
    return _parameters(analysis, "defined", "Computed quantities", (":=",))


def model_table(analysis: Analysis) -> Table:
    """Every row of the completed model, also those added automatically."""
    table = _parameters(analysis, "model", "Completed model", get_args(Op))
    added = ["yours" if p.row.user else "automatic" for p in every_parameter(analysis)]
    table.text.insert(table.words, "Added", added)
    table.text.insert(table.words + 1, "Status", states(analysis))
    if analysis.pooled:
        table.text["Missing information"] = [unit(p.fmi) for p in every_parameter(analysis)]
    return replace(table, words=table.words + 2)


def states(analysis: Analysis) -> list[str]:
    """The state of every row of the completed model, with what holds the fit."""
    held = _held(analysis)
    return [state_name(row) + held.get(row, "") for row in analysis.completed.rows]


def _held(analysis: Analysis) -> dict[ParRow, str]:
    """What is to be added to the states of limits and of parameters that the fit leans against."""
    limits = [row for row in analysis.completed.rows if row.on and row.op in ("<", ">")]
    unlimited = not limits and analysis.options.bounds == "none"
    if unlimited or not analysis.estimates.outcome.readable or analysis.fitted.within is None:
        return {}
    within, theta = analysis.fitted.within, analysis.fitted.theta
    active = held_limits(within, theta)
    words = {row: ", holds the fit" if path_name(row) in active else ", with room" for row in limits}
    return words | dict.fromkeys(bounded_rows(analysis.completed, within, theta), ", at its bound")


def _parameters(analysis: Analysis, name: str, title: str, ops: Sequence[Op]) -> Table:
    chosen = [p for p in every_parameter(analysis) if p.row.op in ops]
    text = pd.DataFrame([_parameter_text(p) for p in chosen], columns=["Path", *value_columns(analysis)])
    table = Table(name, title, text, pd.DataFrame([_parameter_numbers(p) for p in chosen]))
    return by_group(table, analysis.groups, [0 if p.row.arithmetic else p.row.group for p in chosen])


def value_columns(analysis: Analysis) -> list[str]:
    """The headings of a table of estimates, after its words."""
    level = analysis.options.level
    return [
        "Estimate",
        "SE",
        "t" if analysis.pooled else "z",
        "p",
        f"{percent(level)} interval",
        "Standardised",
        f"{percent(level)} interval (std.)",
    ]


def _parameter_text(p: Parameter) -> tuple[str, ...]:
    digits = digits_for(p.se)
    return (
        path_name(p.row),
        "0 (off)" if not p.row.on else decimal(p.est, digits),
        decimal(p.se, digits),
        decimal(p.z),
        p_cell(p.pvalue),
        between(p.ci_lower, p.ci_upper, digits),
        MISSING if not p.row.on else unit(p.std_all, 3),
        between(p.std_ci_lower, p.std_ci_upper, 3, bounded=True),
    )


def _parameter_numbers(p: Parameter) -> dict[str, object]:
    row = p.row
    return {
        "lhs": row.lhs, "op": row.op, "rhs": row.rhs, "label": row.label, "group": row.group,
        "free": row.estimated, "on": row.on, "user": row.user, "exo": row.exo,
        "est": p.est, "se": p.se, "z": p.z, "pvalue": p.pvalue,
        "ci.lower": p.ci_lower, "ci.upper": p.ci_upper,
        "std.lv": p.std_lv, "std.all": p.std_all, "std.se": p.std_se,
        "std.ci.lower": p.std_ci_lower, "std.ci.upper": p.std_ci_upper, "df": p.df, "fmi": p.fmi,
    }  # fmt: skip


def digits_for(se: float | None) -> int:
    """Decimals that show at least two figures of a standard error: three, more on small scales."""
    if se is None or not se > 0 or math.isinf(se):
        return 3
    return min(12, max(3, 1 - math.floor(math.log10(se))))


def between(lower: float | None, upper: float | None, digits: int, bounded: bool = False) -> str:
    """An interval in brackets, a dash where there is none."""
    return MISSING if lower is None or upper is None else interval(lower, upper, digits, bounded)


def r2_table(analysis: Analysis) -> Table:
    """The share of each variable's variance that the model explains, in each group."""
    groups, found = analysis.groups, analysis.r2
    text = pd.DataFrame(
        [{"Variable": one.name, "R²": unit(one.value, 3)} for one in found], columns=["Variable", "R²"]
    )
    numbers = pd.DataFrame(
        [{"variable": one.name, "r2": one.value, "group": one.group} for one in found],
        columns=["variable", "r2", "group"],
    )
    table = Table("r2", "Explained variance", text, numbers)
    return by_group(table, groups, [one.group for one in found])


def by_group(table: Table, groups: Sequence[str], members: Sequence[int]) -> Table:
    """The table with a first column that names the group of each row, where there are groups; 0 stands for
    none."""
    if not groups:
        return table
    table.text.insert(0, "Group", [groups[group - 1] if group else "" for group in members])
    return replace(table, words=table.words + 1)
