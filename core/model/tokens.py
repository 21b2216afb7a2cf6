"""Model text to statements, and statements to tokens; every token knows its place in the user's text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.errors import SyntaxFault
from core.model.marks import fault

Kind = Literal["name", "quoted", "number", "op"]

# Possessive, so that no row of quotation marks can make the search go back over them again and again.
QUOTED = r"(?>`(?:[^`]|``)*+`|\"(?:[^\"\r\n]|\"\")*+\"|'(?:[^'\r\n]|'')*+')"
# The left side of a formula, with its operator.
HEAD = re.compile(rf"(?:{QUOTED}|[^`\"'~=:|])*+(?:=~|~~|~\*~|~|\||:=)")
# The left side of a constraint, with its operator.
LIMIT = re.compile(rf"(?P<left>(?:{QUOTED}|[^`\"'~=:<>|])*+)(?P<op>==|[<>](?![~=]))")
CHUNK = re.compile(
    rf"(?P<quoted>{QUOTED})"
    rf"|(?P<note>\#:(?=(?:auto|exo|off|as|row|group=\d+)\b)(?:{QUOTED}|[^\r\n])*+)"
    r"|(?P<comment>[#!][^\r\n]*)"
    r"|(?P<end>\r\n|[\r\n;])"
    r"|[^`\"'#!;\r\n]+|.",
    re.DOTALL,
)
CLOSED = re.compile(QUOTED)
NUMBER = re.compile(r"(?:\d+(?:[.٫]\d*)?|[.٫]\d+)(?:[eE][+-]?\d+)?")
OPERATOR = re.compile(r"~\*~|=~|<~|~~|:=|==|\*\*|[~<>|%:+*?(),\-/^=]")
BARE = re.compile(r"[^\W\d_][\w.]*")

# Look-alikes that word processors and phone keyboards put in the place of the operators.
LOOK_ALIKES = str.maketrans({"∼": "~", "˜": "~", "～": "~", "−": "-", "∗": "*", "×": "*"})
CURLY = "“”„‟‘’‚‛«»"
JOINERS = "\u200c\u200d"

# Words that R or this grammar keep for themselves: as names they are printed in backticks.
RESERVED = frozenset(
    (
        *("NA", "NaN", "Inf", "NULL", "TRUE", "FALSE", "if", "else", "for", "while", "repeat", "function"),
        *("next", "break", "in", "start", "label", "equal"),
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` is what it means (quotes undone), `start` its offset in the source."""

    kind: Kind
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One formula: `text` starts at offset `start` of the source, with comments blanked out.

    `note` is what follows `#:`, from offset `note_start`: how the printer records a row that is off or
    automatic.
    """

    text: str
    start: int
    note: str = ""
    note_start: int = 0


def quote(name: str) -> str:
    """The name as it stands in model text: bare where R could read it bare, in backticks otherwise."""
    if BARE.fullmatch(name) and name not in RESERVED:
        return name
    return "`" + name.replace("`", "``") + "`"


def statements(source: str) -> Iterator[Statement]:
    """The formulas of a model text; an operator at a line's end or at the start of the next continues it."""
    held: Statement | None = None
    for piece, hard in _pieces(source):
        if not piece.text.strip() and not piece.note:
            if hard and held:
                yield held
                held = None
            continue
        if held and _continues(held, piece):
            gap = " " * (piece.start - held.start - len(held.text))
            piece = Statement(held.text + gap + piece.text, held.start, piece.note, piece.note_start)
        elif held:
            yield held
        held = piece
        if hard:
            yield held
            held = None
    if held:
        yield held


def _pieces(source: str) -> Iterator[tuple[Statement, bool]]:
    """What stands between two line ends or semicolons, and whether a semicolon ended it."""
    start, parts, note, note_start = 0, [""], "", 0
    for chunk in CHUNK.finditer(source):
        if chunk["end"] is not None:
            yield Statement("".join(parts), start, note, note_start), chunk["end"] == ";"
            start, parts, note, note_start = chunk.end(), [""], "", 0
        elif chunk["note"] is not None:
            note, note_start = chunk["note"][2:], chunk.start() + 2
        elif chunk["comment"] is None:
            parts.append(chunk[0])
    yield Statement("".join(parts), start, note, note_start), True


