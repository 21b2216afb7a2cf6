"""Plots by Plotly: the effects with their intervals, and what would improve the fit."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from core.analysis import Analysis
from core.inference.modification import ModificationIndex
from core.views.forest import ForestRow, forest_rows, forest_text, interval_text, value_text
from core.views.improvement_tables import row_of
from core.views.literal import for_plotly
from core.views.numbers import Units, decimal
from core.views.tables import path_name

ROW_HEIGHT, AXIS_HEIGHT = 23, 34
LABEL_WIDTH, VALUE_WIDTH = 118, 48
FONT_SIZE = 12
# Longer names are cut in the margin and whole where the pointer rests.
LONGEST_NAME = 17


# Plots have no ground and no colours of text of their own, so that they follow the theme of the page at once;
# these stand out from a light ground and from a dark one.
ACCENT, AXIS_INK = "#138f89", "#788694"
# What is said quietly is the same ink, a little let through.
QUIET = 0.8


def effects_forest(analysis: Analysis, units: Units = "standardised") -> go.Figure:
    """Direct, indirect and total effects with their intervals, a block for each cause and outcome.

    A filled marker says that the interval excludes 0, an open one that it holds 0. The text equivalent is
    `core.views.forest.forest_text`; it is also in the figure's `meta`.
    """
    rows = forest_rows(analysis, units)
    blocks = list(dict.fromkeys((row.x, row.y) for row in rows))
    one_cause = len({x for x, _ in blocks}) == 1
    lines: list[ForestRow | str] = []
    for x, y in blocks:
        lines.append(f"On {_short(y)}" if one_cause else f"{_short(x)} → {_short(y)}")
        lines += [row for row in rows if (row.x, row.y) == (x, y)]
    figure = go.Figure()
    for filled in (True, False):
        chosen = [
            (i, line)
            for i, line in enumerate(lines)
            if isinstance(line, ForestRow) and not line.off and line.excludes_zero is filled
        ]
        figure.add_trace(_markers(chosen, units, filled))
    figure.update_layout(**_frame(len(lines), forest_text(analysis, units)))
    figure.update_layout(
        annotations=[text for i, line in enumerate(lines) for text in _texts(i, line, units)]
    )
    return figure


def suggestions_bars(found: Sequence[ModificationIndex]) -> go.Figure:
    """How far χ² would fall with each of some changes; the table of suggestions is the text equivalent."""
    names = [for_plotly(_short(path_name(row_of(index)))) for index in found]
    figure = go.Figure(
        go.Bar(
            x=[index.mi for index in found],
            y=list(range(len(found))),
            orientation="h",
            marker={"color": ACCENT},
            text=[decimal(index.mi, 1) for index in found],
            textposition="outside",
            cliponaxis=False,
            hovertext=[for_plotly(path_name(row_of(index))) for index in found],
            hoverinfo="text",
        )
    )
    figure.update_layout(**_frame(len(found), "χ² would fall by this much with each change."))
    labels = {"tickmode": "array", "tickvals": list(range(len(found))), "ticktext": names, "visible": True}
    figure.update_layout(yaxis={**labels, "tickfont": {"size": FONT_SIZE}})
    figure.update_layout(margin={"l": 2 * LABEL_WIDTH})
    return figure


def _markers(chosen: list[tuple[int, ForestRow]], units: Units, filled: bool) -> go.Scatter:
    ends = [
        (row.est if row.lower is None else row.lower, row.est if row.upper is None else row.upper)
        for _, row in chosen
    ]
    return go.Scatter(
        x=[row.est for _, row in chosen],
        y=[i for i, _ in chosen],
        mode="markers",
        marker={
            "size": 10,
            "symbol": "circle" if filled else "circle-open",
            "color": ACCENT,
            "line": {"color": ACCENT, "width": 2},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [upper - row.est for (_, row), (_, upper) in zip(chosen, ends, strict=True)],
            "arrayminus": [row.est - lower for (_, row), (lower, _) in zip(chosen, ends, strict=True)],
            "color": ACCENT,
            "thickness": 2,
            "width": 0,
        },
        hoverinfo="text",
        hovertext=[
            for_plotly(f"{row.x} → {row.y}, {row.name}: {value_text(row, units)} {interval_text(row, units)}")
            for _, row in chosen
        ],
    )


def _texts(i: int, line: ForestRow | str, units: Units) -> list[dict[str, object]]:
    """The words of one line: its name on the left, its value on the right."""
    base = {"y": i, "yref": "y", "xref": "paper", "showarrow": False, "yanchor": "middle"}
    base |= {"font": {"size": FONT_SIZE}}
    if not isinstance(line, ForestRow):
        heading = {"text": f"<b>{for_plotly(line)}</b>", "x": 0}
        return [{**base, **heading, "xanchor": "left", "xshift": 4 - LABEL_WIDTH}]
    name = {"text": for_plotly(_short(line.name)), "x": 0, "xanchor": "right", "xshift": -8, "opacity": QUIET}
    value = {
        "text": for_plotly(value_text(line, units)),
        "x": 1,
        "xanchor": "right",
        "xshift": VALUE_WIDTH,
        "opacity": QUIET if line.off else 1.0,
    }
    return [{**base, **name, "hovertext": for_plotly(line.name)}, {**base, **value}]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _frame(lines: int, words: str) -> dict[str, object]:
    """Size and axes; `words` is the text equivalent."""
    return {
        "height": max(1, lines) * ROW_HEIGHT + AXIS_HEIGHT,
        "margin": {"l": LABEL_WIDTH, "r": VALUE_WIDTH, "t": 4, "b": AXIS_HEIGHT - 4},
        "meta": {"text": words},
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": FONT_SIZE},
        "hoverlabel": {"font": {"size": 13}},
        "xaxis": {
            "zeroline": True,
            "zerolinecolor": AXIS_INK,
            "zerolinewidth": 1.5,
            "showgrid": True,
            "tickfont": {"size": FONT_SIZE},
            "rangemode": "tozero",
            "fixedrange": True,
            "nticks": 5,
        },
        "yaxis": {
            "range": [max(1, lines) - 0.5, -0.5],
            "visible": False,
            "fixedrange": True,
        },
    }
