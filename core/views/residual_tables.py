"""What a model leaves over, as tables: where the fit is bad, and how bad it is on the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.inference.residual_types import Residuals, ResidualSummary
from core.views.numbers import MISSING, decimal, interval, p_cell, unit
from core.views.tables import Table, by_group

# A residual correlation that readers begin to mind, and the z beyond which chance is a poor explanation.
LARGE, UNLIKELY = 0.10, 1.96
MATRIX_NOTE = (
    "Correlations in the data minus those that the model implies (Bollen, 1989). ▲ and ▼ mark those beyond "
    "±.10 that are more than 1.96 standard errors from zero (Maydeu-Olivares, 2017)."
)


def residuals_table(analysis: Analysis, found: Residuals) -> Table:
    """The residual correlations of a group, lower triangle, in the order of the model's variables."""
    names = list(found.names)
    cells = [[_marked(found, i, j) if j < i else "" for j in range(len(names))] for i in range(1, len(names))]
    text = pd.DataFrame(cells, columns=names).iloc[:, :-1]
    text.insert(0, "Variable", names[1:])
    numbers = pd.DataFrame(found.bollen, columns=names)
    numbers.insert(0, "variable", names)
    which = f" in {analysis.groups[found.group - 1]}" if analysis.groups else ""
    title = f"Where the model misses the correlations{which}"
    return Table(f"residuals_{found.group}", title, text, numbers, note=MATRIX_NOTE)


def _marked(found: Residuals, i: int, j: int) -> str:
    r, z = float(found.bollen[i, j]), float(found.bollen_z[i, j])
    large = abs(r) > LARGE and abs(z) > UNLIKELY
    return unit(r, 3) + (f" {'▲' if r > 0 else '▼'}" if large else "")


def largest_residuals_table(analysis: Analysis, left: Sequence[Residuals], count: int = 10) -> Table:
    """The residual correlations with the largest z, of all groups."""
    rows = [
        (found, i, j)
        for found in left
        for i in range(len(found.names))
        for j in range(i)
        if math.isfinite(found.bollen_z[i, j])
    ]
    rows.sort(key=lambda row: -abs(row[0].bollen_z[row[1], row[2]]))
    rows = rows[:count]
    columns = ["Pair", "Residual correlation", "z", "The model expects"]
    text = pd.DataFrame([_pair(*row) for row in rows], columns=columns)
    numbers = pd.DataFrame(
        [
            {
                "lhs": f.names[j], "rhs": f.names[i], "group": f.group, "cor": f.bollen[i, j],
                "cor.z": f.bollen_z[i, j], "cov": f.raw[i, j], "cov.z": f.z[i, j],
                "cov.normalized": f.normalised[i, j],
            }
            for f, i, j in rows
        ]
    )  # fmt: skip
    note = "z compares a residual with its standard error: beyond ±1.96 chance alone is a poor explanation."
    table = Table("residuals_largest", "The pairs that the model misses most", text, numbers, note=note)
    return by_group(table, analysis.groups, [f.group for f, _, _ in rows])


def _pair(found: Residuals, i: int, j: int) -> list[str]:
    r = float(found.bollen[i, j])
    word = "too little" if r > 0 else "too much"
    return [
        f"{found.names[j]} ↔ {found.names[i]}",
        unit(r, 3),
        decimal(float(found.bollen_z[i, j])),
        MISSING if abs(r) < 5e-4 else word,
    ]


def residual_summary_table(analysis: Analysis, left: Sequence[Residuals]) -> Table:
    """SRMR and CRMR of each group with their errors, the tests of exact and close fit, and without bias."""
    rows = [
        (found.group, name, summary)
        for found in left
        for name, summary in (("SRMR", found.srmr), ("CRMR", found.crmr))
    ]
    columns = ["Measure", "Value", "SE", "p of exact fit", "Without bias", "90 % interval", "p of ≤ .05"]
    text = pd.DataFrame([[name, *_summary(s)] for _, name, s in rows], columns=columns)
    numbers = pd.DataFrame([{"measure": name, "group": g, **_numbers(s)} for g, name, s in rows])
    note = (
        "The average size of what is left over, with the chance of so much under a model that holds "
        "exactly, and under one whose population value is at most .05 (Maydeu-Olivares, 2017)."
    )
    title = "How much the model leaves over on the whole"
    table = Table("residual_summary", title, text, numbers, note=note)
    return by_group(table, analysis.groups, [group for group, _, _ in rows])


def _summary(s: ResidualSummary) -> list[str]:
    limits = MISSING if s.ci_lower is None else interval(max(s.ci_lower, 0.0), s.ci_upper, 3, bounded=True)
    cells = (unit(s.rms, 3), unit(s.se, 3), p_cell(s.exact_pvalue), unit(s.unbiased, 3))
    return [*cells, limits, p_cell(s.close_pvalue)]


def _numbers(s: ResidualSummary) -> dict[str, float | None]:
    return {field: getattr(s, field) for field in ResidualSummary.__slots__}


def share_of_large(found: Residuals) -> tuple[int, int]:
    """How many of a group's residual correlations are large, and how many there are."""
    at = np.tril_indices(len(found.names), -1)
    large = (abs(found.bollen[at]) > LARGE) & (abs(found.bollen_z[at]) > UNLIKELY)
    return int(large.sum()), len(at[0])
