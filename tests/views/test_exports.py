"""Files that leave the screen say where they come from, and no cell of them runs."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from core.views.code import lavaan_code
from core.views.exports import all_tables, csv, provenance, safe_text, workbook
from core.views.report import as_json, as_text
from core.views.sections import sections
from core.views.tables import Table, model_table, paths_table
from tests import golden_cases as cases
from tests.made import CHAIN, analysed
from tests.views.handmade import path_analysis

FRAME = pd.DataFrame({"est": [0.5]})
NOTED = Table("noted", "T", FRAME, FRAME, note="A small p says so (Wald, 1943).")
EMPTY = Table("empty", "T", pd.DataFrame(), pd.DataFrame(), note="There is none.")
ATTACK = '=HYPERLINK("http://example.org")'


def read(book: bytes) -> dict[str, pd.DataFrame]:
    return pd.read_excel(io.BytesIO(book), sheet_name=None, engine="calamine")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert safe_text(f"{start}1+1") == f"'{start}1+1"


def test_a_negative_number_stays_a_number() -> None:
    frame = pd.DataFrame({"est": [-0.5], "name": ["-x"]})
    assert csv(Table("t", "T", frame, frame), bom=False) == b"est,name\r\n-0.5,'-x\r\n"


def test_excel_recognises_the_encoding() -> None:
    table = paths_table(path_analysis(x="اتحاد"))
    assert csv(table).startswith(b"\xef\xbb\xbf")
    assert "اتحاد" in csv(table, bom=False).decode()


@pytest.mark.slow
def test_no_name_becomes_a_formula_in_csv_or_workbook() -> None:
    analysis = path_analysis(x=ATTACK)
    back = pd.read_csv(io.BytesIO(csv(paths_table(analysis))))
    assert back["rhs"].iloc[0] == f"'{ATTACK}"
    sheets = read(workbook(analysis, (paths_table(analysis),)))
    cells = [str(cell) for sheet in sheets.values() for cell in sheet.to_numpy().ravel()]
    assert any(cell == f"'{ATTACK}" for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_the_workbook_holds_tables_unrounded_and_says_where_they_come_from() -> None:
    analysis = replace(path_analysis(), simulated=True)
    sheets = read(workbook(analysis, (paths_table(analysis), model_table(analysis))))
    assert list(sheets) == ["about", "paths", "model"]
    about = dict(zip(sheets["about"]["what"], sheets["about"]["value"].astype(str), strict=False))
    assert about["data SHA-256"] == analysis.data_key
    assert about["option seed"] == str(analysis.options.seed)
    assert about["data are simulated"].startswith("yes")
    assert sheets["model"]["est"].iloc[0] == analysis.parameters[0].est


def test_every_question_and_the_data_are_in_the_file_of_all_tables() -> None:
    found, data = cases.analysis("hs_cfa"), cases.data("hs_cfa")
    tables = all_tables(found, data, (EMPTY, NOTED))
    names = [table.name for table in tables]
    shown = [table for section in sections(found, data, ()) for table in section.tables if len(table.text)]
    assert {table.name for table in shown} < set(names)
    assert {"variables", "amos_fit", "noted"} <= set(names)
    assert "empty" not in names
    assert len(read(workbook(found, tables))) == len(tables) + 1


def test_notes_and_what_is_simulated_go_with_every_format() -> None:
    assert csv(NOTED, bom=False).decode() == "est\r\n0.5\r\n# A small p says so (Wald, 1943).\r\n"
    assert "# Simulated data" in csv(NOTED, simulated=True).decode()
    assert pd.read_csv(io.BytesIO(csv(NOTED, simulated=True)), comment="#")["est"].tolist() == [0.5]
    sheet = read(workbook(replace(path_analysis(), simulated=True), (NOTED,)))["noted"]
    assert "Wald, 1943" in str(sheet.iloc[2, 0])
    assert "Simulated data" in str(sheet.iloc[3, 0])


def test_no_two_sheets_have_one_name_and_none_is_too_long() -> None:
    long = [replace(NOTED, name=name * 40) for name in ("x", "X", "x")]
    names = list(read(workbook(path_analysis(), (NOTED, NOTED, *long))))
    assert names[1:3] == ["noted", "noted_2"]
    assert len({name.casefold() for name in names}) == 6
    assert max(map(len, names)) <= 31


def test_a_table_about_the_data_needs_no_model() -> None:
    values = provenance(cases.data("hs_cfa")).text.set_index("what")["value"]
    assert values["data SHA-256"] == cases.data("hs_cfa").key
    assert "model" not in values


def test_what_was_done_to_the_data_goes_with_the_numbers() -> None:
    prepared = replace(analysed(CHAIN), file_key="f" * 64, preparation=("99 is missing", "=1+1 \n left out"))
    about = provenance(prepared).text.set_index("what")["value"]
    assert about["data SHA-256"] == "f" * 64
    assert about["preparation 1"] == "99 is missing"
    assert "Preparation 2: =1+1" in as_text(prepared)
    assert as_json(prepared)["preparation"] == list(prepared.preparation)
    script = lavaan_code(prepared)
    assert "# 1. 99 is missing\n# 2. =1+1   left out\nlibrary" in script


def test_real_data_are_not_called_simulated() -> None:
    values = provenance(path_analysis()).text
    assert values.set_index("what")["value"]["data are simulated"] == "no"
