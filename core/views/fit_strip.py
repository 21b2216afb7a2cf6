"""The fit strip: six indices, each with its cut-off, where that comes from, and what the last change did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.inference.fit_types import FitIndices
from core.views.numbers import MISSING, decimal, interval, p_text, unit
from core.views.reported import Correction, Index, correction, reported, reported_rmsea_interval

Grade = Literal["good", "acceptable", "poor", "none"]
MARKS: dict[Grade, str] = {"good": "✓", "acceptable": "~", "poor": "✗", "none": ""}
HU_BENTLER = "Hu & Bentler (1999)"
KINDS: dict[Correction, str] = {
    "robust": " The robust index (Brosseau-Liard & Savalei, 2014; of ordered answers Savalei, 2021; by all "
    "answers in spite of gaps Zhang & Savalei, 2023).",
    "scaled": " The scaled index.",
    "": "",
}


@dataclass(frozen=True, slots=True)
class FitEntry:
    """One line of the strip; `note` is the cut-off or what stands beside the value, `help` its source."""

    name: str
    value: str
    note: str
    change: str
    grade: Grade
    mark: str
    word: str
    help: str


def fit_strip(fit: FitIndices | None, before: FitIndices | None) -> tuple[FitEntry, ...]:
    """The lines of the strip, nothing where the model has no fit to show.

    Where the estimator corrects its test, χ² is the corrected one; CFI, TLI and RMSEA are the robust ones, or
    where there are none the scaled ones.
    """
    if fit is None:
        return ()
    if fit.df == 0:
        return (_saturated(fit, before),)
    return (
        _chisq(fit, before),
        _larger("cfi", fit, before),
        _larger("tli", fit, before),
        _rmsea(fit, before),
        _srmr(fit, before),
    )


def _saturated(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    change = _change(fit.chisq, before.chisq if before else None, decimal)
    text = "A model with as many parameters as there are covariances always fits; its fit says nothing."
    return FitEntry("χ²(0)", decimal(fit.chisq), "fits by construction", change, "none", "", "no test", text)


def _chisq(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    value, p = reported(fit, "chisq"), reported(fit, "pvalue")
    good = p is not None and p >= 0.05
    corrected = " This χ² is corrected by the estimator." if fit.chisq_scaled is not None else ""
    if fit.pooled is not None:
        corrected = f" This χ² is pooled over {fit.pooled.copies} imputed copies of the data by D3 (Meng & "
        corrected += "Rubin, 1992): df times an F statistic, whose p this is."
    return FitEntry(
        f"χ²({fit.df})",
        decimal(value),
        p_text(p) if fit.pooled is None else f"{p_text(p)} · D3",
        _change(value, reported(before, "chisq"), decimal),
        *(("good", "✓", "not rejected") if good else ("acceptable", "~", "rejected")),
        help="p ≥ .05: exact fit is not rejected. In large samples a small misfit is enough for "
        f"p < .05 (Jöreskog, 1969), so it is read with the other indices.{corrected}",
    )


def _larger(index: Index, fit: FitIndices, before: FitIndices | None) -> FitEntry:
    value = reported(fit, index)
    grade: Grade = (
        "none" if value is None else "good" if value >= 0.95 else "acceptable" if value >= 0.90 else "poor"
    )
    source = f"≥ .95 good: {HU_BENTLER}; ≥ .90 acceptable: Bentler & Bonett (1980)."
    return FitEntry(
        index.upper(),
        unit(value, 3),
        "≥ .95",
        _change(value, reported(before, index), unit, 3),
        grade,
        MARKS[grade],
        grade if value is not None else MISSING,
        help=source + KINDS[correction(fit, index)],
    )


def _rmsea(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    value = reported(fit, "rmsea")
    lower, upper = reported_rmsea_interval(fit)
    grade: Grade = (
        "none" if value is None else "good" if value <= 0.06 else "acceptable" if value <= 0.08 else "poor"
    )
    return FitEntry(
        "RMSEA",
        unit(value, 3),
        f"≤ .06 · {interval(lower, upper, 3, bounded=True)}",
        _change(value, reported(before, "rmsea"), unit, 3),
        grade,
        MARKS[grade],
        grade if value is not None else MISSING,
        help=f"≤ .06 good: {HU_BENTLER}; ≤ .08 acceptable: Browne & Cudeck (1993). "
        f"In brackets its 90 % interval.{KINDS[correction(fit, 'rmsea')]}",
    )


def _srmr(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    grade: Grade = "good" if fit.srmr <= 0.08 else "acceptable" if fit.srmr <= 0.10 else "poor"
    return FitEntry(
        "SRMR",
        unit(fit.srmr, 3),
        "≤ .08",
        _change(fit.srmr, before.srmr if before else None, unit, 3),
        grade,
        MARKS[grade],
        grade,
        help=f"≤ .08 good: {HU_BENTLER}; ≤ .10 acceptable: Schermelleh-Engel, Moosbrugger & Müller (2003).",
    )


def _change(value: float | None, before: float | None, write: Callable[..., str], digits: int = 2) -> str:
    if value is None or before is None:
        return ""
    text = write(value - before, digits, signed=True)
    return "0" if not float(text.replace("−", "-")) else text
