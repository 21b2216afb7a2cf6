"""Other models that may imply the same: an arrow turned round, or made a covariance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from core.model.edits import computable
from core.model.expression import names_in, parse_expression
from core.model.partable import Key, Op, ParRow, ParTable
from core.model.rows import changed, keep

Instead = Literal["reversed", "covariance"]


@dataclass(frozen=True, slots=True)
class Substitute:
    """A model with something `instead` of the arrow with this `key`."""

    key: Key
    instead: Instead
    table: ParTable


@dataclass(frozen=True, slots=True)
class _Ties:
    """What each variable hangs on: its `causes`, and its `partners` in a covariance."""

    causes: dict[str, frozenset[str]]
    partners: dict[str, frozenset[str]]


def substitutes(
    table: ParTable, completed: ParTable, complete: Callable[[ParTable], ParTable]
) -> tuple[Substitute, ...]:
    """The models that the replacing rules offer in the place of `table`, to be checked by a fit.

    An arrow X → Y may be a covariance where Y hangs on all that X hangs on, and turned round where X and Y
    hang on the same (Stelzl, 1986; Lee & Hershberger, 1990; for covariances between others Zhang & Spirtes,
    2005). An arrow that a constraint speaks of stays. Covariances are as in the `completed` table, whatever
    `complete`, which adds the defaults, would make of the other model.
    """
    ties = _ties(completed)
    out = []
    for key in _movable(table):
        effect, _, cause, _ = key
        for instead in _allowed(ties, cause, effect):
            changed = _with_covariances(put_instead(table, key, instead), completed, complete)
            out.append(Substitute(key, instead, changed))
    return tuple(out)


def _ties(completed: ParTable) -> _Ties:
    causes: dict[str, set[str]] = {}
    partners: dict[str, set[str]] = {}
    for row in completed.rows:
        if row.lhs != row.rhs and (row.estimated or row.fixed_value != 0):
            if row.op == "~":
                causes.setdefault(row.lhs, set()).add(row.rhs)
            elif row.op == "~~":
                partners.setdefault(row.lhs, set()).add(row.rhs)
                partners.setdefault(row.rhs, set()).add(row.lhs)
    return _Ties(_frozen(causes), _frozen(partners))


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(others) for name, others in found.items()}


def _movable(table: ParTable) -> Iterator[Key]:
    """The arrows that are estimated in every group where they stand, and that no constraint speaks of."""
    held = _constrained(table)
    arrows: dict[tuple[str, str], list[ParRow]] = {}
    for row in table.rows:
        if row.op == "~":
            arrows.setdefault((row.lhs, row.rhs), []).append(row)
    for rows in arrows.values():
        if all(row.estimated and row.label not in held for row in rows):
            yield rows[0].key


def _constrained(table: ParTable) -> frozenset[str]:
    """The labels that stand in an equation or a limit, or on more than one parameter."""
    labels = [row.label for row in table.rows if row.label]
    repeated = {label for label in labels if labels.count(label) > 1}
    sides = [side for row in table.rows if row.op in ("==", "<", ">") for side in (row.lhs, row.rhs)]
    return frozenset(repeated.union(*(names_in(parse_expression(side)) for side in sides)))


def _allowed(ties: _Ties, cause: str, effect: str) -> Iterator[Instead]:
    none: frozenset[str] = frozenset()
    above, beside = ties.causes.get(cause, none), ties.partners.get(cause, none)
    of_effect, with_effect = ties.causes.get(effect, none) - {cause}, ties.partners.get(effect, none)
    if effect in above or effect in beside:
        return
    if above == of_effect and beside == with_effect:
        yield "reversed"
    if above <= of_effect and beside <= of_effect | with_effect:
        yield "covariance"


def put_instead(table: ParTable, key: Key, instead: Instead) -> ParTable:
    """The table with something else where an arrow was; what is computed from its label goes with it."""
    effect, _, cause, _ = key
    op: Op = "~" if instead == "reversed" else "~~"
    there = ParRow(cause, op, effect).key[:3]
    without = keep(table, lambda row: row.key[:3] != there)
    put = changed(without, key, lambda row: ParRow(cause, op, effect, group=row.group))
    return computable(table, put)


def _with_covariances(
    table: ParTable, completed: ParTable, complete: Callable[[ParTable], ParTable]
) -> ParTable:
    """The table with its covariances written down where the defaults would change them."""
    added = {row.key: row for row in complete(table).rows if row.op == "~~" and row.lhs != row.rhs}
    before = {row.key: row for row in completed.rows if row.op == "~~" and row.lhs != row.rhs and row.on}
    kept = [
        replace(row, free=True, value=None, exo=False, user=True)
        for key, row in before.items()
        if key not in added
    ]
    left_out = [
        replace(row, free=True, value=None, exo=False, user=True, on=False)
        for key, row in added.items()
        if not row.user and key not in before and (row.estimated or row.exo)
    ]
    return ParTable((*table.rows, *kept, *left_out))
