"""From items to scales: keys by number, columns by their names, scores with gaps, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.analysis import analyse
from core.data.columns import suggest_constructs
from core.data.dataset import Dataset
from core.data.samples import SAMPLES, find_sample, load_sample
from core.data.scales.matching import recognise, series
from core.data.scales.scoring import Part, ScalePlan, score, scored
from core.data.scales.templates import TEMPLATES
from core.errors import DataError
from core.model.mediation import Roles, mediation_table
from core.model.syntax import parse
from core.options import Options
from tests.made import dataset

STUDY = SAMPLES[0].id
RAW = ("wai", "ces", "csq", "out")
# The file keeps three decimals of the parcels.
ROUNDED = 1e-3


def study_items() -> Dataset:
    """The study as its questionnaires were filled in: items alone."""
    data = load_sample(STUDY)
    assert isinstance(data, Dataset)
    names = [name for name in data.names if name.rstrip("0123456789") in RAW]
    return dataset(data.frame[names].to_numpy(dtype=float), names)


def scored_all(data: Dataset) -> Dataset:
    for match in recognise(data):
        data = score(data, match.plan)
    return data


def plan(columns: tuple[str, ...], **other: object) -> ScalePlan:
    return ScalePlan("S", (Part("S", columns),), 1, 5, **other)  # type: ignore[arg-type]


def test_the_keys_of_the_working_alliance_are_those_of_the_study() -> None:
    parts = dict(TEMPLATES[0].parts)
    assert parts == {"Goal": (4, 6, 8, 11), "Task": (1, 2, 10, 12), "Bond": (3, 5, 7, 9)}


@pytest.mark.parametrize("template", [t for t in TEMPLATES if t.parts], ids=lambda t: t.id)
def test_a_template_counts_every_item_once(template: object) -> None:
    items = template.items  # type: ignore[attr-defined]
    assert items == tuple(range(1, len(items) + 1))
    assert set(template.reversed) <= set(items)  # type: ignore[attr-defined]


def test_the_oq_45_has_subscales_of_25_11_and_9_items() -> None:
    oq = next(t for t in TEMPLATES if t.id == "oq_45")
    assert [len(items) for _, items in oq.parts] == [25, 11, 9]


def test_the_studys_raw_items_give_its_subscales_and_parcels() -> None:
    data, made = load_sample(STUDY), scored_all(study_items())
    assert isinstance(data, Dataset)
    for ours, theirs in (
        ("Goal", "Goal"),
        ("Bond", "Bond"),
        ("CES_p1", "eng1"),
        ("CSQ_p3", "sat3"),
    ):
        assert np.allclose(made.frame[ours], data.frame[theirs], atol=ROUNDED)


def test_the_studys_raw_items_reach_the_same_chi_square() -> None:
    made = scored_all(study_items())
    found = {construct.name: construct.indicators for construct in suggest_constructs(made)}
    measures = {name: found[name] for name in ("Alliance", "Engagement", "Outcome", "Satisfaction")}
    roles = Roles(("Alliance",), ("Engagement",), ("Outcome", "Satisfaction"))
    ours = analyse(made, mediation_table(measures, roles), Options())
    theirs = analyse(load_sample(STUDY), parse(find_sample(STUDY).model), Options())
    assert ours.fit is not None
    assert theirs.fit is not None
    assert ours.fit.df == theirs.fit.df
    assert ours.fit.chisq == pytest.approx(theirs.fit.chisq, rel=1e-3)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([f"WAI_SR_{i:02d}" for i in range(1, 13)], ["wai_sr"]),
        ([f"wai{i}_t2" for i in range(1, 13)], ["wai_sr"]),
        ([f"phq9_{i}" for i in range(1, 10)], ["phq_9"]),
        ([f"GAD7.{i}" for i in range(1, 8)], ["gad_7"]),
        ([f"oq{i}" for i in range(1, 46)], ["oq_45"]),
        ([f"csq{i}" for i in range(1, 19)], []),
        ([f"wai{i}" for i in range(1, 37)], []),
        ([f"await{i}" for i in range(1, 13)], []),
        ([f"q{i}" for i in range(1, 13)], []),
    ],
)
def test_a_questionnaire_is_known_by_its_name_and_the_count_of_its_items(
    names: list[str], found: list[str]
) -> None:
    values = np.random.default_rng(1).integers(0, 4, size=(30, len(names))).astype(float)
    assert [one.template.id for one in recognise(dataset(values, names))] == found


def test_a_scale_of_ones_own_is_offered_where_its_columns_are() -> None:
    own = plan(("a1", "b"))
    data = dataset(np.array([[1.0, 5], [2, 4], [5, 1]]), ["a1", "b"])
    assert [one.plan for one in recognise(data, (own,))] == [own]
    assert recognise(score(data, own), (own,)) == ()
    assert recognise(dataset(np.eye(3, 2), ["a1", "c"]), (own,)) == ()


def test_items_are_ordered_by_number_and_not_by_place() -> None:
    one = series(["a10", "a2", "a1"])[0]
    assert one.columns == ((1, "a1"), (2, "a2"), (10, "a10"))


def test_a_questionnaire_is_offered_until_it_is_scored() -> None:
    assert recognise(study_items())
    assert recognise(scored_all(study_items())) == ()


def test_scoring_leaves_the_data_it_started_from_and_says_what_it_did() -> None:
    before = study_items()
    columns = list(before.frame.columns)
    after = scored_all(before)
    assert list(before.frame.columns) == columns
    assert before.record == ()
    assert len(after.record) == 4
    assert "“Goal” is the sum of wai4, wai6, wai8, wai11" in after.record[0].words
    assert after.key != before.key
    assert score(before, recognise(before)[0].plan).key == score(before, recognise(before)[0].plan).key


def test_another_key_is_another_dataset() -> None:
    data = dataset(np.tile([1.0, 2, 4, 5], (6, 1)) + np.eye(6, 4), ["a", "b", "c", "d"])
    one = score(data, replace(plan(("a", "b")), high=9))
    other = score(data, replace(plan(("a", "b")), high=8))
    assert one.key != other.key


def test_a_reversed_item_is_lowest_plus_highest_minus_the_answer() -> None:
    data = dataset(np.array([[1.0, 5], [2, 4], [5, 1]]), ["a", "b"])
    made = score(data, plan(("a", "b"), reversed=("b",)))
    assert made.frame["S"].tolist() == [1, 2, 5]


def test_items_that_stand_for_themselves_are_turned_in_a_column_of_their_own() -> None:
    data = dataset(np.array([[1.0, 5], [2, 4], [5, 1]]), ["a", "b"])
    made = score(data, plan(("a", "b"), reversed=("b",), form="items"))
    assert made.constructs == (("S", ("a", "b_r")),)
    assert made.frame["b_r"].tolist() == [1, 2, 5]
    assert made.frame["b"].tolist() == [5, 4, 1]


@pytest.mark.parametrize(("flipped", "turned"), [(True, 4), (False, 0)])
def test_items_already_recoded_are_not_turned_round_again(flipped: bool, turned: int) -> None:
    rng = np.random.default_rng(3)
    values = np.clip(np.round(2.5 + rng.normal(size=(200, 1)) + 0.5 * rng.normal(size=(200, 8))), 1, 4)
    if flipped:
        values[:, [1, 3, 4, 7]] = 5 - values[:, [1, 3, 4, 7]]
    found = recognise(dataset(values, [f"csq{i}" for i in range(1, 9)]))[0]
    assert len(found.plan.reversed) == turned
    assert "2, 4, 5, 8" in found.remark


@pytest.mark.parametrize(
    ("how", "answered", "want"),
    [
        ("mean", 0.75, [2.5, 2.0, np.nan, np.nan]),
        ("sum", 0.75, [10.0, 8.0, np.nan, np.nan]),
        ("mean", 1.0, [2.5, np.nan, np.nan, np.nan]),
        ("mean", 0.5, [2.5, 2.0, 1.5, np.nan]),
    ],
)
def test_a_score_needs_its_share_of_answers(how: str, answered: float, want: list[float]) -> None:
    gap = np.nan
    values = np.array([[1, 2, 3, 4], [1, 2, 3, gap], [1, 2, gap, gap], [gap] * 4], dtype=float)
    got = scored(values, how, answered)  # type: ignore[arg-type]
    assert np.allclose(got, want, equal_nan=True)


def test_a_missing_code_is_never_averaged() -> None:
    data = dataset(np.array([[1.0, 2], [99, 3], [4, 5]]), ["a", "b"])
    with pytest.raises(DataError, match="99") as fault:
        score(data, plan(("a", "b")))
    assert fault.value.code == "out_of_range"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"parts": (Part("S", ("a",)),)}, "few_items"),
        ({"low": 5.0, "high": 5.0}, "range_order"),
        ({"form": "parcels"}, "few_items_parcels"),
        ({"parts": (Part("", ("a", "b")),)}, "scale_name"),
        ({"parts": (Part("a", ("a", "b")),)}, "name_taken"),
        ({"parts": (Part("S", ("a", "t")),)}, "no_numbers"),
    ],
)
def test_what_cannot_be_scored_is_refused_plainly(wrong: dict[str, object], code: str) -> None:
    data = dataset(np.array([[1.0, 2], [2, 3], [4, 5]]), ["a", "b"])
    data = replace(data, frame=data.frame.assign(t=pd.Series(["x", "y", "z"])))
    with pytest.raises(DataError) as fault:
        score(data, replace(plan(("a", "b")), **wrong))  # type: ignore[arg-type]
    assert fault.value.code == code
