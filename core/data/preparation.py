"""Steps carried out: from the rows of a file to those of a model, now or again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

from core.data import edits
from core.data import steps as are
from core.data.dataset import Dataset, Done
from core.data.derived import as_read
from core.data.scales.scoring import ScalePlan, score
from core.data.steps import Step
from core.errors import DataError
from core.typed_json import from_json, to_json

KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Step)}


def carry_out(data: Dataset, *steps: Step) -> Dataset:
    """The data after these steps, which they remember; raises DataError where one cannot be done."""
    for step in steps:
        made = _made(data, step)
        done = replace(made.record[-1], step=step)
        data = replace(made, record=(*made.record[:-1], done))
    return data


def _made(data: Dataset, step: Step) -> Dataset:
    match step:
        case are.CountAsMissing():
            return edits.count_as_missing(data, step.columns, step.codes)
        case are.SetRange():
            return edits.set_range(data, step.columns, step.low, step.high)
        case are.SetRole():
            return edits.set_role(data, step.columns, step.role)
        case are.TurnRound():
            return edits.turn_round(data, step.columns, step.low, step.high)
        case are.NumberWords():
            return edits.number_words(data, step.columns, dict(step.numbers))
        case are.Rename():
            return edits.rename(data, dict(step.names))
        case are.CapAge():
            return edits.cap_age(data, step.column)
        case are.KeepRows():
            return edits.keep_rows(data, step)
        case are.LeaveOutRows():
            return edits.leave_out_rows(data, step.rows, step.what)
        case are.Forget():
            return edits.forget(data, step.columns)
        case ScalePlan():
            return score(data, step)


def again(data: Dataset, record: Sequence[Done]) -> Dataset:
    """The rows of a file prepared as others were; raises DataError that says which step cannot be done."""
    made = as_read(data)
    for number, done in enumerate(record, start=1):
        try:
            made = carry_out(made, *((done.step,) if done.step else ()))
        except DataError as fault:
            text = f"Step {number} ({done.words}) cannot be done with these rows. {fault.message}"
            raise DataError("preparation", text) from fault
    return made


def record_to_json(record: Sequence[Done]) -> list[dict[str, Any]]:
    """Each step as its words, its name and its fields."""
    return [
        {"words": done.words, **({type(done.step).__name__: to_json(done.step)} if done.step else {})}
        for done in record
    ]


def record_from_json(given: Any) -> tuple[Done, ...]:
    """What `record_to_json` gave; raises DataError for anything else."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise DataError("project_schema", "The project file is damaged: its steps are not what they must be.")
    return tuple(_done(one) for one in given)


def _done(given: dict[str, Any]) -> Done:
    names = [name for name in given if name != "words"]
    words = given.get("words", "")
    if len(names) > 1 or not set(names) <= set(KINDS) or not isinstance(words, str):
        text = "The project holds a step of preparation that this version does not know."
        raise DataError("project_step", text)
    return Done(words, *(from_json(KINDS[name], given[name], name) for name in names))
