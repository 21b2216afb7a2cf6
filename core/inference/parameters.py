"""The parameters as the user reads them: estimate, standard error, test and standardised value, a row each."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.partable import ParRow


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the completed table with its numbers; None where a number does not exist (fixed: no `se`)."""

    row: ParRow
    est: float | None
    se: float | None = None
    z: float | None = None
    pvalue: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    std_lv: float | None = None
    std_all: float | None = None
    std_se: float | None = None
    std_ci_lower: float | None = None
    std_ci_upper: float | None = None
