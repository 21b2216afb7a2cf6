"""Every table that the pages show, in one file."""

from __future__ import annotations

from functools import partial

from core.analysis import Analysis
from core.data.dataset import Data
from core.views.exports import all_tables, workbook
from core.views.tables import Table
from pages import _comparing, _state
from pages._groups import invariance_tables
from pages._hypotheses import asked_tables
from pages._looks import looks
from pages._questions import bollen_stine_tables
from pages._widgets import XLSX, download


def all_tables_download(analysis: Analysis) -> None:
    """Every table in one workbook, with where the numbers come from on its first sheet."""
    # What the file is made of is gathered now: where it is made there is no session.
    made = partial(_book, analysis, _state.choices().data, _asked(analysis))
    download("All tables (XLSX)", made, "tables.xlsx", XLSX)


def _book(analysis: Analysis, data: Data, asked: tuple[Table, ...]) -> bytes:
    return workbook(analysis, all_tables(analysis, data, asked))


def _asked(analysis: Analysis) -> tuple[Table, ...]:
    """What the visitor looked at, chose or pinned beyond what every analysis has."""
    models = _comparing.readable()
    return (
        *looks(),
        *bollen_stine_tables(analysis),
        *asked_tables(analysis),
        *invariance_tables(analysis),
        *(_comparing.tables(models) if models else ()),
    )
