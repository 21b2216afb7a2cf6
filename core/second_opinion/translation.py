"""A fitted model in semopy's words, with names and units of our own making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.analysis import Analysis
from core.inference.parameters import Parameter
from core.model.partable import Key, ParRow
from core.second_opinion.applicable import arrow

Units = Mapping[str, float]
Labels = Mapping[Key, str]
# semopy's own rule reads the start of a loading off the rows of data, which it does not get.
START_LOADING = 0.7
# Columns that cannot each have their own unit, and spread further than this, upset semopy's optimiser.
WIDEST_SPREAD = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """What semopy is told, and how to read its answer.

    `description` is semopy's syntax with generated names only; `names` (p,) and `cov` (p, p) are the observed
    variables in the units that semopy works in; `starts` goes by label. The k-th estimated parameter is
    `estimates[k]` of ours and semopy's `labels[k]` divided by `factors[k]`; times `yardsticks[k]` either is
    standardised.
    """

    description: str
    names: tuple[str, ...]
    cov: np.ndarray
    starts: dict[str, float]
    labels: tuple[str, ...]
    factors: np.ndarray
    yardsticks: np.ndarray
    estimates: np.ndarray


def translate(analysis: Analysis) -> Translation | None:
    """The model of an analysis for semopy, or None where no units suit both its labels and its columns."""
    moments = analysis.moments[0]
    parameters = [p for p in analysis.parameters if not p.row.arithmetic]
    free = [p for p in parameters if p.row.estimated]
    deviations = dict(zip(moments.names, np.sqrt(np.diag(moments.cov)).tolist(), strict=True))
    own = _own_units(parameters, deviations)
    units = own if _ties_hold(free, own) else _one_unit(own, deviations)
    if units is None or not _ties_hold(free, units):
        return None
    rows = [p.row for p in parameters]
    labels = _labels(rows)
    aliases = _aliases(own, moments.names)
    scale = np.array([units[name] for name in moments.names])
    cov = moments.cov / np.outer(scale, scale)
    return Translation(
        description="\n".join(_line(row, aliases, labels, units) for row in rows),
        names=tuple(aliases[name] for name in moments.names),
        cov=cov,
        starts=_starts(rows, labels, cov, moments.names),
        labels=tuple(labels[p.row.key] for p in free),
        factors=np.array([factor(p.row, units) for p in free]),
        yardsticks=np.array([factor(p.row, own) for p in free]),
        estimates=np.array([p.est for p in free], dtype=float),
    )


def factor(row: ParRow, units: Units) -> float:
    """By what a parameter is multiplied when every variable is divided by its unit."""
    if row.op == "~~":
        return 1.0 / (units[row.lhs] * units[row.rhs])
    source, target = arrow(row)
    return units[source] / units[target]


def _own_units(parameters: Sequence[Parameter], deviations: Units) -> dict[str, float]:
    """The standard deviation of every variable; that of a latent follows from a standardised loading."""
    loadings = [p for p in parameters if p.row.op == "=~"]
    units = dict(deviations)
    # A factor of the second order has to wait for those below it.
    for _ in loadings:
        for p in loadings:
            if p.row.lhs not in units and p.row.rhs in units and p.est and p.std_all:
                units[p.row.lhs] = abs(p.std_all / p.est) * units[p.row.rhs]
    return {p.row.lhs: 1.0 for p in loadings} | units


def _one_unit(own: Units, deviations: Units) -> dict[str, float] | None:
    spread = list(deviations.values())
    if max(spread) > WIDEST_SPREAD * min(spread):
        return None
    return dict.fromkeys(own, float(np.exp(np.mean(np.log(spread)))))


def _ties_hold(free: Sequence[Parameter], units: Units) -> bool:
    """True where parameters that share a label are still equal in these units."""
    factors: dict[str, list[float]] = {}
    for p in free:
        factors.setdefault(p.row.label, []).append(factor(p.row, units))
    return all(np.allclose(tied, tied[0]) for label, tied in factors.items() if label)


def _aliases(units: Units, observed: Sequence[str]) -> dict[str, str]:
    latent = [name for name in units if name not in observed]
    aliases = {name: f"v{i}" for i, name in enumerate(observed)}
    return aliases | {name: f"f{i}" for i, name in enumerate(latent)}


def _labels(rows: Sequence[ParRow]) -> dict[Key, str]:
    """A generated label for every estimated row; rows with one label of the user's share one."""
    shared: dict[object, str] = {}
    free = [row for row in rows if row.estimated]
    return {row.key: shared.setdefault(row.label or row.key, f"p{i}") for i, row in enumerate(free)}


def _line(row: ParRow, aliases: Mapping[str, str], labels: Labels, units: Units) -> str:
    """One row in semopy's syntax; what is fixed, as a path switched off, stands there with its value."""
    value = f"{(row.fixed_value or 0.0) * factor(row, units):.17f}"
    return f"{aliases[row.lhs]} {row.op} {labels.get(row.key, value)}*{aliases[row.rhs]}"


def _starts(
    rows: Sequence[ParRow], labels: Labels, cov: np.ndarray, names: Sequence[str]
) -> dict[str, float]:
    """A start for every estimated loading, with the sign of the indicator's covariance with the first one."""
    place = {name: i for i, name in enumerate(names)}
    first: dict[str, str] = {}
    starts: dict[str, float] = {}
    for row in rows:
        if row.op == "=~":
            pair = place.get(first.setdefault(row.lhs, row.rhs)), place.get(row.rhs)
            falls = None not in pair and cov[pair] < 0
            starts[labels.get(row.key, "")] = -START_LOADING if falls else START_LOADING
    starts.pop("", None)
    return starts
