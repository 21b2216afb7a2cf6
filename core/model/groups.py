"""One model in several groups: every group gets its rows, and equal rows share a label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.errors import ModelError
from core.model.partable import ParRow, ParTable
from core.model.plan import Plan
from core.model.tokens import quote

# A row's key without its group.
Term = tuple[str, str, str]


def spread(table: ParTable, groups: int) -> Iterator[tuple[ParRow, ...]]:
    """The user's rows of each group in turn; a row that only group 1 has is every group's.

    Raises ModelError where c(…) was given for another number of groups.
    """
    held = {row.key: row for row in table.rows if not row.arithmetic}
    numbers: dict[Term, list[int]] = {}
    for row in held.values():
        numbers.setdefault(row.key[:3], []).append(row.group)
    for term, found in numbers.items():
        if found != [1] and sorted(found) != list(range(1, groups + 1)):
            raise _wrong_number(held[*term, found[0]], max(found), groups)
    for group in range(1, groups + 1):
        yield tuple(held.get((*term, group)) or replace(held[*term, 1], group=group) for term in numbers)


def _wrong_number(row: ParRow, found: int, groups: int) -> ModelError:
    what = f"{_formula(row)} is given for {found} groups, but "
    if groups == 1:
        todo = "Choose the column that tells the groups apart, or write a single value in the place of c(…)."
        return ModelError("group_values", f"{what}the data are one group. {todo}")
    return ModelError("group_values", f"{what}there are {groups}. Write one value for each in c(…).")


def tied(rows: Sequence[ParRow], made: Plan) -> tuple[ParRow, ...]:
    """The rows, those that are equal sharing one label, and all fixed to its value where one is fixed.

    A label that nobody wrote is named after the first of its rows, as in lavaan: `.p2.` is the second row.
    """
    equal = _equal_terms(rows, made)
    ties: dict[str | Term, list[int]] = {}
    for at, row in enumerate(rows):
        if row.label or row.key[:3] in equal:
            ties.setdefault(row.label or row.key[:3], []).append(at)
    taken = {row.label for row in rows}
    out = list(rows)
    for name, members in ties.items():
        fixed = [rows[at] for at in members if rows[at].on and not rows[at].free]
        fixed = [row for row in fixed if row.value is not None]
        if len({row.value for row in fixed}) > 1:
            raise _two_values(fixed)
        own = name if isinstance(name, str) else _automatic_label(members[0] + 1, taken)
        for at in members if fixed or len(members) > 1 else ():
            if fixed:
                out[at] = replace(rows[at], free=False, freed=False, value=fixed[0].value)
            elif rows[at].free:
                out[at] = replace(rows[at], label=own)
    return tuple(out)


def _automatic_label(number: int, taken: set[str]) -> str:
    """lavaan's label of a row by its number, or the next one that the user did not take."""
    while f".p{number}." in taken:
        number += 1
    taken.add(f".p{number}.")
    return f".p{number}."


def _two_values(fixed: Sequence[ParRow]) -> ModelError:
    values = " and ".join(
        f"{value:g}" for value in dict.fromkeys(row.value for row in fixed) if value is not None
    )
    label = fixed[0].label
    if label:
        what = f"The label {quote(label)} joins parameters fixed to different values, {values}."
        return ModelError("label_values", f"{what} Use two labels, or one value.")
    what = f"{_formula(fixed[0])} is to be equal over groups, but is fixed to {values}."
    return ModelError("equal_values", f"{what} Use one value, or name it in group.partial.")


def _equal_terms(rows: Sequence[ParRow], made: Plan) -> frozenset[Term]:
    """What group.equal makes equal over groups and group.partial does not free again."""
    first = [row for row in rows if row.group == 1]
    equal = {row.key[:3] for row in first if _kind(row, made) in made.equal}
    if any(row.group > 1 for row in rows):
        for formula in made.options.group_partial:
            plain = "".join(formula.split())
            found = {row.key[:3] for row in first if plain in _spellings(row)}
            if not found:
                what = f"group.partial names “{formula}”, but the model has no such parameter."
                raise ModelError("partial_unknown", f"{what} Write it as in visual=~x2 or x2~1.")
            equal -= found
    return frozenset(equal)


def _kind(row: ParRow, made: Plan) -> str:
    """The word of group.equal for a row; empty for one that has none."""
    observed, latent = made.variables.ov_nox, made.variables.lv
    if row.op == "~1":
        return "intercepts" if row.lhs in observed else "means" if row.lhs in latent else ""
    if row.op == "~~":
        own = row.lhs == row.rhs
        if row.lhs in latent or row.rhs in latent:
            return "lv.variances" if own else "lv.covariances"
        if row.lhs in observed or row.rhs in observed:
            return "residuals" if own else "residual.covariances"
    return {"=~": "loadings", "~": "regressions", "|": "thresholds"}.get(row.op, "")


def _spellings(row: ParRow) -> tuple[str, ...]:
    one = "".join(_formula(row).split())
    return (one, "".join(f"{row.rhs}~~{row.lhs}".split())) if row.op == "~~" else (one,)


def _formula(row: ParRow) -> str:
    return f"{row.lhs} {row.op} {row.rhs}".strip()
