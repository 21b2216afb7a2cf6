"""Columns that look as if they told who somebody is."""

from __future__ import annotations

import re

import pandas as pd

from core.data.dataset import Kind
from core.data.values import NEARLY

# One of these in a name is enough …
TELLING = frozenset(
    word
    for words in (
        ("id", "ids", "uid", "uuid", "guid", "mrn", "ssn", "email", "mail", "phone", "telephone", "postcode"),
        ("firstname", "lastname", "surname", "vorname", "nachname", "dob", "birthdate", "birthday"),
        ("شناسه", "تلفن", "ایمیل", "نشانی", "آدرس"),
    )
    for word in words
)
# … while these tell only by themselves: “client” does, “client engagement” does not.
ALONE = frozenset(
    word
    for words in (
        ("name", "names", "subject", "participant", "respondent", "patient", "client", "case", "record"),
        ("code", "number", "no", "nr", "mobile", "fax", "address", "zip"),
        ("نام", "کد", "شماره"),
    )
    for word in words
)
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
# In fewer rows than this, values that are all different prove nothing.
FEWEST_ROWS = 10
FIRST_ROWS = 30


def identifier_reason(name: str, kind: Kind, values: pd.Series) -> str:
    """Why a column (rows,) looks like an identifier, to be read after “because”; empty where it does not."""
    known = values.dropna()
    if kind == "text" and len(known) and known.str.fullmatch(EMAIL).mean() > 0.5:
        return "it holds e-mail addresses"
    words = re.findall(r"[^\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    if TELLING.intersection(words) or (words and ALONE.issuperset(words)):
        return "of its name"
    if len(known) < FEWEST_ROWS or _repeats_early(known) or not known.is_unique:
        return ""
    if kind == "numeric":
        # Whole numbers without a gap: a count of the rows, in whatever order.
        whole = bool((known == known.round()).all())
        return "it counts the rows" if whole and known.max() - known.min() == len(known) - 1 else ""
    if kind != "text" or known.str.strip().str.fullmatch(NEARLY).mean() > 0.5:
        return ""
    return "no two cells are equal"


def _repeats_early(known: pd.Series) -> bool:
    """Most columns do, which saves a look at the rest."""
    first = known.iloc[:FIRST_ROWS].tolist()
    return len(set(first)) < len(first)
