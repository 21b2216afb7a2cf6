"""A table as HTML that a screen reader can walk and a narrow screen can scroll."""

from __future__ import annotations

from core.views.literal import for_html
from core.views.tables import Table

# Colours come from the text around, so that one sheet serves light and dark.
STYLE = """<style>
.pl-table{overflow-x:auto;margin:.1rem 0 .6rem}
.pl-table:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.pl-table table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
.pl-table caption{text-align:left;font-weight:600;padding:.3rem 0}
.pl-table th,.pl-table td{padding:.32rem .6rem;border:0;text-align:right;white-space:nowrap}
.pl-table th{font-weight:600;border-bottom:1.5px solid color-mix(in srgb,currentColor 45%,transparent)}
.pl-table tbody th{font-weight:400;border-bottom:0}
.pl-table tbody tr{border-bottom:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.pl-table .word{text-align:left}
.pl-table th:first-child,.pl-table td:first-child{padding-left:0}
.pl-table tbody .word{white-space:normal;min-width:6rem}
</style>"""


def table_html(table: Table, caption: bool = True) -> str:
    """The table's text as HTML, names shown literally; the first column heads its row."""
    columns = list(table.text.columns)
    words = [i < table.words for i in range(len(columns))]
    heads = "".join(
        f'<th scope="col"{_word(w)}>{for_html(str(c))}</th>' for c, w in zip(columns, words, strict=True)
    )
    rows = "".join(f"<tr>{_cells(cells, words)}</tr>" for cells in table.text.itertuples(index=False))
    title = f"<caption>{for_html(table.title)}</caption>" if caption else ""
    return (
        f'<div class="pl-table" role="region" tabindex="0" aria-label="{for_html(table.title)}">'
        f"<table>{title}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(cells: tuple[object, ...], words: list[bool]) -> str:
    first, *others = (for_html(str(cell)) for cell in cells)
    rest = "".join(f"<td{_word(w)}>{cell}</td>" for cell, w in zip(others, words[1:], strict=True))
    return f'<th scope="row"{_word(words[0])}>{first}</th>{rest}'


def _word(is_word: bool) -> str:
    return ' class="word"' if is_word else ""
