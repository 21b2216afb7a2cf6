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
        rows += [row for i in range(len(names)) for row in _alone(ram, i, group)]
        free = ram.cuts is None
        if not random_x:
            # Not `user`, so that the pair counts as one that came by default here too.
            rows += [
                ParRow(names[a], "~~", names[b], free=free, exo=not free, group=group, user=False)
                for a, b in ram.kept
            ]
    return ParTable(tuple(rows))


def _alone(ram: Ram, variable: int, group: int) -> list[ParRow]:
    """The rows of one variable that nothing is related to."""
    name = ram.names[variable]
    cuts = ram.cuts
    given = {i for i, _ in ram.moment}
    if cuts is not None and variable in given:
        own = ParRow(name, "~~", name, free=False, exo=True, group=group)
        # What given causes explain is no part of the test.
        slopes = [ParRow(y, "~", name, group=group) for i, y in enumerate(ram.names) if i not in given]
        return [own, ParRow(name, "~1", "", free=False, exo=True, group=group), *slopes]
    if cuts is not None and variable in cuts.at:
        numbers = range(1, int(cuts.counts[list(cuts.at).index(variable)]) + 1)
        thresholds = [ParRow(name, "|", f"t{number}", group=group) for number in numbers]
        return [*thresholds, ParRow(name, "~~", name, free=False, value=1.0, group=group)]
    mean = [ParRow(name, "~1", "", group=group)] if ram.means else []
    return [ParRow(name, "~~", name, group=group), *mean]


def baseline(model: Fit, groups: Sequence[SampleMoments], options: Options) -> Fit:
    """The fit of the independence model of a fitted model by the same estimator."""
    return fit(independence_table(model.problem.rams, random_exogenous(options)), groups, options)
