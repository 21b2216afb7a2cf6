"""Project files: what is saved comes back, and what is no project is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from core.analysis import analyse
from core.data.dataset import GROUP, MatrixGroups
from core.data.derived import as_read
from core.data.kept import Kept, kept, restored
from core.data.preparation import again, carry_out
from core.data.read import read
from core.data.samples import find_sample, load_sample
from core.data.scales.scoring import Part, ScalePlan
from core.data.steps import KeepRows, Rename, SetRange
from core.errors import DataError, PathlightError
from core.model.sketch import AUTOMATIC, Placed, Sketch
from core.model.snapshot import Snapshot
from core.model.syntax import parse
from core.options import Options
from core.project import Project, load, save
from tests.model.test_printing import tables

BAD = Path(__file__).parent / "bad_inputs"
HOSTILE = {
    "pickle_project.json": (BAD / "pickle_project.json").read_bytes(),
    "project_huge_depth.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "json_table.json": (BAD / "json_table.json").read_bytes(),
}
TABLE = parse(find_sample("study").model)


def project(**changes: object) -> Project:
    given = {"table": TABLE, "options": Options(likelihood="amos", ordered=("Goal",), estimator="WLSMV")}
    return Project(**{**given, **changes})  # type: ignore[arg-type]


def changed(**changes: object) -> bytes:
    return json.dumps({**json.loads(save(project())), **changes}).encode()


@pytest.mark.slow
@settings(max_examples=200)
@given(tables, tables)
def test_a_project_comes_back_as_itself(one, other):
    sketch = Sketch("growth", (Placed("ü \n", 0.1, -2e3, "top"), Placed("b", 1 / 3, 2.0)))
    snapshots = (Snapshot("one", other, Options(), sketch), Snapshot("zwei «x»", one, Options(fun="growth")))
    given = {"units": "raw", "sample": "pmi", "data": Kept("Ü", "ab"), "sketch": sketch}
    saved = project(table=one, snapshots=snapshots, **given)
    assert load(save(saved)) == saved


def prepared():
    """The study's items, scored, with another name, without some rows."""
    data = load_sample("study_missing")
    steps = (
        SetRange(tuple(f"ces{i}" for i in range(1, 10)), 1.0, 5.0),
        ScalePlan("Care", (Part("Care", ("wai1", "wai2", "wai3")),), 1.0, 5.0, ("wai2",), "sum"),
        Rename((("Care", "Sorge «x»"), ("sex", "sex (1, 2)"))),
        KeepRows("out1", "at least", "3"),
    )
    return carry_out(data, *steps)


def test_no_data_are_saved_unless_asked_for():
    data = load_sample("pmi")
    text = save(project(data=kept(data, rows=False))).decode()
    assert "content" not in text
    other = load_sample("study")
    assert restored(load(text.encode()).data, other) == (None, "")
    assert restored(load(text.encode()).data, data) == (data, "")


@pytest.mark.parametrize("sample", ["study", "study_missing", "pmi"])
def test_rows_that_were_kept_give_the_same_numbers(sample):
    data, table = load_sample(sample), parse(find_sample(sample).model)
    back, unlike = restored(load(save(project(data=kept(data, rows=True)))).data, load_sample("wheaton"))
    assert unlike == ""
    assert back.name == data.name
    assert back.variables == data.variables
    found = [analyse(rows, table, Options()).fit.chisq for rows in (data, back)]
    assert found[0] == found[1]


@pytest.mark.parametrize("groups", [False, True])
def test_a_matrix_is_kept_whole_and_gives_the_same_numbers(groups):
    one = load_sample("wheaton")
    given = replace(one, simulated=False, notices=())
    if groups:
        options, parts = Options(group=GROUP), (given, replace(given, cov=given.cov * 2, nobs=300))
        given = MatrixGroups("two", "k", one.names, ("«a»", "b"), parts)
    else:
        options = Options()
    back, unlike = restored(load(save(project(data=kept(given, rows=False)))).data, load_sample("study"))
    assert unlike == ""
    assert (back.name, back.key, back.notices) == (given.name, given.key, given.notices)
    table = parse(find_sample("wheaton").model)
    assert analyse(back, table, options).fit.chisq == analyse(given, table, options).fit.chisq


