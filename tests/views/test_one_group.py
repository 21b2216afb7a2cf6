"""One group of several, as the diagram shows it: its own numbers, the fit of all."""

from __future__ import annotations

import pytest

from core.analysis import Analysis, analyse
from core.data.samples import find_sample, load_sample
from core.model.syntax import parse
from core.options import Options
from core.views.effect_tables import differences_table, effects_table, verdicts_table
from core.views.frame import frame, path_id
from core.views.layout import layout
from core.views.one_group import in_group

MODEL = parse(find_sample("study").model)
PATH = path_id(("Engagement", "~", "Alliance", 1))


@pytest.fixture(scope="module")
def by_sex() -> Analysis:
    return analyse(load_sample("study"), MODEL, Options(group="sex", interval="delta"))


@pytest.mark.parametrize("group", [1, 2])
def test_the_frame_of_a_group_has_its_own_numbers_and_the_fit_of_all(by_sex: Analysis, group: int) -> None:
    told = frame(in_group(by_sex, group), "standardised")
    own = next(p for p in by_sex.parameters if p.row.key == ("Engagement", "~", "Alliance", group))
    assert own.std_all is not None
    assert float(told["edges"][PATH]["text"].rstrip("*")) == pytest.approx(own.std_all, abs=0.0051)
    assert told["fit"] == frame(in_group(by_sex, 3 - group), "standardised")["fit"]
    assert len(told["cards"]) == 2


def test_every_group_stands_in_the_same_picture(by_sex: Analysis) -> None:
    assert layout(in_group(by_sex, 1).completed) == layout(in_group(by_sex, 2).completed)


def test_an_analysis_of_one_group_is_shown_as_it_is() -> None:
    found = analyse(load_sample("study"), MODEL, Options(interval="delta"))
    assert in_group(found, 1) is found


def test_tables_name_the_group_of_each_row_and_the_differences(by_sex: Analysis) -> None:
    names = set(by_sex.groups)
    assert set(effects_table(by_sex).text["Group"]) == names
    assert set(verdicts_table(by_sex).text["Group"]) == names
    differences = differences_table(by_sex)
    first, second = by_sex.groups
    assert set(differences.text["Groups"]) == {f"{first} − {second}"}
    by_hand = by_sex.effects[0].est - next(
        e.est for e in by_sex.effects if (e.kind, e.x, e.via, e.y, e.group) == (*_about(by_sex), 2)
    )
    assert differences.numbers["est"][0] == pytest.approx(by_hand)


def _about(found: Analysis) -> tuple[str, str, tuple[str, ...], str]:
    first = found.effects[0]
    return first.kind, first.x, first.via, first.y
