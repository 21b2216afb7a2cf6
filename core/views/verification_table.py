"""The reference cases beside our answers, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core.views.numbers import MISSING, decimal
from core.views.tables import Table

DIFFERENCES = {"est": "Estimates", "se": "Errors", "std": "Standardised", "fit": "Fit"}


def verification_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """One row a reference case: χ² of lavaan and ours, and the largest difference of everything else."""
    text = pd.DataFrame([_text(row) for row in rows if not row["outcome"]])
    return Table("verification", "Reference cases", text, pd.DataFrame(rows), words=2)


def refusals_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The cases without a proper answer, and what is said instead of numbers."""
    said = [{"Case": row["case"], "What is said": row["outcome"]} for row in rows if row["outcome"]]
    return Table("refusals", "Cases that have no answer", pd.DataFrame(said), pd.DataFrame(said), words=2)


def _text(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "Case": row["title"],
        "Estimator": row["estimator"],
        "N": f"{row['n']:,}",
        "df": str(row["df"]),
        "χ² lavaan": decimal(row["chisq_lavaan"], 3),
        "χ² here": decimal(row["chisq"], 3),
        **{title: _small(row[field]) for field, title in DIFFERENCES.items()},
    }


def _small(difference: float | None) -> str:
    """A difference by its size: 3 · 10⁻⁷."""
    if difference is None:
        return MISSING
    if difference < 1e-9:
        return "< 10⁻⁹"
    first, power = f"{difference:.0e}".split("e")
    return f"{first} · 10{''.join('⁻' if c == '-' else '⁰¹²³⁴⁵⁶⁷⁸⁹'[int(c)] for c in str(int(power)))}"
