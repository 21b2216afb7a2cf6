"""Tables say the same on screen and in a file, and hide nothing."""

from __future__ import annotations

from dataclasses import fields, replace

import pandas as pd
import pytest

from core.data.read import read
from core.inference.fit_types import AmosRow, FitIndices
from core.model.partable import ParRow
from core.views.data_tables import matrix_table, variables_table
from core.views.effect_tables import effects_table, verdicts_table
from core.views.fit_tables import AMOS, CORRECTED, LAVAAN, amos_table, fit_table
from core.views.html import grid_html, table_html
from core.views.tables import (
    covariances_table,
    digits_for,
    model_table,
    path_name,
    paths_table,
    r2_table,
    state_name,
)
from tests import golden_cases as cases
from tests.made import analysed
from tests.views.handmade import M, X, Y, not_identified, parameter, path_analysis


def test_a_switched_off_path_stays_in_the_table() -> None:
    table = paths_table(path_analysis(direct_on=False))
    assert list(table.text["Path"]) == [f"{X} → {M}", f"{M} → {Y}", f"{X} → {Y}"]
    assert table.text["Estimate"].iloc[2] == "0 (off)"
    assert list(table.numbers["on"]) == [True, True, False]


def test_the_file_has_the_unrounded_number() -> None:
    analysis = path_analysis()
    table = paths_table(analysis)
    assert table.numbers["est"].iloc[0] == analysis.parameters[0].est
    assert table.text["Estimate"].iloc[0] == "0.670"
    assert table.text["Standardised"].iloc[0] == ".335"


def test_the_completed_model_says_who_added_what() -> None:
    table = model_table(path_analysis())
    assert set(table.text["Added"]) == {"yours"}
    assert "Added" not in covariances_table(path_analysis()).text


@pytest.mark.parametrize(
    ("row", "name", "state"),
    [
        (ParRow("y", "~", "x"), "x → y", "estimated"),
        (ParRow("f", "=~", "a", free=False, value=1.0), "f → a", "fixed at 1"),
        (ParRow("a", "~~", "a", user=False), "a (variance)", "estimated"),
        (ParRow("a", "~~", "b", label="c"), "a ↔ b", "estimated, c"),
        (ParRow("x", "~~", "x", free=False, exo=True), "x (variance)", "from the sample"),
        (ParRow("y", "~1", ""), "y (intercept)", "estimated"),
        (ParRow("ab", ":=", "a*b"), "ab = a*b", "computed"),
        (ParRow("a", "==", "b+c"), "a == b+c", "constraint"),
        (ParRow("y", "|", "t2"), "y (threshold 2)", "estimated"),
        (ParRow("y", "~*~", "y", free=False, value=1.0), "y (scaling factor)", "fixed at 1"),
        (ParRow("y", "~", "x", on=False), "x → y", "0 (off)"),
    ],
)
def test_every_kind_of_row_has_plain_words(row: ParRow, name: str, state: str) -> None:
    assert path_name(row) == name
    assert state_name(row) == state


@pytest.mark.parametrize(
    ("se", "digits"), [(0.1, 3), (25.0, 3), (0.0004, 5), (3e-9, 10), (None, 3), (0.0, 3)]
)
def test_a_small_scale_shows_two_figures_of_its_standard_error(se: float | None, digits: int) -> None:
    assert digits_for(se) == digits


def test_effects_name_their_route_and_their_method() -> None:
    table = effects_table(path_analysis())
    assert f"{X} → {M} → {Y}" in list(table.text["Effect"])
    assert set(table.numbers["method"]) == {"percentile bootstrap"}


def test_a_verdict_carries_its_evidence() -> None:
    on = verdicts_table(path_analysis()).text.iloc[0]
    assert on["Verdict"] == "partial mediation"
    assert on["Direct"] == ".24 [.07, .41]"
    off = verdicts_table(path_analysis(direct_on=False)).text.iloc[0]
    assert off["Direct"] == "–"
    assert off["Test of the direct path"] == "Δχ²(1) = 0.06, p = .810"


def test_what_cannot_be_read_is_a_dash_and_never_a_number() -> None:
    analysis = not_identified(path_analysis())
    text = paths_table(analysis).text
    assert set(text["Estimate"]) == {"–"}
    for table in (r2_table(analysis), effects_table(analysis), fit_table(analysis), amos_table(analysis)):
        assert len(table.text) == 0


def test_every_measure_of_a_fit_stands_in_its_table() -> None:
    measures = {field.name for field in fields(FitIndices)} - {"pooled"}
    assert {field for field, _, _ in (*LAVAAN, *CORRECTED)} == measures
    assert [field for _, cells in AMOS for field, _, _ in cells] == [field.name for field in fields(AmosRow)]


def test_a_table_in_html_is_literal_and_can_be_walked() -> None:
    page = table_html(paths_table(path_analysis(x="<img src=x onerror=alert(1)>")))
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; → Engagement" in page
    assert 'scope="row"' in page
    assert 'role="region" tabindex="0"' in page


@pytest.mark.parametrize(
    ("share", "shown"), [(None, "–"), (1.0, "all"), (0.9998, "99.9 %"), (0.956, "95.6 %")]
)
def test_only_all_draws_are_all(share: float | None, shown: str) -> None:
    analysis = path_analysis()
    verdict = replace(analysis.verdicts[0], agreement=share)
    text = verdicts_table(replace(analysis, verdicts=(verdict,))).text
    assert text["Draws with this sign"].iloc[0] == shown


def test_what_was_read_shows_kind_gaps_and_spread_of_each_column() -> None:
    data = read("d.csv", b"a,b,note\n1,0.001,x\n2,0.002,y\n,0.004,z\n")
    rows = variables_table(data).text.set_index("Name")
    assert list(rows["Kind"]) == ["number", "number", "text"]
    assert list(rows["Role"]) == ["for models", "for models", "put aside"]
    assert rows.loc["a", "Missing"] == 1
    assert rows.loc["a", "Mean"] == 1.5
    assert rows.loc["b", "Highest"] == 0.004
    assert pd.isna(rows.loc["note", "Mean"])


def test_a_matrix_shows_its_standard_deviations() -> None:
    data = read("cov.csv", b"var,x,y,z\nx,4,.3,.2\ny,.3,1,.4\nz,.2,.4,1\n")
    assert list(matrix_table(data).text["SD"]) == ["2.00", "1.00", "1.00"]


def test_small_tables_stand_in_a_grid() -> None:
    page = grid_html((paths_table(path_analysis()), r2_table(path_analysis())))
    assert page.count("<table>") == 2


def test_a_number_is_never_a_negative_zero() -> None:
    tiny = parameter(ParRow(Y, "~", X), -1e-17)
    analysis = replace(path_analysis(), parameters=(tiny,))
    assert list(paths_table(analysis).text["Estimate"]) == ["0.000"]


def test_the_completed_model_says_which_limits_and_bounds_hold_the_fit() -> None:
    limits = "f =~ x1 + a*x2 + b*x3\ng =~ m1 + m2 + m3\ng ~ p*f\na == b\np > 0.9\np < 5\n"
    table = model_table(analysed(limits)).text
    states = dict(zip(table["Path"], table["Status"], strict=True))
    assert states["a == b"] == "constraint"
    assert states["p > 0.9"] == "constraint, holds the fit"
    assert states["p < 5"] == "constraint, with room"
    table = model_table(cases.analysis("heywood6_bounded")).text
    states = dict(zip(table["Path"], table["Status"], strict=True))
    assert states["a (variance)"] == "estimated, at its bound"
    assert states["b (variance)"] == "estimated"
