"""The Data page: a sample or a file, what was read, and a model from the columns that were picked."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.picture import html

# Each test starts the whole dashboard.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "bad_inputs"
TIMEOUT = 60
OWN = b"stress;care;mood\n1;2,5;3\n2;3,5;5\n3;3,0;4\n4;5,5;6\n5;5,0;9\n6;6,5;8\n"


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / "data.py"), default_timeout=TIMEOUT).run()


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].set_value((name, content, "text/csv"))
    return page.run()


def on_screen(page: AppTest) -> str:
    assert not page.exception
    return page.header[0].value.replace("\\", "").replace("\u2060", "")


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def words(page: AppTest) -> str:
    blocks = (*page.markdown, *page.caption, *page.error, *page.warning, *page.info, *page.code)
    return " ".join(block.value for block in blocks).replace("\\", "")


def test_a_first_visit_starts_with_the_study_and_says_that_it_is_simulated(page: AppTest) -> None:
    assert on_screen(page) == "Alliance study (simulated)"
    assert "no participant’s data" in words(page)


def test_every_sample_tells_its_source_and_can_be_taken(page: AppTest) -> None:
    page.selectbox[0].set_value("political_democracy").run()
    assert "Bollen (1989)" in words(page)
    assert on_screen(press(page, "Use this sample")) == "Political democracy"
    assert "simulated" not in words(page).lower()


def test_a_file_is_read_and_what_was_inferred_is_said(page: AppTest) -> None:
    assert on_screen(upload(page, "mine.csv", OWN)) == "mine.csv"
    assert "Decimals are written with a comma" in words(page)
    assert list(page.dataframe[0].value["care"])[:2] == [2.5, 3.5]


@pytest.mark.parametrize(
    "name",
    [
        "shape_empty.csv",
        "xl_password.xlsx",
        "xl_billion_laughs.xlsx",
        "pickle_as_csv.csv",
        "xl_zip_bomb.xlsx",
    ],
)
def test_a_damaged_or_hostile_file_never_costs_the_data_already_there(page: AppTest, name: str) -> None:
    upload(page, "mine.csv", OWN)
    upload(page, name, (BAD / name).read_bytes())
    assert on_screen(page) == "mine.csv"
    assert len(page.error) == 1
    assert "still here" in words(page)
    assert list(page.dataframe[0].value.columns) == ["stress", "care", "mood"]


def test_the_message_about_a_bad_file_goes_with_the_next_good_one(page: AppTest) -> None:
    upload(page, "shape_empty.csv", b"")
    assert len(page.error) == 1
    upload(page, "mine.csv", OWN)
    assert not page.error


def test_names_that_attack_are_shown_and_do_nothing(page: AppTest) -> None:
    upload(page, "names_attack.csv", (BAD / "names_attack.csv").read_bytes())
    assert on_screen(page) == "names_attack.csv"
    page.segmented_control(key="preparing").set_value("Variables").run()
    assert "<script>alert(1)</script>" in list(page.dataframe[1].value["Name"])
    shown = html(page)
    assert "<script" not in shown
    assert "<img" not in shown


def test_a_sample_replaces_a_file_that_still_lies_in_the_uploader(page: AppTest) -> None:
    upload(page, "mine.csv", OWN)
    press(page, "Use this sample")
    assert on_screen(page) == "Alliance study (simulated)"
    assert on_screen(page.run()) == "Alliance study (simulated)"


def test_what_the_user_says_about_a_file_is_heeded(page: AppTest) -> None:
    upload(page, "codes.csv", b"a,b,c\n1,2,3\n99,4,5\n3,1,8\n")
    next(box for box in page.text_input if box.label.startswith("Codes for missing")).input("99 x").run()
    press(page, "Read it again")
    assert page.dataframe[0].value["a"].isna().sum() == 1
    assert "Not a number" in words(page)


def test_a_pasted_table_of_a_paper_is_read(page: AppTest) -> None:
    table = "Variable M SD 1 2 3\n1. Alliance 5 2 —\n2. Engagement 4 1 .5 —\n3. Outcome 3 1 .4 .3 —"
    page.text_area[0].set_value(table).run()
    press(page, "Read this table")
    assert on_screen(page) == "pasted table"
    assert "read as the covariances or correlations of 3 variables" in words(page)


def test_labels_and_codes_of_a_questionnaire_are_shown_literally(page: AppTest) -> None:
    upload(page, "x.sav", (BAD / "spss_labels_missing.sav").read_bytes())
    page.segmented_control(key="preparing").set_value("Variables").run()
    rows = page.dataframe[1].value
    assert "<b>Goal</b> subscale" in list(rows["Label"])
    assert any("2 = <script>alert(1)</script>" in cell for cell in rows["Meaning"])
    assert "−999" in " ".join(rows["No answer"])
    assert "<script" not in html(page)


def test_a_worksheet_is_chosen_from_those_of_the_file(page: AppTest) -> None:
    upload(page, "old.xls", (ROOT / "tests" / "data" / "files" / "old.xls").read_bytes())
    box = next(box for box in page.selectbox if box.label == "Worksheet or data frame")
    assert box.options == ["notes", "data"]
    assert box.value == "data"


def test_a_matrix_is_asked_for_its_number_of_cases(page: AppTest) -> None:
    upload(page, "cov.csv", b"var,x,y,z\nx,1,.3,.2\ny,.3,1,.4\nz,.2,.4,1\n")
    box = next(box for box in page.number_input if "cases (N)" in box.label)
    box.set_value(150)
    press(page, "Use this N")
    assert on_screen(page) == "cov.csv"
    assert next(box for box in page.number_input if "cases (N)" in box.label).value == 150


def test_two_columns_are_too_few_for_a_mediation(page: AppTest) -> None:
    upload(page, "two.csv", b"a,b\n1,2\n2,1\n3,5\n")
    assert "at least three columns" in words(page)
    assert not any(button.label.startswith("Build") for button in page.button)


def test_matrices_of_groups_are_fitted_as_groups_and_asked_for_their_cases(page: AppTest) -> None:
    matrix = "var,x,y,z\nx,1,.3,.2\ny,.3,1,.4\nz,.2,.4,1\n"
    upload(page, "two.csv", f"group,women\n{matrix}n,225,,\ngroup,men\n{matrix}".encode())
    boxes = [box for box in page.number_input if "cases (N)" in box.label]
    assert [box.value for box in boxes] == [225, None]
    boxes[1].set_value(99)
    page.button(key="FormSubmitter:cases men-Use this N").click().run()
    assert not page.exception
    chosen = page.session_state["pathlight"].choices
    assert [part.nobs for part in chosen.data.parts] == [225, 99]
    assert chosen.options.group == "group"


def test_enter_takes_one_column_except_where_many_are_usually_chosen(page: AppTest) -> None:
    page.segmented_control(key="preparing").set_value("Screening").run()
    at_once = {box.label for box in page.multiselect if box.proto.select_all != 0}
    assert at_once == {"Columns to look at"}
    assert all(box.proto.wrap for box in page.multiselect)


def test_names_in_choices_are_laid_out_from_right_to_left_with_what_is_latin_in_them(page: AppTest) -> None:
    rows = "".join(f"{i % 5},{i % 7},{i % 3}\n" for i in range(20))
    upload(page, "fa.csv", ("مقیاس WAI,نتیجه pre,سن\n" + rows).encode())
    choices = next(box for box in page.multiselect if box.label == "Outcome: columns").options
    assert choices == ["\u2068مقیاس WAI\u2069", "\u2068نتیجه pre\u2069", "سن"]
