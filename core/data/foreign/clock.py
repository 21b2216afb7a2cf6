"""Times of day as they are written."""

from __future__ import annotations


def clock(seconds: int) -> str:
    """Hours, minutes and seconds, such as 13:05:07."""
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour:02d}:{minute:02d}:{second:02d}"
