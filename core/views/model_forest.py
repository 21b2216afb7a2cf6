"""The estimates and effects of several models in one forest plot, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from core.analysis import Analysis
from core.views.literal import for_plotly
from core.views.numbers import MISSING, Units, decimal, interval, unit
from core.views.plots import AXIS_INK, FONT_SIZE
from core.views.tables import Table, path_name, with_group

# Shapes tell the models apart where colours cannot.
SHAPES = ("circle", "square", "diamond", "triangle-up", "x", "star")
# Each stands out from a light ground and from a dark one.
INKS = ("#138f89", "#d9601f", "#7a6cf0", "#c94f9f", "#768594", "#94801a")
# Heights: of the line of one model, of the name above these, of the axis and of a line of the legend.
LINE, NAME, AXIS, LEGEND = 15, 26, 34, 22
MARGIN = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One estimate of one model; `off` where its path is switched off."""

    est: float
    lower: float | None = None
    upper: float | None = None
    off: bool = False


Cells = Mapping[str, Mapping[str, Cell]]


def estimate_cells(models: Mapping[str, Analysis], units: Units) -> Cells:
    """By what it is called each structural path and each indirect and total effect, by model."""
    found: dict[str, dict[str, Cell]] = {}
    for pick in (_paths, _effects):
        for name, analysis in models.items():
            for label, cell in pick(analysis, units):
                found.setdefault(label, {})[name] = cell
    return found


def _paths(analysis: Analysis, units: Units) -> Iterator[tuple[str, Cell]]:
    standard = units == "standardised"
    for p in analysis.parameters:
        if p.row.op == "~" and p.est is not None:
            limits = (p.std_ci_lower, p.std_ci_upper) if standard else (p.ci_lower, p.ci_upper)
            est = p.std_all if standard and p.std_all is not None else p.est
            label = with_group(analysis, path_name(p.row), p.row.group)
            yield label, Cell(est, *limits) if p.row.on else Cell(0.0, off=True)


def _effects(analysis: Analysis, units: Units) -> Iterator[tuple[str, Cell]]:
    for e in analysis.effects:
        if e.kind in ("indirect", "total"):
            label = " → ".join((e.x, *e.via, e.y)) + (", total" if e.kind == "total" else "")
            label = with_group(analysis, label, e.group)
            if units == "standardised":
                yield label, Cell(e.std_all, e.std_ci_lower, e.std_ci_upper)
            else:
                yield label, Cell(e.est, e.ci_lower, e.ci_upper)


def estimate_comparison(models: Mapping[str, Analysis], units: Units) -> Table:
    """Every estimate and effect with its interval, a column for each model."""
    cells = estimate_cells(models, units)
    text = [{"Path or effect": label, **_written(row, models, units)} for label, row in cells.items()]
    numbers: list[dict[str, object]] = []
    for label, row in cells.items():
        for name, cell in row.items():
            numbers.append(
                {
                    "what": label,
                    "model": name,
                    "est": cell.est,
                    "ci.lower": cell.lower,
                    "ci.upper": cell.upper,
                }
            )
    title = f"Estimates and effects, {units}"
    return Table("estimates_side_by_side", title, pd.DataFrame(text), pd.DataFrame(numbers))


def _written(row: Mapping[str, Cell], models: Mapping[str, Analysis], units: Units) -> dict[str, str]:
    return {name: _text(row[name], units) if name in row else MISSING for name in models}


def _text(cell: Cell, units: Units) -> str:
    if cell.off:
        return "0 (off)"
    standard = units == "standardised"
    value = unit(cell.est) if standard else decimal(cell.est)
    if cell.lower is None or cell.upper is None:
        return value
    return f"{value} {interval(cell.lower, cell.upper, bounded=standard)}"


def model_forest(models: Mapping[str, Analysis], units: Units) -> go.Figure:
    """One line for each path and effect, on it one marker with its interval for each model.

    The text equivalent is `estimate_comparison`.
    """
    cells = estimate_cells(models, units)
    high = LINE * len(models) + NAME
    figure = go.Figure()
    for k, name in enumerate(models):
        line = (NAME + LINE * (k + 0.5)) / high
        chosen = [(i + line, label, row[name]) for i, (label, row) in enumerate(cells.items()) if name in row]
        drawn = [(y, label, cell) for y, label, cell in chosen if not cell.off]
        figure.add_trace(
            go.Scatter(
                name=for_plotly(name),
                x=[cell.est for _, _, cell in drawn],
                y=[y for y, _, _ in drawn],
                mode="markers",
                marker={"symbol": SHAPES[k % len(SHAPES)], "size": 9, "color": INKS[k % len(INKS)]},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [(c.est if c.upper is None else c.upper) - c.est for _, _, c in drawn],
                    "arrayminus": [c.est - (c.est if c.lower is None else c.lower) for _, _, c in drawn],
                    "thickness": 1.6,
                    "width": 0,
                },
                hoverinfo="text",
                hovertext=[for_plotly(f"{label}, {name}: {_text(cell, units)}") for _, label, cell in drawn],
            )
        )
    figure.update_layout(**_frame(list(cells), high, len(models)))
    return figure


def _frame(labels: list[str], high: int, models: int) -> dict[str, object]:
    """Size and axes: above the lines of each path or effect its whole name, and 0 beside them alone."""
    top = LEGEND * models
    name = {"xref": "paper", "x": 0, "xanchor": "left", "yanchor": "middle", "showarrow": False}
    zero = {"type": "line", "x0": 0, "x1": 0, "layer": "below", "line": {"color": AXIS_INK, "width": 1.5}}
    return {
        "height": max(1, len(labels)) * high + AXIS + top,
        "margin": {"l": MARGIN, "r": MARGIN, "t": top, "b": AXIS},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0},
        "showlegend": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": FONT_SIZE},
        "xaxis": {"zeroline": False, "showgrid": False, "rangemode": "tozero", "fixedrange": True},
        "yaxis": {"range": [max(1, len(labels)), 0], "visible": False, "fixedrange": True},
        "annotations": [
            {**name, "y": i + NAME / 2 / high, "text": f"<b>{for_plotly(label)}</b>"}
            for i, label in enumerate(labels)
        ],
        "shapes": [{**zero, "y0": i + NAME / high, "y1": i + 1} for i in range(len(labels))],
    }
