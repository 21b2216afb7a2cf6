"""The diagram for a journal: pinned, literal, honest about what is off and what is simulated."""

from __future__ import annotations

import re
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace

import graphviz
import pytest

from core.errors import PathlightError
from core.model.partable import ParRow
from core.views.dot import NOTE_CHARACTER, NOTE_SIZE, diagram_dot, edge_text, plain_loadings
from core.views.geometry import Edge
from core.views.pictures import FONT_FILE, pdf, png, svg
from tests.views.handmade import M, X, Y, not_identified, parameter, path_analysis, path_layout

SVG = "{http://www.w3.org/2000/svg}"
# Half a point, the rounding of Graphviz's coordinates.
PLACE = 0.5


def texts(picture: bytes) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.slow
def test_every_node_stands_where_it_stands_on_screen() -> None:
    analysis = path_analysis()
    layout = path_layout(analysis)
    ellipses = list(ET.fromstring(svg(diagram_dot(analysis, layout))).iter(f"{SVG}ellipse"))
    drawn = [(float(e.attrib["cx"]), float(e.attrib["cy"])) for e in ellipses]
    wanted = [(node.x, node.y) for node in layout.nodes]
    shift = drawn[0][0] - wanted[0][0], drawn[0][1] - wanted[0][1]
    for (x, y), (left, top) in zip(drawn, wanted, strict=True):
        assert x - left == pytest.approx(shift[0], abs=PLACE)
        assert y - top == pytest.approx(shift[1], abs=PLACE)


@pytest.mark.slow
def test_loadings_that_are_all_clear_get_one_sentence_instead_of_stars() -> None:
    row = ParRow(M, "=~", "eng2")
    for pvalue, sentence in ((0.0001, True), (0.02, False)):
        loading = parameter(row, 0.8, pvalue=pvalue)
        analysis = replace(path_analysis(), parameters=(loading,))
        assert plain_loadings(analysis) is sentence
        words = " ".join(texts(svg(diagram_dot(analysis, path_layout(analysis)))))
        assert ("All loadings p < .001" in words) is sentence


def test_a_switched_off_path_stays_dashed_and_says_so() -> None:
    analysis = path_analysis(direct_on=False)
    picture = svg(diagram_dot(analysis, path_layout(analysis)))
    assert "0 (off)" in texts(picture)
    assert picture.count(b"stroke-dasharray") == 1


def test_nothing_moves_when_a_path_goes() -> None:
    on, off = path_analysis(), path_analysis(direct_on=False)
    places = [re.findall(r'pos="[^"]*!"', diagram_dot(a, path_layout(a)).source)[:3] for a in (on, off)]
    assert places[0] == places[1]


@pytest.mark.parametrize(
    "name",
    [
        'a"; n9 -> n0 [label="x\\',
        "<b>x</b>",
        "\\N\\G",
        "&lt;i&gt;",
        "<TABLE><TR><TD>x</TD></TR></TABLE>",
        "اتحاد",
    ],
)
def test_a_name_is_shown_as_typed_and_makes_no_node(name: str) -> None:
    analysis = path_analysis(x=name)
    picture = svg(diagram_dot(analysis, path_layout(analysis)))
    assert name in texts(picture)
    assert len(list(ET.fromstring(picture).iter(f"{SVG}ellipse"))) == 3


def test_a_name_of_nothing_is_still_drawn() -> None:
    analysis = path_analysis(x="", y="\x00")
    assert svg(diagram_dot(analysis, path_layout(analysis))).startswith(b"<?xml")


def test_standardised_and_raw_estimates_with_their_stars() -> None:
    parameter = path_analysis().parameters[0]
    assert edge_text(parameter, "standardised") == ".34***"
    assert edge_text(parameter, "raw") == "0.67***"


