"""What differs between groups is said in words that do not claim more than the tests do."""

from __future__ import annotations

import pytest

from core.invariance import ladder
from core.model.syntax import parse
from core.options import Options
from core.views.group_tables import groups_answer, invariance_answer, invariance_table
from tests.made import CHAIN, analysed, two_sites


def test_an_effect_that_differs_is_named_with_where_it_is_higher() -> None:
    told = groups_answer(analysed(CHAIN, two_sites(), group="site"))
    assert told.startswith("f → g (direct) is higher in south than in north by ")
    # A total that is nothing but the direct effect is not counted again.
    assert "total" not in told


def test_no_difference_shown_is_not_called_the_same() -> None:
    told = groups_answer(analysed("m1 ~ w\ny1 ~ m1", two_sites(), group="site", level=0.999))
    assert "does not show that the effects are the same" in told


@pytest.mark.slow
def test_the_ladder_says_for_each_step_what_was_tested_against_what() -> None:
    rungs = ladder(two_sites(), parse(CHAIN), Options(group="site"))
    text = invariance_table(rungs).text.set_index("Step")
    assert text.loc["paths", "Against"] == "metric"
    assert text.loc["configural", "p"] == "–"
    assert "paths (p" in invariance_answer(rungs)
