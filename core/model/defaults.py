"""The rows and fixed values that lavaan's sem(), cfa() and growth() add to what the user wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, combinations_with_replacement

from core.model.checks import check
from core.model.groups import spread, tied
from core.model.ordered import check_ordered, scaling_factors, thresholds
from core.model.partable import ParRow, ParTable
from core.model.plan import Plan, plan
from core.options import Options

NO_LEVELS: Mapping[str, int] = {}


def complete(
    table: ParTable,
    names: Sequence[str],
    options: Options,
    groups: int = 1,
    levels: Mapping[str, int] = NO_LEVELS,
) -> ParTable:
    """The whole table that is fitted: for each group the user's rows in their order and the automatic ones,
    then those of := and the constraints.

    `names`: the columns that may stand in a model; `levels`: the number of categories of each ordered one.
    Raises ModelError where the model cannot belong to these data. As lavaan 0.6's lavaanify with the defaults
    that sem() and cfa() share (Rosseel, 2012): a latent variable is scaled by its first loading (or by its
    variance where `std_lv`), variances are free but that of a single indicator, exogenous latents covary, so
    do pure outcomes, and exogenous columns keep their sample moments. growth() frees the means of latents in
    the place of the intercepts. Rows that are equal over groups share one label.
    """
    check(table, names)
    made = plan(table, names, options, groups, levels)
    check_ordered(table, made)
    rows: list[ParRow] = []
    for group, given in enumerate(spread(table, groups), start=1):
        rows += _scaled(given, made)
        rows += _automatic(given, made, group)
    if made.equal & {"thresholds"}:
        rows = [_rescaled(row, made) for row in rows]
    computed = (row for row in table.rows if row.arithmetic)
    return ParTable((*tied(rows, made), *computed))


def _scaled(rows: Iterable[ParRow], made: Plan) -> Iterator[ParRow]:
    """The rows, those fixed that give a latent variable its scale, unless the user freed or fixed them."""
    latent, unscaled = set(made.variables.lv), set(made.variables.lv)
    for row in rows:
        if made.options.std_lv:
            scales = row.user and row.op == "~~" and row.lhs == row.rhs and row.lhs in latent
        else:
            scales = row.op == "=~" and row.lhs in unscaled
            unscaled -= {row.lhs} if scales else set()
        if scales and row.free and not row.freed:
            yield replace(row, free=False, value=1.0 if row.value is None else row.value)
        else:
            yield row


def _automatic(given: Sequence[ParRow], made: Plan, group: int) -> Iterator[ParRow]:
    """The rows of one group that the user did not write."""
    held = {row.key for row in given}
    added = [*thresholds(made), *_variances(given, made, group), *_covariances(made), *scaling_factors(made)]
    if made.means:
        added += _intercepts(made, group)
    for row in added:
        placed = row if row.group == group else replace(row, group=group)
        if placed.key not in held:
            yield placed


def _variances(given: Sequence[ParRow], made: Plan, group: int) -> Iterator[ParRow]:
    """Residual variances of all that is not exogenous, and the variances of latents."""
    single = single_indicators(given)
    standard = set(made.variables.lv) if made.options.std_lv else set()
    scaled = (
        standard if group > 1 and "loadings" in made.equal and "lv.variances" not in made.equal else set()
    )
    for name in (*made.variables.ov_nox, *made.variables.lv):
        if name in made.ordered_names:
            yield _fixed(name, name, 1.0)
        elif name in scaled:
            # Equal loadings already give this group's latents their scale.
            yield ParRow(name, "~~", name, user=False)
        elif name in single:
            yield _fixed(name, name, 0.0)
        elif name in standard:
            yield _fixed(name, name, 1.0)
        else:
            yield ParRow(name, "~~", name, user=False)


def single_indicators(given: Sequence[ParRow]) -> frozenset[str]:
    """Variables that are the one indicator of a latent and indicate nothing else."""
    loadings = [row for row in given if row.op == "=~"]
    factors = Counter(row.lhs for row in loadings)
    measured = Counter(row.rhs for row in loadings)
    return frozenset(row.rhs for row in loadings if factors[row.lhs] == 1 and measured[row.rhs] == 1)


def _covariances(made: Plan) -> Iterator[ParRow]:
    variables = made.variables
    pairs = list(combinations(variables.lv_x, 2))
    if made.options.auto_cov_y:
        pairs += combinations((*variables.lv_y, *variables.ov_y), 2)
    latent = set(variables.lv)
    for first, second in pairs:
        if made.options.orthogonal and {first, second} <= latent:
            yield _fixed(first, second, 0.0)
        else:
            yield ParRow(first, "~~", second, user=False)
    for first, second in combinations_with_replacement(variables.ov_x, 2):
        yield _exogenous(ParRow(first, "~~", second, user=False), made)


def _intercepts(made: Plan, group: int) -> Iterator[ParRow]:
    """Means and intercepts; those of latents are free in growth curves, and where equal intercepts or
    thresholds let the groups after the first differ from it."""
    growth = made.options.fun == "growth"
    differ = group > 1 and bool(made.equal & {"intercepts", "thresholds"}) and "means" not in made.equal
    for name in made.variables.ov:
        if name in made.variables.ov_x and made.fixed_x:
            yield _exogenous(_mean(name, free=True), made)
        else:
            yield _mean(name, free=not growth and name not in made.ordered_names)
    for name in made.variables.lv:
        yield _mean(name, free=growth or differ)


def _mean(name: str, free: bool) -> ParRow:
    return ParRow(name, "~1", "", free=free, value=None if free else 0.0, user=False)


def _exogenous(row: ParRow, made: Plan) -> ParRow:
    return replace(row, free=False, exo=True) if made.fixed_x else row


def _fixed(lhs: str, rhs: str, value: float) -> ParRow:
    return ParRow(lhs, "~~", rhs, free=False, value=value, user=False)


def _rescaled(row: ParRow, made: Plan) -> ParRow:
    """Equal thresholds give the scale of an ordered variable in the groups after the first, so that there its
    scaling factor (delta) or residual variance (theta) is free."""
    op = "~*~" if made.options.parameterization == "delta" else "~~"
    own = row.op == op and row.lhs == row.rhs and row.lhs in made.ordered_names
    return replace(row, free=True, value=None) if own and row.group > 1 and not row.user else row
