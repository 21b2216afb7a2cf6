"""The path diagram in DOT, pinned to the positions of the picture on screen, black on white for a journal."""

from __future__ import annotations

import math
import textwrap

import graphviz

from core.analysis import Analysis
from core.inference.parameters import Parameter
from core.model.partable import Key
from core.views.geometry import Edge, Layout, Node, Point
from core.views.labels import shown, starred
from core.views.literal import for_dot
from core.views.numbers import Units, unit, whole
from core.views.tables import every_parameter

FONT = "DejaVu Sans,Arial,Helvetica,sans-serif"
# None is below 8 points where the usual picture is as wide as a journal's page, 17 cm; what stands on the
# structural part is above 7 points in one column of 8.5 cm.
NAME_SIZE, INDICATOR_SIZE, LABEL_SIZE, LOADING_SIZE, NOTE_SIZE = 17, 14, 16, 13, 13
# Lengths of arrowheads in points; Graphviz draws ten for a size of 1.
ARROW, LOADING_ARROW = 8.0, 4.5
MARK = "◆"
# What a character of the font takes on average, in units of its size, and those that stand beside figures.
CHARACTER = 0.64
WIDTHS = {".": 0.32, "*": 0.5, " ": 0.32, "−": 0.84, "(": 0.39, ")": 0.39, "f": 0.36, MARK: 0.77}
NOTE_LINE, NOTE_CHARACTER = 19, 0.53
_TIED = "\u00a0<\u00a0"
# Widths of lines: of loadings and what is off, of paths that are clear (p < .05) and not, and of marked ones.
THIN, CLEAR, UNCLEAR, HEAVY = 0.8, 1.8, 1.0, 3.2


def diagram_dot(
    analysis: Analysis,
    layout: Layout,
    units: Units = "standardised",
    marked: frozenset[Key] = frozenset(),
    with_notes: bool = True,
) -> graphviz.Digraph:
    """The fitted model as a Graphviz graph whose nodes and paths stand where `layout` has them.

    Paths that are `marked` are drawn heavy, with a diamond before what stands on them.

    Nodes go by aliases (n0, n1 …), so that no name of the user is an identifier. Render with the engine
    `nop2`, which takes all positions as they are.
    """
    notes = _wrapped(_notes(analysis, layout, units), layout.width) if with_notes else ()
    foot = NOTE_LINE * len(notes) + 10 if notes else 0
    graph = graphviz.Digraph(
        "path_diagram",
        graph_attr={"bgcolor": "white", "pad": "0.1"},
        node_attr={"fontname": FONT, "fontsize": str(NAME_SIZE), "fixedsize": "true", "color": "black"},
        edge_attr={"color": "black"},
    )
    height = layout.height + foot
    aliases = {node.name: f"n{i}" for i, node in enumerate(layout.nodes)}
    found = {parameter.row.key: parameter for parameter in every_parameter(analysis)}
    plain = plain_loadings(analysis)
    r2 = analysis.r2_of() if analysis.estimates.outcome.readable else {}
    for node in layout.nodes:
        graph.node(aliases[node.name], **_node(node, height, r2.get(node.name)))
    for edge in layout.edges:
        _draw(graph, edge, aliases, height, found.get(edge.key), edge.key in marked)
    for i, edge in enumerate(layout.edges):
        loading = edge.kind == "loading"
        text = edge_text(found.get(edge.key), units, with_stars=not (loading and plain))
        if edge.key in marked:
            text = f"{MARK} {text}".strip()
        size = LOADING_SIZE if loading else LABEL_SIZE
        if text:
            graph.node(f"e{i}", **_label(text, edge.label_x, height - edge.label_y, size))
    for i, note in enumerate(notes):
        graph.node(f"note{i}", **_label(note, layout.width / 2, foot - NOTE_LINE * (i + 0.5), NOTE_SIZE))
    return graph


def edge_text(parameter: Parameter | None, units: Units, with_stars: bool = True) -> str:
    """What stands on a path: its estimate, “0 (off)”, or nothing where there is no number."""
    if parameter is None:
        return ""
    if _off(parameter):
        return "0 (off)"
    return starred(parameter, units) if with_stars else shown(parameter, units) or ""


def plain_loadings(analysis: Analysis) -> bool:
    """True where every estimated loading has p < .001, so that one sentence says it better than stars."""
    tested = [p.pvalue for p in analysis.parameters if p.row.op == "=~" and p.row.estimated]
    return bool(tested) and all(p is not None and p < 0.001 for p in tested)


def _off(parameter: Parameter | None) -> bool:
    return parameter is not None and not parameter.row.on


def _node(node: Node, height: float, r2: float | None) -> dict[str, str]:
    label = graphviz.nohtml("\\n".join(for_dot(line) for line in node.label.split("\n")))
    if r2 is not None and not node.indicator:
        label = graphviz.nohtml(f"{label}\\nR² {unit(r2)}")
    return {
        "label": label,
        "shape": "ellipse" if node.shape == "latent" else "box",
        "pos": _at((node.x, node.y), height) + "!",
        "width": f"{node.width / 72:.4f}",
        "height": f"{node.height / 72:.4f}",
        "fontsize": str(INDICATOR_SIZE if node.indicator else NAME_SIZE),
    }


