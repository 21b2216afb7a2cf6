"""Fit as tables: lavaan's set of measures, and AMOS's model-fit page with its three models."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from core.analysis import Analysis
from core.inference.fit_types import AmosPage, AmosRow, FitIndices
from core.views.fit_strip import fit_strip
from core.views.numbers import decimal, p_cell, unit, whole
from core.views.tables import Table

Form = Literal["decimal", "unit", "whole", "p"]
Columns = tuple[tuple[str, str, Form], ...]

# In the order of lavaan's summary: field, what it is, how it is written.
LAVAAN: Columns = (
    ("ntotal", "Cases", "whole"),
    ("npar", "Estimated parameters", "whole"),
    ("chisq", "χ²", "decimal"),
    ("df", "Degrees of freedom", "whole"),
    ("pvalue", "p of χ²", "p"),
    ("baseline_chisq", "χ² of the independence model", "decimal"),
    ("baseline_df", "its degrees of freedom", "whole"),
    ("baseline_pvalue", "its p", "p"),
    ("cfi", "CFI, comparative fit index", "unit"),
    ("tli", "TLI, Tucker–Lewis index", "unit"),
    ("nfi", "NFI, normed fit index", "unit"),
    ("rfi", "RFI, relative fit index", "unit"),
    ("ifi", "IFI, incremental fit index", "unit"),
    ("rni", "RNI, relative noncentrality index", "unit"),
    ("pnfi", "PNFI, parsimony NFI", "unit"),
    ("rmsea", "RMSEA, root mean square error of approximation", "unit"),
    ("rmsea_ci_lower", "its 90 % interval, from", "unit"),
    ("rmsea_ci_upper", "to", "unit"),
    ("rmsea_pvalue", "p of RMSEA ≤ .05", "p"),
    ("srmr", "SRMR, standardised root mean square residual", "unit"),
    ("crmr", "CRMR, correlation root mean square residual", "unit"),
    ("rmr", "RMR, root mean square residual", "decimal"),
    ("gfi", "GFI, goodness-of-fit index", "unit"),
    ("agfi", "AGFI, adjusted GFI", "unit"),
    ("pgfi", "PGFI, parsimony GFI", "unit"),
    ("mfi", "MFI, McDonald’s fit index", "unit"),
    ("cn_05", "Hoelter’s critical N, α = .05", "decimal"),
    ("cn_01", "Hoelter’s critical N, α = .01", "decimal"),
    ("logl", "Log-likelihood", "decimal"),
    ("unrestricted_logl", "Log-likelihood of the unrestricted model", "decimal"),
    ("aic", "AIC, Akaike’s criterion", "decimal"),
    ("bic", "BIC, Bayesian criterion", "decimal"),
    ("bic2", "BIC adjusted for sample size", "decimal"),
    ("ecvi", "ECVI, expected cross-validation index", "decimal"),
    ("fmin", "Minimum of the discrepancy (lavaan’s fmin)", "decimal"),
)

# Those that exist only for some estimators and for rows with gaps: scaled measures stand on the corrected χ²,
# robust ones estimate what the population's would be.
CORRECTED: Columns = (
    ("chisq_scaled", "χ², corrected", "decimal"),
    ("df_scaled", "its degrees of freedom", "whole"),
    ("pvalue_scaled", "its p", "p"),
    ("chisq_scaling_factor", "what χ² was divided by", "decimal"),
    ("baseline_chisq_scaled", "χ² of the independence model, corrected", "decimal"),
    ("baseline_df_scaled", "its degrees of freedom", "whole"),
    ("baseline_pvalue_scaled", "its p", "p"),
    ("baseline_chisq_scaling_factor", "what that χ² was divided by", "decimal"),
    ("cfi_scaled", "CFI, scaled", "unit"),
    ("tli_scaled", "TLI, scaled", "unit"),
    ("cfi_robust", "CFI, robust", "unit"),
    ("tli_robust", "TLI, robust", "unit"),
    ("rmsea_scaled", "RMSEA, scaled", "unit"),
    ("rmsea_ci_lower_scaled", "its 90 % interval, from", "unit"),
    ("rmsea_ci_upper_scaled", "to", "unit"),
    ("rmsea_pvalue_scaled", "p of scaled RMSEA ≤ .05", "p"),
    ("rmsea_robust", "RMSEA, robust", "unit"),
    ("rmsea_ci_lower_robust", "its 90 % interval, from", "unit"),
    ("rmsea_ci_upper_robust", "to", "unit"),
)

# AMOS's blocks: heading, then (field, AMOS's column heading, how it is written).
AMOS: tuple[tuple[str, Columns], ...] = (
    (
        "CMIN",
        (
            ("npar", "NPAR", "whole"), ("cmin", "CMIN", "decimal"), ("df", "DF", "whole"), ("p", "P", "p"),
            ("cmin_df", "CMIN/DF", "decimal"),
        ),
    ),
    (
        "RMR, GFI",
        (
            ("rmr", "RMR", "decimal"), ("gfi", "GFI", "unit"), ("agfi", "AGFI", "unit"),
            ("pgfi", "PGFI", "unit"),
        ),
    ),
    (
        "Baseline comparisons",
        (
            ("nfi", "NFI Delta1", "unit"), ("rfi", "RFI rho1", "unit"), ("ifi", "IFI Delta2", "unit"),
            ("tli", "TLI rho2", "unit"), ("cfi", "CFI", "unit"),
        ),
    ),
    (
        "Parsimony-adjusted measures",
        (("pratio", "PRATIO", "unit"), ("pnfi", "PNFI", "unit"), ("pcfi", "PCFI", "unit")),
    ),
    ("NCP", (("ncp", "NCP", "decimal"), ("ncp_lo90", "LO 90", "decimal"), ("ncp_hi90", "HI 90", "decimal"))),
    (
        "FMIN",
        (
            ("fmin", "FMIN", "decimal"), ("f0", "F0", "decimal"), ("f0_lo90", "LO 90", "decimal"),
            ("f0_hi90", "HI 90", "decimal"),
        ),
    ),
    (
        "RMSEA",
        (
            ("rmsea", "RMSEA", "unit"), ("rmsea_lo90", "LO 90", "unit"), ("rmsea_hi90", "HI 90", "unit"),
            ("pclose", "PCLOSE", "p"),
        ),
    ),
    (
        "AIC",
        (
            ("aic", "AIC", "decimal"), ("bcc", "BCC", "decimal"), ("bic", "BIC", "decimal"),
            ("caic", "CAIC", "decimal"),
        ),
    ),
    (
        "ECVI",
        (
            ("ecvi", "ECVI", "decimal"), ("ecvi_lo90", "LO 90", "decimal"), ("ecvi_hi90", "HI 90", "decimal"),
            ("mecvi", "MECVI", "decimal"),
        ),
    ),
    ("HOELTER", (("hoelter05", "HOELTER .05", "whole"), ("hoelter01", "HOELTER .01", "whole"))),
)  # fmt: skip


def fit_table(analysis: Analysis) -> Table:
    """lavaan's fit measures under their names and in words; empty where the model could not be fitted."""
    fit = analysis.fit
    corrected = [line for line in CORRECTED if _value(fit, line[0]) is not None]
    rows = () if fit is None else (*LAVAAN, *corrected)
    text = pd.DataFrame(
        [
            {"Measure": words, "Value": _write(_value(fit, field), form), "In lavaan": _dotted(field)}
            for field, words, form in rows
        ],
        columns=["Measure", "Value", "In lavaan"],
    )
    numbers = pd.DataFrame(
        [{"measure": _dotted(field), "value": _value(fit, field)} for field, _, _ in rows],
        columns=["measure", "value"],
    )
    return Table("fit", "Fit measures (lavaan’s set)", text, numbers)


