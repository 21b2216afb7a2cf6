"""What stands before the * of a term: a number, NA, a label, start(…), and c(…) with one of these a group."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import SyntaxFault
from core.model.marks import fault
from core.model.tokens import Token

MODIFIERS = "A modifier is a number, NA, a label, start(number), or c(…) with one of these for each group."
NO_LABELS = ("NaN", "Inf", "NULL", "TRUE", "FALSE")
FUNCTIONS = ("start", "label", "c")
LIMITED = "Give the parameter a label and its limit a line of its own: a*x, and below it a {} 0."
# What lavaan says by a modifier and this syntax in another way.
ELSEWHERE = {
    "equal": "Give both terms one label.",
    "lower": LIMITED.format(">"),
    "upper": LIMITED.format("<"),
}


@dataclass(frozen=True, slots=True)
class Modifier:
    """One thing that is said of a parameter."""

    kind: Literal["fixed", "start", "free", "label"]
    number: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """All that is said of the parameter of one group."""

    modifiers: tuple[Modifier, ...] = ()

    @property
    def free(self) -> bool:
        """False where a number was given."""
        return not self._of("fixed")

    @property
    def freed(self) -> bool:
        """True where NA* was written."""
        return bool(self._of("free"))

    @property
    def value(self) -> float | None:
        """The fixed value or the start."""
        numbers = [m.number for m in (*self._of("fixed"), *self._of("start"))]
        return numbers[0] if numbers else None

    @property
    def label(self) -> str:
        """The label, or nothing."""
        labels = self._of("label")
        return labels[0].label if labels else ""

    @property
    def clashes(self) -> bool:
        """True where two things are said that cannot both hold, or one is said twice."""
        kinds = [m.kind for m in self.modifiers]
        fixed = "fixed" in kinds and ("start" in kinds or "free" in kinds)
        return fixed or len(set(kinds)) < len(kinds)

    def _of(self, kind: str) -> tuple[Modifier, ...]:
        return tuple(m for m in self.modifiers if m.kind == kind)


def modifier(source: str, tokens: Sequence[Token], joint: Token) -> tuple[tuple[Modifier, ...], ...]:
    """The modifiers of each group, from the tokens before `joint`; a single entry where groups are alike."""
    shape = [t.text if t.kind == "op" else t.kind for t in tokens]
    if joint.text == "?":
        if shape in (["number"], ["-", "number"]):
            return ((Modifier("start", _signed(tokens)),),)
        raise fault(
            "modifier", source, joint.start, "Before ? stands a number to start from.", "Write such as 0.5?x."
        )
    if shape[:2] == ["name", "("]:
        return tuple((m,) for m in _call(source, tokens[0], tokens[2:]))
    found = _single(tokens)
    if found is None:
        place = tokens[0] if tokens else joint
        raise fault(
            "modifier", source, place.start, "What stands before this * is not understood.", MODIFIERS
        )
    return ((found,),)


def _single(tokens: Sequence[Token]) -> Modifier | None:
    shape = [t.text if t.kind == "op" else t.kind for t in tokens]
    if shape in (["number"], ["-", "number"]):
        return Modifier("fixed", _signed(tokens))
    if shape == ["name"] and tokens[0].text == "NA":
        return Modifier("free")
    # Bare, these are values of R that no parameter can be fixed to; R reads 0x10 and 1a as no label either.
    if shape == ["name"] and (tokens[0].text in NO_LABELS or tokens[0].text[0].isdecimal()):
        return None
    if shape in (["name"], ["quoted"]):
        return Modifier("label", label=tokens[0].text)
    return None


def _call(source: str, function: Token, rest: Sequence[Token]) -> list[Modifier]:
    """What start(…), label(…) and c(…) say, for each group; `rest` follows the opening bracket."""
    name = function.text
    if name not in FUNCTIONS or not rest or rest[-1].text != ")":
        raise _bad_call(source, function)
    inner = rest[:-1]
    if name != "c" and [t.text for t in inner[:2]] == ["c", "("] and inner[-1].text == ")":
        inner = inner[2:-1]
    found = [_single(part) for part in _arguments(inner)]
    said = [m for m in found if m is not None]
    kinds = {m.kind for m in said}
    if len(said) < len(found):
        raise _bad_call(source, function)
    if name == "start" and kinds == {"fixed"}:
        return [Modifier("start", m.number) for m in said]
    if name == "c" and (kinds <= {"fixed", "free"} or kinds == {"label"}):
        return said
    if name == "label" and kinds == {"label"} and all(token.kind != "name" for token in inner):
        return said
    raise _bad_call(source, function)


def _arguments(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if (token.kind, token.text) == ("op", ","):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _bad_call(source: str, function: Token) -> SyntaxFault:
    name = function.text
    if name == "c":
        what = "c(…) holds one number or NA for each group, or one label for each."
        todo = "Write such as c(a1, a2)*x or c(1, NA)*x; a group without a label gets one of its own."
        return fault("group_values", source, function.start, what, todo)
    if name in FUNCTIONS:
        what = f"{name}(…) is not filled in as it should be."
        return fault("modifier", source, function.start, what, 'Write start(0.5)*x or label("a")*x.')
    if name in ELSEWHERE:
        return fault("modifier", source, function.start, f"{name}(…) is not available.", ELSEWHERE[name])
    near = difflib.get_close_matches(name.lower(), FUNCTIONS, 1)
    hint = f" Did you mean {near[0]}(…)?" if near else ""
    return fault("modifier", source, function.start, f"There is no modifier {name}(…).{hint}", MODIFIERS)


def _signed(tokens: Sequence[Token]) -> float:
    value = float(tokens[-1].text)
    return -value if len(tokens) == 2 else value
