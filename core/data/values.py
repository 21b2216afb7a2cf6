"""Text cells → numbers, dates or text, one column at a time."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.bulk import bulk_numbers
from core.data.dataset import Kind

MISSING_WORDS = (
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "missing",
    "none",
    ".",
    "-",
    "–",
    "—",
    "#n/a",
    "#null!",
    "#num!",
    "#div/0!",
    "#value!",
    "#ref!",
    "#name?",
    "#nv",
    "#n/d",
    "n.a.",
    "<na>",
    "(null)",
    "*",
    # As C writes on Windows what is not a number.
    "-nan",
    "1.#ind",
    "-1.#ind",
    "1.#qnan",
    "-1.#qnan",
)
INFINITE = r"[+-]?(?:inf|infinity|∞|1\.#inf)"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATE = (
    rf"(?i:(?:\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})"
    rf"|\d{{1,2}}[-/. ]*{MONTH}[-/. ,]*(?:\d{{4}}|\d{{2}})|{MONTH}[-/. ]*\d{{1,2}},? \d{{4}}"
    r"|\d{4}-W\d{1,2}(?:-\d)?|\d{4}-?[QH]\d)"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,3}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?)"
)
# A number with a sign around it: 45%, $3.10, <0.01.
NEARLY = r"[^\w\s]{0,2}\s*[\d.,]*\d[\d.,]*\s*[^\w\s]{0,2}"
# Blanks of any width become plain ones before these are looked for.
GROUP_MARKS = (" ", "'", "’")
ROWS_FOR_NOTATION = 5_000
# From here on a quick look at a column pays.
MANY_ROWS = 100

# The digits of every script (Persian and Arabic ones among them), full-width marks, and what typographers
# write for a minus.
OTHER_DIGITS = "".join(c for c in map(chr, (*range(0x80, 0x1880), *range(0xFF10, 0xFF1A))) if c.isdecimal())
WESTERN_DIGITS = "".join(str(unicodedata.decimal(digit)) for digit in OTHER_DIGITS)
DIGITS = str.maketrans(f"{OTHER_DIGITS}−‐‑–﹣－＋．，", f"{WESTERN_DIGITS}------+.,")
PERSIAN = f"[{OTHER_DIGITS}]"
# Marks that tell the direction of writing, which programs put around numbers in Persian and Arabic tables,
# and others that take no room.
DIRECTIONS = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
    )
)


@dataclass(frozen=True, slots=True)
class Notation:
    """How numbers are written: the `decimal` mark, and whether the other mark may group thousands.

    `doubtful` is a number whose point may be either, where nothing tells.
    """

    decimal: str = "."
    grouping: bool = True
    doubtful: str = ""

    @property
    def group(self) -> str:
        return "," if self.decimal == "." else "."

    @property
    def plain(self) -> str:
        """The pattern of a number without thousands marks."""
        return rf"[+-]?(?:\d+(?:[{self.decimal}]\d*)?|[{self.decimal}]\d+)(?:[eE][+-]?\d+)?"

    @property
    def grouped(self) -> str:
        """The pattern of a number with thousands marks; 0.123 has none."""
        return rf"[+-]?[1-9]\d{{0,2}}(?:[{self.group}]\d{{3}})+(?:[{self.decimal}]\d*)?"

    @property
    def spaced(self) -> str:
        """The pattern of a number whose thousands stand apart by blanks or, in Switzerland, apostrophes."""
        return "|".join(rf"[+-]?\d{{1,3}}(?:{mark}\d{{3}})+(?:[{self.decimal}]\d*)?" for mark in GROUP_MARKS)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Many cells of text at once: as they read in ASCII, and what each is (all of the same length)."""

    text: pd.Series
    missing: np.ndarray
    infinite: np.ndarray
    number: np.ndarray
    grouped: np.ndarray
    persian: np.ndarray
    date: np.ndarray

    def at(self, places: np.ndarray) -> Cells:
        """The cells at these places."""
        arrays = (self.missing, self.infinite, self.number, self.grouped, self.persian, self.date)
        return Cells(self.text.iloc[places].reset_index(drop=True), *(array[places] for array in arrays))


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column as it was read: `values` (rows,) float or text, and where (rows,) something was remarkable."""

    kind: Kind
    values: pd.Series
    missing: np.ndarray
    infinite: np.ndarray
    number: np.ndarray
    persian: bool = False
    grouped: bool = False


def find_notation(cells: pd.DataFrame, decimal: str | None = None) -> Notation:
    """The notation of a whole file: one file is written in one locale."""
    if decimal is not None:
        return Notation(decimal)
    seen = pd.unique(cells.head(ROWS_FOR_NOTATION).to_numpy(dtype=object).ravel())
    marked = pd.Series([cell for cell in seen if "," in cell or "٫" in cell or "." in cell], dtype="str")
    marked = _western(marked.str.strip(), Notation())
    point, comma = Notation("."), Notation(",")
    grouped = {n.decimal: marked.str.fullmatch(n.grouped) for n in (point, comma)}
    spaced = {n.decimal: marked.str.fullmatch(n.spaced) for n in (point, comma)}
    # 1,234.5 and 1.234,5 settle the matter as 3.14 and 3,14 do; 1,234 alone says nothing.
    says = {
        n.decimal: (
            marked.str.fullmatch(n.plain) & ~grouped[other.decimal]
            | grouped[n.decimal] & _has(marked, n)
            | spaced[n.decimal]
        )
        & marked.str.contains(n.decimal, regex=False)
        for n, other in ((point, comma), (comma, point))
    }
    if says[","].any() and not says["."].any():
        return comma
    unsettled = bool(grouped["."].any() and not says["."].any())
    return Notation(".", not unsettled, "" if says["."].any() else _doubtful(marked, grouped[","]))


def _doubtful(marked: pd.Series, grouped: pd.Series) -> str:
    """The first of the cells such as 1.234, which may be thousands too."""
    found = marked[grouped]
    return str(found.iloc[0]) if len(found) else ""


def _has(cells: pd.Series, notation: Notation) -> pd.Series:
    return cells.str.contains(notation.decimal, regex=False)


def classify(cells: pd.Series, notation: Notation) -> Cells:
    """What each of many cells is, told from its text alone."""
    text = cells.str.strip()
    foreign = ~text.str.isascii()
    persian = np.zeros(len(text), dtype=bool)
    if bool(foreign.any()):
        persian = text.str.contains(PERSIAN).to_numpy(dtype=bool)
        text = text.where(~foreign, _western(text, notation))
    lower = text.str.lower()
    grouped = text.str.fullmatch(notation.grouped).to_numpy(dtype=bool)
    spaced = text.str.fullmatch(notation.spaced).to_numpy(dtype=bool)
    return Cells(
        text=text,
        missing=lower.isin(MISSING_WORDS).to_numpy(dtype=bool),
        infinite=lower.str.fullmatch(INFINITE).to_numpy(dtype=bool),
        number=text.str.fullmatch(notation.plain).to_numpy(dtype=bool)
        | (grouped & notation.grouping)
        | spaced,
        grouped=grouped | spaced,
        persian=persian,
        date=text.str.fullmatch(DATE).to_numpy(dtype=bool),
    )


def read_columns(cells: pd.DataFrame, notation: Notation) -> list[Column]:
    """Each column as numbers where all its cells are numbers or missing; else as dates or text."""
    quick = [_quick_column(cells[column], notation) for column in cells]
    careful = [column for column, done in zip(cells, quick, strict=True) if done is None]
    if not careful:
        return [column for column in quick if column is not None]
    # One long column: a call for each of fifty columns costs more than the work itself.
    rows = len(cells)
    places, distinct = pd.factorize(pd.concat([cells[column] for column in careful], ignore_index=True))
    # What is written many times is looked at once.
    known = classify(pd.Series(distinct, dtype="str"), notation).at(places)
    slow = (
        _column(cells[column], known, slice(position * rows, (position + 1) * rows), notation)
        for position, column in enumerate(careful)
    )
    return [column if column is not None else next(slow) for column in quick]


def _quick_column(cells: pd.Series, notation: Notation) -> Column | None:
    """A long column of plain numbers, or None for all others."""
    values = bulk_numbers(cells, notation.decimal, MISSING_WORDS) if len(cells) > MANY_ROWS else None
    if values is None:
        return None
    missing = np.isnan(values)
    if missing.all():
        return None
    return Column("numeric", pd.Series(values, cells.index), missing, np.zeros_like(missing), ~missing)


def _column(cells: pd.Series, known: Cells, part: slice, notation: Notation) -> Column:
    missing, infinite, number = known.missing[part], known.infinite[part], known.number[part]
    if missing.all():
        return Column("empty", pd.Series(np.nan, cells.index), missing, infinite, number)
    if not (missing | infinite | number).all():
        written = cells.mask(pd.Series(missing, cells.index))
        return Column(
            "date" if (missing | known.date[part]).all() else "text", written, missing, infinite, number
        )
    values = _numbers(known.text.iloc[part], number, known.grouped[part], notation)
    infinite = infinite | np.isinf(values)
    values[infinite] = np.nan
    persian, grouped = bool(known.persian[part].any()), bool(known.grouped[part].any())
    return Column("numeric", pd.Series(values, cells.index), missing, infinite, number, persian, grouped)


def _western(text: pd.Series, notation: Notation) -> pd.Series:
    """Digits and marks as ASCII; the Persian marks become the file's own."""
    marks = {"٫": notation.decimal, "٬": notation.group, "\u00a0": " ", "\u202f": " ", "\u2009": " "}
    return text.str.translate(
        DIGITS | DIRECTIONS | {ord(mark): plain for mark, plain in marks.items()}
    ).str.strip()


def _numbers(text: pd.Series, number: np.ndarray, grouped: np.ndarray, notation: Notation) -> np.ndarray:
    values = np.full(len(text), np.nan)
    plain = text[number]
    if grouped.any():
        plain = plain.str.replace(f"[{notation.group}{''.join(GROUP_MARKS)}]", "", regex=True)
    if notation.decimal != ".":
        plain = plain.str.replace(notation.decimal, ".", regex=False)
    values[number] = plain.to_numpy(dtype=object).astype(float)
    return values
