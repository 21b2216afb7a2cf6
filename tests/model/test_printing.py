"""The printer: exact both ways, valid for lavaan, and readable where a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SyntaxFault
from core.model.partable import ARITHMETIC, ParRow, ParTable
from core.model.printing import pretty
from core.model.syntax import parse

HOSTILE = (
    "off",
    "auto",
    "row",
    "NA",
    "1",
    "1e3",
    "a`b",
    "x ~ y",
    "#:off",
    "رضایت‌مندی",
    "my column",
    "start",
    "a\r\nb",
)
names = st.one_of(st.sampled_from(("x", "y", "f", *HOSTILE)), st.text(min_size=1, max_size=6))
numbers = st.floats(allow_nan=False, allow_infinity=False)
expressions = st.sampled_from(("a*b", "(a-2)*b^2", "exp(a)", "`my a`+0.5", "a"))


@st.composite
def parameters(draw):
    op = draw(st.sampled_from(("=~", "~", "~~", "~1", "|", "~*~", ":=", "==", "<", ">")))
    lhs = draw(names)
    flags = {
        "group": draw(st.sampled_from((1, 1, 2, 3))),
        "on": draw(st.booleans()),
        "user": draw(st.booleans()),
    }
    if op in ARITHMETIC:
        left = lhs if op == ":=" else draw(expressions)
        return ParRow(left, op, draw(expressions), exo=draw(st.booleans()), **flags)
    free = draw(st.booleans())
    right = {"~1": st.just(""), "|": st.sampled_from(("t1", "t2")), "~*~": st.just(lhs)}
    return ParRow(
        lhs,
        op,
        draw(right.get(op, names)),
        free=free,
        value=draw(st.none() | numbers),
        label=draw(st.sampled_from(("", "a", "b", "my a", "NA", "1e3", "inf")) | names),
        exo=draw(st.booleans()),
        freed=free and draw(st.booleans()),
        **flags,
    )


@st.composite
def grouped(draw):
    """One term's rows in every group, alike in what c(…) cannot vary or not."""
    first = draw(parameters())
    if first.op in ARITHMETIC:
        return [first]
    number = draw(st.integers(2, 3))
    varied = st.fixed_dictionaries(
        {"label": st.sampled_from(("", "a", "my a")), "value": st.none() | numbers, "free": st.booleans()}
    )
    rows = [replace(first, group=group, freed=False, **draw(varied)) for group in range(1, number + 1)]
    if draw(st.booleans()):
        return [replace(row, free=True, value=None, label=f"a{row.group}") for row in rows]
    freed = draw(st.lists(st.booleans(), min_size=number, max_size=number))
    return [replace(row, freed=row.free and said) for row, said in zip(rows, freed, strict=True)]


tables = (
    st.lists(parameters().map(lambda row: [row]) | grouped(), max_size=6)
    .map(lambda lists: {row.key: row for rows in lists for row in rows})
    .map(lambda rows: ParTable(tuple(rows.values())))
)


@pytest.mark.slow
@given(tables)
def test_a_printed_table_reads_back_as_itself(table):
    assert parse(str(table)) == table


@pytest.mark.slow
@settings(max_examples=50)
@given(tables, tables)
def test_two_tables_print_alike_only_where_they_are_equal(one, other):
    assert (str(one) == str(other)) == (one == other)


@pytest.mark.slow
@settings(max_examples=50)
@given(tables, st.data())
def test_one_changed_cell_changes_the_print(table, data):
    if table.rows:
        at = data.draw(st.integers(0, len(table.rows) - 1))
        row = table.rows[at]
        changed = replace(
            row, **data.draw(st.sampled_from([{"on": not row.on}, {"user": not row.user}, {"group": 7}]))
        )
        assert str(ParTable((*table.rows[:at], changed, *table.rows[at + 1 :]))) != str(table)


@pytest.mark.slow
@settings(max_examples=50)
@given(tables)
def test_the_pretty_text_holds_every_row_that_lavaan_reads(table):
    given = ParTable(
        tuple(replace(row, user=True, exo=False, group=1, on=row.on or row.arithmetic) for row in table.rows)
    )
    if len({row.key for row in given.rows}) == len(given.rows):
        shown = [row for row in given.rows if row.arithmetic or row.free or row.value is not None]
        assert set(parse(pretty(given)).rows) == set(shown)


def test_a_path_that_is_off_is_zero_for_lavaan_and_kept_for_us():
    table = parse("y ~ a*x + b*z").switch(("y", "~", "x", 1), False)
    assert str(table) == "y ~ 0*x #:off a*x\ny ~ b*z\n"
    assert parse(str(table)).switch(("y", "~", "x", 1), True) == parse("y ~ a*x + b*z")


