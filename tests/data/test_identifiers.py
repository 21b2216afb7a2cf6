"""Columns that tell who somebody is are found in four languages, and questionnaires are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.columns import usable_columns
from core.data.dataset import Dataset
from core.data.findings import findings
from core.data.identifiers import identifier_reason, names_an_age
from core.data.read import read
from core.data.samples import SAMPLES, load_sample
from core.data.steps import CapAge, Forget
from tests.made import made

ROWS = 40
TELLING_NAMES = (
    *(
        "id",
        "ID",
        "patient_id",
        "PatientID",
        "Subject",
        "client",
        "Name",
        "First name",
        "last_name",
        "Surname",
    ),
    *("E-Mail", "email address", "Phone", "mobile", "Telephone no", "Address", "Postcode", "zip code", "DOB"),
    *("Date of birth", "birth_year", "MRN", "SSN", "NHS number", "insurance_no", "Passport", "IP address"),
    *(
        "Vorname",
        "Nachname",
        "Patientennummer",
        "Patienten-ID",
        "Versicherten-Nr",
        "Fallnummer",
        "Geburtsdatum",
    ),
    *("Telefon", "Handynummer", "Anschrift", "PLZ", "Straße", "Kennung", "Geb"),
    *(
        "nom",
        "Prénom",
        "courriel",
        "téléphone",
        "adresse",
        "Code postal",
        "Date de naissance",
        "Numéro de dossier",
    ),
    *("نام", "نام خانوادگی", "کد ملی", "شماره تلفن", "تلفن همراه", "موبایل", "تاریخ تولد", "آدرس", "ایمیل"),
    *("شماره پرونده", "شناسه", "كد ملي", "نام بیمار"),
)
HARMLESS_NAMES = (
    *(
        "wai1",
        "csq_8",
        "Goal",
        "item 12",
        "phq9_total",
        "age",
        "sex",
        "gender",
        "site",
        "group",
        "therapist style",
    ),
    *(
        "client engagement",
        "patient satisfaction",
        "outcome",
        "birth weight",
        "session number",
        "number of children",
    ),
    *("name recognition test", "identity", "phonological score", "anxiety", "emailing frequency", "idealism"),
    *("Zufriedenheit", "Geburtsgewicht", "Anzahl der Sitzungen", "Alter", "Geschlecht", "Itemnummer 3"),
    *("bien-être", "poids de naissance", "nombre de séances", "anxiété", "nominal"),
    *("رضایت", "اضطراب", "سن", "جنسیت", "وزن تولد", "نمره کل", "اتحاد درمانی"),
)
CELLS = {
    "column 1": ("no two cells", [f"P{i:03d}" for i in range(ROWS)]),
    "column 2": ("hardly two", [*["Anna Berg", "سارا احمدی"] * 3, *(f"N{i}a B" for i in range(6, ROWS))]),
    "column 3": ("e-mail", [f"a{i % 7}@example.org" for i in range(ROWS)]),
    "column 4": ("telephone", [f"+49 (0)30 {i:03d}-45 67" for i in range(ROWS)]),
    "column 5": ("telephone", [f"۰۹۱۲ ۳۴۵ ۶۷{i % 10}" for i in range(ROWS)]),
    "column 6": ("long numbers", [f"{4_500_000 + 7919 * i}" for i in range(ROWS)]),
    "column 7": ("counts the rows", [f"{i + 1}" for i in range(ROWS)]),
    "column 8": ("days of birth", [f"19{40 + i}-03-{1 + i % 28:02d}" for i in range(ROWS)]),
    "column 9": ("own words", [f"she said that it was better {i}" for i in range(ROWS)]),
}  # fmt: skip


@pytest.mark.parametrize("name", TELLING_NAMES)
def test_a_name_that_tells_is_found(name: str) -> None:
    assert identifier_reason(name, "numeric", made().frame["x1"])


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_a_name_that_does_not_tell_is_left_alone(name: str) -> None:
    assert identifier_reason(name, "numeric", made().frame["x1"]) == ""


def test_cells_that_tell_are_found_under_any_name() -> None:
    values = np.random.default_rng(1).integers(1, 6, (ROWS, 2)).astype(str)
    columns = {**{name: cells for name, (_, cells) in CELLS.items()}, "q1": values[:, 0], "q2": values[:, 1]}
    lines = [";".join(columns), *(";".join(row) for row in zip(*columns.values(), strict=True))]
    data = read("made.csv", "\n".join(lines).encode())
    assert isinstance(data, Dataset)
    asked = {f.step.columns[0]: f.text for f in findings(data) if isinstance(f.step, Forget)}
    for name, (reason, _) in CELLS.items():
        assert reason in asked.get(name, ""), name
    assert usable_columns(data) == ("q1", "q2")


@pytest.mark.parametrize("sample", [sample.id for sample in SAMPLES])
def test_no_column_of_the_samples_is_taken_for_an_identifier_wrongly(sample: str) -> None:
    data = load_sample(sample)
    if isinstance(data, Dataset):
        asked = [f.step for f in findings(data) if "may tell who" in f.text]
        assert asked in ([], [Forget(("id",))])


@pytest.mark.parametrize("name", ["age", "Age at intake", "patientAge", "Alter", "âge", "سن", "سن بیمار"])
def test_ages_over_89_are_asked_about(name: str) -> None:
    assert names_an_age(name)
    rows = "\n".join(f"{age},{age % 5 + 1},{age % 3 + 1}" for age in [*range(20, 60), 91, 97])
    data = read("made.csv", f"{name},q1,q2\n{rows}".encode())
    assert isinstance(data, Dataset)
    assert CapAge(name) in [finding.step for finding in findings(data)]


@pytest.mark.parametrize("name", ["engagement", "language", "alternative", "پرسنل", "احساس"])
def test_a_name_with_an_age_inside_a_word_is_no_age(name: str) -> None:
    assert not names_an_age(name)
