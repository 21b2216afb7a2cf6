"""What would improve a model, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.analysis import Analysis
from core.hypotheses import addition_tests, equality_tests
from core.inference.indices import p_value
from core.inference.modification import ModificationIndex, ScoreTest
from core.model.partable import ParRow
from core.views.numbers import MISSING, decimal, p_cell, unit, whole
from core.views.tables import Table, by_group, digits_for, path_name

# χ² with 1 df at p = .05.
NOTICEABLE = 3.84
KINDS = {"=~": "loading", "~": "path", "~~": "covariance", "~1": "intercept", "|": "threshold"}
CHANCE = (
    "Changes that the data suggest fit chance as well as truth, and often do not hold in another sample "
    "(MacCallum, Roznowski & Necowitz, 1992). Add what theory asks for, one at a time, and say that you did."
)


def row_of(index: ModificationIndex) -> ParRow:
    """The row that a suggestion would add to the model, or free in it."""
    return ParRow(index.lhs, index.op, index.rhs, group=index.group)


def suggestions_table(
    analysis: Analysis,
    suggested: Sequence[ModificationIndex],
    least: float = NOTICEABLE,
    count: int = 20,
) -> Table:
    """What could be added to the model or freed in it, by how much χ² would fall."""
    found = [index for index in suggested if index.mi >= least][:count]
    note = f"Modification indices (Sörbom, 1989) of {decimal(least)} and above. {CHANCE}"
    return _indices(analysis, "modindices", "What would improve the fit", found, note)


def equalities_table(analysis: Analysis) -> Table:
    """Which of the model's equalities by label the data contradict; empty where there are none."""
    test = equality_tests(analysis)
    return _score_table(analysis, test, "equalities", "Which equalities the data contradict")


def additions_table(analysis: Analysis, rows: Sequence[ParRow]) -> Table:
    """Whether several changes, each a parameter made free, would improve the fit together."""
    test = addition_tests(analysis, rows)
    return _score_table(analysis, test, "additions", "Would these changes improve the fit together?")


def _score_table(analysis: Analysis, test: ScoreTest | None, name: str, title: str) -> Table:
    """A score test: each parameter alone, and in the note all together."""
    if test is None:
        return _indices(analysis, name, title, (), "The model ties no parameters to each other.")
    note = (
        f"All together: χ²({whole(test.df)}) = {decimal(test.chisq)}, p {p_cell(test.pvalue)} (score "
        "test; Rao, 1948). Each line: how far χ² would fall, about, if that parameter alone went its own "
        f"way. {CHANCE}"
    )
    return _indices(analysis, name, title, test.parts, note)


def _indices(
    analysis: Analysis, name: str, title: str, found: Sequence[ModificationIndex], note: str
) -> Table:
    columns = ["Change", "Kind", "χ² would fall by", "p", "Expected change", "Standardised"]
    text = pd.DataFrame([_text(index) for index in found], columns=columns)
    numbers = pd.DataFrame(
        [
            {
                "lhs": i.lhs, "op": i.op, "rhs": i.rhs, "group": i.group, "label": i.label, "mi": i.mi,
                "pvalue": i.pvalue, "epc": i.epc, "sepc.lv": i.sepc_lv, "sepc.all": i.sepc_all,
            }
            for i in found
        ]
    )  # fmt: skip
    table = Table(name, title, text, numbers, words=2, note=note)
    return by_group(table, analysis.groups, [index.group for index in found])


def _text(index: ModificationIndex) -> list[str]:
    # Labels that stand for equality over groups are not the user's own.
    shared = index.label.startswith(".")
    verb = "let differ: " if shared else f"release from “{index.label}”: " if index.label else ""
    std = MISSING if index.sepc_all is None else unit(index.sepc_all, 3, signed=True)
    digits = digits_for(abs(index.epc) / 2)
    return [
        verb + path_name(row_of(index)),
        KINDS.get(index.op, ""),
        decimal(index.mi),
        p_cell(p_value(index.mi, 1)),
        decimal(index.epc, min(digits, 6), signed=True),
        std,
    ]
