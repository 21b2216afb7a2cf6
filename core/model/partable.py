"""The parameter table: one row a parameter, in lavaan's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Op = Literal["=~", "~", "~~", "~1", "|", "~*~", ":=", "==", "<", ">"]
# What a row is about: its two sides in order, its operator and its group.
Key = tuple[str, str, str, int]
# Those whose rows say what labels add up to, and are no parameters themselves.
ARITHMETIC = (":=", "==", "<", ">")


@dataclass(frozen=True, slots=True)
class ParRow:
    """One parameter.

    `free`: estimated. `value`: the fixed value where not free, the start where free (None: ours to choose;
    on a fixed `exo` row: taken from the sample). `on`: a path switched off stays in the table, fixed to
    zero, and keeps what it was. `user`: written by the user, not added by the defaults. `freed`: written
    with `NA*`, so that no default may fix it. `group`: counted from 1; before completion a row of group 1
    that no other group has speaks for all groups. For `:=` the name stands in `lhs` and the expression in
    `rhs`; for `==`, `<` and `>` expressions in both; for `~1` `rhs` is empty; for `|` it is t1, t2, …
    """

    lhs: str
    op: Op
    rhs: str
    free: bool = True
    value: float | None = None
    label: str = ""
    group: int = 1
    on: bool = True
    exo: bool = False
    user: bool = True
    freed: bool = False

    @property
    def key(self) -> Key:
        """What the row is about: a definition by its name, a covariance with its sides in order."""
        first, second = self.lhs, self.rhs if self.op != ":=" else ""
        if self.op == "~~" and second < first:
            first, second = second, first
        return first, self.op, second, self.group

    @property
    def arithmetic(self) -> bool:
        """True for := and for constraints, which are computed from labels."""
        return self.op in ARITHMETIC

    @property
    def joins(self) -> bool:
        """True for what leads from one variable to another: a path, a loading or a covariance."""
        return self.op in ("~", "=~", "~~") and self.lhs != self.rhs

    @property
    def ruled_out(self) -> bool:
        """True where the model says that it is zero, other than by a switch."""
        return not self.free and self.value == 0

    @property
    def estimated(self) -> bool:
        """True where this row is a free parameter of the model as it stands."""
        return self.free and self.on and not self.arithmetic

    @property
    def fixed_value(self) -> float | None:
        """The value of a row that is not estimated; zero where switched off."""
        return 0.0 if not self.on else self.value


@dataclass(frozen=True, slots=True)
class ParTable:
    """An ordered, hashable parameter table; `str(table)` is lavaan syntax and tells any two tables apart."""

    rows: tuple[ParRow, ...]

    def __str__(self) -> str:
        from core.model.printing import print_table

        return print_table(self)

    def find(self, key: Key) -> ParRow | None:
        """The row with this key, or None."""
        return next((row for row in self.rows if row.key == key), None)

    def of_group(self, group: int) -> ParTable:
        """The parameters of one group."""
        return ParTable(tuple(row for row in self.rows if row.group == group and not row.arithmetic))

    def switch(self, key: Key, on: bool) -> ParTable:
        """The same table with one path switched on or off; raises KeyError where there is no such row."""
        if self.find(key) is None:
            raise KeyError(key)
        return self._map(lambda row: replace(row, on=on) if row.key == key else row)

    def renamed(self, names: Mapping[str, str]) -> ParTable:
        """The same table with other names of variables: before → after."""

        def change(row: ParRow) -> ParRow:
            if row.arithmetic:
                return row
            rhs = row.rhs if row.op == "|" else names.get(row.rhs, row.rhs)
            return replace(row, lhs=names.get(row.lhs, row.lhs), rhs=rhs)

        return self._map(change)

    def _map(self, change: Callable[[ParRow], ParRow]) -> ParTable:
        return ParTable(tuple(change(row) for row in self.rows))
