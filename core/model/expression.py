"""The arithmetic of := and of constraints: read into steps by precedence, computed on arrays, never
evaluated as code."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import SyntaxFault
from core.model.marks import fault
from core.model.tokens import Token, lex, quote

MAX_TOKENS = 2000
MAX_DEPTH = 50
# Binding strength of the operators, as in R: −a^2 is −(a^2), and ^ groups from the right.
STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "minus": 3, "^": 4}


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """The label of a parameter, or another defined parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function, applied to the results of the steps before it."""

    symbol: str


Step = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression in postfix order; `text` is how it is printed, without spaces."""

    steps: tuple[Step, ...]
    text: str


def parse_expression(text: str, source: str | None = None, offset: int = 0) -> Expr:
    """Read an expression of + − * / ^, brackets, exp, log, sqrt, abs, numbers and labels.

    `source` and `offset` say where it stands in a longer text, for the place that errors mark. Raises
    SyntaxFault. Operators are ordered by strength on a stack (Dijkstra, 1961), so that depth costs no
    recursion.
    """
    source = text if source is None else source
    tokens = [_power(token) for token in lex(source, text, offset, arithmetic=True)]
    if not tokens:
        raise fault(
            "expression_empty", source, offset, "There is nothing to compute here.", "Write such as a*b."
        )
    if len(tokens) > MAX_TOKENS:
        what = f"This expression has {len(tokens)} words; {MAX_TOKENS} is the limit."
        raise fault("expression_long", source, offset, what, "Split it into several := lines.")
    steps: list[Step] = []
    stack: list[Token] = []
    operand = True
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        read = _operand if operand else _operator
        operand = read(source, token, after, steps, stack)
    if operand:
        what = "The expression ends where a number or a label should follow."
        raise fault("expression_end", source, tokens[-1].start, what)
    while stack:
        if stack[-1].text == "(":
            raise fault("bracket_open", source, stack[-1].start, "This bracket is never closed.", "Add a ).")
        steps.append(Operation(stack.pop().text))
    return Expr(tuple(steps), "".join(_printed(token) for token in tokens))


def _power(token: Token) -> Token:
    return Token("op", "^", token.start) if token.text == "**" and token.kind == "op" else token


def _printed(token: Token) -> str:
    return (
        quote(token.text) if token.kind in ("name", "quoted") and token.text not in FUNCTIONS else token.text
    )


def _operand(source: str, token: Token, after: Token | None, steps: list[Step], stack: list[Token]) -> bool:
    """Take a token where a value may start; True where a value must still follow."""
    if token.kind == "number":
        steps.append(Number(float(token.text)))
        return False
    if token.kind == "name" and after and (after.kind, after.text) == ("op", "("):
        if token.text not in FUNCTIONS:
            raise _unknown_function(source, token)
        stack.append(token)
        return True
    if token.kind != "op":
        steps.append(Name(token.text))
        return False
    if token.text == "(":
        if sum(held.text == "(" for held in stack) >= MAX_DEPTH:
            what = f"More than {MAX_DEPTH} brackets are open at once."
            raise fault("expression_deep", source, token.start, what, "Split it into several := lines.")
        stack.append(token)
    elif token.text == "-":
        stack.append(Token("op", "minus", token.start))
    elif token.text != "+":
        what = f"A number, a label or a bracket should stand where “{token.text}” is."
        raise fault("expression_operand", source, token.start, what)
    return True


def _operator(source: str, token: Token, _after: Token | None, steps: list[Step], stack: list[Token]) -> bool:
    """Take a token after a value; True where another value must follow."""
    if token.kind == "op" and token.text == ")":
        while stack and stack[-1].text != "(":
            steps.append(Operation(stack.pop().text))
        if not stack:
            raise fault("bracket_close", source, token.start, "This bracket was never opened.", "Delete it.")
        stack.pop()
        if stack and stack[-1].kind == "name":
            steps.append(Operation(stack.pop().text))
        return False
    if token.kind != "op" or token.text not in STRENGTH:
        todo = "Write + − * / or ^ between two values; a name with other characters goes in backticks."
        raise fault(
            "expression_operator", source, token.start, f"“{token.text}” cannot follow a value here.", todo
        )
    strength = STRENGTH[token.text] + (token.text == "^")
    while stack and STRENGTH.get(stack[-1].text, 0) >= strength and stack[-1].kind == "op":
        steps.append(Operation(stack.pop().text))
    stack.append(token)
    return True


def _unknown_function(source: str, token: Token) -> SyntaxFault:
    near = difflib.get_close_matches(token.text, FUNCTIONS, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    todo = f"The functions are {', '.join(sorted(FUNCTIONS))}.{hint} For a product, write *."
    return fault("expression_function", source, token.start, f"There is no function “{token.text}”.", todo)


def zeroed(text: str, names: Container[str]) -> str:
    """The expression with 0 in the place of each of these names."""
    tokens = lex(text, text, 0, arithmetic=True)
    return "".join("0" if t.kind != "op" and t.text in names else _printed(_power(t)) for t in tokens)


def names_in(expr: Expr) -> tuple[str, ...]:
    """The labels an expression uses, each once, in order."""
    return tuple(dict.fromkeys(step.name for step in expr.steps if isinstance(step, Name)))


def evaluate(expr: Expr, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """The value of an expression for each entry of the arrays in `values`, which broadcast.

    Holomorphic in every argument, so that complex steps give derivatives (Squire & Trapp, 1998); NaN or
    infinite where the mathematics has no answer, such as the logarithm of a negative number.
    """
    stack: list[np.ndarray] = []
    with np.errstate(all="ignore"):
        for step in expr.steps:
            if isinstance(step, Number):
                stack.append(np.asarray(step.value))
            elif isinstance(step, Name):
                stack.append(np.asarray(values[step.name]))
            elif step.symbol in FUNCTIONS:
                stack.append(FUNCTIONS[step.symbol](stack.pop()))
            elif step.symbol == "minus":
                stack.append(-stack.pop())
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(BINARY[step.symbol](left, right))
    return np.asarray(stack[0])


def _where(valid: np.ndarray, value: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(valid, value, np.nan))


def _raise_to(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    whole = (exponent.imag == 0) & (exponent.real == np.round(exponent.real))
    return _where((base.real >= 0) | whole, np.power(base, exponent))


FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "exp": lambda z: np.exp(z),
    "log": lambda z: _where(z.real > 0, np.log(z)),
    "sqrt": lambda z: _where(z.real >= 0, np.sqrt(z)),
    "abs": lambda z: z * np.sign(z.real),
}

BINARY: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.true_divide,
    "^": _raise_to,
}
