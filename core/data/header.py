"""Which line holds the names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from core.data.choices import ReadChoices
from core.data.grid import Grid
from core.data.names import display_name
from core.data.values import NEARLY, Notation, classify
from core.errors import DataError
from core.notices import Notice

SAMPLE_ROWS, FEWEST_SAMPLE_ROWS, SAMPLE_CELLS = 60, 20, 20_000
# A name line, perhaps below a line of merged captions and a title.
DEEPEST_HEADER = 5


def split_header(
    grid: Grid, notation: Notation, choices: ReadChoices
) -> tuple[list[str], Grid, list[Notice]]:
    """The names, the rows below them, and what was inferred; raises DataError where names do not fit."""
    width = grid.cells.shape[1]
    row: int | None
    told: list[Notice]
    if choices.header_line is not None:
        row = _line(grid, choices.header_line)
        start, told = row + 1, []
    elif choices.header is None:
        row, start, told = _find_header(grid, notation)
    else:
        row, start, told = (0, 1, []) if choices.header else (None, 0, [])
    body = grid.rows(start)
    if choices.names is not None:
        if len(choices.names) != width:
            raise DataError("names", f"{len(choices.names)} names were given for {width} columns.")
        return list(choices.names), body, [notice for notice in told if notice.code != "no_header"]
    if row is None:
        return [f"V{number}" for number in range(1, width + 1)], body, told
    return _below_captions(grid, row), body, told


def _below_captions(grid: Grid, row: int) -> list[str]:
    """The names in a row; a cell that is merged with the one above has its name there."""
    names = [str(cell) for cell in grid.cells.iloc[row]]
    if not 0 < row < DEEPEST_HEADER:
        return names
    above = grid.cells.iloc[row - 1].tolist()
    alone = sum(bool(cell.strip()) for cell in above) > 1
    return [name if name.strip() or not alone else str(cell) for name, cell in zip(names, above, strict=True)]


def _line(grid: Grid, line: int) -> int:
    """The row that stands on a line of the file."""
    rows = np.flatnonzero(grid.lines == line)
    if not rows.size:
        raise DataError("header_line", f"Line {line} of the file is empty, so it cannot hold the names.")
    return int(rows[0])


def _find_header(grid: Grid, notation: Notation) -> tuple[int | None, int, list[Notice]]:
    """The row of names (None: there is none), the first row of data, and what to say about it."""
    rows = min(SAMPLE_ROWS, max(FEWEST_SAMPLE_ROWS, SAMPLE_CELLS // grid.cells.shape[1]))
    sample = grid.cells.head(rows)
    number, missing, nearly = _marks(sample, notation)
    width = sample.shape[1]
    numeric = _numeric_columns(number, missing)
    if not numeric.any():
        return (None, 0, [_no_header(width)]) if number[0].all() else (0, 1, [])
    word = ~(number | missing | nearly)
    data = number[:, numeric].sum(axis=1) > word[:, numeric].sum(axis=1)
    # A title, a year: a single cell above the table is no row of data.
    full = (~missing).sum(axis=1) > 1
    data[: int(np.argmax(full))] = False
    first = int(np.argmax(data)) if data.any() else 1
    wordy = np.flatnonzero(word[:first, numeric].mean(axis=1) >= 0.5)
    if wordy.size == 0 and not _years(sample, number[0], word[0], numeric):
        return None, 0, [_no_header(width)]
    if wordy.size == 0:
        return 0, 1, _numbers_as_names(list(sample.iloc[0]), number[0])
    # Captions over merged cells leave blanks and stand above the names; labels and notes stand below them.
    top = [cell.strip() for cell in sample.iloc[0]]
    complete = wordy[0] == 0 and len({cell for cell in top if cell}) >= number.any(axis=0).sum()
    row = 0 if complete else int(wordy[-1])
    start = int(wordy[-1]) + 1
    told = _left_out(grid, row, start) + _numbers_as_names(list(sample.iloc[row]), number[row])
    return row, start, told


def _years(sample: pd.DataFrame, number: np.ndarray, word: np.ndarray, numeric: np.ndarray) -> bool:
    """True for a first line such as id, 2019, 2020, 2021: a word above numbers, then numbers in a row."""
    counts = [cell.strip() for cell in sample.iloc[0][number]]
    if not word[numeric].any() or not (number | word).all() or not all(map(str.isdecimal, counts)):
        return False
    return len(counts) > 1 and all(int(b) - int(a) == 1 for a, b in pairwise(counts))


def _marks(sample: pd.DataFrame, notation: Notation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each cell (rows, columns): is it a number, is it missing, is it nearly a number."""
    cells = pd.Series(sample.to_numpy(dtype=object).ravel(), dtype="str")
    known = classify(cells, notation)
    nearly = known.text.str.fullmatch(NEARLY).to_numpy(dtype=bool)
    shape = sample.shape
    return (known.number | known.infinite).reshape(shape), known.missing.reshape(shape), nearly.reshape(shape)


def _numeric_columns(number: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """The columns whose cells, below the lines that may hold names, are nearly all numbers."""
    below = min(DEEPEST_HEADER + 1, max(1, len(number) // 2))
    present = (~missing[below:]).sum(axis=0)
    numeric: np.ndarray = (present > 0) & (number[below:].sum(axis=0) >= 0.8 * present)
    return numeric


def _no_header(width: int) -> Notice:
    return Notice(
        "no_header",
        f"The first line holds numbers, not names, so the columns are called V1 to V{width}. Give them "
        "names, or say that the first line holds the names.",
    )


def _left_out(grid: Grid, row: int, start: int) -> list[Notice]:
    rows = [number for number in range(start) if number != row]
    if not rows:
        return []
    cells = [cell.strip() for cell in grid.cells.iloc[rows].to_numpy(dtype=object).ravel() if cell.strip()]
    shown = ", ".join(f"“{display_name(cell)}”" for cell in cells[:5]) + (" …" if len(cells) > 5 else "")
    place = "above" if row else "between them and the numbers"
    text = f"The names were taken from line {grid.lines[row]}; the words {place} were left out: {shown}."
    return [Notice("header_lines", text)]


def _numbers_as_names(names: Sequence[str], number: np.ndarray) -> list[Notice]:
    odd = [name for name, is_number in zip(names, number, strict=True) if is_number]
    if not odd:
        return []
    shown = ", ".join(f"“{name}”" for name in odd[:5])
    return [Notice("number_as_name", f"The first line was taken as names, though {shown} reads as a number.")]