def test_a_definition_reads_as_zero_where_its_path_is_off():
    table = parse("m ~ a*x\ny ~ b*m\nind := a*b").switch(("m", "~", "x", 1), False)
    assert str(table).splitlines()[-1] == "ind := 0*b #:as a*b"


@pytest.mark.parametrize(
    "text",
    [
        "y ~ c(a, b)*x",
        "y ~ c(1, NA)*x",
        "y ~ c(NA, NA)*x + start(c(0.1, 0.2))*x + c(a, `my b`)*x",
        "y ~ c(0.5, 0.5, 1)*1",
        "y | c(a, b)*t1",
    ],
)
def test_what_differs_over_groups_is_written_by_c(text):
    assert str(parse(text)) == pretty(parse(text)) == text + "\n"


def test_a_path_that_is_off_in_every_group_is_zero_for_lavaan_in_every_group():
    table = parse("y ~ c(a, b)*x")
    off = table.switch(("y", "~", "x", 1), False).switch(("y", "~", "x", 2), False)
    assert str(off) == "y ~ c(0, 0)*x #:off c(a, b)*x\n"
    assert parse(pretty(off)) == parse(str(off)) == off


def test_a_path_that_is_off_in_one_group_is_kept_by_the_text_a_person_edits():
    table = parse("y ~ c(a, b)*x + z").switch(("y", "~", "x", 2), False)
    assert parse(pretty(table)) == table


def test_pretty_text_says_once_what_is_the_same_in_every_group():
    rows = [ParRow("y", "~", name, group=group) for group in (1, 2) for name in ("x", "z")]
    assert pretty(ParTable(tuple(rows))) == "y ~ x + z\n"


def test_a_constraint_on_a_path_that_is_off_is_one_on_zero_for_lavaan():
    table = parse("m ~ a*x\ny ~ b*m\na == b").switch(("m", "~", "x", 1), False)
    assert str(table).splitlines()[-1] == "0 == b #:as a == b"
    assert parse(str(table)) == table


def test_a_label_that_another_path_still_carries_stays_in_a_definition():
    table = parse("y ~ a*x + a*z\ntwice := 2*a").switch(("y", "~", "x", 1), False)
    assert str(table).splitlines()[-1] == "twice := 2*a"


@pytest.mark.parametrize(
    "text",
    [
        "y ~ x #:off a*x",
        "y ~ 0*x #:off a*z",
        "y ~ 0*x + 0*z #:off a*x",
        "y ~ x + z #:auto",
        "i := 2*b #:as a*b",
        "i := 0+b #:as a*b",
        "i := 0 #:as a*b",
        "0 < b #:as a > b",
        "1 == b #:as a == b",
        "y ~ c(0, 0)*x #:off a*x",
        "y ~ c(a, b)*x #:group=2",
        "#:off y ~ x",
        "#:row y ~ x + z",
        "y ~ x #:row",
    ],
)
def test_a_note_that_contradicts_its_line_is_refused(text):
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    assert caught.value.code == "note"


def test_pretty_text_is_grouped_as_a_person_writes():
    text = "y ~ m + x\ni := a*b\nf =~ x1 + x2 + x3\ny ~~ z\nm ~ a*x\nx1 ~ 1\nz ~ 0.5*x"
    assert pretty(parse(text)) == (
        "f =~ x1 + x2 + x3\n\ny ~ m + x\nm ~ a*x\nz ~ 0.5*x\n\ny ~~ z\n\nx1 ~ 1\n\ni := a*b\n"
    )


def test_pretty_text_keeps_a_path_that_is_off_in_its_place():
    table = parse("y ~ a*x + b*m + z").switch(("y", "~", "m", 1), False)
    assert pretty(table) == "y ~ a*x\ny ~ 0*m #:off b*m\ny ~ z\n"
    assert parse(pretty(table)) == table


def test_a_model_follows_columns_that_are_called_otherwise():
    table = parse("f =~ 2*a + l*b + t1\nb ~~ a\na ~ 1\nt1 | t1\nf ~ c\nx := l^2")
    made = table.renamed({"a": "A b", "t1": "threshold", "l": "no", "c": "C"})
    want = "f =~ 2*`A b` + l*b + threshold\nb ~~ `A b`\n`A b` ~ 1\nthreshold | t1\nf ~ C\nx := l^2"
    assert made == parse(want)
    assert made.renamed({"A b": "a", "threshold": "t1", "C": "c"}) == table
