"""The very model on screen as a script for other programs, with what makes their numbers equal ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields

from core.analysis import Analysis
from core.data.names import display_name
from core.errors import ModelError
from core.model.partable import ParRow
from core.model.printing import number, pretty
from core.options import Options
from core.views.literal import one_line

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
# Those of our options that lavaan does not have, or that are written elsewhere.
OURS = (
    "fun", "likelihood", "se", "sample_nobs", "interval", "level", "draws", "seed", "negligible",
    "imputations", "imputer", "auxiliary", "pooled_df",
)  # fmt: skip
DOTTED = ("std_lv", "fixed_x", "group_equal", "group_partial", "auto_cov_y")
MPLUS_LONGEST = 8
SCALE = {
    "normal": "χ² here is N times the discrepancy, as lavaan’s default has it.",
    "wishart": "χ² here is (N − 1) times the discrepancy of the unbiased covariances.",
    "amos": "χ² here is AMOS’s, (N − 1) times the discrepancy: lavaan’s default times (N − 1)/N.",
}


def lavaan_code(analysis: Analysis) -> str:
    """An R script that fits the model by lavaan."""
    _check_names(analysis)
    if analysis.options.missing == "imputed":
        text = "No script could repeat the random draws that the gaps are filled with here."
        raise ModelError("export_imputed", f"{text} Take the script for every answer (FIML), or see mice.")
    text = pretty(analysis.table).rstrip("\n")
    given = "".join(f",\n  {said}" for said in _lavaan_arguments(analysis.options))
    steps = (f"# {i}. {one_line(words)}\n" for i, words in enumerate(analysis.preparation, start=1))
    made = "".join(("# data.csv holds the rows of the file after these steps:\n", *steps))
    return (
        f"# {SCALE[analysis.options.likelihood]}\n{made if analysis.preparation else ''}"
        f"library(lavaan)\ndata <- read.csv(\"data.csv\")\nmodel <- '\n{text}\n'\n"
        f"fit <- {analysis.options.fun}(model, data = data{given})\n"
        "summary(fit, fit.measures = TRUE, standardized = TRUE)\n"
    )


def _lavaan_arguments(options: Options) -> list[str]:
    plain = Options()
    out = ['likelihood = "wishart"'] if options.likelihood == "wishart" else []
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name in OURS or value == getattr(plain, field.name):
            continue
        name = field.name.replace("_", ".") if field.name in DOTTED else field.name
        out.append(f"{name} = {_r(value)}")
    return out


def _r(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, tuple):
        return f"c({', '.join(_r(one) for one in value)})"
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    return str(value)


def semopy_code(analysis: Analysis) -> str:
    """A Python script that fits the model by semopy; what is computed from labels is left to the reader."""
    rows = _simple(analysis, "semopy")
    lines = [
        f"{row.lhs} {row.op} {_given(row, at)}{row.rhs}"
        for at, row in enumerate(rows, start=1)
        if not row.arithmetic and not row.exo
    ]
    body = "\n".join(lines)
    return (
        "# The estimates and the discrepancy are those of maximum likelihood with N. semopy’s GFI, AGFI,\n"
        "# AIC and BIC are other quantities than lavaan’s and AMOS’s: do not compare them.\n"
        "import pandas as pd\nimport semopy\n\n"
        f'data = pd.read_csv("data.csv")\nmodel = semopy.Model("""\n{body}\n""")\n'
        "model.fit(data)\nprint(model.inspect(std_est=True))\n"
    )


def _given(row: ParRow, at: int) -> str:
    """What stands before the variable; semopy fixes a first loading that has no label."""
    if not row.estimated:
        return f"{number(row.fixed_value or 0.0)}*"
    label = row.label or (f"loading_{at}" if row.op == "=~" else "")
    return f"{label}*" if label else ""


def mplus_code(analysis: Analysis) -> str:
    """An Mplus input file; names are cut to the eight characters that Mplus reads."""
    rows = _simple(analysis, "Mplus")
    observed = analysis.moments[0].names
    names = _short((*observed, *(n for row in rows if not row.arithmetic for n in (row.lhs, row.rhs))))
    labels = _short(row.label or row.lhs for row in rows if row.label or row.op == ":=")
    body = "\n".join(f"  {_mplus(row, names, labels)};" for row in rows if not row.arithmetic and not row.exo)
    computed = [row for row in rows if row.op == ":="]
    extra = ""
    if computed:
        listed = " ".join(labels[row.lhs] for row in computed)
        formulas = "\n".join(f"  {labels[row.lhs]} = {_relabelled(row.rhs, labels)};" for row in computed)
        extra = f"MODEL CONSTRAINT:\n  NEW({listed});\n{formulas}\n"
    return (
        "! Mplus adds unrestricted intercepts; χ² is N times the discrepancy, as lavaan’s default has it.\n"
        "! data.dat holds these columns in this order, without a line of names.\n"
        f"DATA: FILE = data.dat;\nVARIABLE:\n  NAMES = {_wrapped([names[n] for n in observed])};\n"
        f"ANALYSIS: ESTIMATOR = ML;\nMODEL:\n{body}\n{extra}OUTPUT: STANDARDIZED;\n"
    )


def _mplus(row: ParRow, names: Mapping[str, str], labels: Mapping[str, str]) -> str:
    word = {"=~": "BY", "~": "ON", "~~": "WITH"}[row.op]
    what = "" if row.lhs == row.rhs else f"{names[row.lhs]} {word} "
    value = "*" if row.estimated else f"@{number(row.fixed_value or 0.0)}"
    label = f" ({labels[row.label]})" if row.estimated and row.label else ""
    return f"{what}{names[row.rhs]}{value}{label}"


def _short(names: Iterable[str]) -> dict[str, str]:
    """Names of at most eight characters, no two alike even where case does not count."""
    out: dict[str, str] = {}
    for name in names:
        if name not in out:
            cut = name.replace(".", "_")[:MPLUS_LONGEST]
            taken = {other.lower() for other in out.values()}
            i = 1
            while cut.lower() in taken:
                i += 1
                cut = f"{name.replace('.', '_')[: MPLUS_LONGEST - len(str(i))]}{i}"
            out[name] = cut
    return out


def _relabelled(text: str, labels: Mapping[str, str]) -> str:
    return PLAIN.sub(lambda found: labels.get(found[0], found[0]), text).replace("^", "**")


def _wrapped(names: list[str]) -> str:
    return "\n    ".join(" ".join(names[i : i + 8]) for i in range(0, len(names), 8))


def amos_code(analysis: Analysis) -> str:
    """A program for AMOS in Visual Basic, with an error variable for all that is caused."""
    rows = [row for row in _simple(analysis, "AMOS") if not row.arithmetic]
    caused = dict.fromkeys(row.rhs if row.op == "=~" else row.lhs for row in rows if row.op != "~~")
    error = {name: f"e_{name}" for name in caused}
    lines = [f'Sem.Path("{name}", "{own}", 1)' for name, own in error.items()]
    for row in rows:
        given = f', "{row.label}"' if row.label else ""
        given = given if row.estimated or row.exo else f", {number(row.fixed_value or 0.0)}"
        ends = (row.rhs, row.lhs) if row.op == "=~" else (row.lhs, row.rhs)
        if row.op in ("=~", "~"):
            lines.append(f'Sem.Path("{ends[0]}", "{ends[1]}"{given})')
        elif row.lhs == row.rhs:
            lines.append(f'Sem.Var("{error.get(row.lhs, row.lhs)}"{given})')
        else:
            first, second = (error.get(name, name) for name in ends)
            lines.append(f'Sem.Cov("{first}", "{second}"{given})')
    body = "\n".join(f"      {line}" for line in lines)
    return (
        "' AMOS analyses covariances with divisor N and takes χ² as N − 1 times the discrepancy;\n"
        "' choose “AMOS (N − 1)” in Pathlight for the same numbers.\n"
        "Module Main\n  Sub Main()\n    Dim Sem As New AmosEngine\n    Try\n      Sem.TextOutput\n"
        '      Sem.Standardized\n      Sem.Smc\n      Sem.BeginGroup("data.csv")\n'
        f"{body}\n      Sem.FitModel\n    Finally\n      Sem.Dispose\n    End Try\n  End Sub\nEnd Module\n"
    )


def _simple(analysis: Analysis, program: str) -> tuple[ParRow, ...]:
    """The completed rows of a model that can be written for any of these programs; else ModelError."""
    _check_names(analysis)
    options = analysis.options
    rows = analysis.completed.rows
    usual = {"=~", "~", "~~", ":="}
    if options.group or options.ordered or options.estimator != "ML" or options.missing != "listwise":
        what = "groups, ordered columns, gaps and estimators other than ML"
    elif any(row.op not in usual for row in rows):
        what = "means, thresholds and constraints"
    elif not options.auto_cov_y and program != "AMOS":
        what = "outcomes that are kept from covarying by an option"
    elif options.std_lv and program == "semopy":
        what = "latent variables scaled by their variance"
    else:
        return rows
    text = f"Models with {what} are not written for {program}. Take the script for lavaan."
    raise ModelError("export_kind", text)


def _check_names(analysis: Analysis) -> None:
    rows = analysis.completed.rows
    names = [name for row in rows if not row.arithmetic for name in (row.lhs, row.rhs) if name]
    names += [row.label for row in rows if row.label and not row.label.startswith(".p")]
    for name in names:
        if not PLAIN.fullmatch(name):
            text = f"“{display_name(name)}” is no name that other programs can read. Rename it on the Data "
            raise ModelError("export_name", f"{text}page: letters, digits and _ only, a letter first.")


CODES: dict[str, tuple[Callable[[Analysis], str], str]] = {
    "lavaan (R)": (lavaan_code, "model.R"),
    "semopy (Python)": (semopy_code, "model.py"),
    "Mplus": (mplus_code, "model.inp"),
    "AMOS (Visual Basic)": (amos_code, "model.vb"),
}
