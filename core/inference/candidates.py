"""The parameters that a model fixes or lacks, and those that it ties together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, permutations

from core.estimation.fit import Fit
from core.estimation.ram import Ram, parameter_index
from core.inference.released import Extra
from core.model.partable import ParRow, ParTable


def absent(table: ParTable, fit: Fit) -> tuple[Extra, ...]:
    """Rows that are fixed or off, and those that lavaan would add: loadings, covariances, regressions."""
    present = {row.key for row in table.rows}
    cuts = fit.problem.rams[0].cuts
    scaled = {row.lhs for row in table.rows if row.op == "|"} if cuts is not None and cuts.delta else set()
    fixed = [
        Extra(row, row.fixed_value or 0.0)
        for row in table.rows
        if not row.estimated and not row.exo and row.op in ("=~", "~", "~~", "~1", "|", "~*~")
        # Under delta the variance of what lies behind an ordered variable follows from its scaling factor.
        if row.op != "~~" or row.lhs != row.rhs or row.lhs not in scaled
    ]
    lacking = {
        row.key: Extra(row, 0.0)
        for group, ram in enumerate(fit.problem.rams, start=1)
        for row in _possible(table, ram, group)
        if row.key not in present
    }
    return (*fixed, *lacking.values())


def _possible(table: ParTable, ram: Ram, group: int) -> Iterator[ParRow]:
    rows = [row for row in table.rows if row.group == group]
    latent = [name for name in ram.eta if name not in ram.names]
    given = {row.lhs for row in rows if row.exo}
    cut = any(row.op == "|" for row in rows)
    structural = dict.fromkeys(name for row in rows if row.op == "~" for name in (row.lhs, row.rhs))
    observed = [name for name in ram.names if name not in given]
    measuring = dict.fromkeys(row.rhs for row in rows if row.op == "=~")
    # One arrow has one number, be it written as a loading or as a regression.
    arrows = {
        (row.lhs, row.rhs) if row.op == "=~" else (row.rhs, row.lhs) for row in rows if row.op in ("=~", "~")
    }
    for factor in latent:
        for name in observed:
            if (name in measuring or name not in structural) and (factor, name) not in arrows:
                yield ParRow(factor, "=~", name, group=group)
    for names in (observed, latent):
        for a, b in combinations(names, 2):
            yield ParRow(a, "~~", b, group=group)
    for y, x in permutations(structural, 2):
        if (x, y) in arrows:
            continue
        if y in given and cut:
            # Ordered variables are modelled given their fixed causes, which nothing can explain then.
            continue
        yield ParRow(y, "~", x, group=group)


def tied(table: ParTable, fit: Fit) -> tuple[Extra, ...]:
    """The rows of each label but its first: what lavaan counts as equality constraints."""
    index = parameter_index(table)
    shared = Counter(index.values())
    seen: set[int] = set()
    out = []
    for row in table.rows:
        at = index.get(row.key)
        if at is None or shared[at] == 1:
            continue
        if at in seen:
            out.append(Extra(row, float(fit.estimates.theta[at])))
        seen.add(at)
    return tuple(out)
