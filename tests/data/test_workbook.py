"""Worksheets that are laid out unluckily."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter

from tests.data.containers import archive, ods, ods_row
from tests.data.test_foreign import load, refused


def test_cells_in_a_far_corner_are_told_before_the_memory_is_full() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(5):
            sheet.write_row(row, 0, ["a", "b"] if not row else [row, row % 3])
            sheet.write_row(100_000 + row, 400, [1, 2])
    assert "row 100,005 and column 402" in refused(out.getvalue()).message


def test_a_cell_merged_over_both_lines_of_a_heading_keeps_its_name() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "id")
        sheet.merge_range(0, 1, 0, 2, "Score")
        for row in range(1, 6):
            sheet.write_row(row, 1, ["pre", "post"] if row == 1 else [row, row % 3])
            if row > 1:
                sheet.write(row, 0, row * row)
    assert load(out.getvalue()).names == ("id", "pre", "post")


def test_rows_above_a_table_are_counted_in_the_numbers_of_its_rows() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(12):
            sheet.write_row(row + 7, 2, ["a", "b"] if not row else [row, "x" if row == 5 else row % 3])
    told = " ".join(notice.text for notice in load(out.getvalue()).notices)
    assert "“x” in line 13" in told


def test_a_locked_open_document_is_called_locked() -> None:
    sheet = ods(ods_row(["a", "b"]) + ods_row([1, 2]))
    with zipfile.ZipFile(io.BytesIO(sheet)) as old:
        parts = {name: old.read(name) for name in old.namelist() if name != "META-INF/manifest.xml"}
    parts["META-INF/manifest.xml"] = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    order = sorted(parts, key=lambda name: name != "mimetype")
    assert refused(archive({name: parts[name] for name in order})).code == "password"
