"""Whatever a user typed shows as typed, and does nothing."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from core.views import literal
from core.views.literal import (
    JOINERS,
    WORD_JOINER,
    for_cell,
    for_choice,
    for_dot,
    for_html,
    for_markdown,
    for_plotly,
    isolated,
    name_alone,
    one_line,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![x](http://example.org/x.png)",
    "**bold** _it_ `code` $x^2$ [a](b)",
    ":red[x] :material/home: :cat:",
    "a -> b; <- >= <=",
    "a\\l<b>",
    "\\N",
    "&lt;b&gt;",
    "node [label=x]",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_html_shows_the_name_and_holds_no_tag(name: str) -> None:
    shown = for_html(name)
    assert not set(shown) & set('<>"')
    assert html.unescape(shown) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_escapes_every_sign_that_it_could_read(name: str) -> None:
    shown = for_markdown(name)
    bare = shown.replace("\\\\", "").replace(WORD_JOINER, "")
    signs = [i for i, char in enumerate(bare) if char in "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"]
    assert all(bare[i - 1] == "\\" for i in signs)


@pytest.mark.parametrize("sign", ["->", "<-", ">=", "<=", "--", ":cat:"])
def test_markdown_parts_what_would_become_an_arrow_or_an_emoji(sign: str) -> None:
    assert sign not in for_markdown(sign).replace("\\", "")


def test_plain_words_pass_unchanged() -> None:
    for escape in (for_html, for_markdown, for_dot, for_plotly):
        assert escape("Therapeutic alliance") == "Therapeutic alliance"
        assert escape("اتحاد درمانی").strip("\u2068\u2069") == "اتحاد درمانی"


@pytest.mark.parametrize("name", HOSTILE)
def test_dot_keeps_backslashes_and_entities_as_characters(name: str) -> None:
    assert for_dot(name).replace("\\\\", "\\").replace("&amp;", "&") == name


def test_plotly_gets_no_tag_no_entity_and_no_tex() -> None:
    assert for_plotly("<b>$x$</b> &lt;") == "&lt;b&gt;&#36;x&#36;&lt;/b&gt; &amp;lt;"


def test_direction_marks_and_line_breaks_go_and_persian_joiners_stay() -> None:
    assert one_line("a\u202eb\nc\x00d") == "a b c d"
    assert one_line(f"می{JOINERS[0]}شود") == "می\u200cشود"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("via درگیری مراجع .33 [.25, .41]", "via ⟨درگیری مراجع⟩ .33 [.25, .41]"),
        ("اتحاد درمانی → پرسش_۲ (کل)", "⟨اتحاد درمانی⟩ → ⟨پرسش_۲ (کل)⟩"),
        ("نام (variance)", "⟨نام⟩ (variance)"),
        ("score (نمره) 2", "score (⟨نمره⟩) 2"),
        ("a \u202eb\u202c ברית: 1", "a  b  ⟨ברית⟩: 1"),
        ("مقیاس WAI 1 → نتیجه (T1)", "⟨مقیاس WAI 1⟩ → ⟨نتیجه (T1)⟩"),
        ("“مقیاس wai (pre)” stands apart", "“⟨مقیاس wai (pre)⟩” stands apart"),
        ("שאלון PHQ-9, זכר (n = 12)", "⟨שאלון PHQ-9⟩, ⟨זכר⟩ (n = 12)"),
        ("پرسش 3 R² .45, N = 324", "⟨پرسش 3⟩ R² .45, N = 324"),
        ("مرد 2 %, 1 = زن, 2 = مرد", "⟨مرد⟩ 2 %, 1 = ⟨زن⟩, 2 = ⟨مرد⟩"),
        ("Leave نام out for good", "Leave ⟨نام⟩ out for good"),
    ],
)
def test_what_stands_beside_a_name_written_from_right_to_left_keeps_its_order(text: str, shown: str) -> None:
    marked = shown.replace("⟨", "\u2068").replace("⟩", "\u2069")
    assert html.unescape(for_html(text)) == marked
    assert for_plotly(text) == marked
    assert for_markdown(text).replace("\\", "").replace(WORD_JOINER, "") == marked


def test_a_cell_or_a_choice_that_is_one_name_is_laid_out_as_a_whole_and_arrows_keep_their_order() -> None:
    assert name_alone("مقیاس wai (pre)") == "\u2068مقیاس wai (pre)\u2069"
    assert name_alone("مقیاس wai → سن") == "\u2068مقیاس\u2069 wai → \u2068سن\u2069"
    assert html.unescape(for_cell("نام (<b>)")) == "\u2068نام\u2069 (<b>)"
    assert for_choice("نام\u202e x") == "\u2068نام x\u2069"
    assert name_alone("Alliance") == "Alliance"


@pytest.mark.parametrize(
    "text", ["ا(ا" * 30_000, "ا" + "1" * 30_000 + "=", "“ا" * 10_000, "ا(" + "ا " * 30_000]
)
def test_no_text_however_odd_holds_the_page_up(text: str) -> None:
    assert isolated(text).replace("\u2068", "").replace("\u2069", "") == text


def test_the_diagram_in_the_browser_isolates_names_by_the_same_rule() -> None:
    script = Path(literal.__file__).parents[2] / "pages" / "_explorer" / "shapes.js"
    written = script.read_text(encoding="utf-8")
    assert ascii(literal.LETTERS)[1:-1].replace("\\", "\\\\") in written
    assert literal.PARTING in written
    assert literal.LATIN.replace("\\", "\\\\") in written
