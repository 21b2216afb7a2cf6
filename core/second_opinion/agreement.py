"""How far two programs agree on one model, and the words for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

State = Literal["agrees", "differs", "not_asked", "failed"]

# Standardised units; for N·F the same share of its value. Both programs stop far inside it.
TOLERANCE = 1e-3
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Agreement:
    """The second opinion on an analysis.

    `badge` is a few words and `sentence` the whole of it. `max_difference` is the largest difference of two
    estimates in standardised units, `chisq_difference` semopy's N·F less ours, `digits` the decimals to which
    the estimates agree; all None where nothing was compared.
    """

    state: State
    badge: str
    sentence: str
    digits: int | None = None
    max_difference: float | None = None
    chisq_difference: float | None = None

    @property
    def is_warning(self) -> bool:
        """True where the user should look twice at the numbers on screen."""
        return self.state == "differs"


def not_asked(reason: str) -> Agreement:
    """Semopy is left out of a model that it is known to get wrong, or that has no fit to compare."""
    return Agreement("not_asked", "no second opinion", f"No second opinion from semopy: {reason}.")


def failed(reason: str) -> Agreement:
    """Semopy was asked and gave no answer."""
    return Agreement("failed", "no second opinion", f"No second opinion: semopy {reason}.")


def compare(ours: np.ndarray, theirs: np.ndarray, our_chisq: float, their_chisq: float) -> Agreement:
    """Agreement of two vectors of standardised estimates (k,) and of the two values of N·F."""
    largest = float(np.max(np.abs(theirs - ours), initial=0.0))
    gap = their_chisq - our_chisq
    if not math.isfinite(largest + gap):
        return failed("ended without finite numbers")
    if largest > TOLERANCE or abs(gap) > TOLERANCE * max(1.0, abs(our_chisq)):
        return _differs(largest, gap)
    digits = decimals(largest)
    sentence = (
        f"semopy, an independent program, fitted the same model: every standardised estimate agrees "
        f"to {digits} digits, and χ² (as N·F) is {our_chisq:.3f} here and {their_chisq:.3f} there."
    )
    return Agreement("agrees", f"agrees with semopy to {digits} digits", sentence, digits, largest, gap)


def decimals(difference: float) -> int:
    """The number of decimals to which two numbers this far apart round alike, six at most."""
    if difference <= 0.5 * 10.0**-MOST_DIGITS:
        return MOST_DIGITS
    return max(0, math.floor(-math.log10(2.0 * difference)))


def _differs(largest: float, gap: float) -> Agreement:
    # Both minimise the same function, so the lower minimum is the one to trust.
    if gap > TOLERANCE:
        judge = f"semopy's fit is worse by {gap:.3f} in χ², so it may have stopped too early"
    elif gap < -TOLERANCE:
        judge = f"semopy's fit is better by {-gap:.3f} in χ², so the numbers here may not be the best ones"
    else:
        judge = "both fit equally well, so the data may not settle these estimates"
    return Agreement(
        "differs",
        f"differs from semopy by {largest:.3f}",
        f"semopy, an independent program, ended elsewhere: estimates differ by up to {largest:.3f} "
        f"in standardised units. {judge[0].upper()}{judge[1:]}.",
        decimals(largest),
        largest,
        gap,
    )
