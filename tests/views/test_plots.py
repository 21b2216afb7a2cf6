"""The forest plot: one row an effect, off rows stay, names literal, and the same in words."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from core.views.forest import forest_picture, forest_rows, forest_text
from core.views.model_forest import INKS, model_forest
from core.views.plots import ACCENT, AXIS_INK, effects_forest
from run import ROOT
from tests.views.handmade import M, X, Y, effect, not_identified, path_analysis


def shown(figure: object) -> list[str]:
    return [note.text for note in figure.layout.annotations]  # type: ignore[attr-defined]


def test_direct_indirect_and_total_stand_under_their_outcome() -> None:
    assert [row.name for row in forest_rows(path_analysis())] == ["direct", f"via {M}", "total"]
    assert shown(effects_forest(path_analysis())) == [
        f"<b>On {Y}</b>", "direct", ".24", f"via {M}", ".29", "total", ".53",
    ]  # fmt: skip


def test_a_row_that_is_off_stays_and_has_no_marker() -> None:
    analysis = path_analysis(direct_on=False)
    rows = forest_rows(analysis)
    assert [row.name for row in rows] == [row.name for row in forest_rows(path_analysis())]
    assert rows[0].off
    figure = effects_forest(analysis)
    assert shown(figure)[2] == "0 (off)"
    assert sum(len(trace.x) for trace in figure.data) == 2


def test_a_filled_marker_means_that_zero_is_excluded() -> None:
    unclear = effect(X, Y, "direct", (), 0.05, 0.2)
    analysis = path_analysis()
    filled, open_ = effects_forest(replace(analysis, effects=(unclear, *analysis.effects[1:]))).data
    assert list(filled.x) == [0.29, 0.53]
    assert list(open_.x) == [0.05]
    assert (filled.marker.symbol, open_.marker.symbol) == ("circle", "circle-open")


def test_names_are_shown_literally_in_the_plot() -> None:
    analysis = path_analysis(x="<b>x</b>", m="<i>", y="$y$")
    figure = effects_forest(analysis)
    assert shown(figure)[0] == "<b>On &#36;y&#36;</b>"
    assert shown(figure)[3] == "via &lt;i&gt;"
    assert all("<" not in text for trace in figure.data for text in trace.hovertext)


def test_the_same_in_words() -> None:
    text = forest_text(path_analysis(direct_on=False))
    assert text.startswith("Effects with 95 % intervals.")
    assert f"Effect of {X} on {Y}: direct 0 (off); via {M} .29 [.17, .41]; total .53 [.42, .64]." in text
    assert effects_forest(path_analysis()).layout.meta["text"] == forest_text(path_analysis())


def test_no_letter_is_smaller_than_twelve_pixels() -> None:
    figure = effects_forest(path_analysis())
    sizes = [note.font.size for note in figure.layout.annotations]
    assert min([*sizes, figure.layout.xaxis.tickfont.size]) >= 12


def test_six_rows_fit_the_panel() -> None:
    assert effects_forest(path_analysis()).layout.height <= 150


def test_nothing_is_drawn_where_there_is_nothing_to_read() -> None:
    analysis = not_identified(path_analysis())
    assert forest_rows(analysis) == ()
    assert forest_text(analysis) == "There are no effects to show."
    assert sum(len(trace.x) for trace in effects_forest(analysis).data) == 0


def test_the_picture_shows_every_row_on_one_axis_that_holds_zero() -> None:
    picture = forest_picture(path_analysis())
    assert [(line["name"], line["value"]) for line in picture["lines"]] == [
        (f"On {Y}", ""), ("direct", ".24"), (f"via {M}", ".29"), ("total", ".53"),
    ]  # fmt: skip
    assert picture["ticks"][round(picture["zero"] * (len(picture["ticks"]) - 1))] == "0"
    for line in picture["lines"][1:]:
        assert 0 <= line["lower"] <= line["at"] <= line["upper"] <= 1
        assert line["filled"]


def test_the_axis_is_read_off_as_the_values_are_written() -> None:
    picture = forest_picture(path_analysis(), "raw")
    first, last = (float(text.replace("−", "-")) for text in (picture["ticks"][0], picture["ticks"][-1]))
    for row, line in zip(forest_rows(path_analysis(), "raw"), picture["lines"][1:], strict=True):
        assert first + line["at"] * (last - first) == pytest.approx(row.est, abs=1e-3 * (last - first))


def test_an_effect_of_nothing_at_all_still_has_an_axis() -> None:
    analysis = path_analysis()
    nothing = tuple(replace(e, est=0.0, ci_lower=0.0, ci_upper=0.0) for e in analysis.effects)
    picture = forest_picture(replace(analysis, effects=nothing), "raw")
    assert {line["at"] for line in picture["lines"][1:]} == {picture["zero"]}


def test_a_row_that_is_off_has_no_place_on_the_axis() -> None:
    off = forest_picture(path_analysis(direct_on=False))["lines"][1]
    assert (off["value"], off["at"], off["lower"]) == ("0 (off)", None, None)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_what_a_plot_colours_itself_stands_out_from_the_ground_of_either_theme() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for theme in ("light", "dark"):
        ground = luminance(config["theme"][theme]["backgroundColor"])
        for ink in (ACCENT, AXIS_INK, *INKS):
            lighter, darker = sorted((ground, luminance(ink)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 3, (theme, ink)


def test_letters_grounds_and_grids_are_left_to_the_theme() -> None:
    """Only so do they change at once with the theme, without a word to the server."""
    analysis = path_analysis()
    for figure in (effects_forest(analysis), model_forest({"One": analysis}, "standardised")):
        layout = figure.layout
        fonts = [layout.font, layout.xaxis.tickfont, *(note.font for note in layout.annotations)]
        assert {font.color for font in fonts} == {None}
        assert layout.xaxis.gridcolor is None
        assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
