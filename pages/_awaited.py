"""What is computed beside the page for the model on screen."""

from __future__ import annotations

from core.analysis import Analysis
from core.model.equivalent import Substitute
from core.second_opinion.agreement import Agreement
from pages import _state, _store
from pages._bootstrap import Bootstrap
from pages._store import Result


def begin() -> None:
    """Start what the screen still lacks: the neighbours of the model, its bootstrap, the second opinion."""
    _store.begin(_state.store())


def bootstrap() -> Bootstrap | None:
    """The bootstrap of what is on screen, where one was begun."""
    return _store.running(_state.store())


def opinion() -> Agreement | None:
    """semopy's second opinion on what is on screen; None while it is awaited."""
    return _store.opinion(_state.store())


def equivalents() -> tuple[Substitute, ...] | None:
    """The models that fit exactly as the one on screen does; None while they are looked for."""
    return _store.alike(_state.store())


def awaits(found: Result) -> bool:
    """True while draws, a second opinion or equivalents are still to come."""
    if not isinstance(found, Analysis) or found.fit is None:
        return False
    return opinion() is None or equivalents() is None or lacks_draws(found)


def lacks_draws(found: Analysis) -> bool:
    """True while more bootstrap draws are to come for the intervals on screen."""
    return _store.lacks_draws(_state.store(), found)
