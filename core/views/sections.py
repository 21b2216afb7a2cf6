"""The results as three questions, each with one plain answer and the tables behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import pandas as pd

from core.analysis import Analysis
from core.data.dataset import Data
from core.errors import PathlightError
from core.inference.modification import ModificationIndex
from core.inference.residual_types import Residuals
from core.questions import left_over, power
from core.views.answers import fit_answer, improvement_answer, measurement_answer
from core.views.fit_tables import fit_table, judged_fit_table
from core.views.fit_test_tables import normality_table, power_table, shapes_table
from core.views.improvement_tables import equalities_table, suggestions_table
from core.views.residual_tables import largest_residuals_table, residual_summary_table, residuals_table
from core.views.scale_tables import fornell_larcker_table, htmt_table, reliability_table
from core.views.tables import Table


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A question about the results, its `answer` in a sentence or two, and the tables that it rests on."""

    id: str
    question: str
    answer: str
    tables: tuple[Table, ...]


def sections(analysis: Analysis, data: Data, suggested: Sequence[ModificationIndex]) -> tuple[Section, ...]:
    """Does the model fit? Is the measurement sound? What would improve it?

    A table that does not apply is empty, and its note says why.
    """
    groups = range(1, len(analysis.moments) + 1)
    left = cache(lambda: left_over(analysis))
    fit = (
        judged_fit_table(analysis),
        _asked("residual_summary", lambda: residual_summary_table(analysis, left())),
        _asked("residuals_largest", lambda: largest_residuals_table(analysis, left())),
        *(_asked(f"residuals_{g}", partial(_residuals, analysis, left, g)) for g in groups),
        _asked("power", lambda: power_table(power(analysis))),
        _asked("normality", lambda: normality_table(analysis, data)),
        _asked("shapes", lambda: shapes_table(analysis, data)),
        fit_table(analysis),
    )
    measurement = (
        _asked("reliability", lambda: reliability_table(analysis)),
        _asked("fornell_larcker", lambda: fornell_larcker_table(analysis)),
        _asked("htmt", lambda: htmt_table(analysis)),
    )
    improvement = (
        _asked("modindices", lambda: suggestions_table(analysis, suggested)),
        _asked("equalities", lambda: equalities_table(analysis)),
    )
    return (
        Section("fit", "Does the model fit?", fit_answer(analysis, left() if analysis.fit else ()), fit),
        Section("measurement", "Is the measurement sound?", measurement_answer(analysis), measurement),
        Section(
            "improvement", "What would improve it?", improvement_answer(analysis, suggested), improvement
        ),
    )


# What a table is called where it cannot be made.
TITLES = {
    "residual_summary": "How much the model leaves over on the whole",
    "residuals_largest": "The pairs that the model misses most",
    "power": "Would a wrong model have been noticed?",
    "normality": "Are the answers normally distributed together?",
    "shapes": "The shape of each variable",
    "reliability": "Do the items measure their factor?",
    "fornell_larcker": "Do the factors differ? (Fornell and Larcker)",
    "htmt": "Do the factors differ? (HTMT)",
    "modindices": "What would improve the fit",
    "equalities": "Which equalities the data contradict",
}


def _residuals(analysis: Analysis, left: Callable[[], Sequence[Residuals]], group: int) -> Table:
    return residuals_table(analysis, left()[group - 1])


def _asked(name: str, make: Callable[[], Table]) -> Table:
    """A table, or an empty one whose note says why there is none."""
    try:
        return make()
    except PathlightError as fault:
        title = TITLES.get(name, "Where the model misses the correlations")
        return Table(name, title, pd.DataFrame(), pd.DataFrame(), words=0, note=fault.message)
