"""The ladder of invariance: one model in several groups, with more and more held equal over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.analysis import Analysis, analyse
from core.data.dataset import Data, MatrixGroups
from core.errors import DataError, ModelError
from core.inference.difference import DifferenceTest
from core.model.partable import ParTable
from core.model.variables import Variables
from core.options import GroupEqual, Options
from core.questions import difference, readable


@dataclass(frozen=True, slots=True)
class Step:
    """What is held `equal` over the groups, and the `name` of the step `below` that it is tested against."""

    name: str
    equal: tuple[GroupEqual, ...] = ()
    below: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """A step and what came of it: the `test` against the step below, or the `reason` why there is none."""

    step: Step
    found: Analysis | None
    test: DifferenceTest | None = None
    reason: str = ""


CONFIGURAL = Step("configural")
# Equal paths are tested where they can be compared: beside equal loadings, which they need, and not beside
# equal intercepts and residuals, which they do not (Steenkamp & Baumgartner, 1998).
NUMBERS = (
    CONFIGURAL,
    Step("metric", ("loadings",), "configural"),
    Step("scalar", ("loadings", "intercepts"), "metric"),
    Step("strict", ("loadings", "intercepts", "residuals"), "scalar"),
    Step("paths", ("loadings", "regressions"), "metric"),
)
# The loadings of ordered items mean nothing apart from their thresholds (Millsap & Yun-Tein, 2004).
ORDERED = (
    CONFIGURAL,
    Step("scalar", ("loadings", "thresholds"), "configural"),
    Step("strict", ("loadings", "thresholds", "residuals"), "scalar"),
    Step("paths", ("loadings", "thresholds", "regressions"), "scalar"),
)
OBSERVED = (CONFIGURAL, Step("paths", ("regressions",), "configural"))


def steps(table: ParTable, options: Options) -> tuple[Step, ...]:
    """The steps that ask something of this model."""
    measured = bool(Variables.of(table).lv)
    found = (ORDERED if options.ordered else NUMBERS) if measured else OBSERVED
    paths = any(row.op == "~" and row.on for row in table.rows)
    return tuple(step for step in found if paths or step.name != "paths")


def ladder(data: Data, table: ParTable, options: Options) -> tuple[Rung, ...]:
    """Every step of the ladder, fitted and tested against the one below (Meredith, 1993; Vandenberg & Lance,
    2000).

    What `options.group_partial` names stays free in all of them. A label over all groups would hold its path
    equal from the first step on, so it goes. Raises ModelError where there are no groups.
    """
    if options.group is None and not isinstance(data, MatrixGroups):
        raise ModelError("group_missing", "There is one group. Choose the column that tells groups apart.")
    free = _untied(table)
    # Under theta the residual variances of ordered items are parameters; the other steps are the same model.
    quick = replace(options, interval="delta", se="standard", parameterization="theta")
    return tuple(_climb(data, free, quick))


def _climb(data: Data, table: ParTable, options: Options) -> Iterator[Rung]:
    fitted: dict[str, Analysis] = {}
    for step in steps(table, options):
        try:
            found = readable(analyse(data, table, replace(options, group_equal=step.equal)))
        except (ModelError, DataError) as fault:
            yield Rung(step, None, reason=fault.message)
            continue
        fitted[step.name] = found
        yield _tested(step, found, fitted.get(step.below), data)


def _tested(step: Step, found: Analysis, below: Analysis | None, data: Data) -> Rung:
    if below is None:
        reason = f"The {step.below} step could not be fitted." if step.below else ""
        return Rung(step, found, reason=reason)
    try:
        return Rung(step, found, difference(found, below, data=data))
    except (ModelError, DataError) as fault:
        return Rung(step, found, reason=fault.message)


def _untied(table: ParTable) -> ParTable:
    """The table without labels that do nothing but tie a parameter over the groups, and what is computed of
    them; as it is where constraints are written in labels."""
    if any(row.op in ("==", "<", ">") for row in table.rows):
        return table
    terms = Counter(row.label for row in table.rows if row.label)
    rows = (row for row in table.rows if row.op != ":=")
    return ParTable(tuple(replace(row, label="") if terms[row.label] == 1 else row for row in rows))
