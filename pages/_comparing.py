"""The pinned models that can be read, and the tables that set them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from core.analysis import Analysis
from core.comparison import Against, against
from core.views.comparison import fit_comparison, verdict_matrix
from core.views.hypothesis_tables import difference_table
from core.views.model_forest import estimate_comparison
from core.views.tables import Table
from pages import _pins, _state

REFERENCE = "reference"
# How many pictures stand beside one another on a wide screen, by how wide the widest is.
ABREAST = ((560.0, 3), (860.0, 2))


def abreast(widths: Sequence[float]) -> int:
    """How many pictures of these widths stand beside one another so that they can be read."""
    return next((many for width, many in ABREAST if max(widths, default=0.0) <= width), 1)


def readable() -> dict[str, Analysis]:
    """The pinned models that could be fitted, by their names."""
    fitted = {snapshot.name: _pins.analysis_of(snapshot) for snapshot in _pins.pinned()}
    return {name: found for name, found in fitted.items() if isinstance(found, Analysis) and found.fit}


def reference(models: dict[str, Analysis]) -> str:
    """The model that the others are compared with: the one that was chosen, or the first."""
    chosen: str = _state.kept(REFERENCE, "")
    return chosen if chosen in models else next(iter(models))


def tables(models: dict[str, Analysis]) -> tuple[Table, Table, Table, Table]:
    """Fit, difference tests, verdicts and estimates side by side."""
    chosen = reference(models)
    seen = {name: _against_once(models[chosen], found) for name, found in models.items()}
    others = {name: found for name, found in seen.items() if name != chosen}
    return (
        fit_comparison(models, seen),
        difference_table(others, f"“{chosen}”"),
        verdict_matrix(models),
        estimate_comparison(models, _state.choices().units),
    )


def _against_once(first: Analysis, other: Analysis) -> Against:
    """How a model is seen from another, found out once, whatever it is called."""
    return _state.once(
        f"against {hash((other.table, other.options))}",
        (first, other),
        partial(against, first, other, _state.choices().data),
    )
