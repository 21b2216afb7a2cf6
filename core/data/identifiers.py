"""Columns that look as if they told who somebody is, by their cells or by their names in four languages."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd

from core.data.dataset import Dataset, Kind
from core.data.values import NEARLY


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# One of these in a name is enough …
TELLING = _words(
    "id ids uid uuid guid mrn ssn nhs nric passport insurance email mail phone telephone tel postcode postal",
    "address firstname forename lastname surname initials username ip",
    "vorname nachname familienname kennung telefon handy adresse anschrift straße strasse plz postleitzahl",
    "prénom prenom courriel téléphone portable identifiant matricule nir",
    "شناسه تلفن موبایل همراه ایمیل رایانامه نشانی آدرس خانوادگی پرونده پلاک",
)
# … while these tell only by themselves: “client” does, “client engagement” does not.
ALONE = _words(
    "name names full first last middle maiden subject participant respondent patient client case record file",
    "code number no nr mobile fax zip city town street",
    "nummer klient klientin proband teilnehmer fall akte",
    "nom noms famille nombre dossier numéro numero patiente rue ville de du",
    "نام اسم کد شماره ملی پستی بیمار مراجع و",
)
# German writes both in one word: Patientennummer, Versicherten-Nr.
COMPOUND = re.compile(
    r"(?:patient|klient|proband|teilnehmer|fall|akten?|versicher|kranken|telefon|handy|mobil|konto|ausweis|personal)"
    r"\w*(?:nummer|nr|kennung|code|id)"
)
# A weight at birth is a measurement.
BIRTH = re.compile(
    r"birth(?!.?(?:weight|order|length))|\bdob\b|geburt(?!sgewicht)|geboren|\bgeb\b"
    r"|(?<!poids de )naissance|(?<!وزن )تولد",
    re.IGNORECASE,
)
AGES = _words("age ages aged alter lebensalter âge سن")
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
DIGIT = "[0-9٠-٩۰-۹]"
PHONE = rf"\+?\(?{DIGIT}[0-9٠-٩۰-۹ ()/.\-]{{5,}}{DIGIT}"
# In fewer rows than this, values that are all different prove nothing.
FEWEST_ROWS = 10
FIRST_ROWS = 30
# Whole numbers from here on that never repeat are numbers of cases, telephones or insurances.
LONG_NUMBER = 100_000
# Dates as far apart as this, in years, are days of birth sooner than days of visits.
GENERATION = 15
# Text of so many words on average was written freely.
FREE_WORDS = 4


def identifiers(data: Dataset) -> dict[str, str]:
    """The columns that look like identifiers, each with the reason why."""
    return data.once("identifiers", lambda: _identifiers(data))


def _identifiers(data: Dataset) -> dict[str, str]:
    pairs = ((v, data.frame[v.name]) for v in data.variables)
    reasons = {v.name: identifier_reason(v.name, v.kind, values) for v, values in pairs}
    return {name: reason for name, reason in reasons.items() if reason}


def identifier_reason(name: str, kind: Kind, values: pd.Series) -> str:
    """Why a column (rows,) looks like an identifier, to be read after “because”; empty where it does not."""
    known = values.dropna()
    written = _counted(known) if kind == "text" else None
    if written is not None and _mostly(written, EMAIL):
        return "it holds e-mail addresses"
    words = words_of(name)
    if (
        TELLING.intersection(words)
        or (words and ALONE.issuperset(words))
        or COMPOUND.fullmatch("".join(words))
    ):
        return "of its name"
    if BIRTH.search(name):
        return "its name speaks of birth"
    if written is not None:
        return _of_words(written)
    return _of_numbers(known) if kind == "numeric" else _of_dates(known) if kind == "date" else ""


def names_an_age(name: str) -> bool:
    """True where the name of a column says that it holds ages."""
    return not AGES.isdisjoint(words_of(name))


def words_of(name: str) -> list[str]:
    """The words in a name, in small letters; Arabic letters as Persian writes them."""
    plain = unicodedata.normalize("NFKC", name).translate(str.maketrans("يىك", "ییک"))
    return re.findall(r"[^\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", plain).lower())


def _of_numbers(known: pd.Series) -> str:
    if len(known) < FEWEST_ROWS or _repeats_early(known) or not known.is_unique:
        return ""
    if not bool((known == known.round()).all()):
        return ""
    # Whole numbers without a gap: a count of the rows, in whatever order.
    if known.max() - known.min() == len(known) - 1:
        return "it counts the rows"
    return "its long numbers never repeat" if known.min() >= LONG_NUMBER else ""


def _of_words(written: pd.Series) -> str:
    cells, distinct = int(written.sum()), len(written)
    if _mostly(written, PHONE):
        return "it holds telephone numbers"
    if distinct > cells / 2 and _mean(written.index.str.count(r"\S+"), written) >= FREE_WORDS:
        return "it holds text in people’s own words"
    if cells < FEWEST_ROWS or _mostly(written, NEARLY):
        return ""
    if distinct == cells:
        return "no two cells are equal"
    # People who share a name are few.
    return "hardly two cells are equal" if distinct > 0.8 * cells else ""


def _of_dates(known: pd.Series) -> str:
    years = known.astype("str").str.extract(r"(\d{4})")[0].dropna().astype(int)
    if len(years) >= FEWEST_ROWS and years.quantile(0.9) - years.quantile(0.1) >= GENERATION:
        return "its dates may be days of birth"
    return ""


def _counted(known: pd.Series) -> pd.Series:
    """How often each text occurs: most columns of words hold few different ones many times."""
    return known.astype("str").str.strip().value_counts(sort=False)


def _mostly(written: pd.Series, pattern: str) -> bool:
    return _mean(written.index.str.fullmatch(pattern), written) > 0.5


def _mean(of_each: np.ndarray | pd.Index, written: pd.Series) -> float:
    """The mean over all cells of what is known of each text."""
    return float(np.average(of_each, weights=written)) if len(written) else 0.0


def _repeats_early(known: pd.Series) -> bool:
    """Most columns do, which saves a look at the rest."""
    first = known.iloc[:FIRST_ROWS].tolist()
    return len(set(first)) < len(first)
