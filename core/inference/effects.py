"""Direct, specific indirect, total indirect and total effects between the variables of the structural
model."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from core.estimation.fit import Fit
from core.estimation.implied import Inner, fill_one, imply_inner
from core.estimation.ram import ALPHA, BETA, LAMBDA, PSI, THETA, Ram, place
from core.model.partable import ParTable
from core.model.routes import ROUTE_LIMIT, pairs, routes

EffectKind = Literal["direct", "indirect", "total_indirect", "total"]


@dataclass(frozen=True, slots=True)
class MeasuredEffect:
    """What was found of an effect of `x` on `y`; `via` names the variables between them on the route of a
    specific indirect one.

    `se`, `z` and `pvalue` are by the delta method (Sobel, 1982) unless `method` is a bootstrap; `ci_*`
    are by `method`. The `std_*` fields are the same in units of standard deviations.
    """

    x: str
    y: str
    kind: EffectKind
    via: tuple[str, ...]
    est: float
    se: float | None
    z: float | None
    pvalue: float | None
    ci_lower: float | None
    ci_upper: float | None
    std_all: float
    std_se: float | None
    std_ci_lower: float | None
    std_ci_upper: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Effect(MeasuredEffect):
    """An effect in one group."""

    group: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One effect to compute: `arcs` are the arrows along its route, empty for the two totals."""

    x: str
    y: str
    kind: EffectKind
    via: tuple[str, ...]
    arcs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EffectPlan:
    """What there is to compute in one group: `nodes` (s,), arrows `to` and `source` (a,) with their `cells`
    (a, 3), whether the arrows form a feedback `loops`, whether all routes are listed (`routes_only`), and
    the `items` with the `scale` (q,) of each in the data's metric."""

    group: int
    nodes: tuple[str, ...]
    to: np.ndarray
    source: np.ndarray
    cells: np.ndarray
    loops: bool
    routes_only: bool
    items: tuple[Item, ...]
    scale: np.ndarray


def effect_plans(table: ParTable, fit: Fit) -> tuple[EffectPlan, ...]:
    """The effects of a completed table in each group."""
    return tuple(effect_plan(table, fit, group) for group in range(1, len(fit.problem.rams) + 1))


def effect_plan(table: ParTable, fit: Fit, group: int = 1) -> EffectPlan:
    """All effects of a completed table in one group; arrows that are off carry none."""
    ram = fit.problem.rams[group - 1]
    table = table.of_group(group)
    own = table.rows
    structural = dict.fromkeys(name for row in own if row.op == "~" for name in (row.lhs, row.rhs))
    n = {name: i for i, name in enumerate(ram.names)}
    e = {name: i for i, name in enumerate(ram.eta)}
    arrows: dict[tuple[str, str], int] = {}
    cells: list[tuple[int, int, int]] = []
    for row in own:
        is_arrow = row.op == "~" or (row.op == "=~" and {row.lhs, row.rhs} <= structural.keys())
        if not is_arrow or (row.fixed_value == 0 and not row.estimated):
            continue
        source, to = (row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs)
        cell = place(row, n, e)
        arrows[(source, to)] = len(cells)
        cells.append((cell.matrix, cell.row, cell.col))
    nodes = tuple(structural)
    at = {name: i for i, name in enumerate(nodes)}
    ends = np.array([at[b] for _, b in arrows], dtype=np.intp)
    starts = np.array([at[a] for a, _ in arrows], dtype=np.intp)
    reach = _reach(ends, starts, len(nodes))
    loadings = [(at[row.lhs], at[row.rhs]) for row in own if row.op == "=~" and (row.lhs, row.rhs) in arrows]
    hidden = _hidden(reach, loadings)
    items = tuple(
        item for x, y in pairs(table) for item in _items(table, x, y, arrows, bool(hidden[at[y], at[x]]))
    )
    loops = bool(reach.diagonal().any())
    complete = not hidden.any() and len(items) < ROUTE_LIMIT
    size = {name: ram.scale[len(n) + e[name]] if name in e else ram.scale[n[name]] for name in nodes}
    scale = np.array([size[item.y] / size[item.x] for item in items])
    cell_array = np.array(cells, dtype=np.intp).reshape(-1, 3)
    return EffectPlan(group, nodes, ends, starts, cell_array, loops, complete, items, scale)


def _items(table: ParTable, x: str, y: str, arrows: dict[tuple[str, str], int], hidden: bool) -> list[Item]:
    """The effects of x on y; `hidden` says that there are ways which no route lists."""
    found = routes(table, x, y)
    items = []
    for via in sorted(found, key=len):
        stops = (x, *via, y)
        steps = list(pairwise(stops))
        if not all(step in arrows for step in steps):
            continue
        arcs = tuple(arrows[step] for step in steps)
        items.append(Item(x, y, "indirect" if via else "direct", via, arcs))
    indirect = sum(item.kind == "indirect" for item in items)
    if items and (indirect > 1 or hidden):
        items.append(Item(x, y, "total_indirect", (), ()))
    if items:
        items.append(Item(x, y, "total", (), ()))
    return items


