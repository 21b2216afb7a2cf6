"""A table as HTML that a screen reader can walk and a narrow screen can scroll."""

from __future__ import annotations

from collections.abc import Sequence

from core.views.literal import for_cell, for_html
from core.views.tables import Table

# Colours come from the text around, so that one sheet serves light and dark.
STYLE = """<style>
.pl-table{overflow:auto;margin:.1rem 0 .2rem}
.pl-long{max-height:26rem}
.pl-long thead th{position:sticky;top:0;background:var(--st-background-color,Canvas)}
.pl-grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:.6rem 3rem}
.pl-table:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.pl-table table{border-collapse:collapse;min-width:min(100%,22rem);font-size:.875rem}
.pl-table td{font-variant-numeric:tabular-nums}
.pl-table caption{text-align:left;font-weight:600;padding:.3rem 0}
.pl-table th,.pl-table td{padding:.32rem .6rem;border:0;text-align:right;white-space:nowrap}
.pl-table th{font-weight:600;border-bottom:1.5px solid color-mix(in srgb,currentColor 45%,transparent)}
.pl-table tbody th{font-weight:400;border-bottom:0}
.pl-table tbody tr{border-bottom:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.pl-table .word{text-align:left}
.pl-table th:first-child,.pl-table td:first-child{padding-left:0}
.pl-table tbody th,.pl-table td{vertical-align:top}
.pl-table tbody .word{white-space:normal;min-width:6rem}
.pl-table td.word:last-child{min-width:16rem}
.pl-remark{margin:0 0 .6rem;font-size:.875rem;color:color-mix(in srgb,currentColor 72%,transparent)}
</style>"""


def grid_html(tables: Sequence[Table]) -> str:
    """Small tables beside one another where the screen is wide enough."""
    return f'<div class="pl-grid">{"".join(table_html(table) for table in tables)}</div>'


def table_html(table: Table, caption: bool = True, long: bool = False) -> str:
    """The table's text as HTML, names shown literally; the first column heads its row.

    A `long` one scrolls in a region of its own.
    """
    columns = list(table.text.columns)
    words = [i < table.words for i in range(len(columns))]
    heads = "".join(
        f'<th scope="col"{_word(w)}>{for_cell(str(c))}</th>' for c, w in zip(columns, words, strict=True)
    )
    rows = "".join(f"<tr>{_cells(cells, words)}</tr>" for cells in table.text.itertuples(index=False))
    title = f"<caption>{for_html(table.title)}</caption>" if caption else ""
    kind = "pl-table pl-long" if long else "pl-table"
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{for_html(table.title)}">'
        f"<table>{title}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def noted_html(table: Table, caption: bool = True, long: bool = False) -> str:
    """A table and how to read it; of an empty one only its title and why it is empty, if that is said."""
    if not len(table.text):
        return f"<strong>{for_html(table.title)}</strong>{remark_html(table.note)}" if table.note else ""
    return table_html(table, caption, long) + (remark_html(table.note) if table.note else "")


def remark_html(text: str) -> str:
    """What is said beside tables, in smaller letters."""
    return f'<p class="pl-remark">{for_html(text)}</p>'


def _cells(cells: tuple[object, ...], words: list[bool]) -> str:
    first, *others = (for_cell(str(cell)) for cell in cells)
    rest = "".join(f"<td{_word(w)}>{cell}</td>" for cell, w in zip(others, words[1:], strict=True))
    return f'<th scope="row"{_word(words[0])}>{first}</th>{rest}'


def _word(is_word: bool) -> str:
    return ' class="word"' if is_word else ""
