"""Counts of few people are never shown, nor can they be had from the total."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from core.analysis import Analysis, suggest
from core.data.dataset import Dataset
from core.data.preparation import carry_out
from core.data.scales.scoring import Part, ScalePlan
from core.data.steps import CountAsMissing, KeepRows, LeaveOutRows
from core.estimation.missing.patterns import group_rows, pattern_notices
from core.few import rows_of
from core.item_analysis import check_scale
from core.views.data_plots import histograms
from core.views.exports import all_tables, csv, provenance
from core.views.html import table_html
from core.views.item_tables import reliability_table
from core.views.report import as_json, as_text
from core.views.sections import sections
from core.views.small_cells import drawn_counts, masked_counts
from tests.made import analysed, two_sites, with_columns


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([200, 11, 50], ("200", "11", "50")),
        ([200, 10, 50], ("200", "< 11", "hidden")),
        ([200, 10, 3], ("200", "< 11", "< 11")),
        ([200, 1, 1], ("hidden", "< 11", "< 11")),
        ([200, 60, 5, 5], ("200", "hidden", "< 11", "< 11")),
        ([200, 0, 50], ("200", "0", "50")),
        ([5], ("< 11",)),
        ([], ()),
    ],
)
def test_a_count_of_few_is_masked_and_so_is_what_would_give_it_away(
    counts: list[int], shown: tuple[str, ...]
) -> None:
    assert masked_counts(counts) == shown


@pytest.fixture(scope="module")
def few() -> Dataset:
    """Two groups, one of 8 people; what tells of the other, of 207, tells of the 8 as well."""
    data = two_sites()
    large, small = (data.frame[data.frame["site"] == site] for site in ("north", "south"))
    frame = pd.concat([large.head(200), large.head(7), small.head(8)], ignore_index=True)
    return type(data)("few", "few", frame, data.variables)


@pytest.fixture(scope="module")
def found(few: Dataset) -> Analysis:
    return analysed("x2 ~ x1", few, group="site")


def test_an_export_masks_the_size_of_a_small_group(found: Analysis) -> None:
    lines = provenance(found).numbers.set_index("what")["value"]
    assert lines["cases of group south"] == "< 11"
    assert lines["cases of group north"] == "hidden"


def test_no_table_report_or_export_tells_the_size_of_the_group_beside_a_small_one(
    found: Analysis, few: Dataset
) -> None:
    told = [as_text(found), json.dumps(as_json(found))]
    told += [csv(table).decode() for table in (provenance(found), *all_tables(found, few))]
    told += [
        table_html(table) for section in sections(found, few, suggest(found)) for table in section.tables
    ]
    for text in told:
        assert not re.search(r"(?<![\d.])207(?![\d.])", text), text
    assert "south (n < 11)" in told[0]


def test_a_picture_draws_no_bar_of_few_people_as_high_as_it_is() -> None:
    assert drawn_counts([200, 10, 3, 0]) == (200, 10, 10, 0)
    assert drawn_counts([203, 4, 50]) == (203, 10, 50)
    frame = pd.DataFrame({"x": [1.0] * 203 + [2.0] * 4 + [3.0] * 57, "y": 1.0})
    bars = histograms(with_columns(frame), ("x",)).data[0]
    assert list(bars.hovertext) == ["203", "< 11", "hidden"]
    assert list(bars.y) == [203, 10, 60]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (3, "fewer than 11 rows"),
        (0, "0 of 324 rows"),
        (24, "24 of 324 rows"),
        (321, "all but fewer than 11 rows"),
        (324, "324 of 324 rows"),
    ],
)
def test_a_sentence_tells_neither_few_rows_nor_all_others(count: int, told: str) -> None:
    assert rows_of(count, 324) == told


def gapped() -> Dataset:
    """400 rows, 3 of which hold 99 and 5 of which have a gap."""
    frame = two_sites().frame.copy()
    frame.loc[:2, "x1"] = 99.0
    frame.loc[10:14, "x2"] = float("nan")
    return with_columns(frame)


def test_what_was_done_to_the_rows_tells_no_few_in_any_file_nor_how_many_there_were() -> None:
    steps = (
        CountAsMissing(("x1",), (99.0,)),
        LeaveOutRows((20, 21, 22, 23), "outliers left out"),
        KeepRows("site", "is", "north"),
    )
    made = carry_out(gapped(), *steps)
    assert [done.words.rpartition(": ")[2] for done in made.record[1:]] == [
        "fewer than 11 rows left out",
        f"{396 - made.nobs} rows left out",
    ]
    found = analysed("x2 ~ x1", made)
    files = json.dumps(as_json(found)) + as_text(found) + csv(provenance(found)).decode()
    told = [*(done.words for done in made.record), *(notice.text for notice in found.notices)]
    assert all(words in files for words in told)
    # Beside how many are analysed, none of these may stand in a sentence.
    secret = {3, 4, 400, 396, made.nobs}
    assert not secret & {int(number) for words in told for number in re.findall(r"\b\d+\b", words)}


def test_few_complete_rows_are_not_known_by_those_with_gaps() -> None:
    values = np.tile([[np.nan, 1.0], [1.0, np.nan]], (50, 1))
    values[:6] = np.arange(12.0).reshape(6, 2)
    (notice,) = (n for n in pattern_notices(group_rows(("a", "b"), values)) if n.code == "rows_with_gaps")
    assert notice.text.startswith("All but fewer than 11 rows have gaps")


def test_the_reliability_of_a_scale_does_not_tell_how_few_were_left_out() -> None:
    data = gapped()
    plan = ScalePlan("s", (Part("s", ("x1", "x2")),), -1000, 1000)
    table = reliability_table(check_scale(data, plan, plan.parts[0]))
    assert table.text["Value"][0] == "all but < 11"
    assert "395" not in csv(table).decode()
