"""The printer: exact both ways, valid for lavaan, and readable where a person reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SyntaxFault
from core.model.partable import ParRow, ParTable
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
    op = draw(st.sampled_from(("=~", "~", "~~", "~1", ":=")))
    lhs = draw(names)
    flags = {
        "group": draw(st.sampled_from((1, 1, 2))),
        "on": draw(st.booleans()),
        "user": draw(st.booleans()),
    }
    if op == ":=":
        return ParRow(lhs, op, draw(expressions), exo=draw(st.booleans()), **flags)
    free = draw(st.booleans())
    return ParRow(
        lhs,
        op,
        "" if op == "~1" else draw(names),
        free=free,
        value=draw(st.none() | numbers),
        label=draw(st.sampled_from(("", "a", "b", "my a", "NA", "1e3", "inf")) | names),
        exo=draw(st.booleans()),
        freed=free and draw(st.booleans()),
        **flags,
    )


tables = st.lists(parameters(), max_size=6, unique_by=lambda row: row.key).map(
    lambda rows: ParTable(tuple(rows))
)


@given(tables)
def test_a_printed_table_reads_back_as_itself(table):
    assert parse(str(table)) == table


@settings(max_examples=50)
@given(tables, tables)
def test_two_tables_print_alike_only_where_they_are_equal(one, other):
    assert (str(one) == str(other)) == (one == other)


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


@settings(max_examples=50)
@given(tables)
def test_the_pretty_text_holds_every_row_that_lavaan_reads(table):
    given = ParTable(
        tuple(replace(row, user=True, exo=False, group=1, on=row.on or row.op == ":=") for row in table.rows)
    )
    if len({row.key for row in given.rows}) == len(given.rows):
        shown = [row for row in given.rows if row.op == ":=" or row.free or row.value is not None]
        assert set(parse(pretty(given)).rows) == set(shown)


def test_a_path_that_is_off_is_zero_for_lavaan_and_kept_for_us():
    table = parse("y ~ a*x + b*z").switch(("y", "~", "x", 1), False)
    assert str(table) == "y ~ 0*x #:off a*x\ny ~ b*z\n"
    assert parse(str(table)).switch(("y", "~", "x", 1), True) == parse("y ~ a*x + b*z")


def test_a_definition_reads_as_zero_where_its_path_is_off():
    table = parse("m ~ a*x\ny ~ b*m\nind := a*b").switch(("m", "~", "x", 1), False)
    assert str(table).splitlines()[-1] == "ind := 0*b #:as a*b"


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
