"""What a path is called, for the eye and for a screen reader, and the whole picture in words."""

from __future__ import annotations

from core.analysis import Analysis
from core.inference.parameters import Parameter
from core.model.partable import ParRow, ParTable
from core.views.numbers import Units, decimal, p_text, stars, unit


def short_name(row: ParRow) -> str:
    """A path in symbols: Alliance → Outcome, Outcome ↔ Satisfaction."""
    match row.op:
        case "~":
            return f"{row.rhs} → {row.lhs}"
        case "=~":
            return f"{row.lhs} → {row.rhs}"
        case "~~":
            return f"{row.lhs} ↔ {row.rhs}"
        case _:
            return row.lhs


def spoken_name(row: ParRow) -> str:
    """A path in words: Path Alliance to Outcome."""
    match row.op:
        case "~":
            return f"Path {row.rhs} to {row.lhs}"
        case "=~":
            return f"Loading of {row.rhs} on {row.lhs}"
        case "~~":
            return f"Covariance of {row.lhs} and {row.rhs}"
        case _:
            return row.lhs


def spoken(parameter: Parameter, units: Units) -> str:
    """A path with its state: Path Alliance to Outcome, .24, p = .003; or: …, switched off."""
    name = spoken_name(parameter.row)
    if not parameter.row.on:
        return f"{name}, switched off"
    value = shown(parameter, units)
    if value is None:
        return f"{name}, on"
    test = f", {p_text(parameter.pvalue)}" if parameter.pvalue is not None else ""
    return f"{name}, {value}{test}"


def spoken_state(row: ParRow) -> str:
    """A path with its state, where there is no number: Path Alliance to Outcome, on."""
    return f"{spoken_name(row)}, {'on' if row.on else 'switched off'}"


def shown(parameter: Parameter, units: Units) -> str | None:
    """The estimate as it stands on the path, without stars."""
    if units == "standardised":
        return None if parameter.std_all is None else unit(parameter.std_all)
    return None if parameter.est is None else decimal(parameter.est)


def starred(parameter: Parameter, units: Units) -> str:
    """The estimate with its stars, nothing where there is none."""
    value = shown(parameter, units)
    return "" if value is None else value + stars(parameter.pvalue)


def in_words(analysis: Analysis, units: Units) -> tuple[str, ...]:
    """The whole diagram as a list of sentences, for those who do not see it."""
    paths = tuple(
        spoken(parameter, units)
        for parameter in analysis.parameters
        if parameter.row.joins and not parameter.row.exo
    )
    shares = tuple(
        f"{name}: {unit(value)} of its variance explained" for name, value in analysis.r2_of().items()
    )
    return paths + shares


def model_in_words(completed: ParTable) -> tuple[str, ...]:
    """The same of a model without numbers."""
    return tuple(spoken_state(row) for row in completed.rows if row.joins and not row.exo)
