"""The usual hypotheses on a mediation model, to be held against one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.model.equivalent import put_instead
from core.model.mediation import direct_paths, without_direct
from core.model.partable import ParTable
from core.model.routes import mediators, sources

# The outcome of the study whose direct path the published pattern leaves out.
PUBLISHED = ("Satisfaction",)


def rivals(table: ParTable, published: Sequence[str] = ()) -> dict[str, ParTable]:
    """The usual hypotheses on a mediation model with all its paths, by name; empty where it has no direct
    path beside a longer way.

    Full mediation of the outcomes in `published` alone is called so. Where one variable carries the effects
    of one other, the arrow between the two is also turned round.
    """
    full = ParTable(tuple(replace(row, on=True) for row in table.rows))
    ends = tuple(dict.fromkeys(key[0] for key in direct_paths(full)))
    if not ends:
        return {}
    found = {"Partial mediation": full, "Full mediation": without_direct(full)}
    for end in ends if len(ends) > 1 else ():
        name = "Published pattern" if (end,) == tuple(published) else f"Full mediation for {end} alone"
        found[name] = without_direct(full, (end,))
    return {**found, "No mediation": _without_mediation(full), **_turned(full)}


def _without_mediation(full: ParTable) -> ParTable:
    """The mediators cause nothing."""
    between, none = set(mediators(full)), full
    for row in full.rows:
        if row.op == "~" and row.rhs in between and row.lhs not in between:
            none = none.switch(row.key, False)
    return none


def _turned(full: ParTable) -> dict[str, ParTable]:
    first, between = sources(full), mediators(full)
    if len(first) != 1 or len(between) != 1:
        return {}
    return {
        f"Reversed arrow: {between[0]} → {first[0]}": put_instead(
            full, (between[0], "~", first[0], 1), "reversed"
        )
    }
