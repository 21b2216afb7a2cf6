"""Lines below a table that sum it up, which are no rows of it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.grid import Grid
from core.data.names import display_name
from core.notices import Notice

SUMMING = re.compile(
    r"(?:(?:grand |sub)?total|sum|mean|average|median|std\.? ?dev(?:iation)?\.?|standard deviation"
    r"|s\.?d\.?|s\.?e\.?|variance|count|minimum|maximum|min|max|n ?[=:] ?[\d.,]+|summe|gesamt|mittelwert"
    r"|durchschnitt|standardabweichung|anzahl|somme|moyenne|écart.type|جمع(?: کل)?|مجموع|میانگین"
    r"|انحراف معیار|تعداد|المجموع|المتوسط)s?\s*:?",
    re.IGNORECASE,
)
# A sum, a mean, a spread and a range; more are rows.
MOST_LINES = 5
# In fewer rows a sum is no surprise.
FEWEST_ROWS = 4


def without_sums(grid: Grid) -> tuple[Grid, tuple[Notice, ...]]:
    """The rows without the last ones whose first filled cell says that they sum up the others; a remark."""
    rows = len(grid.cells)
    last = rows
    while last > max(1, rows - MOST_LINES) and SUMMING.fullmatch(_first(grid, last - 1)):
        last -= 1
    if last == rows:
        return _without_bare_sum(grid)
    words = {_first(grid, row) for row in range(last, rows)}
    if words & {cell.strip() for cell in grid.cells.iloc[:last, _place(grid, last)]}:
        # What stands among the rows too is a value of the column.
        return grid, ()
    lines = ", ".join(str(line) for line in grid.lines[last:])
    said = ", ".join(f"“{display_name(_first(grid, row))}”" for row in range(last, rows))
    text = f"Below the rows stands what sums them up ({said}); it was left out: line {lines}."
    return replace(grid, cells=grid.cells.iloc[:last], lines=grid.lines[:last]), (Notice("sums", text),)


def _without_bare_sum(grid: Grid) -> tuple[Grid, tuple[Notice, ...]]:
    """The rows without a last one that leaves a full column empty and holds the sums of the others."""
    rows = len(grid.cells)
    if rows <= FEWEST_ROWS:
        return grid, ()
    last = [cell.strip() for cell in grid.cells.iloc[-1]]
    blank = [place for place, cell in enumerate(last) if not cell]
    if not blank or len(blank) == len(last) or not _full(grid, blank):
        return grid, ()
    for place, cell in enumerate(last):
        column = pd.to_numeric(grid.cells.iloc[:, place], errors="coerce").to_numpy(dtype=float)
        if cell and not np.isclose(column[:-1].sum(), column[-1], rtol=1e-9):
            return grid, ()
    text = f"The last row holds the sums of the others; it was left out: line {grid.lines[-1]}."
    return replace(grid, cells=grid.cells.iloc[:-1], lines=grid.lines[:-1]), (Notice("sums", text),)


def _full(grid: Grid, places: list[int]) -> bool:
    """True where one of these columns has a value in every row but the last."""
    above = grid.cells.iloc[:-1]
    return any(bool((above.iloc[:, place].str.strip() != "").all()) for place in places)


def _place(grid: Grid, row: int) -> int:
    return next((place for place, cell in enumerate(grid.cells.iloc[row]) if cell.strip()), 0)


def _first(grid: Grid, row: int) -> str:
    return str(grid.cells.iloc[row, _place(grid, row)]).strip()
