"""Numbers as text, in APA style: no zero before the point where 1 is the bound, a true minus, never −0.00."""

from __future__ import annotations

import math
from typing import Literal

Units = Literal["standardised", "raw"]
MISSING = "–"


def decimal(value: float | None, digits: int = 2, signed: bool = False) -> str:
    """A number with `digits` after the point; `signed` puts + before a positive one."""
    if value is None or math.isnan(value):
        return MISSING
    text = f"{abs(value):.{digits}f}"
    nothing = float(text) == 0
    sign = "" if nothing else "−" if value < 0 else "+" if signed else ""
    return sign + text


def unit(value: float | None, digits: int = 2, signed: bool = False) -> str:
    """A number bounded by 1, such as a correlation, without the zero before the point: .67, −.05, 1.02."""
    text = decimal(value, digits, signed)
    return text.replace("0.", ".", 1) if text.lstrip("+−").startswith("0.") else text


def whole(value: float | None) -> str:
    """A count, with thousands set off: 100,000."""
    return MISSING if value is None else f"{int(value):,}"


def percent(share: float) -> str:
    """A share of 1 as a whole percentage: 95 %."""
    return f"{round(100 * share)} %"


def p_text(p: float | None) -> str:
    """A p value with its letter: p = .060, p < .001."""
    if p is None or math.isnan(p):
        return f"p {MISSING}"
    return "p < .001" if p < 0.001 else f"p = {unit(p, 3)}"


def p_cell(p: float | None) -> str:
    """A p value for a table cell: .060, < .001."""
    return p_text(p).removeprefix("p ").removeprefix("= ")


def stars(p: float | None) -> str:
    """* below .05, ** below .01, *** below .001."""
    if p is None or math.isnan(p):
        return ""
    return "*" * sum(p < bound for bound in (0.05, 0.01, 0.001))


def interval(lower: float | None, upper: float | None, digits: int = 2, bounded: bool = False) -> str:
    """Both limits in brackets: [.17, .41]."""
    write = unit if bounded else decimal
    return f"[{write(lower, digits)}, {write(upper, digits)}]"
