"""Edits of a model: a person builds, changes and takes apart, and nonsense is refused in words."""

from __future__ import annotations

from functools import reduce

import pytest

from core.errors import ModelError
from core.model.edits import (
    add_column,
    add_construct,
    add_covariance,
    add_indicator,
    add_path,
    move_indicator,
    remove,
    remove_variable,
    rename,
    reverse,
)
from core.model.holding import fix, free, is_tied, set_apart, set_equal, switch
from core.model.mediation import STUDY, Roles, mediation_table, named_paths
from core.model.partable import ParTable
from core.model.printing import pretty
from core.model.syntax import parse

EMPTY = ParTable(())
PRESET = mediation_table(STUDY, Roles(("Alliance",), ("Engagement",), ("Outcome", "Satisfaction")))
PATHS = tuple((row.rhs, row.lhs) for row in PRESET.rows if row.op == "~")
A, B1, B2 = (
    ("Engagement", "~", "Alliance", 1),
    ("Outcome", "~", "Engagement", 1),
    ("Satisfaction", "~", "Engagement", 1),
)
TASK, BOND = ("Alliance", "=~", "Task", 1), ("Alliance", "=~", "Bond", 1)


def built() -> ParTable:
    table = reduce(lambda made, part: add_construct(made, *part), STUDY.items(), EMPTY)
    table = reduce(lambda made, path: add_path(made, *path), PATHS, table)
    return add_covariance(table, "Outcome", "Satisfaction")


def test_the_study_drawn_piece_by_piece_is_the_preset():
    assert named_paths(built()) == PRESET


def test_the_order_of_drawing_does_not_matter_for_kinds_of_rows():
    early = add_path(add_construct(add_construct(EMPTY, "A", ["a1"]), "B", ["b1"]), "A", "B")
    late = add_path(
        add_construct(add_construct(add_construct(EMPTY, "A", ["a1"]), "B", ["b1"]), "C", ["c1"]), "A", "B"
    )
    assert add_construct(early, "C", ["c1"]) == late


def test_fixing_and_freeing_again_is_the_identity():
    assert free(fix(PRESET, TASK, 1.0), TASK) == PRESET
    assert free(fix(PRESET, A, 0.5), A) == PRESET
    assert pretty(fix(built(), TASK, 1.5)).splitlines()[0] == "Alliance =~ Goal + 1.5*Task + Bond"


def test_a_first_loading_that_is_freed_stays_free():
    goal = ("Alliance", "=~", "Goal", 1)
    assert pretty(free(built(), goal)).splitlines()[0] == "Alliance =~ NA*Goal + Task + Bond"


def test_paths_without_labels_are_equal_by_a_label_and_apart_again():
    tied = set_equal(built(), BOND, TASK)
    assert pretty(tied).splitlines()[0] == "Alliance =~ Goal + eq1*Task + eq1*Bond"
    assert is_tied(tied, tied.find(TASK))
    assert set_apart(tied, BOND) == set_apart(tied, TASK) == built()


def test_labelled_paths_are_equal_by_a_constraint_and_what_rests_on_labels_stays():
    tied = set_equal(PRESET, B2, B1)
    assert pretty(tied).endswith("ind1 := a*b1\nind2 := a*b2\n\nb1 == b2\n")
    assert is_tied(tied, tied.find(B1))
    assert set_apart(tied, B1) == PRESET == set_apart(tied, B2)


def test_a_covariance_of_the_defaults_can_be_fixed_and_switched():
    bare = remove(built(), ("Outcome", "~~", "Satisfaction", 1))
    key = ("Outcome", "~~", "Satisfaction", 1)
    assert fix(bare, key, 0.2).find(key).value == 0.2
    assert not switch(bare, key, False).find(key).on
    assert switch(switch(bare, key, False), key, True) == built()


def test_removing_a_path_removes_what_was_computed_from_it():
    gone = remove(PRESET, B1)
    assert [row.lhs for row in gone.rows if row.op == ":="] == ["ind2"]
    nested = parse("m ~ a*x\ny ~ b*m\nind := a*b\ntwice := 2*ind\na > 0\nb > 0")
    assert pretty(remove(nested, ("m", "~", "x", 1))) == "y ~ b*m\n\nb > 0\n"


def test_removing_a_construct_takes_its_columns_along():
    table = remove_variable(parse("A =~ a1 + a2\nB =~ b1 + b2\nB ~ A\na1 ~~ b1"), "A")
    assert pretty(table) == "B =~ b1 + b2\n"
    assert remove_variable(table, "B") == EMPTY


