"""What is shown of several groups."""

from __future__ import annotations

from core.analysis import analyse
from core.model.syntax import parse
from core.options import Options
from core.views.effect_tables import differences_table, effects_table, verdicts_table
from core.views.report import as_json, as_text
from core.views.tables import loadings_table, model_table, r2_table
from tests.made import CHAIN, two_sites


def test_tables_and_texts_say_which_group_a_row_is_of() -> None:
    whole = analyse(two_sites(), parse(CHAIN), Options(group="site"))
    for table in (loadings_table(whole), model_table(whole), r2_table(whole), effects_table(whole)):
        assert set(table.text["Group"]) == {"south", "north"}
        assert set(table.numbers["group"]) == {1, 2}
        assert list(table.text.columns).index("Group") == 0
    assert list(verdicts_table(whole).text["Group"]) == ["south", "north"]
    assert set(differences_table(whole).text["Groups"]) == {"south − north"}
    got = as_json(whole)
    assert got["groups"] == ["south", "north"]
    assert set(got["r2"]) == {"south", "north"}
    assert {row["group"] for row in got["verdicts"]} == {1, 2}
    assert len(got["differences"]) == len(whole.differences)
    text = as_text(whole)
    assert text.index("Group south\n") < text.index("Group north\n") < text.index("difference of effects")


def test_a_single_group_has_no_column_for_groups() -> None:
    whole = analyse(two_sites(), parse(CHAIN), Options())
    assert whole.groups == ()
    assert whole.differences == ()
    assert "Group" not in loadings_table(whole).text.columns
