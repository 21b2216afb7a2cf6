"""What leaves the screen as a file: tables as CSV and as one workbook, stamped with where they come from."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import fields

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from core.analysis import Analysis, suggest
from core.data.dataset import Data, Dataset
from core.version import VERSION
from core.views.data_tables import variables_tables
from core.views.fit_tables import amos_table
from core.views.method import method_lines
from core.views.sections import sections
from core.views.sentences import SIMULATED
from core.views.small_cells import masked_counts
from core.views.tables import Table

# A spreadsheet takes a text cell that starts so for a formula and would run it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_SHEET_NAME = 31
END = "\r\n"


def safe_text(text: str) -> str:
    """Text for a spreadsheet's cell, with an apostrophe before what it would take for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def provenance(source: Analysis | Data) -> Table:
    """Where the numbers come from: data and their fingerprint; of an analysis model, options, seed too."""
    done: tuple[str, ...] = ()
    if isinstance(source, Analysis):
        name, key, done = source.data_name, source.file_key or source.data_key, source.preparation
    else:
        name, key = source.name, source.key
        if isinstance(source, Dataset):
            key, done = source.file_key or key, tuple(step.words for step in source.record)
    rows = {
        "program": f"Pathlight {VERSION}",
        "data": name,
        "data are simulated": "yes: no participant’s data" if source.simulated else "no",
        "data SHA-256": key,
        **{f"preparation {i}": words for i, words in enumerate(done, start=1)},
        **(_how(source) if isinstance(source, Analysis) else {}),
    }
    frame = pd.DataFrame({"what": list(rows), "value": list(rows.values())})
    return Table("about", "Where these numbers come from", frame, frame, words=2)


def _how(analysis: Analysis) -> dict[str, str]:
    """The cases, the options and the model."""
    options = analysis.options
    return {
        "cases": str(analysis.nobs),
        **_group_sizes(analysis),
        "outcome": analysis.estimates.outcome.sentence,
        **{f"method {i}": line for i, line in enumerate(method_lines(analysis), start=1)},
        **{f"option {field.name}": str(getattr(options, field.name)) for field in fields(options)},
        "model": str(analysis.table),
    }


def _group_sizes(analysis: Analysis) -> dict[str, str]:
    """The cases of each group, those of few people masked."""
    if not analysis.groups:
        return {}
    shown = masked_counts([m.nobs for m in analysis.moments])
    return {f"cases of group {m.group}": n for m, n in zip(analysis.moments, shown, strict=True)}


def all_tables(analysis: Analysis, data: Data, asked: Iterable[Table] = ()) -> tuple[Table, ...]:
    """Every table with rows, in reading order: of the data, the results and what else was `asked` for."""
    answers = (table for section in sections(analysis, data, suggest(analysis)) for table in section.tables)
    found = (*variables_tables(data, analysis.options.group), *answers, amos_table(analysis), *asked)
    return tuple(table for table in found if len(table.text))


def csv(table: Table, simulated: bool = False, bom: bool = True) -> bytes:
    """A table's full numbers as CSV in UTF-8, below them as comments (#) how to read it; with a byte order
    mark Excel recognises the encoding."""
    frame = table.numbers.map(lambda cell: safe_text(cell) if isinstance(cell, str) else cell)
    frame.columns = pd.Index([safe_text(str(column)) for column in frame.columns])
    text = frame.to_csv(index=False, lineterminator=END)
    text += "".join(f"# {line}{END}" for line in _notes(table, simulated))
    return text.encode("utf-8-sig" if bom else "utf-8")


def _notes(table: Table, simulated: bool) -> tuple[str, ...]:
    """How a table is to be read and by whose rule, and that its data are simulated where they are."""
    return tuple(" ".join(line.split()) for line in (table.note, SIMULATED if simulated else "") if line)


def workbook(source: Analysis | Data, tables: Sequence[Table]) -> bytes:
    """The tables as XLSX, a sheet each with its notes below; the first sheet says where they come from."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    heading = book.add_format({"bold": True, "bottom": 1})
    about = provenance(source)
    for name, table in zip(_sheet_names((about, *tables)), (about, *tables), strict=True):
        sheet = book.add_worksheet(name)
        for column, title in enumerate(table.numbers.columns):
            sheet.write_string(0, column, safe_text(str(title)), heading)
        for row, cells in enumerate(table.numbers.itertuples(index=False), start=1):
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit(max_width=420)
        below = len(table.numbers) + 2
        for row, line in enumerate(_notes(table, source.simulated), start=below):
            sheet.write_string(row, 0, safe_text(line))
    book.close()
    return buffer.getvalue()


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    """The tables' names, short enough for a sheet and none twice."""
    names: list[str] = []
    for table in tables:
        name, number = table.name[:LONGEST_SHEET_NAME], 2
        while name.casefold() in (other.casefold() for other in names):
            name = f"{table.name[: LONGEST_SHEET_NAME - 3]}_{number}"
            number += 1
        names.append(name)
    return names


def _write(sheet: Worksheet, row: int, column: int, cell: object) -> None:
    """One cell: numbers stay numbers, what is missing stays empty, everything else is text."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float)) and math.isfinite(cell):
        sheet.write_number(row, column, cell)
    elif cell is not None and not isinstance(cell, float):
        sheet.write_string(row, column, safe_text(str(cell)))