def test_an_indicator_moves_with_what_was_said_of_it():
    table = move_indicator(parse("A =~ a1 + a2 + 0.5*x\nB =~ b1 + b2\nx ~~ a1"), "x", "B")
    assert pretty(table) == "A =~ a1 + a2\nB =~ b1 + b2 + 0.5*x\n\nx ~~ a1\n"


def test_a_column_stands_alone_until_a_path_speaks_of_it():
    table = add_column(add_column(EMPTY, "x"), "y")
    assert pretty(table) == "x ~~ x\ny ~~ y\n"
    assert pretty(add_path(table, "x", "y")) == "y ~ x\n"


def test_a_variance_that_the_author_wrote_stays():
    table = parse("y ~ x\nx ~~ x")
    assert pretty(add_path(table, "z", "x")) == "y ~ x\nx ~ z\n\nx ~~ x\n"


def test_a_construct_of_constructs_is_of_second_order():
    table = add_construct(parse("A =~ a1 + a2\nB =~ b1 + b2"), "G", ("A", "B"))
    assert pretty(table).splitlines()[-1] == "G =~ A + B"


def test_renaming_reaches_every_row():
    table = rename(built(), "Alliance", "  Working   alliance ")
    assert "Alliance" not in {name for row in table.rows for name in (row.lhs, row.rhs)}
    assert rename(table, "Working alliance", "Alliance") == built()


def test_a_path_turns_round_in_its_place():
    assert pretty(reverse(parse("m ~ a*x\ny ~ m"), ("m", "~", "x", 1))) == "x ~ a*m\ny ~ m\n"


def test_an_edit_holds_for_all_groups():
    table = parse("m ~ c(a1, a2)*x")
    assert [row.value for row in fix(table, ("m", "~", "x", 1), 0.3).rows] == [0.3, 0.3]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda t: add_path(t, "Alliance", "Alliance"), "cannot be joined to itself"),
        (lambda t: add_path(t, "Alliance", "Outcome"), "there is a path already"),
        (lambda t: add_path(t, "Outcome", "Alliance"), "there is a path already"),
        (lambda t: add_covariance(t, "Goal", "Alliance"), "there is a path already"),
        (lambda t: add_construct(t, "Alliance", ["x"]), "in the model already"),
        (lambda t: add_construct(t, "New", ["Goal"]), "measures “Alliance” already"),
        (lambda t: add_construct(t, "New", []), "No column measures"),
        (lambda t: add_construct(t, " \n ", ["x"]), "can be printed"),
        (lambda t: add_construct(t, "a\u202eb", ["x"]), "can be printed"),
        (lambda t: add_column(t, "Goal"), "in the model already"),
        (lambda t: add_indicator(t, "Goal", "x"), "not measured"),
        (lambda t: add_indicator(t, "Alliance", "eng1"), "measures “Engagement” already"),
        (lambda t: move_indicator(t, "Goal", "Alliance"), "already"),
        (lambda t: move_indicator(t, "x", "Alliance"), "cannot measure"),
        (lambda t: rename(t, "Goal", "Aim"), "keeps its name"),
        (lambda t: rename(t, "Alliance", "Outcome"), "in the model already"),
        (lambda t: reverse(t, TASK), "reversed"),
        (lambda t: remove(t, ("a", "~", "b", 1)), "not in the model"),
        (lambda t: set_equal(t, TASK, TASK), "equal already"),
        (lambda t: set_equal(fix(t, BOND, 1.0), BOND, TASK), "Free it first"),
        (lambda t: set_apart(t, TASK), "not held equal"),
        (lambda t: remove_variable(t, "nobody"), "not in the model"),
        (lambda t: named_paths(PRESET), "names already"),
        (lambda t: named_paths(parse("A =~ a + b")), "No route"),
    ],
)
def test_nonsense_is_refused_in_words(edit, words):
    with pytest.raises(ModelError, match=words):
        edit(built())


def test_a_construct_keeps_at_least_one_indicator():
    table = parse("A =~ a1\nB =~ b1 + b2\nG =~ A")
    with pytest.raises(ModelError, match="only column that measures"):
        remove(table, ("A", "=~", "a1", 1))
    with pytest.raises(ModelError, match="only column that measures"):
        move_indicator(table, "a1", "B")
    with pytest.raises(ModelError, match="only one that measures"):
        remove_variable(table, "A")
