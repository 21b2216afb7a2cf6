"""Project files: what is saved comes back, and what is no project is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from core.analysis import analyse
from core.data.samples import find_sample, load_sample
from core.errors import PathlightError
from core.model.sketch import AUTOMATIC, Placed, Sketch
from core.model.snapshot import Snapshot
from core.model.syntax import parse
from core.options import Options
from core.project import Project, data_of, load, rows_of, save
from tests.model.test_printing import tables

BAD = Path(__file__).parent / "bad_inputs"
TABLE = parse(find_sample("study").model)


def project(**changes: object) -> Project:
    given = {"table": TABLE, "options": Options(likelihood="amos", ordered=("Goal",), estimator="WLSMV")}
    return Project(**{**given, **changes})  # type: ignore[arg-type]


def changed(**changes: object) -> bytes:
    return json.dumps({**json.loads(save(project())), **changes}).encode()


@settings(max_examples=200)
@given(tables, tables)
def test_a_project_comes_back_as_itself(one, other):
    sketch = Sketch("growth", (Placed("ü \n", 0.1, -2e3, "top"), Placed("b", 1 / 3, 2.0)))
    snapshots = (Snapshot("one", other, Options(), sketch), Snapshot("zwei «x»", one, Options(fun="growth")))
    given = {"units": "raw", "sample": "pmi", "data_key": "ab", "data_name": "Ü", "sketch": sketch}
    saved = project(table=one, snapshots=snapshots, **given)
    assert load(save(saved)) == saved


def test_no_data_are_saved_unless_asked_for():
    text = save(project(data_name="own.csv", data_key="f" * 64)).decode()
    assert "content" not in text
    assert data_of(load(text.encode())) is None


@pytest.mark.parametrize("sample", ["study", "study_missing", "pmi"])
def test_rows_that_were_kept_give_the_same_numbers(sample):
    data, table = load_sample(sample), parse(find_sample(sample).model)
    kept = data_of(load(save(project(table=table, content=rows_of(data), data_name=data.name))))
    assert kept is not None
    assert kept.name == data.name
    found = [analyse(rows, table, Options()).fit.chisq for rows in (data, kept)]
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["pickle_project.json", "project_huge_depth.json", "json_table.json"])
def test_hostile_and_foreign_files_are_refused(name):
    content = (
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000
        if name == "project_huge_depth.json"
        else (BAD / name).read_bytes()
    )
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
