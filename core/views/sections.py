"""The results as questions, each with one plain answer and the tables behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import pandas as pd

from core.analysis import Analysis
from core.data.dataset import Data
from core.errors import PathlightError
from core.inference.modification import ModificationIndex
from core.inference.residual_types import Residuals
from core.questions import left_over, power
from core.views.answers import fit_answer, improvement_answer, measurement_answer, mediation_answer
from core.views.constraint_table import constraints_table, has_constraints
from core.views.effect_tables import differences_table, effects_table, verdicts_table
from core.views.fit_tables import fit_table, judged_fit_table
from core.views.fit_test_tables import normality_table, power_table, shapes_table
from core.views.group_tables import groups_answer
from core.views.improvement_tables import equalities_table, suggestions_table
from core.views.residual_tables import largest_residuals_table, residual_summary_table, residuals_table
from core.views.scale_tables import fornell_larcker_table, htmt_table, reliability_table
from core.views.tables import (
    Table,
    covariances_table,
    defined_table,
    loadings_table,
    model_table,
    paths_table,
    r2_table,
)


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A question about the results, its `answer` in a sentence or two, and the tables that it rests on."""

    id: str
    question: str
    answer: str
    tables: tuple[Table, ...]


def sections(analysis: Analysis, data: Data, suggested: Sequence[ModificationIndex]) -> tuple[Section, ...]:
    """Every question that the results answer, with every table that does not wait to be asked for.

    `suggested` are the model's modification indices. A table that does not apply is empty, and its note says
    why.
    """
    left = cache(lambda: left_over(analysis))
    missed = left() if analysis.fit else ()
    found = (
        Section("fit", "Does the model fit?", fit_answer(analysis, missed), _fit(analysis, data, left)),
        Section(
            "mediation",
            "What goes through the mediator?",
            mediation_answer(analysis),
            tuple(make(analysis) for make in (verdicts_table, effects_table, paths_table, defined_table)),
        ),
        Section(
            "groups",
            "Does it differ between the groups?",
            groups_answer(analysis),
            (differences_table(analysis),),
        ),
        Section(
            "measurement", "Is the measurement sound?", measurement_answer(analysis), _measurement(analysis)
        ),
        Section(
            "improvement",
            "What would improve it?",
            improvement_answer(analysis, suggested),
            _improvement(analysis, suggested),
        ),
        Section("model", "What exactly was fitted?", EVERYTHING, _model(analysis)),
    )
    return tuple(_readable(section) for section in found if section.id != "groups" or analysis.groups)


def _readable(section: Section) -> Section:
    """The section without tables that have neither rows nor a word on why."""
    return replace(section, tables=tuple(table for table in section.tables if len(table.text) or table.note))


def _fit(analysis: Analysis, data: Data, left: Callable[[], tuple[Residuals, ...]]) -> tuple[Table, ...]:
    groups = range(1, len(analysis.moments) + 1)
    return (
        judged_fit_table(analysis),
        _asked("residual_summary", lambda: residual_summary_table(analysis, left())),
        _asked("residuals_largest", lambda: largest_residuals_table(analysis, left())),
        *(_asked(f"residuals_{g}", partial(_residuals, analysis, left, g)) for g in groups),
        _asked("power", lambda: power_table(power(analysis))),
        _asked("normality", lambda: normality_table(analysis, data)),
        _asked("shapes", lambda: shapes_table(analysis, data)),
        fit_table(analysis),
    )


def _measurement(analysis: Analysis) -> tuple[Table, ...]:
    return (
        _asked("reliability", lambda: reliability_table(analysis)),
        _asked("fornell_larcker", lambda: fornell_larcker_table(analysis)),
        _asked("htmt", lambda: htmt_table(analysis)),
        loadings_table(analysis),
        r2_table(analysis),
        covariances_table(analysis),
    )


def _improvement(analysis: Analysis, suggested: Sequence[ModificationIndex]) -> tuple[Table, ...]:
    return (
        _asked("modindices", lambda: suggestions_table(analysis, suggested)),
        _asked("equalities", lambda: equalities_table(analysis)),
    )


def _model(analysis: Analysis) -> tuple[Table, ...]:
    constrained = (constraints_table(analysis),) if has_constraints(analysis) else ()
    return (model_table(analysis), *constrained)


EVERYTHING = "Every parameter, those that were added automatically included; nothing is hidden."
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
