"""Counts of few people, masked so that nobody can be known by them."""

from __future__ import annotations

from collections.abc import Sequence

from core.few import SMALLEST_SHOWN
from core.views.numbers import whole

MASKED, HIDDEN = f"< {SMALLEST_SHOWN}", "hidden"


def masked_counts(counts: Sequence[int]) -> tuple[str, ...]:
    """The counts of all categories of one whole as they may be shown: those from 1 to 10 masked.

    Whoever knows the whole knows what the masked ones add up to. So the smallest others are hidden too, until
    at least two counts are missing and at least eleven people stand behind them.
    """
    order = sorted(range(len(counts)), key=counts.__getitem__)
    away = [i for i in order if 0 < counts[i] < SMALLEST_SHOWN]
    others = [i for i in order if counts[i] >= SMALLEST_SHOWN]
    while away and others and (len(away) < 2 or sum(counts[i] for i in away) < SMALLEST_SHOWN):
        away.append(others.pop(0))
    return tuple(
        whole(count) if i not in away else MASKED if count < SMALLEST_SHOWN else HIDDEN
        for i, count in enumerate(counts)
    )


def drawn_counts(counts: Sequence[int]) -> tuple[int, ...]:
    """The counts as they may be drawn: masked ones as ten, hidden ones rounded up to tens."""
    rounded = {MASKED: SMALLEST_SHOWN - 1, HIDDEN: 0}
    return tuple(
        rounded.get(text, count) or -(-count // 10) * 10
        for text, count in zip(masked_counts(counts), counts, strict=True)
    )
