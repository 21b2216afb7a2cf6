"""Patterns that more than one reader needs."""

from __future__ import annotations

import re

LOOKS_NUMERIC = re.compile(r"\s*[+\-−]?[\d.,٫]+(?:[eE][+-]?\d+)?\s*")
