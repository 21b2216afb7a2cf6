"""Which of the values of a fit index is reported, where the estimator gives corrected ones."""

from __future__ import annotations

from typing import Literal

from core.inference.fit_types import FitIndices

Index = Literal["chisq", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic"]
Correction = Literal["robust", "scaled", ""]
# The robust index before the scaled one before the plain one (Brosseau-Liard & Savalei, 2014).
CORRECTIONS: tuple[Correction, ...] = ("robust", "scaled", "")


def correction(fit: FitIndices, index: Index) -> Correction:
    """Which correction the reported value of an index has."""
    return next((kind for kind in CORRECTIONS if _value(fit, index, kind) is not None), "")


def reported(fit: FitIndices | None, index: Index) -> float | None:
    """The value of an index to report; None where there is no fit, or the fit does not have it."""
    return None if fit is None else _value(fit, index, correction(fit, index))


def reported_rmsea_interval(fit: FitIndices) -> tuple[float | None, float | None]:
    """The 90 % interval of the RMSEA that is reported."""
    kind = correction(fit, "rmsea")
    return _value(fit, "rmsea_ci_lower", kind), _value(fit, "rmsea_ci_upper", kind)


def _value(fit: FitIndices, field: str, kind: Correction) -> float | None:
    value: float | None = getattr(fit, f"{field}_{kind}" if kind else field, None)
    return value
