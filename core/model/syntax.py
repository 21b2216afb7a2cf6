"""lavaan's model syntax, read into a parameter table: text → statements → terms → rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from core.errors import SyntaxFault
from core.model.expression import parse_expression
from core.model.marks import LINE_END, fault, line_number
from core.model.notes import noted
from core.model.partable import Key, Op, ParRow, ParTable
from core.model.terms import Term, parse_terms, split_at
from core.model.tokens import HEAD, LIMIT, QUOTED, Token, lex, quote, statements

MAX_BYTES = 100_000
MAX_LINES = 2_000
OPERATORS = ("=~", "~~", "~*~", "~", "|", ":=")
ARROW = re.compile(r"<-+>?|-+>|[←→↔]")
QUOTED_NAMES = re.compile(QUOTED)
SEMOPY = re.compile(r"\s*(CONSTRAINT|DEFINE|START|BOUND)\s*\(")
READ_OPERATORS = (
    "Write =~ (is measured by), ~ (is regressed on), ~~ (varies with), := (is computed as), ~ 1 (mean) "
    "or | t1 (threshold), or a constraint of labels such as a == b or a > 0."
)
ONE_A_LINE = "One formula a line; separate two on a line by a semicolon."
REFUSED = {
    "==": "A constraint stands on a line of its own and joins labels, not variables.",
    "<": "A limit stands on a line of its own and is on labels, not variables; it is written a < 1 or a > 0.",
    ">": "A limit stands on a line of its own and is on labels, not variables; it is written a < 1 or a > 0.",
    "%": "The operator % is not available.",
    "<~": "Formative (composite) variables are not available; compute the composite as a column of its own.",
    ":": "Blocks (group: …) and products (x1:x2) are not available; for groups choose the column that tells "
    "them apart and write c(a, b)*x where they differ; a product needs a column of its own.",
    "=": "A single = is not an operator.",
}
THRESHOLD = re.compile(r"t[1-9]\d{0,3}")


def parse(text: str) -> ParTable:
    """Read a model text; raises SyntaxFault with the line marked.

    Source of the language: Rosseel (2012), lavaan's model.syntax help page.
    """
    source = text.removeprefix("\ufeff")
    _check_size(source)
    rows: dict[Key, tuple[ParRow, int]] = {}
    for statement in statements(source):
        if statement.note:
            found = noted(source, statement, _formula)
        else:
            found = _formula(source, statement.text, statement.start)
        for row, offset in found:
            if row.key in rows:
                raise _twice(source, row, offset, rows[row.key][1])
            rows[row.key] = row, offset
        _check_rows(len(rows))
    return ParTable(tuple(row for row, _ in rows.values()))


def _check_size(source: str) -> None:
    if len(source.encode("utf-8", "replace")) > MAX_BYTES:
        what = "The model text is longer than 100 kB, which is the limit. Shorten it."
        raise SyntaxFault("model_long", what)
    lines = len(LINE_END.findall(source)) + 1
    if lines > MAX_LINES:
        what = f"The model text has {lines:,} lines; {MAX_LINES:,} is the limit. Shorten it."
        raise SyntaxFault("model_long", what)


def _check_rows(number: int) -> None:
    if number > MAX_LINES:
        what = f"The model has {number:,} parameters; {MAX_LINES:,} is the limit. Shorten it."
        raise SyntaxFault("model_long", what)


def _twice(source: str, row: ParRow, offset: int, first: int) -> SyntaxFault:
    right = "…" if row.op == ":=" else quote(row.rhs)
    what = f"“{quote(row.lhs)} {row.op} {right}” stands twice in the model."
    if row.op == "~1":
        what = f"The mean or intercept of {quote(row.lhs)} stands twice in the model."
    place = line_number(source, first)
    todo = f"It was given first on line {place}. Keep the one you mean and delete the other."
    return fault("duplicate_row", source, offset, what, todo)


def _formula(source: str, text: str, start: int) -> list[tuple[ParRow, int]]:
    """The rows of one formula, each with the offset of its term."""
    _check_command(source, text, start)
    computed = _definition(source, text, start) or _constraint(source, text, start)
    if computed:
        return [computed]
    tokens = lex(source, text, start)
    at = next(
        (i for i, t in enumerate(tokens) if t.kind == "op" and (t.text in OPERATORS or t.text in REFUSED)),
        None,
    )
    if at is None:
        raise _no_operator(source, tokens, start)
    op = tokens[at]
    if op.text in REFUSED:
        raise fault("operator", source, op.start, REFUSED[op.text], READ_OPERATORS)
    second = next((t for t in tokens[at + 1 :] if t.kind == "op" and t.text in (*OPERATORS, *REFUSED)), None)
    if second:
        what = REFUSED.get(second.text, f"A second operator, “{second.text}”, stands in the same formula.")
        raise fault("operator", source, second.start, what, ONE_A_LINE)
    left, terms = _left(source, tokens[:at], op), parse_terms(source, tokens[at + 1 :], op)
    _check_rows(len(left) * sum(len(term.settings) for term in terms))
    return [(row, term.start) for lhs in left for term in terms for row in _rows(source, lhs, op, term)]


def _definition(source: str, text: str, start: int) -> tuple[ParRow, int] | None:
    """The row of a := line, or None where the formula is of another kind."""
    head = HEAD.match(text)
    if not head or not head[0].endswith(":="):
        return None
    left = lex(source, head[0][:-2], start)
    if len(left) != 1 or left[0].kind == "op":
        what = "Before := stands one name for what is computed, such as indirect := a*b."
        raise fault("definition_name", source, start + head.end() - 2, what)
    expression = parse_expression(text[head.end() :], source, start + head.end())
    return ParRow(left[0].text, ":=", expression.text), left[0].start


def _constraint(source: str, text: str, start: int) -> tuple[ParRow, int] | None:
    """The row of a line such as a == b or a > 0, or None where the formula is of another kind."""
    found = LIMIT.match(text)
    if not found:
        return None
    left = parse_expression(found["left"], source, start)
    right = parse_expression(text[found.end() :], source, start + found.end())
    return ParRow(left.text, cast(Op, found["op"]), right.text), start + found.start("op")


def _left(source: str, tokens: list[Token], op: Token) -> list[str]:
    names = []
    for part in split_at(tokens, "+"):
        if len(part) != 1 or part[0].kind not in ("name", "quoted"):
            place = part[0].start if part else op.start
            what = f"Left of {op.text} stands one name, or several joined by +."
            raise fault(
                "left_side", source, place, what, "Labels and numbers go before the names on the right."
            )
        names.append(part[0].text)
    return names


def _rows(source: str, lhs: str, op: Token, term: Term) -> Iterator[ParRow]:
    """The rows of one term, one a group where it tells them apart."""
    if not term.name and op.text != "~":
        what = f"A number cannot stand right of {op.text}; a variable should."
        todo = "A column with a number as name goes in backticks."
        raise fault("number_as_variable", source, term.start, what, todo)
    if op.text == "|" and not THRESHOLD.fullmatch(term.name):
        what = f"“{term.name}” is no threshold; those of {quote(lhs)} are named t1, t2, … from the lowest."
        raise fault("threshold_name", source, term.start, what, f"Write such as {quote(lhs)} | t1 + t2.")
    if op.text == "~*~" and term.name != lhs:
        what = "A scaling factor belongs to one variable, which stands on both sides of ~*~."
        raise fault("scaling_sides", source, term.start, what, f"Write {quote(lhs)} ~*~ {quote(lhs)}.")
    kind = cast(Op, op.text if term.name else "~1")
    for group, said in enumerate(term.settings, start=1):
        yield ParRow(lhs, kind, term.name, said.free, said.value, said.label, group, freed=said.freed)


def _check_command(source: str, text: str, start: int) -> None:
    arrow = ARROW.search(QUOTED_NAMES.sub(lambda name: "x" * len(name[0]), text))
    if arrow:
        todo = "Write y ~ x where x acts on y; a constraint such as a < -1 needs a blank before the minus."
        raise fault("operator", source, start + arrow.start(), f"The arrow {arrow[0]} is no operator.", todo)
    found = SEMOPY.match(text)
    if found:
        what = f"{found[1]}(…) is a command of semopy, not of lavaan's syntax, and is not available."
        todo = "Equal labels make parameters equal; a limit is written a > 0."
        raise fault("semopy_command", source, start + found.start(1), what, todo)


def _no_operator(source: str, tokens: list[Token], start: int) -> SyntaxFault:
    place = tokens[0].start if tokens else start
    return fault(
        "no_operator", source, place, "There is no operator here, so this says nothing.", READ_OPERATORS
    )
