"""The one door: data, a table and options in; everything the screen or the command line shows out."""

from __future__ import annotations

from dataclasses import dataclass

from core.estimation.estimates import Estimates
from core.estimation.moments import SampleMoments
from core.inference.effects import Effect
from core.inference.fit_indices import AmosPage, FitIndices
from core.inference.parameters import Parameter
from core.mediation.verdict import Verdict
from core.model.partable import ParTable
from core.notices import Notice
from core.options import Options


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One model fitted to one set of data.

    `table` is what the user wrote, `completed` with the defaults added; `parameters` stands in the order of
    `completed`. `fit`, `amos`, `effects` and `verdicts` are empty where the outcome is not readable; `notices`
    say why.
    """

    data_name: str
    data_key: str
    table: ParTable
    completed: ParTable
    options: Options
    moments: tuple[SampleMoments, ...]
    estimates: Estimates
    parameters: tuple[Parameter, ...]
    fit: FitIndices | None
    amos: AmosPage | None
    r2: tuple[tuple[str, float], ...]
    effects: tuple[Effect, ...]
    verdicts: tuple[Verdict, ...]
    notices: tuple[Notice, ...]