def _reach(to: np.ndarray, source: np.ndarray, size: int) -> np.ndarray:
    """Which variables (rows) arrows lead to from which (columns), in any number of steps (s, s)."""
    reach = np.zeros((size, size), dtype=bool)
    reach[to, source] = True
    for _ in range(size):
        reach = reach | (reach @ reach)
    return reach


def _hidden(reach: np.ndarray, loadings: list[tuple[int, int]]) -> np.ndarray:
    """From which variables (columns) to which (rows) effects also go round a loop or along one of the
    `loadings` (source, to), which no route of regressions lists (s, s)."""
    near = reach | np.eye(len(reach), dtype=bool)
    out = np.zeros_like(reach)
    for a, b in [*((int(i), int(i)) for i in np.flatnonzero(reach.diagonal())), *loadings]:
        out |= np.outer(near[:, b], near[a])
    return out


def effect_values(plan: EffectPlan, fit: Fit, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The effects of a plan (B, q) at `theta` (B, k) in the model's metric, raw and standardised.

    Total = (I − A)⁻¹ − I, total indirect = total − direct (Bollen, 1987); a specific indirect effect is the
    product along its route. Complex values pass through.
    """
    ram, sample = fit.problem.rams[plan.group - 1], fit.samples[plan.group - 1]

    def matrix(which: int) -> np.ndarray:
        return fill_one(ram, which, theta, sample.cov, sample.mean)

    beta = matrix(BETA)
    inner = imply_inner(beta, matrix(PSI), matrix(ALPHA))
    leaves = any(name not in ram.eta for name in plan.nodes)
    lam, residual = (matrix(LAMBDA), matrix(THETA)) if leaves else (None, None)
    arcs = np.empty((len(theta), len(plan.cells)), dtype=theta.dtype)
    for a, (which, i, j) in enumerate(plan.cells.tolist()):
        source = beta if which == BETA or lam is None else lam
        arcs[:, a] = source[:, i, j]
    effects = _combine(plan, arcs)
    sd = _spread(plan, ram, inner, lam, residual)
    x, y = ([plan.nodes.index(getattr(item, end)) for item in plan.items] for end in ("x", "y"))
    return effects * plan.scale, effects * (sd[:, x] / sd[:, y])


def _spread(
    plan: EffectPlan, ram: Ram, inner: Inner, lam: np.ndarray | None, residual: np.ndarray | None
) -> np.ndarray:
    """Implied standard deviations (B, s) of the structural variables, in the model's metric."""
    variances = []
    for name in plan.nodes:
        if name in ram.eta or lam is None or residual is None:
            i = ram.eta.index(name)
            variances.append(inner.cov[:, i, i])
        else:
            i = ram.names.index(name)
            explained = np.einsum("bj,bjk,bk->b", lam[:, i], inner.cov, lam[:, i])
            variances.append(explained + residual[:, i, i])
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(np.stack(variances, axis=1)))


def _combine(plan: EffectPlan, arcs: np.ndarray) -> np.ndarray:
    """Effects (B, q) from the values of the arrows (B, a), in the model's metric."""
    out = np.empty((len(arcs), len(plan.items)), dtype=arcs.dtype)
    for q, item in enumerate(plan.items):
        if item.arcs:
            out[:, q] = np.prod(arcs[:, item.arcs], axis=1)
    if plan.routes_only:
        _sum_routes(plan, out)
    else:
        _from_totals(plan, arcs, out)
    return out


def _sum_routes(plan: EffectPlan, out: np.ndarray) -> None:
    """Totals as sums of the routes between the same two variables, which is all there is without feedback."""
    for q, item in enumerate(plan.items):
        if not item.arcs:
            kinds = ("indirect",) if item.kind == "total_indirect" else ("direct", "indirect")
            ends = (item.x, item.y)
            out[:, q] = sum(
                out[:, r]
                for r, other in enumerate(plan.items)
                if (other.x, other.y) == ends and other.kind in kinds
            )


def _from_totals(plan: EffectPlan, arcs: np.ndarray, out: np.ndarray) -> None:
    """Totals from (I − A)⁻¹ − I (Bollen, 1987)."""
    size = len(plan.nodes)
    arrows = np.zeros((len(arcs), size, size), dtype=arcs.dtype)
    arrows[:, plan.to, plan.source] = arcs
    total = _total(arrows, plan.loops)
    at = {name: i for i, name in enumerate(plan.nodes)}
    for q, item in enumerate(plan.items):
        if not item.arcs:
            cell = (slice(None), at[item.y], at[item.x])
            out[:, q] = total[cell] if item.kind == "total" else total[cell] - arrows[cell]


def _total(arrows: np.ndarray, loops: bool) -> np.ndarray:
    """(I − A)⁻¹ − I; without feedback the powers of A end after as many steps as the longest route."""
    size = arrows.shape[-1]
    if loops:
        return np.linalg.inv(np.eye(size) - arrows) - np.eye(size)
    total, power = arrows, arrows
    for _ in range(size - 2):
        power = power @ arrows
        if not power.any():
            break
        total = total + power
    return total
