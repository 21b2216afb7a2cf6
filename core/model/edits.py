"""Variables and paths that a person adds, moves, renames and removes: each edit is another table.

A path is told by its key; what is done to it holds for all groups. Every edit raises ModelError where it
makes no sense, in words for the person who tried it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.errors import ModelError
from core.model.expression import names_in, parse_expression
from core.model.partable import Key, ParRow, ParTable
from core.model.rows import add, changed, find, keep, loadings, variables

LONGEST_NAME = 60


def add_construct(table: ParTable, name: str, indicators: Sequence[str]) -> ParTable:
    """A latent variable that is measured by columns, or by other latent variables."""
    name = free_name(name, table)
    if not indicators:
        raise ModelError("construct_empty", f"No column measures “{name}”. Pick at least one.")
    for indicator in indicators:
        _check_unmeasured(table, indicator)
    return add(_without_stand_ins(table, indicators), *(ParRow(name, "=~", one) for one in indicators))


def add_column(table: ParTable, column: str) -> ParTable:
    """A column as a variable of its own: its variance stands for it until a path does."""
    if column in variables(table):
        raise ModelError("column_twice", f"“{column}” is in the model already.")
    return add(table, ParRow(column, "~~", column))


def add_indicator(table: ParTable, construct: str, column: str) -> ParTable:
    """One more column that measures a latent variable."""
    if not loadings(table, construct):
        raise ModelError("no_construct", f"“{construct}” is not measured by columns.")
    _check_unmeasured(table, column)
    return add(_without_stand_ins(table, (column,)), ParRow(construct, "=~", column))


def move_indicator(table: ParTable, column: str, construct: str) -> ParTable:
    """Let a column measure another latent variable, with all that was said of its loading."""
    old = [row for row in table.rows if row.op == "=~" and row.rhs == column]
    if not old or not loadings(table, construct):
        raise ModelError("no_construct", f"“{column}” cannot measure “{construct}”.")
    if any(row.lhs == construct for row in old):
        raise ModelError("indicator_there", f"“{column}” measures “{construct}” already.")
    owner = old[0].lhs
    if len(loadings(table, owner)) == 1:
        text = f"“{column}” is the only column that measures “{owner}”. Give “{owner}” another one first."
        raise ModelError("last_indicator", text)
    rows = [row for row in old if row.lhs == owner]
    return add(keep(table, lambda row: row not in rows), *(replace(row, lhs=construct) for row in rows))


def add_path(table: ParTable, cause: str, effect: str) -> ParTable:
    """A path from one variable to another."""
    _check_apart(table, cause, effect)
    return add(_without_stand_ins(table, (cause, effect)), ParRow(effect, "~", cause))


def add_covariance(table: ParTable, one: str, other: str) -> ParTable:
    """A covariance of two variables."""
    _check_apart(table, one, other)
    return add(_without_stand_ins(table, (one, other)), ParRow(one, "~~", other))


def reverse(table: ParTable, key: Key) -> ParTable:
    """Let a path run the other way."""
    if key[1] != "~":
        raise ModelError("no_direction", "Only a path from one variable to another can be reversed.")
    return changed(table, key, lambda row: replace(row, lhs=row.rhs, rhs=row.lhs))


def remove(table: ParTable, key: Key) -> ParTable:
    """The table without a path, and without what was computed from its label."""
    find(table, key)
    if key[1] == "=~" and len(loadings(table, key[0])) == 1:
        text = f"“{key[2]}” is the only column that measures “{key[0]}”. Remove “{key[0]}” instead."
        raise ModelError("last_indicator", text)
    return computable(table, keep(table, lambda row: row.key[:3] != key[:3]))


def remove_variable(table: ParTable, name: str) -> ParTable:
    """The table without a variable and its paths; with a latent one go the columns that measure it alone."""
    if name not in variables(table):
        raise ModelError("no_variable", f"“{name}” is not in the model.")
    latent = {row.lhs for row in table.rows if row.op == "=~"}
    measured = {row.rhs for row in loadings(table, name)} - latent
    elsewhere = {row.rhs for row in table.rows if row.op == "=~" and row.lhs != name}
    gone = {name} | (measured - elsewhere)
    for owner in {row.lhs for row in table.rows if row.op == "=~"} - gone:
        if all(row.rhs in gone for row in loadings(table, owner)):
            text = f"“{name}” is the only one that measures “{owner}”. Remove “{owner}” instead."
            raise ModelError("last_indicator", text)
    return computable(table, keep(table, lambda row: row.arithmetic or not {row.lhs, row.rhs} & gone))


def rename(table: ParTable, old: str, new: str) -> ParTable:
    """The table with another name for a latent variable."""
    if not loadings(table, old):
        raise ModelError("column_name", f"“{old}” is a column of the data, which keeps its name here.")
    return table.renamed({old: free_name(new, table)})


def free_name(name: str, table: ParTable) -> str:
    """A name that no variable has yet, its spaces put in order."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ModelError("construct_name", f"A name has 1 to {LONGEST_NAME} characters that can be printed.")
    if name in variables(table):
        raise ModelError("construct_twice", f"“{name}” is in the model already. Choose another name.")
    return name


def _check_unmeasured(table: ParTable, column: str) -> None:
    owner = next((row.lhs for row in table.rows if row.op == "=~" and row.rhs == column), None)
    if owner is not None:
        text = f"“{column}” measures “{owner}” already. Move it, or remove it there first."
        raise ModelError("column_twice", text)


def _check_apart(table: ParTable, one: str, other: str) -> None:
    if one == other:
        raise ModelError("self_path", f"A path joins two variables; “{one}” cannot be joined to itself.")
    if any({row.lhs, row.rhs} == {one, other} for row in table.rows if not row.arithmetic):
        text = f"Between “{one}” and “{other}” there is a path already. Change it, reverse it or remove it. "
        raise ModelError("path_there", text + "A second one, if you mean it, goes into the model text.")


def _without_stand_ins(table: ParTable, names: Iterable[str]) -> ParTable:
    """The table without the variances that alone said that a column is in the model."""
    lone = [ParRow(name, "~~", name) for name in names]
    alone = [row for row in lone if sum(row.lhs in (r.lhs, r.rhs) for r in table.rows) == 1]
    return keep(table, lambda row: row not in alone)


def computable(before: ParTable, after: ParTable) -> ParTable:
    """The table without what is computed from labels that are gone."""
    gone = {row.label for row in before.rows} - {row.label for row in after.rows}
    rows: list[ParRow] = []
    for row in after.rows:
        if row.arithmetic and gone & _used(row):
            gone |= {row.lhs} if row.op == ":=" else set()
        else:
            rows.append(row)
    return ParTable(tuple(rows))


def _used(row: ParRow) -> set[str]:
    texts = (row.rhs,) if row.op == ":=" else (row.lhs, row.rhs)
    return {name for text in texts for name in names_in(parse_expression(text))}
