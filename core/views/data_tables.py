"""What was read from a file, as a table: its variables, how complete they are and how they spread."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from core.data.columns import usable_columns
from core.data.dataset import Data, Dataset, MatrixDataset, MatrixGroups, Variable
from core.data.names import display_name, figure
from core.data.scales.matching import possible_answers
from core.data.variable_edits import CODES, HIGH, LOW, NAME, ROLE, TURNED, role_of
from core.views.literal import name_alone
from core.views.numbers import decimal
from core.views.small_cells import masked_counts
from core.views.tables import Table, digits_for

# Of long lists of codes the first ones are shown.
MOST_CODES = 7
KINDS = {"numeric": "number", "text": "text", "date": "date", "empty": "empty"}


def _variables(data: Dataset, group: str | None) -> pd.DataFrame:
    usable, possible = usable_columns(data), possible_answers(data)
    spread = data.frame[list(data.names)].agg(["mean", "std"]).T.reindex([v.name for v in data.variables])
    limits = [possible.get(v.name, (None, None)) for v in data.variables]
    columns = {
        "In the file": [display_name(v.in_file) for v in data.variables],
        NAME: [v.name for v in data.variables],
        ROLE: [role_of(v, usable, group) for v in data.variables],
        "Missing": [masked_counts((v.n_missing, data.nobs - v.n_missing))[0] for v in data.variables],
        CODES: [" ".join(map(figure, v.missing_codes)) for v in data.variables],
        LOW: [low for low, _ in limits],
        HIGH: [high for _, high in limits],
        TURNED: [v.turned for v in data.variables],
        "Kind": [KINDS[v.kind] for v in data.variables],
        "Values": [v.n_distinct for v in data.variables],
        "Mean": spread["mean"].tolist(),
        "SD": spread["std"].tolist(),
        "Label": [display_name(v.label) if v.label else "" for v in data.variables],
        "Meaning": [_meaning(v) for v in data.variables],
    }
    return pd.DataFrame(columns)


def _meaning(variable: Variable) -> str:
    """What the codes of a variable mean: “1 = never, 5 = always”."""
    shown = [f"{figure(code)} = {display_name(word)}" for code, word in variable.value_labels[:MOST_CODES]]
    return ", ".join([*shown, *(["…"] if len(variable.value_labels) > MOST_CODES else [])])


def variables_tables(data: Data, group: str | None = None) -> tuple[Table, ...]:
    """Each variable with what was read of it; `group` is the column that tells groups apart. Printed matrices
    of several groups have a table each."""
    if isinstance(data, MatrixGroups):
        named = enumerate(zip(data.labels, data.parts, strict=True), start=1)
        return tuple(
            replace(matrix_table(part), name=f"variables_{i}", title=f"Variables of {display_name(label)}")
            for i, (label, part) in named
        )
    if isinstance(data, MatrixDataset):
        return (matrix_table(data),)
    return (variables_table(data, group),)


def variables_table(data: Dataset, group: str | None = None) -> Table:
    """Each variable in a row, to be looked at and changed; `group` is the column that tells groups apart."""
    frame = _variables(data, group)
    # On screen words from right to left keep their places beside the codes; in a file no mark stands in them.
    shown = frame.assign(**{name: frame[name].map(name_alone) for name in ("Label", "Meaning")})
    return Table("variables", "Variables", shown, frame, words=len(frame.columns))


def matrix_table(data: MatrixDataset) -> Table:
    """The variables of a printed matrix with their means and SDs."""
    means = [None] * len(data.names) if data.mean is None else [float(value) for value in data.mean]
    spread = [math.sqrt(value) for value in data.cov.diagonal()]
    rows = list(zip(data.names, means, spread, strict=True))
    text = [[display_name(name), *(decimal(x, digits_for(sd) - 1) for x in (m, sd))] for name, m, sd in rows]
    return Table(
        "variables",
        "Variables",
        pd.DataFrame(text, columns=["Variable", "Mean", "SD"]),
        pd.DataFrame(rows, columns=["variable", "mean", "sd"]),
    )
