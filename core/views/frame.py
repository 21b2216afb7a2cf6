"""What the component draws, as plain data: one frame a state of the model, and one for each neighbour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.analysis import Analysis
from core.errors import PathlightError
from core.estimation.estimates import Outcome
from core.inference.parameters import Parameter
from core.model.holding import is_tied
from core.model.partable import Key, ParRow, ParTable
from core.views.changes import what_changed
from core.views.fit_strip import fit_strip
from core.views.forest import forest_picture
from core.views.former import former
from core.views.geometry import Layout
from core.views.labels import short_name, shown, spoken, spoken_state, starred
from core.views.numbers import Units, unit
from core.views.plain import plain
from core.views.sentences import card

Frame = dict[str, Any]
SEPARATOR = "\x1f"
NO_MEDIATION = (
    "No route leads from one variable through another to a third, so there is no mediation to judge."
)


def path_id(key: Key) -> str:
    """A path's key as one word for the browser; the separator occurs in no column name."""
    return SEPARATOR.join(map(str, key))


def key_of(word: str) -> Key | None:
    """The key of a path in the word that the browser has for it, None where it is none."""
    lhs, op, rhs, group = (word.split(SEPARATOR) + [""] * 4)[:4]
    return (lhs, op, rhs, int(group)) if op in ("~", "=~", "~~") and group.isdecimal() else None


def switchable(row: ParRow) -> bool:
    """True for structural paths, covariances and loadings that are estimated when on."""
    return row.joins and row.free and not row.exo


def switched_off(table: ParTable) -> list[str]:
    """The ids of the paths that are off, sorted."""
    return sorted(path_id(row.key) for row in table.rows if not row.on)


def drawing(layout: Layout, table: ParTable) -> dict[str, Any]:
    """The part of the picture that no switch changes: where everything stands."""
    rows = {row.key: row for row in table.rows}
    nodes = [plain(node) for node in layout.nodes]
    edges = [
        {
            "id": path_id(edge.key),
            "from": edge.source,
            "to": edge.target,
            "kind": edge.kind,
            "name": short_name(rows[edge.key]),
            "points": edge.points,
            "x": edge.label_x,
            "y": edge.label_y,
            "live": switchable(rows[edge.key]),
            **_held(rows[edge.key], table),
        }
        for edge in layout.edges
    ]
    return {"width": layout.width, "height": layout.height, "nodes": nodes, "edges": edges}


def _held(row: ParRow, table: ParTable) -> dict[str, Any]:
    """What is said of a path in the model: what holds it, and whether it can be removed."""
    fixed = None if row.free or row.value is None else row.value
    return {"fixed": fixed, "tied": is_tied(table, row), "own": row.user}


def frame(
    analysis: Analysis,
    units: Units,
    before: Analysis | None = None,
    was: Mapping[Key, Parameter] | None = None,
) -> Frame:
    """One state of the model: estimates, verdicts, fit, and what changed since `before`.

    `was` holds the parameters of switched-off paths as they were when last on. Where the outcome is not
    readable no number is given.
    """
    outcome = analysis.estimates.outcome
    readable = outcome.readable
    cards = [plain(card(verdict, analysis, units)) for verdict in analysis.verdicts] if readable else []
    moved = former(before, analysis, units) if before is not None else ()
    return {
        "off": switched_off(analysis.completed),
        "trust": "full" if outcome.trustworthy else "doubt" if readable else "none",
        "message": "" if outcome is Outcome.CONVERGED else _trouble(analysis),
        "edges": {
            **_blanks(analysis.completed),
            **{
                path_id(p.row.key): _path(p, units, (was or {}).get(p.row.key))
                for p in analysis.parameters
                if readable and p.row.joins
            },
        },
        "nodes": {name: f"R² {unit(value)}" for name, value in analysis.r2_of().items()} if readable else {},
        "cards": cards,
        "empty": "" if cards or not readable else NO_MEDIATION,
        "fit": [plain(entry) for entry in fit_strip(analysis.fit, before.fit if before else None)],
        "forest": forest_picture(analysis, units),
        "changed": what_changed(before, analysis) if before is not None else "",
        "former": {path_id(one.key): one.was for one in moved},
        "moved": [f"{one.name}: {one.is_now}, was {one.was}" for one in moved],
    }


def refused(table: ParTable, fault: PathlightError) -> Frame:
    """The state of a model that could not be fitted at all: which paths are on, and why nothing is shown."""
    return {
        "off": switched_off(table),
        "trust": "none",
        "message": fault.message,
        "edges": _blanks(table),
        "nodes": {},
        "cards": [],
        "empty": "",
        "fit": [],
        "forest": {"level": "", "zero": 0.0, "ticks": [], "lines": []},
        "changed": "",
        "former": {},
        "moved": [],
    }


def _trouble(analysis: Analysis) -> str:
    """The outcome's sentence, and which parameters it is about."""
    details = [notice.text for notice in analysis.notices if notice.level == "error"]
    return " ".join((analysis.estimates.outcome.sentence, *details))


def _path(parameter: Parameter, units: Units, was: Parameter | None) -> dict[str, Any]:
    row = parameter.row
    if not row.on:
        return {**_blank(row), "was": (shown(was, units) or "") if was else ""}
    estimate = parameter.std_all if units == "standardised" else parameter.est
    # What is fixed has no test and is drawn like a clear path: nothing speaks against it.
    clear = parameter.pvalue is None or parameter.pvalue < 0.05
    return {
        "on": True,
        # Loadings are drawn light: their tests stand in the table.
        "text": (shown(parameter, units) or "") if row.op == "=~" else starred(parameter, units),
        "was": "",
        "negative": estimate is not None and estimate < 0,
        "clear": clear,
        "label": spoken(parameter, units),
    }


def _blanks(table: ParTable) -> dict[str, Any]:
    """Every path without a number."""
    return {path_id(row.key): _blank(row) for row in table.rows if row.joins}


def _blank(row: ParRow) -> dict[str, Any]:
    return {
        "on": row.on,
        "text": "" if row.on else "0 (off)",
        "was": "",
        "negative": False,
        "clear": False,
        "label": spoken_state(row),
    }
