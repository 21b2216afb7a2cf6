"""Pictures of data: how columns are distributed and how they go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.data.dataset import Dataset
from core.data.derived import numbers
from core.data.names import display_name
from core.few import SMALLEST_SHOWN
from core.views.literal import for_plotly
from core.views.numbers import unit
from core.views.plots import ACCENT, FONT_SIZE
from core.views.small_cells import drawn_counts, masked_counts

BINS = 20
SIDE_BY_SIDE = 3
# As many characters of a name stand beside the heat map.
EDGE = 16
GROUND = {
    "font": {"size": FONT_SIZE},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "margin": {"l": 10, "r": 10, "t": 34, "b": 10},
}


def histograms(data: Dataset, columns: Sequence[str]) -> go.Figure:
    """How often each value of each column occurs; every value of its own where there are few."""
    down = -(-len(columns) // SIDE_BY_SIDE)
    titles = [_short(name) for name in columns]
    figure = make_subplots(down, SIDE_BY_SIDE, subplot_titles=titles, vertical_spacing=0.28 / down)
    for i, name in enumerate(columns):
        values = numbers(data, (name,))[:, 0]
        values = values[~np.isnan(values)]
        distinct = np.unique(values)
        if len(distinct) <= BINS:
            at, counts = distinct, np.array([(values == v).sum() for v in distinct])
        else:
            counts, edges = np.histogram(values, BINS)
            at = (edges[1:] + edges[:-1]) / 2
        bar = _bars(at.tolist(), counts.tolist(), ACCENT)
        figure.add_trace(bar, i // SIDE_BY_SIDE + 1, i % SIDE_BY_SIDE + 1)
    figure.update_layout(height=60 + 170 * down, showlegend=False, bargap=0.06, **GROUND)
    figure.update_annotations(font_size=FONT_SIZE)
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True)
    return figure


def _bars(at: list[float], counts: list[int], colour: str) -> go.Bar:
    """A bar for each count; one of few people is hatched, drawn as ten and told as “< 11”."""
    hatched = ["/" if 0 < count < SMALLEST_SHOWN else "" for count in counts]
    marker = {"color": colour, "pattern": {"shape": hatched}}
    told = list(masked_counts(counts))
    return go.Bar(x=at, y=drawn_counts(counts), hovertext=told, hoverinfo="x+text", marker=marker)


def heat_map(data: Dataset, columns: Sequence[str]) -> go.Figure:
    """The correlations of columns (pairs of rows that have both), each with its number."""
    cor = data.frame[list(columns)].corr().to_numpy()
    places, text = list(range(len(columns))), [[unit(float(r)) for r in row] for row in cor]
    names = [for_plotly(display_name(name)) for name in columns]
    told = [[f"{one}, {other}" for other in names] for one in names]
    # Each cell holds its number, so that no key of the colours is needed and a narrow screen has room.
    map_ = go.Heatmap(
        z=cor, x=places, y=places, text=text, customdata=told, zmin=-1, zmax=1, colorscale="RdBu",
        reversescale=True, showscale=False, texttemplate="%{text}",
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )  # fmt: skip
    figure = go.Figure(map_)
    ticks = {"tickvals": places, "ticktext": [_short(name) for name in columns], "automargin": True}
    figure.update_xaxes(**ticks, tickangle=-60)
    figure.update_yaxes(**ticks, autorange="reversed")
    figure.update_layout(height=140 + 30 * len(columns), **GROUND)
    return figure


def _short(name: str) -> str:
    """A name for the edge of a picture, where a long one would leave no room for it."""
    shown = display_name(name)
    return for_plotly(shown if len(shown) <= EDGE else f"{shown[: EDGE - 1]}…")
