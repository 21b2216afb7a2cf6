"""Rows that belong to ordered variables: thresholds and scaling factors."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import ModelError
from core.model.partable import ParRow, ParTable
from core.model.plan import Plan


def thresholds(made: Plan) -> Iterator[ParRow]:
    """One free threshold fewer than there are categories, named t1, t2, … from the lowest."""
    for name, categories in made.ordered:
        for number in range(1, categories):
            yield ParRow(name, "|", f"t{number}", user=False)


def scaling_factors(made: Plan) -> Iterator[ParRow]:
    """The inverse standard deviation of what lies behind each ordered variable (Muthén & Asparouhov,
    2002)."""
    for name in made.ordered_names:
        yield ParRow(name, "~*~", name, free=False, value=1.0, user=False)


def check_ordered(table: ParTable, made: Plan) -> None:
    """Raise ModelError for a written row that an ordered variable cannot have."""
    categories = dict(made.ordered)
    for row in table.rows:
        if row.op == "|" and int(row.rhs[1:]) >= categories[row.lhs]:
            what = f"“{row.lhs}” has {categories[row.lhs]} categories, so it has no threshold {row.rhs}."
            raise ModelError("threshold_unknown", f"{what} Its last is t{categories[row.lhs] - 1}.")
        if not row.user or row.lhs not in categories or row.lhs != row.rhs:
            continue
        delta = made.options.parameterization == "delta"
        if row.op == ("~~" if delta else "~*~"):
            kind, other = ("residual variance", "theta") if delta else ("scaling factor", "delta")
            what = f"The {kind} of the ordered variable “{row.lhs}” is not a parameter here."
            raise ModelError("ordered_scale", f"{what} Delete it, or choose the {other} parameterization.")
