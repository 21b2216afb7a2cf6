"""The right side of a formula: terms such as `x`, `0.5*x`, `a*x` and `c(a, b)*x`, one a variable."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.marks import fault
from core.model.modifiers import Modifier, Setting, modifier
from core.model.tokens import Token

INTERCEPT = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One variable (empty for the intercept) with what the formula says of its parameter: `settings` for
    each group, or a single one where it does not tell groups apart."""

    name: str
    settings: tuple[Setting, ...]
    start: int


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
    said = modifier(source, head, tokens[joints[0]]) if joints else (fixed,)
    return Term(name, tuple(Setting(m) for m in said), tokens[0].start)


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


def _merge(source: str, first: Term, second: Term) -> Term:
    """Both terms of one variable as one, where they do not say two things about it."""
    groups = max(len(first.settings), len(second.settings))
    if any(len(term.settings) not in (1, groups) for term in (first, second)):
        what = "The c(…) of one variable have different numbers of values."
        raise fault("group_values", source, second.start, what, "Write one value for each group in each.")
    pairs = zip(_for_each(first, groups), _for_each(second, groups), strict=True)
    settings = tuple(Setting(one.modifiers + other.modifiers) for one, other in pairs)
    bare = any(not setting.modifiers for term in (first, second) for setting in term.settings)
    if bare or any(setting.clashes for setting in settings):
        name = first.name or "1"
        what = f"“{name}” stands twice in this formula, and the two do not go together."
        raise fault(
            "duplicate_term", source, second.start, what, "Keep the one you mean and delete the other."
        )
    return Term(first.name, settings, first.start)


def _for_each(term: Term, groups: int) -> tuple[Setting, ...]:
    return term.settings if len(term.settings) == groups else term.settings * groups
