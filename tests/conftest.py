"""What all tests share: drawn examples are the same on every machine and every day."""

from __future__ import annotations

from hypothesis import settings

# A shared machine may stall any one example; the whole run is timed instead.
settings.register_profile("pathlight", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("pathlight")
