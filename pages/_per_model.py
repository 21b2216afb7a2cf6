"""What was asked of one model, kept until the same is asked of another."""

from __future__ import annotations

from typing import Any

from core.analysis import Analysis
from pages import _state


def keep(found: Analysis, name: str, value: Any) -> None:
    """Keep the answer to a question about one model, as long as no other is kept under this name."""
    _state.keep(name, ((found.table, found.options), value))


def kept(found: Analysis, name: str, default: Any = None) -> Any:
    """What `keep` put under this name, if that was of this very model, or `default`."""
    of, value = _state.kept(name, (None, default))
    return value if of == (found.table, found.options) else default
