"""The lines of a printed table: labels, numbers with what papers hang on them, headings, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

DASH = float("inf")
NUMBER = re.compile(r"\(?\[?(?P<sign>[-−–—+]?)(?P<digits>\d*[.,]\d+|\d+[.,]?)\)?\]?\s*[*†‡§⁎∗]*\s*[a-d]?")
BRACKETED = re.compile(r"\(\s*[.,\d]+\s*\)")
DASHES = re.compile(r"[-−–—―]+")
COUNTER = re.compile(r"\(?(\d{1,3})[.)]?\)?")
SIZE = re.compile(r"\b[Nn]\s*=\s*(\d{1,3}(?:[,\s]\d{3})+|\d+)")
NOTE = re.compile(
    r"\s*N\s*=|\s*(?:note|anmerkung|remarque)s?\s*[.:]|\s*(?:table|tabelle)\s*\d|\s*[*†‡⁎∗]+\s*p|\s*p\s*<",
    re.IGNORECASE,
)
CORNERS = ("variable", "variables", "var", "measure", "measures", "scale", "construct", "factor", "item")
STATISTICS = {
    "m": "mean",
    "mean": "mean",
    "means": "mean",
    "mw": "mean",
    "sd": "sd",
    "std": "sd",
    "stddev": "sd",
    "stdev": "sd",
    "standarddeviation": "sd",
    "standarddeviations": "sd",
    "n": "n",
    "α": "other",
    "alpha": "other",
    "ω": "other",
    "omega": "other",
    "range": "other",
    "min": "other",
    "max": "other",
    "skew": "other",
    "skewness": "other",
    "kurtosis": "other",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A label, the values behind it, and how many cells the label takes."""

    label: str
    cells: tuple[float | None, ...]
    taken: int


def tokens(line: str) -> list[str]:
    """Words of a line: the label in one piece, then the values."""
    words = line.split()
    numbers = [cell_value(word, True) is not None for word in words]
    # “1. Alliance”: a number before a word belongs to the label.
    counted = len(words) > 1 and numbers[0] and not numbers[1]
    if numbers[0] and not counted:
        return words
    first = next((i for i, number in enumerate(numbers) if number and i >= counted), len(words))
    return [" ".join(words[:first]), *words[first:]]


def row(cells: Sequence[str], comma: bool) -> Row:
    """A row's label (all that stands before the values, its number taken off) and its values."""
    values = [cell_value(cell, comma) for cell in cells]
    taken = 0
    while taken < len(cells) and values[taken] is None and (cells[taken].strip() or not taken):
        taken += 1
    if not taken and len(cells) > 1 and values[1] is None and cells[1].strip():
        # A column of numbers 1., 2., … stands before the names.
        taken = 2
    label = " ".join(cell.strip() for cell in cells[:taken] if not COUNTER.fullmatch(cell.strip()))
    text = re.sub(r"^\(?\d{1,3}[.)]\)?\s*|^\d{1,3}\s+(?=\D)", "", label)
    return Row(text, tuple(values[taken:]), taken)


def bare_row(cells: Sequence[str], comma: bool) -> Row:
    """A row without a label, in which every cell is an entry."""
    return Row("", tuple(cell_value(cell, comma) for cell in cells), 0)


def cell_value(cell: str, comma: bool) -> float | None:
    """The number in a cell; DASH for a dash, None for anything else."""
    cell = cell.strip()
    if DASHES.fullmatch(cell):
        return DASH
    found = NUMBER.fullmatch(cell)
    if found is None:
        return None
    digits = found["digits"]
    if "," in digits and not comma:
        digits = digits.replace(",", "")
    value = float(digits.replace(",", "."))
    return -value if found["sign"] in ("-", "−", "–", "—") else value


def header(cells: Sequence[str], comma: bool, aligned: bool) -> list[str] | None:
    """The cells of a first line of words, or of the numbers 1, 2, 3, … that stand for the variables."""
    words = [cell.strip() for cell in cells] if aligned else " ".join(cells).split()
    values = [known for word in words if (known := cell_value(word, comma)) is not None]
    counted = len(values) > 1 and values == [float(i) for i in range(1, len(values) + 1)]
    return words if any(words) and (counted or not values) else None


def heads(above: list[str], variables: list[Row], aligned: bool) -> list[str] | None:
    """The headings of the columns behind the labels; None where rows and columns do not fit."""
    p = len(variables)
    if aligned:
        taken = {row.taken for row in variables}
        return above[taken.pop() :] if len(taken) == 1 else None
    extra = sum(role(word) == "" for word in above) - p
    return above[1:] if above[0].lower() in CORNERS or extra == 1 else above


def role(head: str) -> str:
    """What the column or row with this heading holds: a statistic, or “” for a variable."""
    plain = re.sub(r"[\s._]", "", head.lower())
    return STATISTICS.get(head.lower(), STATISTICS.get(plain, ""))
