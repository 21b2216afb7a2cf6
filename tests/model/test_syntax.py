"""The parser: every spelling of lavaan's syntax that is read, and a marked, plain sentence for all others."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import PathlightError, SyntaxFault
from core.model.defaults import complete
from core.model.partable import ParRow, ParTable
from core.model.syntax import parse
from core.model.tokens import quote
from core.options import Options

BAD = Path(__file__).parents[1] / "bad_inputs"
STUDY_NAMES = ("Goal", "Task", "Bond", "engagement", "outcome", "satisfaction", "sex")


def rows(text: str) -> list[str]:
    return str(parse(text)).splitlines()


def refusal(text: str) -> SyntaxFault:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    return caught.value


def read(name: str) -> str:
    return (BAD / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("f =~ x", ParRow("f", "=~", "x")),
        ("y ~ x", ParRow("y", "~", "x")),
        ("y ~~ x", ParRow("y", "~~", "x")),
        ("y ~ 1", ParRow("y", "~1", "")),
        ("y ~ a*1", ParRow("y", "~1", "", label="a")),
        ("y ~ 0", ParRow("y", "~1", "", free=False, value=0.0)),
        ("y ~ 0.5*1", ParRow("y", "~1", "", free=False, value=0.5)),
        ("i := a*b", ParRow("i", ":=", "a*b")),
        ("y | t2", ParRow("y", "|", "t2")),
        ("y | a*t1", ParRow("y", "|", "t1", label="a")),
        ("y ~*~ 1*y", ParRow("y", "~*~", "y", free=False, value=1.0)),
        ("a == b", ParRow("a", "==", "b")),
        ("a > 0", ParRow("a", ">", "0")),
        ("a + 2 * b < exp( `my c` ) ^ 2", ParRow("a+2*b", "<", "exp(`my c`)^2")),
        ("a == b-c", ParRow("a", "==", "b-c")),
        ("CONSTRAINT > 0", ParRow("CONSTRAINT", ">", "0")),
        ("y ~ 0.5*x", ParRow("y", "~", "x", free=False, value=0.5)),
        ("y ~ -.5*x", ParRow("y", "~", "x", free=False, value=-0.5)),
        ("y ~ 1e-3*x", ParRow("y", "~", "x", free=False, value=0.001)),
        ("y ~ ۲٫۵*x", ParRow("y", "~", "x", free=False, value=2.5)),
        ("y ~ NA*x", ParRow("y", "~", "x", freed=True)),
        ("y ~ start(0.5)*x", ParRow("y", "~", "x", value=0.5)),
        ("y ~ start(-2)*x", ParRow("y", "~", "x", value=-2.0)),
        ("y ~ 0.5?x", ParRow("y", "~", "x", value=0.5)),
        ("y ~ a*x", ParRow("y", "~", "x", label="a")),
        ('y ~ "a b"*x', ParRow("y", "~", "x", label="a b")),
        ('y ~ label("a")*x', ParRow("y", "~", "x", label="a")),
        ("y ~ a*x + start(.3)*x", ParRow("y", "~", "x", value=0.3, label="a")),
        ("y ~ 0.3*x + a*x", ParRow("y", "~", "x", free=False, value=0.3, label="a")),
        ("y ~ NA*x + start(.3)*x + a*x", ParRow("y", "~", "x", value=0.3, label="a", freed=True)),
        ("y ~ START*x", ParRow("y", "~", "x", label="START")),
        ("y ~ inf*x", ParRow("y", "~", "x", label="inf")),
        ("y ~ nan*x", ParRow("y", "~", "x", label="nan")),
        ("y ~ `1e3`*x", ParRow("y", "~", "x", label="1e3")),
        ("y ~ c*x", ParRow("y", "~", "x", label="c")),
    ],
)
def test_each_spelling_of_one_term_is_read(text, row):
    assert parse(text) == ParTable((row,))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("y ~ c(a, b)*x", [{"label": "a"}, {"label": "b"}]),
        ('y ~ c("a", "b")*x', [{"label": "a"}, {"label": "b"}]),
        ('y ~ label("a", "b")*x', [{"label": "a"}, {"label": "b"}]),
        ("y ~ c(1, NA)*x", [{"free": False, "value": 1.0}, {"freed": True}]),
        ("y ~ c(.5, -1, 2)*x", [{"free": False, "value": v} for v in (0.5, -1.0, 2.0)]),
        ("y ~ start(c(.1, .2))*x", [{"value": 0.1}, {"value": 0.2}]),
        ("y ~ start(.1, .2)*x", [{"value": 0.1}, {"value": 0.2}]),
        ("y ~ c(a, b)*x + NA*x", [{"label": "a", "freed": True}, {"label": "b", "freed": True}]),
        ("y ~ 0.3*x + c(a, b)*x", [{"label": v, "free": False, "value": 0.3} for v in "ab"]),
        ("y ~ c(a)*x", [{"label": "a"}]),
    ],
)
def test_what_stands_in_c_is_said_of_one_group_each(text, rows):
    assert parse(text) == ParTable(
        tuple(ParRow("y", "~", "x", group=group, **said) for group, said in enumerate(rows, start=1))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f + g ~ x", ["f ~ x", "g ~ x"]),
        ("y1 + y2 ~~ y3", ["y1 ~~ y3", "y2 ~~ y3"]),
        ("y ~ 1 + x", ["y ~ 1", "y ~ x"]),
        ("y ~ x; z ~ w", ["y ~ x", "z ~ w"]),
        ("y1 + y2 | t1 + t2", ["y1 | t1", "y1 | t2", "y2 | t1", "y2 | t2"]),
        ("a\n== b\na >\n b", ["a == b", "a > b"]),
        ("y ~ x;;\n\n;", ["y ~ x"]),
        ("y ~ x # why\nz ~ w ! also", ["y ~ x", "z ~ w"]),
        ("# only this", []),
        ("f =~ a +\n  b", ["f =~ a", "f =~ b"]),
        ("f =~ a\n  + b", ["f =~ a", "f =~ b"]),
        ("f =~ a + # first\n\n # second\n b", ["f =~ a", "f =~ b"]),
        ("f =~\n a", ["f =~ a"]),
        ("f\n =~ a", ["f =~ a"]),
        ("i := a +\n b*(c\n - d)", ["i := a+b*(c-d)"]),
        ("i := a − b ∗ 2", ["i := a-b*2"]),
        ("i := a**2", ["i := a^2"]),
        ("i := `my a`*b", ["i := `my a`*b"]),
        ("y ~ x\r\nz ~ w\rv ~ u", ["y ~ x", "z ~ w", "v ~ u"]),
        ("\ufeffy ~ x", ["y ~ x"]),
        ("y ∼ x", ["y ~ x"]),
        ("f =～ x", ["f =~ x"]),
        ("y\u00a0~\u00a0x", ["y ~ x"]),
        ("", []),
    ],
)
def test_lines_and_formulas_are_told_apart(text, expected):
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("y ~ رضایت", "رضایت"),
        ("y ~ رضایت\u200cمندی", "رضایت\u200cمندی"),
        ("y ~ WAI-SR", "WAI-SR"),
        ("y ~ a.b_c", "a.b_c"),
        ("y ~ .hidden", ".hidden"),
        ("y ~ 2nd_item", "2nd_item"),
        ("y ~ हिन्दी", "हिन्दी"),
        ("y ~ `my column`", "my column"),
        ("y ~ 'my column'", "my column"),
        ('y ~ "my column"', "my column"),
        ("y ~ `1`", "1"),
        ("y ~ `a``b`", "a`b"),
        ('y ~ "a""b"', 'a"b'),
        ("y ~ 'don''t'", "don't"),
        ("y ~ `x # y; z`", "x # y; z"),
        ("y ~ `two\nlines`", "two\nlines"),
        ("y ~ start", "start"),
        ("y ~ `NA`", "NA"),
    ],
)
def test_a_column_name_is_taken_as_the_file_has_it(text, name):
    assert parse(text).rows == (ParRow("y", "~", name),)


def test_names_that_attack_are_only_names():
    with (BAD / "names_attack.csv").open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    assert len(names) == 24
    table = parse("\n".join(f"{quote(name)} ~ predictor" for name in names))
    assert [row.lhs for row in table.rows] == names
    assert parse(str(table)) == table
    complete(table, [*names, "predictor"], Options())


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("y ~ x\nz ~ “w”", "curly_quote", 2, 5, "straight quote"),
        ("y ~ x +", "empty_term", 1, 7, "missing"),
        ("y ~ a*", "empty_term", 1, 6, "missing"),
        ("y ~ x + + z", "empty_term", 1, 7, "missing"),
        ("y ~ ", "empty_term", 1, 3, "missing"),
        ("~ x", "left_side", 1, 1, "one name"),
        ("a*f =~ x", "left_side", 1, 1, "go before the names on the right"),
        ("y x", "no_operator", 1, 1, "Write =~"),
        ("y ~ x z", "stray_word", 1, 7, "backticks"),
        ("y ~ x ~ z", "operator", 1, 7, "second operator"),
        ("a >= 1", "operator", 1, 3, "a < 1 or a > 0"),
        ("a ==", "expression_empty", 1, 5, "a*b"),
        ("== a", "expression_empty", 1, 1, "a*b"),
        ("a < b < c", "expression_operator", 1, 7, "cannot follow"),
        ("y ~ x == 1", "operator", 1, 7, "line of its own"),
        ("y | low", "threshold_name", 1, 5, "t1, t2"),
        ("y | t0", "threshold_name", 1, 5, "y | t1 + t2"),
        ("y | 1", "number_as_variable", 1, 5, "right of |"),
        ("y ~*~ x", "scaling_sides", 1, 7, "y ~*~ y"),
        ("y % w", "operator", 1, 3, "not available"),
        ("f <~ x", "operator", 1, 3, "composite"),
        ("y ~ x1:x2", "operator", 1, 7, "column of its own"),
        ("group: 1", "operator", 1, 6, "c(a, b)*x"),
        ("y = x", "operator", 1, 3, "single ="),
        ("DEFINE(latent) f", "semopy_command", 1, 1, "semopy"),
        ("y ~ c(a, NA)*x", "group_values", 1, 5, "c(a1, a2)*x"),
        ("y ~ c(a, 1)*x", "group_values", 1, 5, "one label for each"),
        ("y ~ c()*x", "group_values", 1, 5, "c(a1, a2)*x"),
        ("y ~ c(1, )*x", "group_values", 1, 5, "c(a1, a2)*x"),
        ("y ~ c(a, b)*x + c(1, 2, 3)*x", "group_values", 1, 17, "different numbers"),
        ("y ~ c(1, NA)*x + start(2)*x", "duplicate_term", 1, 18, "stands twice"),
        ("y ~ start(c(a, b))*x", "modifier", 1, 5, "start(0.5)*x"),
        ('y ~ start("a")*x', "modifier", 1, 5, "start(0.5)*x"),
        ("y ~ START(1)*x", "modifier", 1, 5, "Did you mean start"),
        ("y ~ strat(1)*x", "modifier", 1, 5, "Did you mean start"),
        ("y ~ start(a)*x", "modifier", 1, 5, "start(0.5)*x"),
        ('y ~ equal("a")*x', "modifier", 1, 5, "one label"),
        ("y ~ lower(0)*x", "modifier", 1, 5, "below it a > 0"),
        ("y ~ upper(1)*x", "modifier", 1, 5, "below it a < 0"),
        ("y ~ a*b*x", "two_modifiers", 1, 8, "a*x + start(.3)*x"),
        ("y ~ a?x", "modifier", 1, 6, "number to start from"),
        ("y ~ (a)*x", "modifier", 1, 5, "A modifier is"),
        ("y ~ 12", "number_as_variable", 1, 5, "backticks"),
        ("y ~ a*0", "number_as_variable", 1, 7, "backticks"),
        ("f =~ 1", "number_as_variable", 1, 6, "backticks"),
        ("y ~ NA", "reserved_name", 1, 5, "`NA`"),
        ("y ~ 3-1*x", "ambiguous_name", 1, 5, "`3-1`"),
        ("y ~ 1e999*x", "number_size", 1, 5, "too large"),
        ("y ~ `x", "open_quote", 1, 5, "never closed"),
        ("y ~ ``", "empty_name", 1, 5, "no name"),
        ("y ~ x@w", "bad_character", 1, 6, "backticks"),
        ("y ~ x\u202e", "invisible", 1, 6, "U+202E"),
        ("y ~ x + x", "duplicate_term", 1, 9, "stands twice"),
        ("y ~ 0.5*x + 0.5*x", "duplicate_term", 1, 13, "stands twice"),
        ("y ~ a*x + b*x", "duplicate_term", 1, 11, "stands twice"),
        ("y ~ 1*x + start(2)*x", "duplicate_term", 1, 11, "stands twice"),
        ("y ~ x\n\ny ~ 0*x", "duplicate_row", 3, 5, "first on line 1"),
        ("y ~~ x\nx ~~ y", "duplicate_row", 2, 6, "first on line 1"),
        ("i := a\ni := b", "duplicate_row", 2, 1, "first on line 1"),
        ("y ~ 1; y ~ 0", "duplicate_row", 1, 12, "intercept of y"),
        ("i :=", "expression_empty", 1, 5, "a*b"),
        ("a*b := c", "definition_name", 1, 5, "one name"),
    ],
)
def test_what_cannot_be_read_is_marked_and_explained(text, code, line, column, words):
    fault = refusal(text)
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert words in fault.message


def test_the_caret_stands_under_the_place():
    lines = refusal("f =~ a + b\ny ~ x1 @ x2").message.splitlines()
    assert lines[1] == "line 2: y ~ x1 @ x2"
    assert lines[2].index("^") == lines[1].index("@")


def test_a_long_line_is_shown_around_its_fault():
    lines = refusal("y ~ " + "abc + " * 500 + "@ + " + "x").message.splitlines()
    assert len(lines[1]) < 120
    assert lines[1][lines[2].index("^")] == "@"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("model_10k_lines.lav", "limit"),
        ("model_code_constraint.lav", "not available"),
        ("model_deep_parens.lav", "limit"),
        ("model_dup_path.lav", "first on line 1"),
        ("model_word_quotes.lav", "curly quotation mark"),
        ("model_empty.lav", "no variables"),
        ("model_hyphen.lav", "“WAI-SR”"),
        ("model_unknown_var.lav", "“Nope”"),
    ],
)
def test_a_bad_model_file_gets_its_sentence(name, words):
    with pytest.raises(PathlightError) as caught:
        complete(parse(read(name)), STUDY_NAMES, Options())
    assert words in caught.value.message


@pytest.mark.parametrize(
    "name",
    ["crlf_bom", "semicolon", "unicode_tilde", "all_labelled", "cycle", "latent_one", "latent_two", "neg_df"],
)
def test_an_odd_but_sound_model_file_is_read_and_completed(name):
    assert complete(parse(read(f"model_{name}.lav")), STUDY_NAMES, Options()).rows


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "`" * 99_999,
        "`a``" * 20_000,
        "'" * 99_999,
        "(" * 99_999,
        "x := " + "(" * 1_900,
        "#:off " + "`\"'" * 30_000,
        "+".join(f"a{i}" for i in range(8_000)) + " ~ " + "+".join(f"b{i}" for i in range(6_000)),
        "y ~ x +\n" * 1_999,
        "y ~ x\n" * 2_001,
        "y" * 100_001,
    ],
    ids=lambda text: text[:8],
)
def test_a_hostile_text_is_refused_within_a_moment(text):
    start = time.process_time()
    refusal(text)
    assert time.process_time() - start < 2


@given(st.text(alphabet="xya1.0*+~=:;#`'\"\n ()-^?!<|é\u200c∼“", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text):
    try:
        table = parse(text)
    except SyntaxFault as fault:
        table = None
        marked = fault.line >= 1 and "^" in fault.message
    assert marked if table is None else parse(str(table)) == table