def test_what_is_still_to_be_told_of_a_matrix_is_told_again():
    read_first = read("r.csv", b"var,x,y,z\nx,1,,\ny,.5,1,\nz,.4,.3,1\n")
    back, _ = restored(load(save(project(data=kept(read_first, rows=False)))).data, load_sample("study"))
    assert {notice.code for notice in back.notices} == {"correlations_only", "matrix_needs_n"}
    assert back.notices == read_first.notices


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("names", ["a", "a"]),
        ("names", ["a"]),
        ("cov", [[1.0, 0.5], [0.4, 1.0]]),
        ("cov", [[1.0, 2.0], [2.0, 1.0]]),
        ("cov", [[1.0, "x"], [0.5, 1.0]]),
        ("cov", [[1.0], [0.5, 1.0]]),
        ("mean", [0.0]),
        ("nobs", 1),
        ("nobs", 20.5),
    ],
)
def test_a_damaged_matrix_is_refused(field, value):
    matrix = {"names": ["a", "b"], "cov": [[1.0, 0.5], [0.5, 1.0]], "mean": None, "nobs": 20, "label": ""}
    with pytest.raises(DataError):
        restored(
            load(changed(data={"name": "m", "sha256": "k", "matrices": [{**matrix, field: value}]})).data,
            load_sample("study"),
        )


def test_prepared_rows_come_back_with_their_columns_and_the_steps_that_made_them():
    data = prepared()
    back, unlike = restored(load(save(project(data=kept(data, rows=True)))).data, load_sample("pmi"))
    assert unlike == ""
    assert back.record == data.record
    assert back.variables == data.variables
    assert back.constructs == data.constructs
    pd.testing.assert_frame_equal(back.frame, data.frame, check_dtype=False)


def test_the_same_file_is_prepared_again_by_the_steps_of_the_project():
    data = prepared()
    found = load(save(project(data=kept(data, rows=False)))).data
    assert found.record == data.record
    for there in (load_sample("study_missing"), data.origin):
        back, _ = restored(found, there)
        pd.testing.assert_frame_equal(back.frame, data.frame)
        assert back.key == data.key


def test_a_step_that_cannot_be_done_again_is_named():
    data = prepared()
    rows = as_read(data)
    other = replace(rows, frame=rows.frame.assign(wai2=9.0))
    with pytest.raises(DataError, match=r"Step 2 \(Care: “Care” is the sum of wai1.*holds 9, outside"):
        again(other, data.record)


def test_scales_of_ones_own_come_back():
    plan = ScalePlan("Care", (Part("Care", ("a", "b")),), 1, 5, ("b",), "sum", answered=0.75)
    assert load(save(project(scales=(plan,)))).scales == (plan,)


@pytest.mark.parametrize(
    "step",
    [
        {"Unknown": {}},
        {"Forget": {"columns": "abc"}},
        {"Forget": {"columns": ["a"], "more": 1}},
        {"Forget": {}},
        {"SetRange": {"columns": ["a"], "low": True, "high": 2}},
        {"SetRange": {"columns": ["a"], "low": "1", "high": 2}},
        {"KeepRows": {"column": "a", "relation": "like", "value": "1"}},
        {"Rename": {"names": [["a"]]}},
        {"Forget": {"columns": ["a"]}, "CapAge": {"column": "a"}},
        7,
    ],
)
def test_a_step_that_is_none_is_refused(step):
    with pytest.raises(DataError) as fault:
        load(changed(data={"name": "x", "steps": [step]}))
    assert fault.value.code in ("project_schema", "project_step")


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_foreign_files_are_refused(content):
    with pytest.raises(PathlightError, match="not a project file"):
        load(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"format": NaN}',
        changed(format="other"),
        changed(version=2),
        changed(version=True),
        changed(model=["y ~ x"]),
        changed(model="y ~~~ x"),
        changed(options={"estimator": "EVIL"}),
        changed(options={"unknown": 1}),
        changed(options={"draws": [1]}),
        changed(options=[]),
        changed(snapshots={}),
        changed(data={"name": 3}),
        changed(data={"content": "!!"}),
    ],
)
def test_a_damaged_project_is_refused_in_words(content):
    with pytest.raises(PathlightError) as caught:
        load(content)
    assert caught.value.message.endswith((".", "^", "|")) or "\n" in caught.value.message


def test_a_damaged_arrangement_costs_the_arrangement_alone():
    found = load(changed(sketch={"template": "evil"}))
    assert (found.table, found.sketch) == (TABLE, AUTOMATIC)
    assert "arranged automatically" in " ".join(found.lost)


def test_what_cannot_be_restored_is_told():
    good = {"name": "a", "model": "y ~ x", "options": {}}
    found = load(changed(snapshots=[good, good, {"name": "b", "model": "y ~~~"}, *[good] * 5], layout=[1]))
    assert [one.name for one in found.snapshots] == ["a"]
    assert len(found.lost) >= 3


def test_a_name_that_stands_twice_is_damage():
    twice = changed()[:-1] + b', "model": "a ~ b"}'
    with pytest.raises(DataError):
        load(twice)


def test_unknown_units_are_told():
    assert "units" in " ".join(load(changed(units="furlong")).lost)
