"""Mediation models built from roles, and the presets of the study."""

from __future__ import annotations

import pytest

from core.errors import ModelError
from core.model.defaults import complete
from core.model.mediation import (
    STUDY,
    Roles,
    direct_paths,
    measurement_table,
    mediation_table,
    without_direct,
)
from core.model.partable import ParTable
from core.model.printing import pretty
from core.model.rivals import PUBLISHED, rivals
from core.model.routes import routes
from core.model.syntax import parse
from core.options import Options

STUDY_ROLES = Roles(("Alliance",), ("Engagement",), ("Outcome", "Satisfaction"))
SATISFACTION = ("Satisfaction", "~", "Alliance", 1)


def test_the_study_has_every_path_and_labels_them():
    assert pretty(mediation_table(STUDY, STUDY_ROLES)).split("\n\n")[1:] == [
        "Engagement ~ a*Alliance\n"
        "Outcome ~ b1*Engagement + c1*Alliance\n"
        "Satisfaction ~ b2*Engagement + c2*Alliance",
        "Outcome ~~ Satisfaction",
        "ind1 := a*b1\nind2 := a*b2\n",
    ]


def test_a_construct_of_one_column_is_that_column():
    table = mediation_table({"Alliance": ("wai",)}, Roles(("Alliance",), ("m",), ("y",), ("age",)))
    assert pretty(table) == "m ~ a*wai + age\ny ~ b*m + c*wai + age\n\nind := a*b\n"


def test_parallel_mediators_covary():
    table = mediation_table({}, Roles(("x",), ("m1", "m2"), ("y",)))
    assert table.find(("m1", "~~", "m2", 1)) is not None
    assert table.find(("m2", "~", "m1", 1)) is None


def test_serial_mediators_cause_one_another_and_every_route_is_defined():
    table = mediation_table({}, Roles(("x",), ("m1", "m2"), ("y",), serial=True))
    assert table.find(("m1", "~~", "m2", 1)) is None
    assert [row.rhs for row in table.rows if row.op == ":="] == ["a1*b1", "a2*b2", "a1*d*b2"]


def test_a_built_table_reads_back_and_can_be_completed():
    table = mediation_table({"حس": ("a 1", "a 2", "a 3")}, Roles(("حس",), ("m 1", "m2"), ("y",), serial=True))
    assert parse(str(table)) == table
    complete(table, ("a 1", "a 2", "a 3", "m 1", "m2", "y"), Options())


@pytest.mark.parametrize(
    ("measures", "roles", "words"),
    [
        ({}, Roles((), ("m",), ("y",)), "predictor"),
        ({}, Roles(("x",), (), ("y",)), "mediator"),
        ({}, Roles(("x",), ("m",), ()), "outcome"),
        ({"x": ()}, Roles(("x",), ("m",), ("y",)), "No column"),
        ({}, Roles(("x",), ("x",), ("y",)), "two parts"),
        ({"f": ("i1", "i2"), "g": ("i2", "i3")}, Roles(("f",), ("g",), ("y",)), "i2"),
    ],
)
def test_roles_that_make_no_model_are_refused_in_words(measures, roles, words):
    with pytest.raises(ModelError, match=words):
        mediation_table(measures, roles)


def study() -> dict[str, ParTable]:
    roles = Roles(("Alliance",), ("Engagement",), ("Outcome", "Satisfaction"))
    return rivals(mediation_table(STUDY, roles), PUBLISHED)


def test_the_usual_hypotheses_on_the_study_have_their_names():
    assert list(study()) == [
        "Partial mediation",
        "Full mediation",
        "Full mediation for Outcome alone",
        "Published pattern",
        "No mediation",
        "Reversed arrow: Engagement → Alliance",
    ]


def test_the_published_pattern_keeps_the_path_to_satisfaction_but_off():
    table = study()["Published pattern"]
    assert not table.find(SATISFACTION).on
    assert routes(table, "Alliance", "Satisfaction") == (("Engagement",),)
    assert routes(table, "Alliance", "Outcome") == ((), ("Engagement",))


def test_full_mediation_is_partial_with_the_direct_paths_off():
    partial, full = study()["Partial mediation"], study()["Full mediation"]
    for key in direct_paths(full):
        full = full.switch(key, True)
    assert full == partial


def test_without_mediation_nothing_leads_through_the_mediator():
    assert routes(study()["No mediation"], "Alliance", "Outcome") == ((),)


def test_the_reversed_arrow_leads_from_the_mediator_to_the_cause():
    table = study()["Reversed arrow: Engagement → Alliance"]
    assert routes(table, "Engagement", "Alliance") == ((),)
    assert routes(table, "Alliance", "Engagement") == ()


def test_two_mediators_have_no_reversed_arrow():
    table = mediation_table({}, Roles(("x",), ("m1", "m2"), ("y",)))
    assert not [name for name in rivals(table) if name.startswith("Reversed")]


def test_factors_alone_have_no_path_among_them():
    table = measurement_table({**STUDY, "single": ("age",)})
    assert {row.op for row in table.rows} == {"=~"}
    assert {row.lhs for row in table.rows} == set(STUDY)
    with pytest.raises(ModelError, match="several columns"):
        measurement_table({"single": ("age",)})


def test_paths_between_serial_mediators_are_not_direct_paths_to_an_outcome():
    table = mediation_table({}, Roles(("x",), ("m1", "m2"), ("y",), serial=True))
    off = [row.key for row in without_direct(table).rows if not row.on]
    assert off == [("y", "~", "x", 1)]