def _continues(held: Statement, piece: Statement) -> bool:
    if held.note or not piece.text.strip():
        return False
    last = held.text.rstrip()[-1:].translate(LOOK_ALIKES)
    first = piece.text.lstrip()[:1].translate(LOOK_ALIKES)
    return last in "~+*=?(,-/^:<>|" or first in "~+*=?),-/^:<>|"


def lex(source: str, text: str, start: int, arithmetic: bool = False) -> list[Token]:
    """The tokens of `text`, which stands at offset `start` of the source; `arithmetic`: a hyphen is minus."""
    tokens: list[Token] = []
    view = text.translate(LOOK_ALIKES)
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _next(source, text, view, at, start, arithmetic)
        tokens.append(token)
    return tokens


def _next(source: str, text: str, view: str, at: int, start: int, arithmetic: bool) -> tuple[Token, int]:
    ch = text[at]
    if ch in "`\"'":
        return _quoted(source, text, at, start)
    end = _name_end(text, at, hyphens=not arithmetic)
    number = NUMBER.match(text, at)
    if number and number.end() >= end:
        return _number(source, number[0].replace("٫", "."), start + at), number.end()
    if number and (arithmetic or "-" in text[at:end]):
        what = f"“{text[at:end]}” can be read as a number or as a name."
        raise fault(
            "ambiguous_name",
            source,
            start + at,
            what,
            f"If it is a name, write `{text[at:end]}` in backticks.",
        )
    if end > at:
        return Token("name", text[at:end], start + at), end
    operator = OPERATOR.match(view, at)
    if operator:
        return Token("op", operator[0], start + at), operator.end()
    raise _bad_character(source, ch, start + at)


def _number(source: str, digits: str, offset: int) -> Token:
    if math.isinf(float(digits)):
        raise fault("number_size", source, offset, f"{digits} is too large a number.", "Use one below 1e308.")
    return Token("number", digits, offset)


def _quoted(source: str, text: str, at: int, start: int) -> tuple[Token, int]:
    match = CLOSED.match(text, at)
    mark = text[at]
    if not match:
        raise fault(
            "open_quote",
            source,
            start + at,
            f"The {mark} that opens here is never closed.",
            f"Add {mark} at its end.",
        )
    name = match[0][1:-1].replace(mark * 2, mark)
    if not name:
        raise fault(
            "empty_name", source, start + at, "There is no name between these quotes.", "Write a name there."
        )
    return Token("quoted", name, start + at), match.end()


def _name_end(text: str, at: int, hyphens: bool) -> int:
    """Where the run of name characters from `at` ends; a hyphen belongs to it only between two of them."""
    end = at
    while end < len(text):
        inner = hyphens and text[end] == "-" and at < end < len(text) - 1 and _in_name(text[end + 1])
        if not (_in_name(text[end]) or inner):
            break
        end += 1
    return end


def _in_name(ch: str) -> bool:
    return ch.isalnum() or ch in "_." or ch in JOINERS or unicodedata.category(ch)[0] == "M"


def _bad_character(source: str, ch: str, offset: int) -> SyntaxFault:
    if ch in CURLY:
        todo = "Replace it by a straight quote (') or a backtick (`); a name without spaces needs none."
        return fault(
            "curly_quote", source, offset, f"{ch} is a curly quotation mark from a word processor.", todo
        )
    if not ch.isprintable():
        what = f"There is an invisible character (U+{ord(ch):04X}) here."
        return fault(
            "invisible", source, offset, what, "Delete it, or put a name that contains it in backticks."
        )
    todo = "If it belongs to a name, put the whole name in backticks, such as `my column`."
    return fault("bad_character", source, offset, f"“{ch}” has no meaning here.", todo)
