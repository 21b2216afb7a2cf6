"""The fit strip: six indices, each with its cut-off, where that comes from, and what the last change did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from core.inference.fit_types import FitIndices
from core.views.numbers import MISSING, decimal, interval, p_text, unit

Grade = Literal["good", "acceptable", "poor", "none"]
MARKS: dict[Grade, str] = {"good": "✓", "acceptable": "~", "poor": "✗", "none": ""}
HU_BENTLER = "Hu & Bentler (1999)"


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
        _larger("CFI", fit, before, ("cfi_robust", "cfi_scaled", "cfi")),
        _larger("TLI", fit, before, ("tli_robust", "tli_scaled", "tli")),
        _rmsea(fit, before),
        _srmr(fit, before),
    )


def _value(fit: FitIndices | None, fields: Sequence[str]) -> float | None:
    """The first of some indices that this fit has."""
    values = (getattr(fit, field) for field in fields) if fit is not None else ()
    return next((value for value in values if value is not None), None)


def _kind(fit: FitIndices, fields: Sequence[str]) -> str:
    """Which of some indices that is, as a word to add to its help."""
    field = next((field for field in fields if getattr(fit, field) is not None), "")
    kinds = {"robust": " The robust index (Brosseau-Liard & Savalei, 2014).", "scaled": " The scaled index."}
    return kinds.get(field.rsplit("_")[-1], "")


def _saturated(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    change = _change(fit.chisq, before.chisq if before else None, decimal)
    text = "A model with as many parameters as there are covariances always fits; its fit says nothing."
    return FitEntry("χ²(0)", decimal(fit.chisq), "fits by construction", change, "none", "", "no test", text)


def _chisq(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    value, p = (_value(fit, (f"{field}_scaled", field)) for field in ("chisq", "pvalue"))
    good = p is not None and p >= 0.05
    corrected = " This χ² is corrected by the estimator." if fit.chisq_scaled is not None else ""
    return FitEntry(
        f"χ²({fit.df})",
        decimal(value),
        p_text(p),
        _change(value, _value(before, ("chisq_scaled", "chisq")), decimal),
        *(("good", "✓", "not rejected") if good else ("acceptable", "~", "rejected")),
        help="p ≥ .05: exact fit is not rejected. In large samples a small misfit is enough for "
        f"p < .05 (Jöreskog, 1969), so it is read with the other indices.{corrected}",
    )


def _larger(name: str, fit: FitIndices, before: FitIndices | None, fields: Sequence[str]) -> FitEntry:
    value = _value(fit, fields)
    grade: Grade = (
        "none" if value is None else "good" if value >= 0.95 else "acceptable" if value >= 0.90 else "poor"
    )
    return FitEntry(
        name,
        unit(value, 3),
        "≥ .95",
        _change(value, _value(before, fields), unit, 3),
        grade,
        MARKS[grade],
        grade if value is not None else MISSING,
        help=f"≥ .95 good: {HU_BENTLER}; ≥ .90 acceptable: Bentler & Bonett (1980).{_kind(fit, fields)}",
    )


def _rmsea(fit: FitIndices, before: FitIndices | None) -> FitEntry:
    fields = ("rmsea_robust", "rmsea_scaled", "rmsea")
    value = _value(fit, fields)
    which = next((field.removeprefix("rmsea") for field in fields if getattr(fit, field) is not None), "")
    lower, upper = (getattr(fit, f"rmsea_ci_{end}{which}") for end in ("lower", "upper"))
    grade: Grade = (
        "none" if value is None else "good" if value <= 0.06 else "acceptable" if value <= 0.08 else "poor"
    )
    return FitEntry(
        "RMSEA",
        unit(value, 3),
        f"≤ .06 · {interval(lower, upper, 3, bounded=True)}",
        _change(value, _value(before, fields), unit, 3),
        grade,
        MARKS[grade],
        grade if value is not None else MISSING,
        help=f"≤ .06 good: {HU_BENTLER}; ≤ .08 acceptable: Browne & Cudeck (1993). "
        f"In brackets its 90 % interval.{_kind(fit, fields)}",
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
