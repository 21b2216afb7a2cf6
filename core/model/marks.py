"""Faults in the model text, with the user's line and a caret under the place."""

from __future__ import annotations

import re
import unicodedata

from core.errors import SyntaxFault

LINE_END = re.compile(r"\r\n|\r|\n")
WIDTH = 90


def fault(code: str, source: str, offset: int, what: str, todo: str = "") -> SyntaxFault:
    """The error for `what` is wrong at `source[offset]`, and what `todo` about it."""
    number, column, line = _place(source, offset)
    shown, caret = _window(line, column)
    label = f"line {number}: "
    mark = " " * (len(label) + caret) + "^"
    message = "\n".join(part for part in (what, label + shown, mark, todo) if part)
    return SyntaxFault(code, message, line=number, column=column + 1)


def line_number(source: str, offset: int) -> int:
    """The line, counted from 1, that holds `source[offset]`."""
    return len(LINE_END.findall(source, 0, _line_start(source, offset))) + 1


def _line_start(source: str, offset: int) -> int:
    return max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1


def _place(source: str, offset: int) -> tuple[int, int, str]:
    start = _line_start(source, offset)
    end = LINE_END.search(source, offset)
    line = source[start : end.start() if end else len(source)]
    return line_number(source, offset), offset - start, line


def _window(line: str, column: int) -> tuple[str, int]:
    """At most WIDTH characters of the line around the place, invisible ones made visible."""
    first = max(0, min(column - WIDTH // 2, len(line) - WIDTH))
    part = "".join(_visible(ch) for ch in line[first : first + WIDTH])
    before, after = "…" * (first > 0), "…" * (first + WIDTH < len(line))
    return before + part + after, column - first + len(before)


def _visible(ch: str) -> str:
    if ch == "\t":
        return " "
    hidden = unicodedata.category(ch) in ("Cc", "Cf", "Zl", "Zp") and ch not in "\u200c\u200d"
    return "\ufffd" if hidden else ch
