"""What leaves the screen as a file: tables as CSV and as one workbook, stamped with where they come from."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import fields

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from core.analysis import Analysis
from core.version import VERSION
from core.views.constraint_table import constraints_table, has_constraints
from core.views.effect_tables import differences_table, effects_table, verdicts_table
from core.views.fit_tables import amos_table, fit_table
from core.views.small_cells import masked_counts
from core.views.tables import Table, model_table, r2_table

# A spreadsheet takes a text cell that starts so for a formula and would run it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_SHEET_NAME = 31


def safe_text(text: str) -> str:
    """Text for a spreadsheet's cell, with an apostrophe before what it would take for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def provenance(analysis: Analysis) -> Table:
    """Where the numbers come from: data and their fingerprint, model, options, seed, version."""
    rows = {
        "program": f"Pathlight {VERSION}",
        "data": analysis.data_name,
        "data are simulated": "yes: no participant’s data" if analysis.simulated else "no",
        "data SHA-256": analysis.file_key or analysis.data_key,
        **{f"preparation {i}": words for i, words in enumerate(analysis.preparation, start=1)},
        "cases": str(sum(moments.nobs for moments in analysis.moments)),
        **_group_sizes(analysis),
        "outcome": analysis.estimates.outcome.sentence,
        **{
            f"option {field.name}": str(getattr(analysis.options, field.name))
            for field in fields(analysis.options)
        },
        "model": str(analysis.table),
    }
    frame = pd.DataFrame({"what": list(rows), "value": list(rows.values())})
    return Table("about", "Where these numbers come from", frame, frame, words=2)


def _group_sizes(analysis: Analysis) -> dict[str, str]:
    """The cases of each group, those of few people masked."""
    if not analysis.groups:
        return {}
    shown = masked_counts([m.nobs for m in analysis.moments])
    return {f"cases of group {m.group}": n for m, n in zip(analysis.moments, shown, strict=True)}


def all_tables(analysis: Analysis) -> tuple[Table, ...]:
    """The tables of a workbook, in reading order."""
    return (
        verdicts_table(analysis),
        effects_table(analysis),
        *((differences_table(analysis),) if analysis.groups else ()),
        model_table(analysis),
        *((constraints_table(analysis),) if has_constraints(analysis) else ()),
        r2_table(analysis),
        fit_table(analysis),
        amos_table(analysis),
    )


def csv(table: Table, bom: bool = True) -> bytes:
    """A table's full numbers as CSV in UTF-8; with a byte order mark Excel recognises the encoding."""
    frame = table.numbers.map(lambda cell: safe_text(cell) if isinstance(cell, str) else cell)
    frame.columns = pd.Index([safe_text(str(column)) for column in frame.columns])
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig" if bom else "utf-8")


def workbook(analysis: Analysis, tables: Sequence[Table] | None = None) -> bytes:
    """The tables (all of them where none are named) as XLSX; the first sheet says where they come from."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    heading = book.add_format({"bold": True, "bottom": 1})
    for table in (provenance(analysis), *(all_tables(analysis) if tables is None else tables)):
        sheet = book.add_worksheet(table.name[:LONGEST_SHEET_NAME])
        for column, name in enumerate(table.numbers.columns):
            sheet.write_string(0, column, safe_text(str(name)), heading)
        for row, cells in enumerate(table.numbers.itertuples(index=False), start=1):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit(max_width=420)
    book.close()
    return buffer.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: object) -> None:
    """One cell: numbers stay numbers, what is missing stays empty, everything else is text."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float)) and math.isfinite(cell):
        sheet.write_number(row, column, cell)
    elif cell is not None and not isinstance(cell, float):
        sheet.write_string(row, column, safe_text(str(cell)))