def _label(text: str, x: float, up: float, size: int) -> dict[str, str]:
    return {
        "label": for_dot(text),
        "shape": "plaintext",
        "style": "filled",
        "fillcolor": "white",
        "pos": f"{x:.2f},{up:.2f}!",
        "width": f"{(_length(text) + 0.3) * size / 72:.4f}",
        "height": f"{size * 1.1 / 72:.4f}",
        "fontsize": str(size),
    }


def _length(text: str) -> float:
    """How long a text is, in units of its size."""
    return sum(WIDTHS.get(character, CHARACTER) for character in text)


def _draw(
    graph: graphviz.Digraph,
    edge: Edge,
    aliases: dict[str, str],
    height: float,
    parameter: Parameter | None,
    marked: bool,
) -> None:
    both, loading, off = edge.kind == "covariance", edge.kind == "loading", _off(parameter)
    head = LOADING_ARROW if loading else ARROW
    # What has no test is drawn like a clear path, as on screen.
    unclear = parameter is None or (parameter.pvalue is not None and parameter.pvalue >= 0.05)
    width = HEAVY if marked else THIN if loading or off else UNCLEAR if unclear else CLEAR
    graph.edge(
        aliases[edge.source],
        aliases[edge.target],
        pos=_spline(edge.points, height, both, head),
        arrowsize=str(head / 10),
        dir="both" if both else "forward",
        style="dashed" if off else "solid",
        penwidth=str(width),
        **({"class": "marked"} if marked else {}),
    )


def _spline(points: tuple[Point, ...], height: float, both: bool, head: float) -> str:
    """The cubic spline of a path, shortened by the arrowheads."""
    start, end = points[0], points[-1]
    bends = points[1:-1] or (_between(start, end, 0.5),)
    last = _towards(end, bends[-1], head)
    first = _towards(start, bends[0], head) if both else start
    if len(bends) == 1:
        bends = (_between(first, bends[0], 2 / 3), _between(last, bends[0], 2 / 3))
    controls = (first, *bends, last)
    if len(points) > 3:
        # Graphviz makes room for controls; those of short pieces lie close to the curve.
        controls = _halved(_halved(controls))
    ends = f"s,{_at(start, height)} " if both else ""
    return ends + f"e,{_at(end, height)} " + " ".join(_at(point, height) for point in controls)


def _halved(controls: tuple[Point, ...]) -> tuple[Point, ...]:
    """The same cubic curves, each as two (de Casteljau)."""
    halves = controls[:1]
    for i in range(0, len(controls) - 1, 3):
        a, b, c, d = controls[i : i + 4]
        ab, bc, cd = _between(a, b, 0.5), _between(b, c, 0.5), _between(c, d, 0.5)
        before, behind = _between(ab, bc, 0.5), _between(bc, cd, 0.5)
        halves += (ab, before, _between(before, behind, 0.5), behind, cd, d)
    return halves


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _towards(a: Point, b: Point, head: float) -> Point:
    """The point one arrowhead away from `a` in the direction of `b`."""
    length = math.dist(a, b)
    return _between(a, b, min(1.0, head / length)) if length else a


def _at(point: Point, height: float) -> str:
    return f"{point[0]:.2f},{height - point[1]:.2f}"


def _notes(analysis: Analysis, layout: Layout, units: Units) -> tuple[str, ...]:
    """The lines under the picture: what the numbers are, how many cases, and whether the data are real."""
    outcome = analysis.estimates.outcome
    kind = "Standardised" if units == "standardised" else "Unstandardised"
    first = f"{kind} estimates, N = {whole(analysis.nobs)}. * p < .05, ** p < .01, *** p < .001."
    if plain_loadings(analysis):
        first += " All loadings p < .001."
    drawn = {edge.key for edge in layout.edges}
    more = ["Residual variances are not drawn."]
    if any(_off(p) for p in every_parameter(analysis) if p.row.key in drawn):
        more.insert(0, "Dashed: fixed to 0.")
    if not outcome.readable:
        first, more = "", []
    if analysis.simulated:
        more.append("Simulated data; no participant’s data.")
    trouble = "" if outcome.trustworthy else outcome.sentence
    return tuple(line for line in (first, trouble, " ".join(more)) if line)


def _wrapped(notes: tuple[str, ...], width: float) -> tuple[str, ...]:
    """The notes in lines that fit below a picture of this width; no comparison is parted."""
    most = max(20, int(width / (NOTE_SIZE * NOTE_CHARACTER)))
    lines = (line for note in notes for line in textwrap.wrap(note.replace(" < ", _TIED), most))
    return tuple(line.replace(_TIED, " < ") for line in lines)
