"""The usual hypotheses on the model on screen."""

from __future__ import annotations

from core.model.partable import ParTable
from core.model.rivals import PUBLISHED, rivals
from pages import _state


def rivals_on_screen() -> dict[str, ParTable]:
    """The usual hypotheses by name, none where the model on screen is no mediation model."""
    now = _state.choices()
    published = PUBLISHED if now.sample.startswith("study") else ()
    return rivals(now.table, published) if now.table else {}
