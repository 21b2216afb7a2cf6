"""What the options and the table together decide before any automatic row is made."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import ModelError
from core.model.partable import ParTable
from core.model.tokens import quote
from core.model.variables import Variables
from core.options import EVERY, LIKELIHOOD_ESTIMATORS, ORDINAL_ESTIMATORS, Options


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is completed.

    `ordered`: the ordered variables in the model's order, with their numbers of categories. `means`: the
    model has intercepts. `fixed_x`: exogenous columns keep their sample moments. `equal`: the kinds of
    parameters that are equal over groups.
    """

    variables: Variables
    options: Options
    ordered: tuple[tuple[str, int], ...]
    means: bool
    fixed_x: bool
    equal: frozenset[str]

    @property
    def ordered_names(self) -> tuple[str, ...]:
        """The ordered variables."""
        return tuple(name for name, _ in self.ordered)


def plan(
    table: ParTable, names: Sequence[str], options: Options, groups: int, levels: Mapping[str, int]
) -> Plan:
    """The plan of a table; raises ModelError where options, model and data contradict one another.

    The defaults are lavaan 0.6's (lav_options_set; Rosseel, 2012): means come with groups, with missing
    answers under ML, with growth curves, with ordered variables and with any ~1; exogenous columns are fixed
    under the estimators of maximum likelihood and beside ordered variables.
    """
    variables = Variables.of(table)
    ordered = _ordered(table, names, variables, options, levels)
    equal: set[str] = set(options.group_equal) if groups > 1 else set()
    if ordered and equal & {"intercepts", "thresholds"}:
        equal |= {"intercepts", "thresholds"}
    grouped = options.group is not None or groups > 1
    means = bool(
        options.meanstructure
        or (options.meanstructure is None and grouped)
        or ordered
        or options.fun == "growth"
        or options.missing == "fiml"
        or equal & {"intercepts", "means"}
        or any(row.op == "~1" for row in table.rows)
    )
    fixed = options.fixed_x
    if fixed is None:
        fixed = options.estimator in LIKELIHOOD_ESTIMATORS or bool(ordered)
    return Plan(variables, options, ordered, means, fixed, frozenset(equal))


def declared_ordered(variables: Variables, options: Options) -> tuple[str, ...]:
    """The columns that the options declare ordered in a model of these variables."""
    return variables.ov_nox if options.ordered == EVERY else options.ordered


def _ordered(
    table: ParTable, names: Sequence[str], variables: Variables, options: Options, levels: Mapping[str, int]
) -> tuple[tuple[str, int], ...]:
    """The ordered variables; an exogenous column that is declared so stays a number, as in lavaan."""
    columns = set(names)
    chosen = declared_ordered(variables, options)
    for name in chosen:
        if name not in columns:
            near = difflib.get_close_matches(name, names, 1)
            hint = f" Did you mean {quote(near[0])}?" if near else ""
            raise ModelError(
                "ordered_unknown", f"“{name}” is to be ordered, but there is no such column.{hint}"
            )
    written = {row.lhs for row in table.rows if row.op in ("|", "~*~")}
    for name in variables.ov_x:
        if name in written:
            what = f"“{name}” has thresholds, but nothing in the model explains it."
            raise ModelError("ordered_exogenous", f"{what} Leave them out; a cause is taken as a number.")
    declared = written | set(chosen)
    found = [name for name in variables.ov_nox if name in declared]
    if found and options.estimator not in ORDINAL_ESTIMATORS:
        what = f"Ordered variables ({quote(found[0])}) cannot be fitted by {options.estimator}."
        raise ModelError("ordered_estimator", f"{what} Choose WLSMV, or take them as numbers.")
    for name in found:
        if name not in levels:
            what = f"The categories of “{name}” are not known, so its thresholds cannot be estimated."
            raise ModelError("ordered_levels", f"{what} Ordered variables need the rows of the data.")
    return tuple((name, levels[name]) for name in found)
