"""User text on its way to a language that would interpret it: each function makes it show literally."""

from __future__ import annotations

import html
import re

import graphviz

from core.data.names import display_name

# Plotly reads a little HTML, entities and TeX in every text; as entities these mean only themselves.
_PLOTLY = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit turns arrows and :names: into signs after Markdown's escapes are gone; a word joiner parts them.
_SIGNS = re.compile(r"(:(?=\S)|-(?=\\?[->])|<(?=\\?[-=])|[>~](?=\\?=))")
# Joiners belong to the spelling of Persian and of Indian scripts.
JOINERS = "\u200c\u200d"
WORD_JOINER = "\u2060"
# Letters of Hebrew, Arabic and Persian.
LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_WORD = rf"[{LETTERS}][{LETTERS}{JOINERS}]*(?![{LETTERS}{JOINERS}])"
# What may belong to a name that began from right to left: WAI, Goal, T1, 2; but not “2 %” or “N = 324”, and
# no word of the sentence around it.
LATIN = r"[A-Z][A-Za-z]{0,29}|[A-Za-z]{0,9}\d{1,9}(?:[.,]\d{1,9}){0,2}[A-Za-z]{0,9}"
_OTHER = rf"(?:{LATIN})(?![A-Za-z\d²]|[.,]\d| ?[=<>≤≥%])"
_MORE = rf"[ _/\-]{{0,3}}(?:{_WORD}|{_OTHER})"
_BRACKETS = rf" ?\((?:{_WORD}|{_OTHER})(?:{_MORE})*\)"
_RUN = rf"{_WORD}(?:{_MORE}|{_BRACKETS})*"
# What parts names from one another or from figures, within quotation marks or without any.
PARTING = "→↔←=~<>≤≥“”"
LEFTWARDS = re.compile(rf"(?<=“)[{LETTERS}][^{PARTING}]*(?=”)|{_RUN}")
LETTERS_ALONE = re.compile(rf"[{LETTERS}{JOINERS} ]*")
ONE_NAME = re.compile(rf"[{LETTERS}][^{PARTING},;:|…]*")


def one_line(text: str) -> str:
    """Text without control, bidi and other invisible characters that could reach beyond itself."""
    return "".join(char if char.isprintable() or char in JOINERS else " " for char in text)


def isolated(text: str) -> str:
    """Text in which each name from right to left is laid out by itself, so that figures and arrows beside it
    keep their order."""
    return LEFTWARDS.sub("\u2068\\g<0>\u2069", one_line(text))


def name_alone(text: str) -> str:
    """Text that is one name, laid out by itself where it begins from right to left; else `isolated`."""
    shown = one_line(text)
    if LETTERS_ALONE.fullmatch(shown):
        return shown
    return f"\u2068{shown}\u2069" if ONE_NAME.fullmatch(shown) else isolated(shown)


def for_choice(name: str) -> str:
    """The name of a column as a list of choices shows it, which takes no Markdown."""
    return name_alone(display_name(name))


def for_cell(text: str) -> str:
    """Text as a cell of a table in HTML shows it literally."""
    return html.escape(name_alone(text), quote=True)


def for_html(text: str) -> str:
    """Text as HTML shows it literally, in an element or a quoted attribute."""
    return html.escape(isolated(text), quote=True)


def for_markdown(text: str) -> str:
    """Text as Streamlit's Markdown shows it literally: no links, pictures, directives, arrows or emoji."""
    escaped = _MARKDOWN.sub(r"\\\1", isolated(text))
    return _SIGNS.sub(rf"\1{WORD_JOINER}", escaped)


def for_dot(text: str) -> str:
    """Text as a DOT label shows it literally: no HTML label, no escapes, no entities."""
    # Its type, a marked str, tells the quoting that “<…>” is no HTML label; an empty line crashes the
    # WebAssembly build of Graphviz 16.1.
    label: str = graphviz.escape(name_alone(text).replace("&", "&amp;") or " ")
    return label


def for_plotly(text: str) -> str:
    """Text as a Plotly figure shows it literally."""
    return isolated(text).translate(_PLOTLY)
