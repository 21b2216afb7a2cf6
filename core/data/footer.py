"""Lines below a table that sum it up, which are no rows of it."""

from __future__ import annotations

import re
from dataclasses import replace

from core.data.grid import Grid
from core.data.names import display_name
from core.notices import Notice

SUMMING = re.compile(
    r"(?:(?:grand |sub)?total|sum|mean|average|median|std\.? ?dev\.?|minimum|maximum|summe|gesamt|mittelwert|"
    r"durchschnitt|somme|moyenne|جمع(?: کل)?|مجموع|میانگین|المجموع|المتوسط)s?\s*:?",
    re.IGNORECASE,
)
# A sum, a mean, a spread and a range; more are rows.
MOST_LINES = 5


def without_sums(grid: Grid) -> tuple[Grid, tuple[Notice, ...]]:
    """The rows without the last ones whose first filled cell says that they sum up the others; a remark."""
    rows = len(grid.cells)
    last = rows
    while last > max(1, rows - MOST_LINES) and SUMMING.fullmatch(_first(grid, last - 1)):
        last -= 1
    if last == rows:
        return grid, ()
    lines = ", ".join(str(line) for line in grid.lines[last:])
    said = ", ".join(f"“{display_name(_first(grid, row))}”" for row in range(last, rows))
    text = f"Below the rows stands what sums them up ({said}); it was left out: line {lines}."
    return replace(grid, cells=grid.cells.iloc[:last], lines=grid.lines[:last]), (Notice("sums", text),)


def _first(grid: Grid, row: int) -> str:
    return next((cell.strip() for cell in grid.cells.iloc[row] if cell.strip()), "")
