"""What keeps a well-written model from belonging to these data, said before anything is fitted."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from core.errors import ModelError
from core.model.constraints import constraints
from core.model.partable import ParTable
from core.model.tokens import quote
from core.model.variables import Variables


def check(table: ParTable, names: Sequence[str]) -> None:
    """Raise ModelError for the first thing in the table that cannot be fitted to columns with these names."""
    if all(row.arithmetic for row in table.rows):
        todo = "Write at least one formula, such as outcome ~ predictor."
        raise ModelError("model_empty", f"The model has no variables. {todo}")
    _check_rows(table)
    variables = Variables.of(table)
    columns = set(names)
    for name in variables.lv:
        if name in columns:
            what = f"“{name}” is a column of the data and also a latent variable (left of =~)."
            raise ModelError("latent_is_column", f"{what} Give the latent variable another name.")
    for name in variables.ov:
        if name not in columns:
            raise _unknown(name, names, variables.lv)
    constraints(table)


def _check_rows(table: ParTable) -> None:
    seen = set()
    for row in table.rows:
        if row.op == "=~" and row.lhs == row.rhs:
            raise ModelError(
                "self_indicator", f"The latent variable “{row.lhs}” cannot be measured by itself."
            )
        if row.op == "~" and row.lhs == row.rhs:
            todo = "For its variance write ~~ in the place of ~."
            raise ModelError("self_regression", f"“{row.lhs}” cannot be regressed on itself. {todo}")
        if row.key in seen:
            raise ModelError(
                "duplicate_row", f"“{row.lhs} {row.op} {row.rhs}” stands twice in the model. Delete one."
            )
        seen.add(row.key)


def _unknown(name: str, columns: Sequence[str], latents: Sequence[str]) -> ModelError:
    what = f"There is no column of numbers named “{name}” in the data."
    alike = next((other for other in (*columns, *latents) if _plain(other) == _plain(name)), None)
    if alike is not None:
        why = "the two differ only in capital letters or spaces"
        return ModelError("unknown_variable", f"{what} There is “{alike}”: {why}. Write {quote(alike)}.")
    near = difflib.get_close_matches(name, [*columns, *latents], 1)
    kind = " (a latent variable)" if near and near[0] in latents else ""
    hint = f" Did you mean {quote(near[0])}{kind}?" if near else ""
    todo = f"If it is a latent variable, it needs a line such as {quote(name)} =~ item1 + item2 + item3."
    return ModelError("unknown_variable", f"{what}{hint} {todo}")


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
