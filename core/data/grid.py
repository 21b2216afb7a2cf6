"""The cells of a file as text, before anything is known about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pandas as pd

from core.data.choices import MAX_CELL_CHARACTERS, check_size, huge_cell
from core.notices import Notice

CHUNK = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Text cells (rows, columns), the `lines` (rows,) of the file, and what was found on the way."""

    cells: pd.DataFrame
    lines: np.ndarray
    notices: tuple[Notice, ...] = ()
    # Columns of a workbook in which numbers are stored as text, and those that hold formulas without results.
    numbers_as_text: tuple[int, ...] = ()
    uncached: tuple[int, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    def rows(self, start: int) -> Grid:
        """The same grid from row `start` (0-based) on."""
        return replace(self, cells=self.cells.iloc[start:], lines=self.lines[start:])


def build(rows: Iterable[tuple[int, list[str]]], where: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Cells and line numbers from (line, cells) pairs of equal length; rows without any content are left out.

    Raises DataError where a cell or the whole table is too large; `where` is the word for a line.
    """
    filled = ((line, row) for line, row in rows if any(cell.strip() for cell in row))
    frames: list[pd.DataFrame] = []
    lines: list[int] = []
    count = 0
    while chunk := list(islice(filled, CHUNK)):
        width = len(chunk[0][1])
        count += len(chunk)
        check_size(count, width)
        _check_cells(chunk, where)
        lines.extend(line for line, _ in chunk)
        frames.append(pd.DataFrame([row for _, row in chunk], dtype="str"))
    cells = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return cells, np.array(lines, dtype=np.int64)


def _check_cells(chunk: list[tuple[int, list[str]]], where: str) -> None:
    for line, row in chunk:
        if max(map(len, row)) > MAX_CELL_CHARACTERS:
            raise huge_cell(where, line)
