"""User text on its way to a language that would interpret it: each function makes it show literally."""

from __future__ import annotations

import html
import re

import graphviz

# Plotly reads a little HTML, entities and TeX in every text; as entities these mean only themselves.
_PLOTLY = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit turns arrows and :names: into signs after Markdown's escapes are gone; a word joiner parts them.
_SIGNS = re.compile(r"(:(?=\S)|-(?=\\?[->])|<(?=\\?[-=])|[>~](?=\\?=))")
# Joiners belong to the spelling of Persian and of Indian scripts.
JOINERS = "\u200c\u200d"
WORD_JOINER = "\u2060"
# Letters of Hebrew, Arabic and Persian; a run of their words, and one with another in brackets behind it.
LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = rf"[{LETTERS}](?:[{LETTERS}{JOINERS} \d_/\-]*[{LETTERS}])?[\d_]*"
LEFTWARDS = re.compile(rf"{_RUN}(?: ?\({_RUN}\))*")


def one_line(text: str) -> str:
    """Text without control, bidi and other invisible characters that could reach beyond itself."""
    return "".join(char if char.isprintable() or char in JOINERS else " " for char in text)


def isolated(text: str) -> str:
    """Text in which each run from right to left is laid out by itself, so that figures and arrows beside a
    Persian name keep their order."""
    return LEFTWARDS.sub("\u2068\\g<0>\u2069", text)


def for_html(text: str) -> str:
    """Text as HTML shows it literally, in an element or a quoted attribute."""
    return html.escape(isolated(one_line(text)), quote=True)


def for_markdown(text: str) -> str:
    """Text as Streamlit's Markdown shows it literally: no links, pictures, directives, arrows or emoji."""
    escaped = _MARKDOWN.sub(r"\\\1", isolated(one_line(text)))
    return _SIGNS.sub(rf"\1{WORD_JOINER}", escaped)


def for_dot(text: str) -> str:
    """Text as a DOT label shows it literally: no HTML label, no escapes, no entities."""
    # Its type, a marked str, tells the quoting that “<…>” is no HTML label; an empty line crashes the
    # WebAssembly build of Graphviz 16.1.
    label: str = graphviz.escape(one_line(text).replace("&", "&amp;") or " ")
    return label


def for_plotly(text: str) -> str:
    """Text as a Plotly figure shows it literally."""
    return isolated(one_line(text)).translate(_PLOTLY)
