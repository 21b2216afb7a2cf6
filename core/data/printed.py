"""A correlation table as a paper prints it → names, correlations, means and standard deviations.

What counts as one, whatever separates its columns: a row for each variable with a triangle (or a square) of
correlations or covariances; dashes, ones, reliabilities or nothing on the diagonal; stars and footnote marks
behind the numbers; columns or rows M, SD and n; a line of notes in which N stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.printed_cells import (
    BRACKETED,
    COUNTER,
    DASH,
    NOTE,
    SIZE,
    Row,
    bare_row,
    cell_value,
    header,
    heads,
    role,
    row,
    tokens,
)

MOST_CHARACTERS = 60_000
MOST_ROWS = 250
# Two halves of a printed square differ by rounding at most.
NEARLY_EQUAL = 0.011
# A number, a title, a subtitle stand above a printed table.
MOST_TITLES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """What a printed table says: `table` (p, p) with NaN for what it leaves out, `sd`, `mean` (p,) or None.

    `diagonal` tells whether numbers stand on the diagonal; they may be reliabilities, and `reliabilities`
    that they stood there in brackets and were left out.
    """

    names: tuple[str, ...]
    table: np.ndarray
    mean: np.ndarray | None = None
    sd: np.ndarray | None = None
    nobs: int | None = None
    diagonal: bool = False
    reliabilities: bool = False


def printed_text(text: str) -> Printed | None:
    """The table in a text, or None where the text does not look like one."""
    if len(text) > MOST_CHARACTERS:
        return None
    lines = [line for line in text.splitlines() if line.strip()]
    for mark in "\t;|,":
        if sum(mark in line for line in lines) > len(lines) / 2:
            found = printed_rows([line.split(mark) for line in lines], text)
            if found is not None:
                return found
    return printed_rows([tokens(line) for line in lines], text, aligned=False)


def printed_rows(rows: Sequence[Sequence[str]], text: str = "", aligned: bool = True) -> Printed | None:
    """The table in rows of cells, or None; where cells are `aligned`, an empty one keeps its place."""
    text = text or "\n".join(" ".join(cells) for cells in rows)
    rows = [cells for cells in rows if any(map(str.strip, cells)) and not NOTE.match(" ".join(cells))]
    rows = rows[_titles(rows, aligned) :]
    if not 3 <= len(rows) + (aligned is False) <= MOST_ROWS:
        return None
    comma = not any(re.search(r"\.\d", cell) for cells in rows for cell in cells[1:])
    above = header(rows[0], comma, aligned)
    body = rows if above is None else rows[1:]
    # A table without any word in its body has no labels, and its blanks are entries.
    labelled = not aligned or any(
        cell_value(cell, comma) is None for cells in body for cell in cells if cell.strip()
    )
    parsed = [row(cells, comma) if labelled else bare_row(cells, comma) for cells in body]
    variables = [line for line in parsed if not role(line.label) and line.cells]
    columns = _columns(above, variables, aligned)
    if columns is None:
        return None
    roles, named = columns
    values = [_split(line.cells, roles, aligned) for line in variables]
    table = _square([middle for middle, _ in values], aligned)
    names = _names(variables, named)
    if table is None or names is None or not _convincing(table, named):
        return None
    beside = _statistics(roles, values) | _statistic_rows(parsed, len(names))
    bracketed = [sum(BRACKETED.fullmatch(cell.strip()) is not None for cell in cells) == 1 for cells in body]
    reliabilities = len(bracketed) == len(table) and all(bracketed)
    if reliabilities:
        np.fill_diagonal(table, np.nan)
    diagonal = np.where(np.isinf(np.diag(table)), np.nan, np.diag(table))
    told = bool(np.isfinite(diagonal).all() and not np.allclose(diagonal, 1))
    table = np.where(np.isinf(table), np.nan, table)
    size = _size(text, beside.get("n"))
    return Printed(names, table, beside.get("mean"), beside.get("sd"), size, told, reliabilities)


def _titles(rows: Sequence[Sequence[str]], aligned: bool) -> int:
    """How many lines of a single piece of text stand above a line of headings."""
    for count, cells in enumerate(rows[:MOST_TITLES]):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) > 1:
            return count if header(cells, False, aligned) is not None else 0
        if not any(map(str.isalpha, filled[0])):
            return 0
    return 0


def _columns(
    above: list[str] | None, variables: list[Row], aligned: bool
) -> tuple[list[str], list[str]] | None:
    """What each column holds ("" for correlations) and how the variables are called above; None: no fit."""
    p = len(variables)
    if p < 2:
        return None
    if above is None:
        return [""] * p, []
    found = heads(above, variables, aligned)
    if found is None:
        return None
    roles = [role(head) for head in found]
    if roles.count("") == p - 1:
        # The last variable needs no column of its own.
        roles.insert(max((i + 1 for i, kind in enumerate(roles) if kind == ""), default=0), "")
    return (roles, [head for head in found if not role(head)]) if roles.count("") == p else None


def _statistics(
    roles: list[str], values: list[tuple[list[float | None], dict[str, float]]]
) -> dict[str, np.ndarray]:
    """The columns M, SD and n."""
    return {
        kind: np.array([stats.get(kind, np.nan) for _, stats in values])
        for kind in ("mean", "sd", "n")
        if kind in roles
    }


def _statistic_rows(parsed: list[Row], p: int) -> dict[str, np.ndarray]:
    """The rows M, SD and n."""
    return {
        role(line.label): np.array([np.nan if cell in (None, DASH) else cell for cell in line.cells[:p]])
        for line in parsed
        if role(line.label) in ("mean", "sd", "n") and len(line.cells) >= p
    }


def _split(
    cells: Sequence[float | None], roles: Sequence[str], aligned: bool
) -> tuple[list[float | None], dict[str, float]]:
    """The correlations of a row and its statistics by name."""
    if aligned:
        padded = [*cells, *[None] * (len(roles) - len(cells))]
        middle = [cell for cell, kind in zip(padded, roles, strict=False) if not kind]
        held = list(zip(roles, padded, strict=False))
    else:
        # The triangle is as long as it is; the statistics before and behind it are counted.
        lead = next((i for i, kind in enumerate(roles) if not kind), 0)
        tail = next((i for i, kind in enumerate(reversed(roles)) if not kind), 0)
        middle = list(cells[lead : len(cells) - tail])
        before = list(zip(roles[:lead], cells[:lead], strict=False))
        held = before + list(zip(roles[len(roles) - tail :], cells[len(cells) - tail :], strict=False))
    return middle, {kind: cell for kind, cell in held if kind and cell not in (None, DASH)}


def _square(rows: list[list[float | None]], aligned: bool) -> np.ndarray | None:
    """A (p, p) table with NaN for gaps and DASH for dashes, from a triangle or a square of cells."""
    p = len(rows)
    starts = [0] * p
    if aligned:
        rows = [_without_blanks_behind(cells) for cells in rows]
    lengths = [len(cells) for cells in rows]
    if not aligned:
        if lengths == list(range(p, 0, -1)):
            starts = list(range(p))
        elif lengths == list(range(p - 1, -1, -1)):
            starts = list(range(1, p + 1))
        elif lengths not in (list(range(1, p + 1)), list(range(p)), [p] * p):
            return None
    if max(lengths) > p:
        return None
    table = np.full((p, p), np.nan)
    for i, (cells, start) in enumerate(zip(rows, starts, strict=True)):
        for j, cell in enumerate(cells):
            table[i, start + j] = np.nan if cell is None else cell
    return table


def _without_blanks_behind(cells: list[float | None]) -> list[float | None]:
    return cells[: max((i + 1 for i, cell in enumerate(cells) if cell is not None), default=0)]


def _names(variables: list[Row], above: list[str]) -> tuple[str, ...] | None:
    """The labels of the rows, else of the columns; None where both are there and disagree."""
    own = [line.label for line in variables]
    named = len(above) == len(own) and not all(COUNTER.fullmatch(head) for head in above)
    if not any(own):
        return tuple(above) if named else tuple(f"V{i}" for i in range(1, len(own) + 1))
    if named and [name.casefold() for name in own] != [name.casefold() for name in above]:
        return None
    words = all(any(map(str.isalpha, name)) for name in own)
    return tuple(own) if words and len(set(own)) == len(own) else None


def _convincing(table: np.ndarray, above: list[str]) -> bool:
    """Rows of data are rarely symmetric, and never a triangle or headed 1, 2, 3, …"""
    p = len(table)
    lower, upper, diagonal = table[np.tril_indices(p, -1)], table[np.triu_indices(p, 1)], np.diag(table)
    counted = sum(COUNTER.fullmatch(head) is not None for head in above) >= p - 1
    if (np.isnan(upper).all() and np.isfinite(lower).all()) or (
        np.isnan(lower).all() and np.isfinite(upper).all()
    ):
        known = np.isfinite(diagonal)
        return bool(counted or not known.any() or (known.all() and (p > 2 or bool(above))))
    full = bool((np.isfinite(table) | (np.isinf(table) & np.eye(p, dtype=bool))).all())
    symmetric = bool(np.allclose(lower, table.T[np.tril_indices(p, -1)], atol=NEARLY_EQUAL))
    return p > 2 and full and (symmetric or counted)


def _size(text: str, column: np.ndarray | None) -> int | None:
    """The number of cases, from a column or row n whose entries agree, or from the words “N = 324”."""
    if column is not None:
        sizes = np.unique(column[np.isfinite(column)])
        return int(sizes[0]) if len(sizes) == 1 and sizes[0] > 1 else None
    found = SIZE.search(text)
    return int(re.sub(r"\D", "", found[1])) if found else None
