"""Files that leave the screen say where they come from, and no cell of them runs."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from core.views.code import lavaan_code
from core.views.exports import all_tables, csv, provenance, safe_text, workbook
from core.views.report import as_json, as_text
from core.views.tables import Table, paths_table
from tests.made import CHAIN, analysed
from tests.views.handmade import path_analysis

ATTACK = '=HYPERLINK("http://example.org")'


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


def test_no_name_becomes_a_formula_in_csv_or_workbook() -> None:
    analysis = path_analysis(x=ATTACK)
    back = pd.read_csv(io.BytesIO(csv(paths_table(analysis))))
    assert back["rhs"].iloc[0] == f"'{ATTACK}"
    sheets = pd.read_excel(io.BytesIO(workbook(analysis)), sheet_name=None, engine="calamine")
    cells = [str(cell) for sheet in sheets.values() for cell in sheet.to_numpy().ravel()]
    assert any(cell == f"'{ATTACK}" for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_the_workbook_holds_every_table_unrounded_and_says_where_it_comes_from() -> None:
    analysis = path_analysis()
    sheets = pd.read_excel(
        io.BytesIO(workbook(replace(analysis, simulated=True))), sheet_name=None, engine="calamine"
    )
    assert list(sheets) == ["about", *(table.name for table in all_tables(analysis))]
    about = dict(zip(sheets["about"]["what"], sheets["about"]["value"].astype(str), strict=True))
    assert about["data SHA-256"] == analysis.data_key
    assert about["option seed"] == str(analysis.options.seed)
    assert about["data are simulated"].startswith("yes")
    assert sheets["model"]["est"].iloc[0] == analysis.parameters[0].est


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
