"""Counts of few people are never shown, nor can they be had from the total."""

from __future__ import annotations

import pandas as pd
import pytest

from core.views.exports import provenance
from core.views.small_cells import masked_counts
from tests.made import analysed, two_sites


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([200, 11, 50], ("200", "11", "50")),
        ([200, 10, 50], ("200", "< 11", "hidden")),
        ([200, 10, 3], ("200", "< 11", "< 11")),
        ([200, 0, 50], ("200", "0", "50")),
        ([5], ("< 11",)),
        ([], ()),
    ],
)
def test_a_count_of_few_is_masked_and_so_is_what_would_give_it_away(
    counts: list[int], shown: tuple[str, ...]
) -> None:
    assert masked_counts(counts) == shown


def test_an_export_masks_the_size_of_a_small_group() -> None:
    frame = two_sites().frame
    large, small = frame[frame["site"] == "north"], frame[frame["site"] == "south"].head(8)
    data = two_sites()
    data = type(data)("few", "few", pd.concat([large, small], ignore_index=True), data.variables)
    lines = provenance(analysed("x2 ~ x1", data, group="site")).numbers.set_index("what")["value"]
    assert lines["cases of group south"] == "< 11"
    assert lines["cases of group north"] == "hidden"
