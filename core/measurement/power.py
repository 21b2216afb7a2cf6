"""Power of the tests of RMSEA, and the number of cases that they need."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import chdtri, chndtr, chndtrix

from core.errors import OptionError

MOST_CASES = 10_000_000


@dataclass(frozen=True, slots=True)
class RmseaPower:
    """The `power` to reject RMSEA = `null` where it is `alternative`, with `df` and `nobs` cases, and the
    `cases` that have a power of .80."""

    null: float
    alternative: float
    df: int
    nobs: int
    power: float
    cases: int


def rmsea_power(
    null: float, alternative: float, df: int, nobs: int, alpha: float = 0.05, groups: int = 1
) -> float:
    """The chance to reject RMSEA = `null` where it is `alternative` (MacCallum, Browne & Sugawara, 1996).

    An alternative above the null is the test of close (or exact) fit, one below that of not-close fit.
    """
    _check(null, alternative, df, alpha)
    scale = (nobs - groups) * df / groups
    here, there = null**2 * scale, alternative**2 * scale
    above = alternative > null
    limit = chdtri(df, alpha) if above and here == 0 else chndtrix(1 - alpha if above else alpha, df, here)
    below = float(chndtr(limit, df, there))
    return 1 - below if above else below


def rmsea_cases(
    null: float, alternative: float, df: int, power: float = 0.80, alpha: float = 0.05, groups: int = 1
) -> int:
    """The fewest cases with that power."""
    _check(null, alternative, df, alpha)
    if not alpha < power < 1:
        raise OptionError("power_range", f"The power is {power}; choose between {alpha} and 1.")
    low, high = groups + 1, 2 * groups + 2
    while rmsea_power(null, alternative, df, high, alpha, groups) < power:
        low, high = high, 2 * high
        if high > MOST_CASES:
            raise OptionError("power_cases", "No number of cases that could be collected has that power.")
    while high - low > 1:
        middle = (low + high) // 2
        if rmsea_power(null, alternative, df, middle, alpha, groups) < power:
            low = middle
        else:
            high = middle
    return high


def _check(null: float, alternative: float, df: int, alpha: float) -> None:
    if df < 1:
        text = "A model without degrees of freedom fits by construction, so there is no power to speak of."
        raise OptionError("power_df", text)
    if not (0 <= null < 1 and 0 <= alternative < 1 and null != alternative):
        raise OptionError("power_rmsea", "Choose two different values of RMSEA from 0 to 1.")
    if not 0 < alpha < 0.5:
        raise OptionError("power_alpha", f"The level of the test is {alpha}; choose between 0 and .5.")
