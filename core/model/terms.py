"""The right side of a formula: terms such as `x`, `0.5*x`, `a*x`, `start(.3)*x`, one a variable."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from core.errors import SyntaxFault
from core.model.marks import fault
from core.model.tokens import Token

MODIFIERS = "A modifier is a number, NA, a label, or start(number)."
INTERCEPT = ""


@dataclass(frozen=True, slots=True)
class Modifier:
    """What stands before the * of a term."""

    kind: Literal["fixed", "start", "free", "label"]
    number: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One variable (empty for the intercept) with what the formula says of its parameter."""

    name: str
    modifiers: tuple[Modifier, ...]
    start: int

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

    def _of(self, kind: str) -> tuple[Modifier, ...]:
        return tuple(m for m in self.modifiers if m.kind == kind)


def parse_terms(source: str, tokens: list[Token], op: Token) -> list[Term]:
    """The terms right of the operator `op`, one a variable, in order of first mention."""
    terms: dict[str, Term] = {}
    if len(tokens) > 1 and (tokens[0].kind, tokens[0].text) == ("op", "+"):
        op, tokens = tokens[0], tokens[1:]
    joints = [op, *(token for token in tokens if token.kind == "op" and token.text == "+")]
    for joint, part in zip(joints, split_at(tokens, "+"), strict=True):
        if not part:
            raise fault("empty_term", source, joint.start, f"A variable is missing after this {joint.text}.")
        term = _term(source, part)
        terms[term.name] = _merge(source, terms[term.name], term) if term.name in terms else term
    return list(terms.values())


def split_at(tokens: list[Token], mark: str) -> list[list[Token]]:
    """The runs of tokens between the operators `mark`."""
    runs: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == "op" and token.text == mark:
            runs.append([])
        else:
            runs[-1].append(token)
    return runs


def _term(source: str, tokens: list[Token]) -> Term:
    joints = [i for i, t in enumerate(tokens) if t.kind == "op" and t.text in "*?"]
    if len(joints) > 1:
        todo = "Write a*x + start(.3)*x; a product of columns needs a column of its own."
        raise fault(
            "two_modifiers", source, tokens[joints[1]].start, "One variable has two modifiers here.", todo
        )
    head, tail = (tokens[: joints[0]], tokens[joints[0] + 1 :]) if joints else ([], tokens)
    name, fixed = _variable(source, tail, tokens[-1], alone=None if joints else tokens[0])
    modifiers = (_modifier(source, head, tokens[joints[0]]),) if joints else fixed
    return Term(name, modifiers, tokens[0].start)


def _variable(
    source: str, tokens: list[Token], last: Token, alone: Token | None
) -> tuple[str, tuple[Modifier, ...]]:
    """The name a term is about; 1 is the intercept and 0 an intercept fixed to zero."""
    if not tokens:
        raise fault("empty_term", source, last.start, f"A variable is missing after this “{last.text}”.")
    first = tokens[0]
    if len(tokens) > 1:
        todo = "Join variables by +. A name with spaces or signs goes in backticks, such as `my column`."
        raise fault("stray_word", source, tokens[1].start, f"“{tokens[1].text}” cannot stand here.", todo)
    if first.kind == "number" and first.text == "1":
        return INTERCEPT, ()
    if first.kind == "number" and first.text == "0" and first is alone:
        return INTERCEPT, (Modifier("fixed", 0.0),)
    if first.kind == "name" and first.text == "NA":
        todo = "If it is a column, write `NA` in backticks; to free a parameter write NA*x."
        raise fault("reserved_name", source, first.start, "NA is a reserved word.", todo)
    if first.kind not in ("name", "quoted"):
        todo = "A column with such a name goes in backticks; a fixed value is written 0.5*x."
        raise fault("number_as_variable", source, first.start, f"“{first.text}” is not a variable.", todo)
    return first.text, ()


def _modifier(source: str, tokens: list[Token], joint: Token) -> Modifier:
    shape = [t.text if t.kind == "op" else t.kind for t in tokens]
    if joint.text == "?" and shape[-1:] == ["number"] and shape[:-1] in ([], ["-"]):
        return Modifier("start", _signed(tokens))
    if joint.text == "?":
        raise fault(
            "modifier", source, joint.start, "Before ? stands a number to start from.", "Write such as 0.5?x."
        )
    if shape in (["number"], ["-", "number"]):
        return Modifier("fixed", _signed(tokens))
    if shape == ["name"] and tokens[0].text == "NA":
        return Modifier("free")
    if shape in (["name"], ["quoted"]):
        return Modifier("label", label=tokens[0].text)
    if shape[:2] == ["name", "("]:
        return _call(source, tokens[0], tokens[2:])
    place = tokens[0] if tokens else joint
    raise fault("modifier", source, place.start, "What stands before this * is not understood.", MODIFIERS)


def _call(source: str, function: Token, rest: list[Token]) -> Modifier:
    shape = [t.text if t.kind == "op" else t.kind for t in rest]
    name = function.text
    if name == "start" and shape in (["number", ")"], ["-", "number", ")"]):
        return Modifier("start", _signed(rest[:-1]))
    if name == "label" and shape == ["quoted", ")"]:
        return Modifier("label", label=rest[0].text)
    raise _bad_call(source, function)


def _bad_call(source: str, function: Token) -> SyntaxFault:
    name = function.text
    if name == "c":
        what = "c(…) gives one value for each group, but these data are one group."
        return fault("group_values", source, function.start, what, "Write a single label or number.")
    if name in ("start", "label"):
        what = f"{name}(…) is not filled in as it should be."
        return fault("modifier", source, function.start, what, 'Write start(0.5)*x or label("a")*x.')
    if name == "equal":
        return fault(
            "modifier", source, function.start, "equal(…) is not available.", "Give both terms one label."
        )
    near = difflib.get_close_matches(name.lower(), ("start", "label"), 1)
    hint = f" Did you mean {near[0]}(…)?" if near else ""
    return fault("modifier", source, function.start, f"There is no modifier {name}(…).{hint}", MODIFIERS)


def _signed(tokens: list[Token]) -> float:
    value = float(tokens[-1].text)
    return -value if len(tokens) == 2 else value


def _merge(source: str, first: Term, second: Term) -> Term:
    """Both terms of one variable as one, where they do not say two things about it."""
    kinds = [m.kind for m in (*first.modifiers, *second.modifiers)]
    bare = not first.modifiers or not second.modifiers
    clash = "fixed" in kinds and ("start" in kinds or "free" in kinds)
    if bare or clash or len(set(kinds)) < len(kinds):
        name = first.name or "1"
        what = f"“{name}” stands twice in this formula, and the two do not go together."
        raise fault(
            "duplicate_term", source, second.start, what, "Keep the one you mean and delete the other."
        )
    return Term(first.name, first.modifiers + second.modifiers, first.start)
