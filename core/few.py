"""Counts of few people in sentences: told so that nobody can be known by them."""

from __future__ import annotations

# The smallest count that is shown: the rule of the US Centers for Medicare & Medicaid Services.
SMALLEST_SHOWN = 11
FEWER = f"fewer than {SMALLEST_SHOWN}"


def few(count: int) -> str:
    """How many: “324”, or “fewer than 11” of 1 to 10. The whole must not be told beside it."""
    return FEWER if 0 < count < SMALLEST_SHOWN else f"{count:,}"


def rows_of(count: int, whole: int) -> str:
    """How many rows of a whole that is known: “24 of 324 rows”, “fewer than 11 rows” or “all but fewer than
    11 rows”, since those that are not meant are a count too."""
    if 0 < count < SMALLEST_SHOWN:
        return f"{FEWER} rows"
    if 0 < whole - count < SMALLEST_SHOWN:
        return f"all but {FEWER} rows"
    return f"{count:,} of {whole:,} rows"


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
