"""Tests of nested models and of hypotheses about parameters, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd

from core.analysis import Analysis
from core.comparison import Against
from core.hypotheses import Asked, Quantity
from core.inference.difference import DifferenceTest
from core.inference.wald import WaldTest
from core.views.numbers import MISSING, decimal, p_cell, whole
from core.views.tables import Table, path_name, with_group

METHODS = {
    "standard": "",
    "satorra.bentler.2001": "Satorra & Bentler (2001)",
    "satorra.bentler.2010": "Satorra & Bentler (2010)",
    "satorra.2000": "Satorra (2000)",
}


def difference_table(seen: Mapping[str, Against], reference: str, first: str = "Model") -> Table:
    """What testing models against a reference says, or why there is no test."""
    columns = [first, f"Against {reference}", "Δχ²", "Δdf", "p", "Correction"]
    cells = [[name, _told(one), *difference_cells(one.test)] for name, one in seen.items()]
    numbers = pd.DataFrame(
        [
            {"model": name, "relation": one.relation, **difference_numbers(one.test), "reason": one.reason}
            for name, one in seen.items()
        ]
    )
    note = (
        "A small p says that the simpler model fits worse (Steiger, Shapiro & Browne, 1985). In large "
        "samples small differences are clear ones too: look at the change of CFI beside it, where a fall "
        "of .01 counts (Cheung & Rensvold, 2002)."
    )
    text = pd.DataFrame(cells, columns=columns)
    return Table("difference_tests", "Difference tests", text, numbers, words=2, note=note)


def difference_cells(test: DifferenceTest | None) -> list[str]:
    """Δχ², Δdf, p, and how the difference was corrected."""
    if test is None:
        return [MISSING] * 4
    how = METHODS[test.method] or MISSING
    return [decimal(test.chisq), whole(test.df), p_cell(test.pvalue), how]


def difference_numbers(test: DifferenceTest | None) -> dict[str, object]:
    """The fields of a difference test by lavaan's names, empty where there is none."""
    return {
        "chisq.diff": test and test.chisq,
        "df.diff": test and test.df,
        "pvalue.diff": test and test.pvalue,
        "rmsea.diff": test and test.rmsea,
        "method": test and test.method,
    }


def _told(found: Against) -> str:
    if found.test is None:
        # AIC and BIC of equivalent models are the same, too.
        silent = not found.comparable or found.relation == "equivalent"
        return found.reason if silent else f"No test. {found.reason} Read AIC, BIC and their weights."
    clear = found.test.pvalue is not None and found.test.pvalue < 0.05
    if found.relation == "restricted":
        return "fits worse" if clear else "fits no worse, as far as can be seen, with fewer parameters"
    return "fits better" if clear else "fits no better, as far as can be seen, with more parameters"


def quantities(analysis: Analysis) -> dict[str, Quantity]:
    """What a hypothesis may be about, by its name: paths, then indirect effects, then other parameters."""
    rows = [row for row in analysis.completed.rows if row.estimated]
    paths = {with_group(analysis, path_name(row), row.group): (row.key,) for row in rows if row.op == "~"}
    ways = {}
    for effect in analysis.effects:
        if effect.kind == "indirect":
            way = (effect.x, *effect.via, effect.y)
            keys = tuple((later, "~", earlier, effect.group) for earlier, later in pairwise(way))
            ways[with_group(analysis, " → ".join(way), effect.group)] = keys
    others = {with_group(analysis, path_name(row), row.group): (row.key,) for row in rows}
    return {**paths, **ways, **others}


def hypothesis(names: Sequence[str], asked: Asked) -> str:
    """A hypothesis about quantities as it is read."""
    return " = ".join(names) if asked == "equal" else f"{', '.join(names)} = 0"


def wald_table(tests: Mapping[str, WaldTest]) -> Table:
    """Wald tests of hypotheses, each by its name."""
    columns = ["Hypothesis", "What the test says", "χ²", "df", "p"]
    cells = [
        [name, _answer(test), decimal(test.chisq), whole(test.df), p_cell(test.pvalue)]
        for name, test in tests.items()
    ]
    numbers = pd.DataFrame(
        [{"hypothesis": name, "chisq": t.chisq, "df": t.df, "pvalue": t.pvalue} for name, t in tests.items()]
    )
    note = (
        "The test asks how far the estimates are from what is claimed, by their standard errors and "
        "covariances under the estimator (Wald, 1943); no other model is fitted. For a product, as an "
        "indirect effect is, read its interval first: the test takes it for normal."
    )
    text = pd.DataFrame(cells, columns=columns)
    return Table("wald", "Wald tests", text, numbers, words=2, note=note)


def _answer(test: WaldTest) -> str:
    if test.pvalue is not None and test.pvalue < 0.05:
        return "the data speak against it"
    return "nothing speaks against it, which does not show that it holds"
