"""Suggestions for a first model, from the names of columns."""

from __future__ import annotations

from core.data.columns import suggest_constructs, usable_columns
from core.data.read import read
from core.data.samples import load_sample


def constructs(header: str) -> dict[str, tuple[str, ...]]:
    width = header.count(",") + 1
    rows = "".join(",".join(str(i * j % 11 + 1) for j in range(3, width + 3)) + "\n" for i in range(12))
    return {c.name: c.indicators for c in suggest_constructs(read("x.csv", f"{header}\n{rows}".encode()))}


def test_the_study_suggests_its_own_model_first() -> None:
    first = {c.name: c.indicators for c in suggest_constructs(load_sample("study"))[:4]}
    assert first == {
        "Alliance": ("Goal", "Task", "Bond"),
        "Engagement": ("eng1", "eng2", "eng3"),
        "Outcome": ("out1", "out2", "out3", "out4"),
        "Satisfaction": ("sat1", "sat2", "sat3"),
    }


def test_numbered_columns_form_a_construct() -> None:
    assert constructs("mood_1,mood_2,mood_3,sex") == {"MOOD": ("mood_1", "mood_2", "mood_3")}
    assert constructs("anxiety 1,anxiety 2,rumination.1,rumination.2") == {
        "Anxiety": ("anxiety 1", "anxiety 2"),
        "Rumination": ("rumination.1", "rumination.2"),
    }


def test_years_are_no_item_numbers() -> None:
    assert constructs("anomia67,anomia71,sex") == {}


def test_a_suggested_name_never_equals_a_column() -> None:
    assert constructs("out1,out2,Outcome") == {"Outcome_f": ("out1", "out2")}


def test_identifiers_text_and_constants_are_no_candidates() -> None:
    data = read(
        "x.csv", b"id,group,a,b,k\n" + b"".join(b"%d,g,%d,%d,3\n" % (i, i % 3, i % 4) for i in range(12))
    )
    assert usable_columns(data) == ("a", "b")


def test_a_file_whose_columns_are_only_numbered_suggests_no_construct_of_them_all() -> None:
    assert set(constructs(",".join(f"q{i}" for i in range(20)))) == {"Q"}
    assert constructs(",".join(f"q{i}" for i in range(60))) == {}