def test_simulated_data_say_so_in_the_picture() -> None:
    analysis = path_analysis()
    layout = path_layout(analysis)
    assert any(
        "Simulated data" in line
        for line in texts(svg(diagram_dot(replace(analysis, simulated=True), layout)))
    )
    assert not any("Simulated" in line for line in texts(svg(diagram_dot(analysis, layout))))


def test_without_a_readable_fit_there_are_no_numbers_but_the_reason() -> None:
    analysis = not_identified(path_analysis())
    words = texts(svg(diagram_dot(analysis, path_layout(analysis))))
    assert {X, M, Y} <= set(words)
    assert not any(re.search(r"\.\d", word) for word in words)
    assert analysis.estimates.outcome.sentence in " ".join(words)


def test_a_covariance_has_two_heads_and_a_curve() -> None:
    analysis = path_analysis()
    layout = path_layout(analysis)
    bow = Edge((M, "~~", Y, 1), M, Y, "covariance", ((300, 60), (420, 60), (440, 190)), 400, 90)
    picture = svg(diagram_dot(analysis, replace(layout, edges=(bow,)), with_notes=False))
    assert len(list(ET.fromstring(picture).iter(f"{SVG}path"))) == 1
    assert picture.count(b"<polygon") == 1 + 2  # the ground and two heads


@pytest.mark.slow
def test_png_and_pdf_hold_the_font_that_is_shipped() -> None:
    analysis = path_analysis(x="اتحاد Ω")
    graph = diagram_dot(analysis, path_layout(analysis))
    assert png(graph).startswith(b"\x89PNG")
    document = pdf(graph, 'A "title" #x', "words")
    assert document.startswith(b"%PDF")
    assert b"DejaVuSans" in document
    assert FONT_FILE.with_name("LICENSE.txt").exists()


@pytest.mark.slow
def test_a_picture_without_text_would_be_noticed() -> None:
    analysis = path_analysis()
    layout = path_layout(analysis)
    bare = replace(layout, nodes=tuple(replace(node, label=" ") for node in layout.nodes))
    assert png(diagram_dot(analysis, layout)) != png(diagram_dot(analysis, bare))


def test_many_threads_may_draw_at_once() -> None:
    analysis = path_analysis()
    graph = diagram_dot(analysis, path_layout(analysis))
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(svg(graph))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [drawn[0]] * 8


@pytest.mark.slow
def test_after_a_failure_the_next_picture_is_drawn() -> None:
    analysis = path_analysis()
    broken = graphviz.Digraph(body=["a -> -> b"])
    with pytest.raises(PathlightError, match="could not be drawn"):
        svg(broken)
    assert X in texts(svg(diagram_dot(analysis, path_layout(analysis))))


def test_a_clear_path_is_drawn_thicker_than_one_that_is_not() -> None:
    analysis = path_analysis()
    first, *others = analysis.parameters
    unclear = replace(analysis, parameters=(replace(first, pvalue=0.4), *others))
    widths = [
        [float(w) for w in re.findall(r'penwidth="?([0-9.]+)', diagram_dot(a, path_layout(a)).source)]
        for a in (analysis, unclear)
    ]
    assert widths[0][0] > widths[1][0]
    assert widths[0][1:] == widths[1][1:]


def test_the_note_stays_below_its_picture_and_parts_no_comparison() -> None:
    analysis = replace(path_analysis(), simulated=True)
    narrow = replace(path_layout(analysis), width=300.0)
    lines = [line for line in texts(svg(diagram_dot(analysis, narrow))) if len(line) > 20]
    assert len(lines) > 3
    assert not any(line.endswith((" p", "<")) for line in lines)
    assert max(map(len, lines)) * NOTE_SIZE * NOTE_CHARACTER <= 300


def test_a_dashed_line_is_explained_where_there_is_one() -> None:
    for on in (True, False):
        analysis = path_analysis(direct_on=on)
        words = " ".join(texts(svg(diagram_dot(analysis, path_layout(analysis)))))
        assert ("Dashed: fixed to 0." in words) is not on
