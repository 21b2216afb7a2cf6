"""The independence model, against which incremental indices compare."""

from __future__ import annotations

from collections.abc import Sequence

from core.estimation.estimators import random_exogenous
from core.estimation.fit import Fit, fit
from core.estimation.moments import SampleMoments
from core.estimation.ram import Ram
from core.model.partable import ParRow, ParTable
from core.options import Options


def independence_table(rams: Sequence[Ram], random_x: bool = False) -> ParTable:
    """All variables uncorrelated, except for the covariances of exogenous ones that came by default; modelled
    means are free."""
    rows: list[ParRow] = []
    for group, ram in enumerate(rams, start=1):
        names = ram.names
        rows += [ParRow(name, "~~", name, group=group) for name in names]
        rows += [ParRow(name, "~1", "", group=group) for name in names if ram.means]
        if not random_x:
            # Not `user`, so that the pair counts as one that came by default here too.
            rows += [ParRow(names[a], "~~", names[b], group=group, user=False) for a, b in ram.kept]
    return ParTable(tuple(rows))


def baseline(model: Fit, groups: Sequence[SampleMoments], options: Options) -> Fit:
    """The fit of the independence model of a fitted model by the same estimator."""
    return fit(independence_table(model.problem.rams, random_exogenous(options)), groups, options)
