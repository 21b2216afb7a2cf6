"""Numbers that count time → dates as they are written."""

from __future__ import annotations

import numpy as np

from core.data.foreign.clock import clock

SECONDS_OF_A_DAY = 86_400.0
# Beyond the year 9999, and as far back, a date is no date.
FARTHEST = 3.0e11
EPOCH = "1970-01-01"
FARTHEST_PERIOD = 400_000.0


def iso_dates(seconds: np.ndarray, start: str = EPOCH) -> list[str | None]:
    """ISO dates for `seconds` (rows,) since the day `start`, with the time of day where a column has one."""
    known = np.isfinite(seconds) & (np.abs(seconds) < FARTHEST)
    moments = np.datetime64(start, "s") + np.where(known, seconds, 0).round().astype("timedelta64[s]")
    days = bool((moments[known] == moments[known].astype("datetime64[D]")).all())
    written = np.datetime_as_string(moments, unit="D" if days else "s")
    return [
        str(text).replace("T", " ") if there else None for text, there in zip(written, known, strict=True)
    ]


def times_of_day(seconds: np.ndarray) -> list[str | None]:
    """Hours, minutes and seconds for `seconds` (rows,)."""
    return [clock(round(value)) if np.isfinite(value) else None for value in seconds.tolist()]


def periods(counted: np.ndarray, kind: str) -> list[str | None]:
    """Stata's weeks, months, quarters or half-years (rows,) since 1960, such as 2024m5."""
    letter = kind.partition("t")[2][:1]
    of_a_year = {"w": 52, "m": 12, "q": 4, "h": 2}[letter]
    known = np.isfinite(counted) & (np.abs(counted) < FARTHEST_PERIOD)
    whole = np.where(known, counted, 0).astype(int).tolist()
    return [
        f"{1960 + value // of_a_year}{letter}{value % of_a_year + 1}" if there else None
        for value, there in zip(whole, known, strict=True)
    ]
