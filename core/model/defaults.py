"""The rows and fixed values that lavaan's sem() and cfa() add to what the user wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, combinations_with_replacement

from core.errors import ModelError
from core.model.checks import check
from core.model.partable import ParRow, ParTable
from core.model.tokens import quote
from core.model.variables import Variables
from core.options import Options


def complete(table: ParTable, names: Sequence[str], options: Options) -> ParTable:
    """The whole table that is fitted: the user's rows in their order, the automatic ones, and those of :=.

    `names`: the columns that may stand in a model. Raises ModelError where the model cannot belong to these
    data. As lavaan 0.6's lavaanify with the defaults that sem() and cfa() share (Rosseel, 2012): a latent
    variable is scaled by its first loading (or by its variance where `std_lv`), variances are free but that
    of a single indicator, exogenous latents covary, so do pure outcomes, and exogenous columns keep their
    sample moments.
    """
    check(table, names)
    variables = Variables.of(table)
    means = options.meanstructure or any(row.op == "~1" for row in table.rows)
    rows = list(_scaled(table, variables, options))
    given = {row.key for row in rows}
    added = [*_variances(table, variables, options), *_covariances(variables, options)]
    if means:
        added += _intercepts(variables, options)
    whole = [*rows, *(row for row in added if row.key not in given)]
    return ParTable(tuple(sorted(_equal(whole), key=lambda row: row.op == ":=")))


def _scaled(table: ParTable, variables: Variables, options: Options) -> Iterator[ParRow]:
    """The rows, those fixed that give a latent variable its scale, unless the user freed or fixed them."""
    latent, unscaled = set(variables.lv), set(variables.lv)
    for row in table.rows:
        if options.std_lv:
            scales = row.op == "~~" and row.lhs == row.rhs and row.lhs in latent
        else:
            scales = row.op == "=~" and row.lhs in unscaled
            unscaled -= {row.lhs} if scales else set()
        if scales and row.free and not row.freed:
            yield replace(row, free=False, value=1.0 if row.value is None else row.value)
        else:
            yield row


def _variances(table: ParTable, variables: Variables, options: Options) -> Iterator[ParRow]:
    """Residual variances of all that is not exogenous, and the variances of latents."""
    single = single_indicators(table)
    for name in (*variables.ov_nox, *variables.lv):
        if name in single:
            yield _fixed(name, name, 0.0)
        elif options.std_lv and name in variables.lv:
            yield _fixed(name, name, 1.0)
        else:
            yield ParRow(name, "~~", name, user=False)


def single_indicators(table: ParTable) -> frozenset[str]:
    """Variables that are the one indicator of a latent and indicate nothing else."""
    loadings = [row for row in table.rows if row.op == "=~"]
    factors = Counter(row.lhs for row in loadings)
    measured = Counter(row.rhs for row in loadings)
    return frozenset(row.rhs for row in loadings if factors[row.lhs] == 1 and measured[row.rhs] == 1)


def _covariances(variables: Variables, options: Options) -> Iterator[ParRow]:
    pairs = list(combinations(variables.lv_x, 2))
    if options.auto_cov_y:
        pairs += combinations((*variables.lv_y, *variables.ov_y), 2)
    latent = set(variables.lv)
    for first, second in pairs:
        if options.orthogonal and {first, second} <= latent:
            yield _fixed(first, second, 0.0)
        else:
            yield ParRow(first, "~~", second, user=False)
    for first, second in combinations_with_replacement(variables.ov_x, 2):
        yield _exogenous(ParRow(first, "~~", second, user=False), options)


def _intercepts(variables: Variables, options: Options) -> Iterator[ParRow]:
    for name in variables.ov:
        row = ParRow(name, "~1", "", user=False)
        yield _exogenous(row, options) if name in variables.ov_x else row
    for name in variables.lv:
        yield ParRow(name, "~1", "", free=False, value=0.0, user=False)


def _exogenous(row: ParRow, options: Options) -> ParRow:
    return replace(row, free=False, exo=True) if options.fixed_x else row


def _fixed(lhs: str, rhs: str, value: float) -> ParRow:
    return ParRow(lhs, "~~", rhs, free=False, value=value, user=False)


def _equal(rows: Iterable[ParRow]) -> Iterator[ParRow]:
    """The rows, those that share a label with a fixed one fixed to its value."""
    rows = list(rows)
    fixed: dict[str, ParRow] = {}
    for row in rows:
        if row.label and row.on and not row.free and row.value is not None:
            first = fixed.setdefault(row.label, row)
            if first.value != row.value:
                values = f"{first.value:g} and {row.value:g}"
                what = f"The label {quote(row.label)} joins parameters fixed to different values, {values}."
                raise ModelError("label_values", f"{what} Use two labels, or one value.")
    for row in rows:
        same = fixed.get(row.label) if row.label else None
        yield replace(row, free=False, freed=False, value=same.value) if same else row
