"""The fields in which the faces of a model show it, by name: ticks, choices and text."""

from __future__ import annotations

from collections.abc import Iterable

from core.model.partable import Key

# Whose data are on screen, and in which units.
DATA, UNITS = "data", "units"
# Which of the usual hypotheses it is, its text, and the columns that stand for themselves in the form.
MODEL, TEXT, COLUMNS = "model", "model_text", "columns of the form"


def tick_of(path: Key) -> str:
    """The name of the tick of a path in the form."""
    return "tick " + " ".join(map(str, path))


def measures_of(construct: str) -> str:
    """The name of the field of what measures a construct."""
    return f"measures {construct}"


def showing(changed: Iterable[Key]) -> set[str]:
    """The fields that show something of a model in which these paths changed."""
    paths = {name for key in changed for name in (tick_of(key), measures_of(key[0]))}
    return {*paths, MODEL, TEXT, COLUMNS}