def judged_fit_table(analysis: Analysis) -> Table:
    """The measures that readers judge by, each with its cut-off and the source of it."""
    entries = fit_strip(analysis.fit, None)
    columns = ["Measure", "Value", "p, cut-off, interval", "Judgement", "Where the cut-off comes from"]
    text = pd.DataFrame(
        [[e.name, e.value, e.note, f"{e.mark} {e.word}".strip(), e.help] for e in entries], columns=columns
    )
    return Table("fit_judged", "Fit at a glance", text, text, words=5)


def amos_blocks(analysis: Analysis) -> tuple[Table, ...]:
    """AMOS's model-fit page, block by block, each with its three models; empty where there is no fit."""
    if analysis.amos is None:
        return ()
    return tuple(_models(analysis.amos, f"amos_{i}", title, cells) for i, (title, cells) in enumerate(AMOS))


def amos_table(analysis: Analysis) -> Table:
    """The whole model-fit page as one table, a row each for the three models."""
    columns = tuple(
        (field, f"{block} {heading}" if heading.endswith(" 90") else heading, form)
        for block, cells in AMOS
        for field, heading, form in cells
    )
    if analysis.amos is None:
        return Table("amos_fit", "AMOS model fit", pd.DataFrame(), pd.DataFrame())
    return _models(analysis.amos, "amos_fit", "AMOS model fit", columns)


def _models(page: AmosPage, name: str, title: str, columns: Columns) -> Table:
    models = (
        ("Default model", page.default),
        ("Saturated model", page.saturated),
        ("Independence model", page.independence),
    )
    text = [[name, *(_write(_value(row, field), form) for field, _, form in columns)] for name, row in models]
    numbers = [[name, *(_value(row, field) for field, _, _ in columns)] for name, row in models]
    return Table(
        name,
        title,
        pd.DataFrame(text, columns=["Model", *(heading for _, heading, _ in columns)]),
        pd.DataFrame(numbers, columns=["model", *(field for field, _, _ in columns)]),
    )


def _value(row: FitIndices | AmosRow | None, field: str) -> float | None:
    return None if row is None else getattr(row, field)


def _write(value: float | None, form: Form) -> str:
    match form:
        case "decimal":
            return decimal(value, 3)
        case "unit":
            return unit(value, 3)
        case "whole":
            return whole(value)
        case "p":
            return p_cell(value)


def _dotted(field: str) -> str:
    """lavaan's own spelling of a measure."""
    return field if field.startswith("cn_") else field.replace("_", ".")
