"""Counts of few people, masked so that nobody can be known by them."""

from __future__ import annotations

from collections.abc import Sequence

from core.views.numbers import whole

# The smallest count that is shown: the rule of the US Centers for Medicare & Medicaid Services.
SMALLEST_SHOWN = 11
MASKED, HIDDEN = "< 11", "hidden"


def masked_counts(counts: Sequence[int]) -> tuple[str, ...]:
    """The counts of all categories of one whole as they may be shown: those from 1 to 10 masked.

    Where that hides one count alone, which the total would give away, the smallest other is hidden too.
    """
    small = [0 < count < SMALLEST_SHOWN for count in counts]
    shown = [MASKED if few else whole(count) for count, few in zip(counts, small, strict=True)]
    others = [(count, i) for i, count in enumerate(counts) if count >= SMALLEST_SHOWN]
    if sum(small) == 1 and others:
        shown[min(others)[1]] = HIDDEN
    return tuple(shown)
