"""The scripts of the component: modules that import one another, handed to Streamlit as the one it takes."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
# Each module stands behind those that it imports.
MODULES = ("morph", "shapes", "former", "panels", "switches", "zoom", "menu", "choices", "canvas", "explorer")
IMPORT = re.compile(r"^import [^;]*? from \"\./\w+\.js\";\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


def one_module() -> str:
    """All modules in one, without what they import from and export to one another."""
    texts = ((HERE / f"{name}.js").read_text(encoding="utf-8") for name in MODULES)
    return "\n".join(EXPORT.sub("", IMPORT.sub("", text)) for text in texts)
