"""How an analysis was made, in the sentences of a report's section on method."""

from __future__ import annotations

from core.analysis import Analysis
from core.inference.fit_types import FitIndices
from core.options import LIKELIHOOD_ESTIMATORS, Options
from core.version import VERSION
from core.views.answers import listed
from core.views.reported import Index, correction
from core.views.sentences import SIMULATED, method_text
from core.views.small_cells import masked_counts

ESTIMATORS = {
    "ML": "maximum likelihood (ML)",
    "MLM": "maximum likelihood with corrected errors and test (MLM; Satorra & Bentler, 1994)",
    "MLMV": "maximum likelihood, its test adjusted in mean and variance (MLMV; Asparouhov & Muthén, 2010)",
    "MLR": "maximum likelihood with corrected errors and test (MLR; Yuan & Bentler, 2000)",
    "GLS": "generalised least squares (GLS; Browne, 1974)",
    "ULS": "unweighted least squares (ULS)",
    "ULSM": "unweighted least squares, its test corrected in the mean (ULSM)",
    "ULSMV": "unweighted least squares, its test adjusted in mean and variance (ULSMV)",
    "WLS": "weighted least squares (WLS, ADF; Browne, 1984)",
    "DWLS": "diagonally weighted least squares (DWLS)",
    "WLSM": "diagonally weighted least squares, its test corrected in the mean (WLSM)",
    "WLSMV": "diagonally weighted least squares, its test adjusted in mean and variance (WLSMV; Muthén, "
    "du Toit & Spisic, 1997)",
}
CONVENTIONS = {
    "amos": "χ² is (N − 1) · F, as in AMOS",
    "normal": "χ² is N · F, as in lavaan",
    "wishart": "χ² is (N − 1) · F, as in lavaan’s Wishart form",
}
INDICES: tuple[Index, ...] = ("cfi", "tli", "rmsea")


def method_lines(analysis: Analysis) -> tuple[str, ...]:
    """Cases, estimator, missing answers, what was corrected, how intervals were made, and the program."""
    lines = [
        _cases(analysis),
        f"Estimated by {ESTIMATORS[analysis.options.estimator]}; {_missing(analysis.options)}.",
    ]
    if analysis.options.ordered:
        lines.append(
            "Ordered answers are analysed by polychoric correlations, in lavaan’s "
            f"{analysis.options.parameterization} parameterisation."
        )
    if analysis.fit is not None:
        lines.append(_fit(analysis.fit, analysis.options))
    if analysis.effects:
        method = analysis.effects[0].method
        seed = f", seed {analysis.options.seed}" if method != "delta" else ""
        lines.append(f"Intervals of effects: {method_text(method, analysis)}{seed}.")
    lines.append(f"Computed by Pathlight {VERSION}.{f' {SIMULATED}' if analysis.simulated else ''}")
    return tuple(lines)


def _cases(analysis: Analysis) -> str:
    """The data and how many cases there are, in each group too, where those of few people are masked."""
    if not analysis.groups:
        return f"{analysis.data_name}: N = {analysis.nobs:,}."
    shown = masked_counts([m.nobs for m in analysis.moments])
    sizes = ", ".join(f"{name} ({_size(n)})" for name, n in zip(analysis.groups, shown, strict=True))
    return f"{analysis.data_name}: N = {analysis.nobs:,}; groups: {sizes}."


def _size(count: str) -> str:
    return f"n = {count}" if count[0].isdigit() else f"n {count}"


def _missing(options: Options) -> str:
    if options.missing == "fiml":
        return "with missing answers every answer counts (full information maximum likelihood)"
    if options.missing == "imputed":
        return f"missing answers are filled in {options.imputations} times and results pooled (Rubin, 1987)"
    return "rows with missing answers, if any, are left out (listwise)"


def _fit(fit: FitIndices, options: Options) -> str:
    """Which χ² and which indices are told."""
    parts = []
    if options.estimator in LIKELIHOOD_ESTIMATORS and options.missing != "fiml":
        parts.append(CONVENTIONS[options.likelihood])
    if fit.chisq_scaled is not None:
        parts.append("the χ² told is the corrected one")
    for kind, source in (("robust", _source(options)), ("scaled", "")):
        told = [index.upper() for index in INDICES if correction(fit, index) == kind]
        if told:
            parts.append(f"{listed(told)} are the {kind} ones{source}")
    return f"Fit: {'; '.join(parts) or 'neither χ² nor the indices are corrected'}."


def _source(options: Options) -> str:
    """Who made indices robust for such data."""
    if options.missing == "fiml":
        return " (Zhang & Savalei, 2023)"
    if options.ordered:
        return " (Savalei, 2021)"
    return " (Brosseau-Liard, Savalei & Li, 2012; Brosseau-Liard & Savalei, 2014)"
