"""Bounds on parameters that keep a search among possible values, in lavaan's sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.estimation.moments import SampleMoments
from core.estimation.ram import Ram, parameter_index
from core.model.partable import ParRow, ParTable
from core.options import Bounds, Options

Range = tuple[float, float]
EVERYWHERE: Range = (-np.inf, np.inf)


@dataclass(frozen=True, slots=True)
class BoundSet:
    """One of lavaan's sets: by how much the whole range of a kind of parameter is widened below and above
    (None: no bound on that side), the least `reliability` of a marker and the least `endogenous` residual
    variance of a latent variable (De Jonckere & Rosseel, 2022)."""

    ov_var: tuple[float | None, float | None] = (None, None)
    lv_var: tuple[float | None, float | None] = (None, None)
    loadings: tuple[float | None, float | None] = (None, None)
    covariances: tuple[float | None, float | None] = (None, None)
    reliability: float = 0.0
    endogenous: float = 0.0


WIDE = BoundSet((1.05, 1.2), (1.0, 1.3), (1.1, 1.1), (1.0, 1.0), 0.1, 0.005)
SETS: dict[Bounds, BoundSet] = {
    "none": BoundSet(),
    "default": WIDE,
    "wide": WIDE,
    "standard": BoundSet((1.0, 1.0), (1.0, 1.0), (1.0, 1.0), (0.999, 0.999), 0.1, 0.005),
    "pos.var": BoundSet((1.0, None), (1.0, None)),
    "pos.ov.var": BoundSet((1.0, None)),
    "pos.lv.var": BoundSet((None, None), (1.0, None)),
}


def parameter_bounds(
    table: ParTable, rams: Sequence[Ram], moments: Sequence[SampleMoments], options: Options
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds (k,) of the free parameters in the model's metric, infinite where there are none; a shared
    parameter keeps the narrowest of its rows."""
    lower, upper = np.full(rams[0].npar, -np.inf), np.full(rams[0].npar, np.inf)
    chosen = SETS[options.bounds]
    if chosen == SETS["none"]:
        return lower, upper
    index = parameter_index(table)
    for group, own in enumerate(moments, start=1):
        rows = [row for row in table.rows if row.group == group and not row.arithmetic]
        variances = dict(zip(own.names, np.diag(own.cov).tolist(), strict=True))
        for row, (low, high) in _ranges(rows, variances, chosen).items():
            if row.key in index:
                k = index[row.key]
                lower[k] = max(lower[k], low / rams[0].unit[k])
                upper[k] = min(upper[k], high / rams[0].unit[k])
    return lower, upper


def _ranges(rows: Sequence[ParRow], variances: dict[str, float], chosen: BoundSet) -> dict[ParRow, Range]:
    """The bounds of the rows of one group, as lavaan's lav_partable_add_bounds."""
    latent = dict.fromkeys(row.lhs for row in rows if row.op == "=~")
    markers = _markers(rows, variances)
    out: dict[ParRow, Range] = {}
    widest: dict[str, float] = {}
    for row in rows:
        if row.op == "~~" and row.lhs == row.rhs:
            name = row.lhs
            if name in latent:
                low, high = _latent_variance(name, rows, variances, markers.get(name), chosen)
                sides = chosen.lv_var
            else:
                share = 1 - chosen.reliability if name in markers.values() else 1.0
                low, high, sides = 0.0, share * variances[name], chosen.ov_var
            bounds = _widened((low, high), high - low, sides)
            out[row], widest[name] = bounds, high if sides[1] is None else bounds[1]
    for row in rows:
        if row.op == "=~" and row.rhs in variances:
            least = _least_latent_variance(row.lhs, rows, variances, markers.get(row.lhs), chosen)
            most = np.sqrt(variances[row.rhs] / least) if least > 0 else np.inf
            out[row] = _widened((-most, most), 2 * most, chosen.loadings)
        if row.op == "~~" and row.lhs != row.rhs and {row.lhs, row.rhs} <= widest.keys():
            most = np.sqrt(widest[row.lhs] * widest[row.rhs])
            out[row] = _widened((-most, most), 2 * most, chosen.covariances)
    return out


def _widened(plain: Range, size: float, sides: tuple[float | None, float | None]) -> Range:
    """A range with its sides moved outwards by a share of its size; a side of None is open."""
    low, high = (0.0 if side in (None, 1.0) else size * (side - 1) for side in sides)
    return (
        -np.inf if sides[0] is None else plain[0] - low,
        np.inf if sides[1] is None else plain[1] + high,
    )


def _markers(rows: Sequence[ParRow], variances: dict[str, float]) -> dict[str, str]:
    """The observed variable of which each latent takes its scale."""
    out: dict[str, str] = {}
    for row in rows:
        if row.op == "=~" and not row.free and row.value == 1 and row.on and row.rhs in variances:
            out.setdefault(row.lhs, row.rhs)
    return out


def _scaled_by_variance(name: str, rows: Sequence[ParRow]) -> bool:
    own = [row for row in rows if row.op == "~~" and row.lhs == row.rhs == name]
    return any(not row.free and row.value == 1 for row in own)


def _least_latent_variance(
    name: str, rows: Sequence[ParRow], variances: dict[str, float], marker: str | None, chosen: BoundSet
) -> float:
    if _scaled_by_variance(name, rows):
        return 1.0
    return chosen.reliability * variances[marker] if marker else 0.0


def _latent_variance(
    name: str, rows: Sequence[ParRow], variances: dict[str, float], marker: str | None, chosen: BoundSet
) -> Range:
    explained = any(
        (row.op == "~" and row.lhs == name) or (row.op == "=~" and row.rhs == name) for row in rows
    )
    least = _least_latent_variance(name, rows, variances, marker, chosen)
    low = chosen.endogenous if explained else least
    return low, variances[marker] if marker else max(variances.values())
