"""An analysis as JSON with lavaan's names, and as a readable table for a terminal."""

from __future__ import annotations

import dataclasses
from typing import Any

from core.analysis import Analysis, suggest
from core.inference.effect_table import EffectDifference
from core.inference.effects import MeasuredEffect
from core.inference.fit_types import FitIndices
from core.inference.modification import ModificationIndex
from core.inference.parameters import Parameter
from core.mediation.verdict import Verdict
from core.views.exports import provenance
from core.views.method import method_lines
from core.views.numbers import decimal, p_cell, p_text, unit
from core.views.reported import Index, reported, reported_rmsea_interval
from core.views.sentences import SOURCES

# Fields whose lavaan names keep their underscore.
UNDERSCORED = {"cn_05", "cn_01"}
# Room for an effect along three variables.
NAME_WIDTH = 52
IN_ONE_LINE: tuple[Index, ...] = ("cfi", "tli", "rmsea")


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Everything of an analysis, ready for json.dumps; a number that does not exist is null."""
    outcome = analysis.estimates.outcome
    fit = dataclasses.asdict(analysis.fit) if analysis.fit else {}
    return {
        "converged": outcome.readable,
        "outcome": outcome.name.lower(),
        "npar": len(analysis.estimates.theta),
        "nobs": analysis.nobs,
        "params": [_parameter(parameter) for parameter in analysis.parameters],
        "fit": {key if key in UNDERSCORED else key.replace("_", "."): value for key, value in fit.items()},
        "amos": dataclasses.asdict(analysis.amos) if analysis.amos else {},
        "preparation": list(analysis.preparation),
        "groups": list(analysis.groups),
        "about": dict(provenance(analysis).numbers.itertuples(index=False, name=None)),
        "rules": {"verdicts": SOURCES},
        "r2": _r2(analysis),
        "effects": [dataclasses.asdict(effect) for effect in analysis.effects],
        "differences": [dataclasses.asdict(difference) for difference in analysis.differences],
        "verdicts": [_verdict(verdict) for verdict in analysis.verdicts],
        "modindices": [_index(index) for index in suggest(analysis)],
        "notices": [dataclasses.asdict(notice) for notice in analysis.notices],
    }


def _r2(analysis: Analysis) -> dict[str, Any]:
    """Explained variance by the variable, within the names of the groups where there are any."""
    if not analysis.groups:
        return dict(analysis.r2_of())
    return {name: analysis.r2_of(number) for number, name in enumerate(analysis.groups, start=1)}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    row = parameter.row
    return {
        "lhs": row.lhs,
        "op": row.op,
        "rhs": row.rhs,
        "group": row.group,
        "label": row.label,
        "free": row.estimated,
        "est": parameter.est,
        "se": parameter.se,
        "z": parameter.z,
        "pvalue": parameter.pvalue,
        "ci.lower": parameter.ci_lower,
        "ci.upper": parameter.ci_upper,
        "std.lv": parameter.std_lv,
        "std.all": parameter.std_all,
        "std.se": parameter.std_se,
        "df": parameter.df,
        "fmi": parameter.fmi,
    }


def _index(index: ModificationIndex) -> dict[str, Any]:
    return {
        "lhs": index.lhs,
        "op": index.op,
        "rhs": index.rhs,
        "group": index.group,
        "mi": index.mi,
        "epc": index.epc,
        "sepc.lv": index.sepc_lv,
        "sepc.all": index.sepc_all,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "group": verdict.group,
        "x": verdict.x,
        "y": verdict.y,
        "via": list(verdict.via),
        "kind": verdict.kind.name.lower(),
        "words": verdict.kind.words,
        "modern_words": verdict.kind.modern_words,
        "negligible": verdict.negligible,
        "test": dataclasses.asdict(verdict.test) if verdict.test else None,
        "agreement": verdict.agreement,
        "reason": verdict.reason,
    }


def as_text(analysis: Analysis) -> str:
    """What a person wants to read at a terminal: method, outcome, fit, parameters, effects, verdicts."""
    lines = [*method_lines(analysis), analysis.estimates.outcome.sentence]
    lines += [f"Preparation {i}: {words}" for i, words in enumerate(analysis.preparation, start=1)]
    lines += [notice.text for notice in analysis.notices]
    fit = analysis.fit
    if fit is None:
        return "\n".join(lines)
    lines += ["", _fit_line(fit)]
    for group, name in enumerate(analysis.groups or ("",), start=1):
        lines += ["", f"Group {name}"] if name else [""]
        lines += _group_lines(analysis, group)
    lines += ["", f"Verdicts: {SOURCES}"] if analysis.verdicts else []
    computed = [parameter for parameter in analysis.parameters if parameter.row.arithmetic]
    lines += ["", *(_parameter_line(parameter) for parameter in computed)] if computed else []
    if analysis.differences:
        lines += ["", _line("difference of effects", "est", "lower", "upper", "p", "std.all")]
        lines += [_difference_line(analysis, difference) for difference in analysis.differences]
    return "\n".join(lines)


def _group_lines(analysis: Analysis, group: int) -> list[str]:
    """The parameters, effects and verdicts of one group."""
    lines = [_line("parameter", "est", "se", "z", "p", "std.all")]
    lines += [
        _parameter_line(parameter)
        for parameter in analysis.parameters
        if parameter.row.group == group and not parameter.row.arithmetic
    ]
    effects = [effect for effect in analysis.effects if effect.group == group]
    if effects:
        lines += ["", _line("effect", "est", "lower", "upper", "p", "std.all")]
        lines += [_effect_line(effect) for effect in effects]
    verdicts = [verdict for verdict in analysis.verdicts if verdict.group == group]
    lines += [""] if verdicts else []
    lines += [
        f"{v.x} → {' → '.join(v.via)} → {v.y}: {v.kind.words} ({v.kind.modern_words})" for v in verdicts
    ]
    return lines


def _line(name: str, *cells: str) -> str:
    return f"{name:<{NAME_WIDTH}}" + "".join(f"{cell:>11}" for cell in cells)


def _fit_line(fit: FitIndices) -> str:
    """The fit in one line, by the corrected values where the estimator corrects its test."""
    cfi, tli, rmsea = (unit(reported(fit, index), 3) for index in IN_ONE_LINE)
    lower, upper = (unit(limit, 3) for limit in reported_rmsea_interval(fit))
    return (
        f"χ²({fit.df}) = {decimal(reported(fit, 'chisq'), 3)}, {p_text(reported(fit, 'pvalue'))}; "
        f"CFI {cfi}, TLI {tli}, RMSEA {rmsea}, 90 % [{lower}, {upper}], SRMR {unit(fit.srmr, 3)}"
    )


def _parameter_line(parameter: Parameter) -> str:
    row = parameter.row
    name = f"{row.lhs} {row.op} {row.rhs}".strip() + ("" if row.on else " (off)")
    numbers = (parameter.est, parameter.se, parameter.z)
    return _line(
        name, *(decimal(x, 3) for x in numbers), p_cell(parameter.pvalue), unit(parameter.std_all, 3)
    )


def _difference_line(analysis: Analysis, difference: EffectDifference) -> str:
    groups = " − ".join(analysis.groups[group - 1] for group in (difference.first, difference.second))
    return f"{groups}: {_effect_line(difference).lstrip()}"


def _effect_line(effect: MeasuredEffect) -> str:
    name = f"{effect.x} → {' → '.join((*effect.via, effect.y))} {effect.kind.replace('_', ' ')}"
    numbers = (effect.est, effect.ci_lower, effect.ci_upper)
    return _line(name, *(decimal(x, 3) for x in numbers), p_cell(effect.pvalue), unit(effect.std_all, 3))
