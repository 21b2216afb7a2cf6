"""What is allowed in a model but may not be what its author meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.model.defaults import single_indicators
from core.model.expression import names_in, parse_expression
from core.model.partable import ParRow, ParTable
from core.model.routes import loops
from core.model.tokens import quote
from core.model.variables import Variables
from core.notices import Notice
from core.options import LIKELIHOOD_ESTIMATORS, Options


def remarks(table: ParTable, names: Sequence[str], groups: int = 1) -> tuple[Notice, ...]:
    """What the author of a model for columns `names` should know of it before reading its numbers."""
    tied = _tied_over_groups(table) if groups > 1 else []
    return (*_labels_like_columns(table, names), *tied, *_feedback(table), *_without_error(table))


def remarks_on_options(table: ParTable, options: Options) -> tuple[Notice, ...]:
    """Which choices do nothing in this model."""
    out = []
    causes = Variables.of(table).ov_x
    if numbers := [name for name in options.ordered if name in causes]:
        text = (
            f"{_listed(numbers)}: declared ordered, but nothing in the model explains it, so its codes are "
        )
        out.append(Notice("ordered_cause", f"{text}taken as numbers.", "info"))
    squares = options.estimator not in LIKELIHOOD_ESTIMATORS
    if squares and options.information == "observed":
        text = (
            f"Standard errors by {options.estimator} come from the expected information; the observed one is"
        )
        out.append(Notice("information_expected", f"{text} for maximum likelihood.", "info"))
    if options.likelihood == "wishart" and (squares or options.missing == "fiml"):
        form = "(N − groups)·F under least squares" if squares else "N·F where rows with gaps are used whole"
        text = f"χ² is {form}, so that the choice of the Wishart likelihood changes nothing."
        out.append(Notice("likelihood_unused", text, "info"))
    return tuple(out)


def remarks_on_causes(completed: ParTable) -> tuple[Notice, ...]:
    """What became of the observed causes in a completed table, and of the intercepts of observed outcomes in
    growth curves, where that is not the usual."""
    rows, found = completed.rows, Variables.of(completed)
    causes = [name for name in found.eqs_x if name not in {*found.lv, *found.indicators, *found.eqs_y}]
    written = {name for row in rows if row.user and row.op in ("~~", "~1") for name in (row.lhs, row.rhs)}
    at_zero = {row.lhs for row in rows if row.op == "~1" and not (row.free or row.exo or row.user)}
    measured = {*found.lv, *found.indicators}
    outcomes = [name for name in found.eqs_y if name in at_zero and name not in measured]
    out = []
    if random := [name for name in causes if name in written]:
        text = f"{_listed(random)}: the model has a variance, covariance or mean of its own for a cause, so "
        text += (
            "that it counts as random: its moments are estimated too. For the usual, leave those terms out."
        )
        out.append(Notice("cause_random", text, "info"))
    if zero := [name for name in causes if name in at_zero]:
        text = f"The means of {_listed(zero)} are held at zero, for in growth curves all intercepts of "
        text += f"columns are. Unless they are zero, free them: {quote(zero[0])} ~ 1."
        out.append(Notice("cause_mean_zero", text, "warning"))
    if outcomes:
        text = f"The intercepts of {_listed(outcomes)} are held at zero, for in growth curves all intercepts "
        text += f"of columns are. To estimate them, free them: {quote(outcomes[0])} ~ 1."
        out.append(Notice("outcome_intercept_zero", text, "warning"))
    return tuple(out)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _tied_over_groups(table: ParTable) -> list[Notice]:
    """A single label holds in every group, so that the parameter is the same in all."""
    several = {row.key[:3] for row in table.rows if row.group > 1}
    labels = [row.label for row in table.rows if row.label and row.key[:3] not in several]
    if not labels:
        return []
    listed = _listed(tuple(dict.fromkeys(labels)))
    example = quote(labels[0])
    text = (
        f"One label ties a parameter to the same value in every group: {listed}. To let the groups differ, "
        f"write a label for each, such as c({example}1, {example}2)*."
    )
    return [Notice("label_ties_groups", text, "info")]


def _labels_like_columns(table: ParTable, names: Sequence[str]) -> list[Notice]:
    """In x1*x2 the word before the * is a label, not a factor of a product."""
    columns = set(names)
    labels = Counter(row.label for row in table.rows if row.label)
    texts = [text for row in table.rows if row.arithmetic for text in _expressions(row)]
    used = {name for text in texts for name in names_in(parse_expression(text))}
    out = []
    for row in table.rows:
        if row.label in columns and labels[row.label] == 1 and row.label not in used:
            term = f"{quote(row.label)}*{quote(row.rhs) if row.rhs else '1'}"
            text = (
                f"In {term} the word before the * is read as a label, though “{row.label}” is also a column. "
                "For a product of two columns add a column that holds it."
            )
            out.append(Notice("label_is_column", text))
    return out


def _expressions(row: ParRow) -> tuple[str, ...]:
    return (row.rhs,) if row.op == ":=" else (row.lhs, row.rhs)


def _feedback(table: ParTable) -> list[Notice]:
    """Loops are allowed, where the data identify them; the user is told which there are."""
    out = []
    for ring in loops(table):
        around = " → ".join(f"“{name}”" for name in (*ring, ring[0]))
        text = f"The model has a feedback loop: {around}. Each variable in it needs a cause of its own."
        out.append(Notice("feedback_loop", text, "info"))
    return out


def _without_error(table: ParTable) -> list[Notice]:
    """A single indicator is taken as free of error unless the user says how much there is."""
    written = {row.key for row in table.rows}
    out = []
    for name in sorted(single_indicators([row for row in table.rows if row.group == 1])):
        if (name, "~~", name, 1) in written:
            continue
        factor = next(row.lhs for row in table.rows if row.op == "=~" and row.rhs == name)
        text = (
            f"“{factor}” is measured by “{name}” alone, so “{name}” is taken as free of error. To allow for "
            "error, fix its variance to (1 − reliability) × its variance in the data, such as "
            f"{quote(name)} ~~ 0.2*{quote(name)}."
        )
        out.append(Notice("single_indicator", text, "info"))
    return out
