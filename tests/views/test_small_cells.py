"""Counts of few people are never shown, nor can they be had from the total."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from core.analysis import Analysis, suggest
from core.data.dataset import Dataset
from core.views.data_plots import histograms
from core.views.exports import all_tables, csv, provenance
from core.views.html import table_html
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
