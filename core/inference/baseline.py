"""The independence model, against which incremental indices compare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.estimators import RECIPES, random_exogenous
from core.estimation.fit import Fit, fit
from core.estimation.likelihood import Sample
from core.estimation.moments import SampleMoments
from core.estimation.ram import Ram, given_variables
from core.inference.unrestricted import complete_trace, lone_trace
from core.model.partable import ParRow, ParTable
from core.options import Options


def independence_table(rams: Sequence[Ram], random_x: bool = False) -> ParTable:
    """All variables uncorrelated and modelled means free; fixed exogenous variables keep their moments here
    too, unless they are to count as random."""
    rows: list[ParRow] = []
    for group, ram in enumerate(rams, start=1):
        names = ram.names
        given = set() if random_x else set(given_variables(ram).tolist())
        rows += [row for i in range(len(names)) for row in _alone(ram, i, given, group)]
        if not random_x:
            # Not `user`, so that the pair counts as one that came by default here too.
            rows += [
                ParRow(names[a], "~~", names[b], free=not given, exo=bool(given), group=group, user=False)
                for a, b in ram.kept
            ]
    return ParTable(tuple(rows))


def _alone(ram: Ram, variable: int, given: set[int], group: int) -> list[ParRow]:
    """The rows of one variable that nothing is related to."""
    name, cuts, fixed = ram.names[variable], ram.cuts, variable in given
    if cuts is not None and variable in cuts.at:
        numbers = range(1, int(cuts.counts[list(cuts.at).index(variable)]) + 1)
        thresholds = [ParRow(name, "|", f"t{number}", group=group) for number in numbers]
        return [*thresholds, ParRow(name, "~~", name, free=False, value=1.0, group=group)]
    own = [ParRow(name, "~~", name, free=not fixed, exo=fixed, group=group)]
    own += [ParRow(name, "~1", "", free=not fixed, exo=fixed, group=group)] if ram.means else []
    if cuts is None or not fixed:
        return own
    # What given causes explain is no part of the test of ordered variables.
    return [*own, *(ParRow(y, "~", name, group=group) for i, y in enumerate(ram.names) if i not in given)]


def baseline(model: Fit, groups: Sequence[SampleMoments], options: Options) -> Fit | None:
    """The fit of the independence model of a fitted model by the same estimator; None where its moments are
    the sample's own, so that all there is to know of it has a formula: maximum likelihood of complete rows,
    unless the covariances Γ of the moments correct its test."""
    if _complete(model) and RECIPES[options.estimator].se != "robust_sem":
        return None
    return fit(independence_table(model.problem.rams, random_exogenous(options)), groups, options)


def _complete(model: Fit) -> bool:
    return model.pooled is None and all(isinstance(sample, Sample) for sample in model.samples)


def together(kept: Sequence[tuple[int, int]]) -> list[int]:
    """The variables that the independence model leaves correlated: those in the pairs `kept`."""
    return sorted({variable for pair in kept for variable in pair})


def independence_df(ram: Ram, kept: Sequence[tuple[int, int]]) -> int:
    """The degrees of freedom of the independence model of one group, which keeps the covariances `kept`."""
    p = len(ram.names)
    return p * (p - 1) // 2 - len(kept)


def independence_trace(model: Fit, rows: Sequence[np.ndarray]) -> float:
    """tr(UΓ) of the independence model of complete rows (n, p), for the test of Yuan & Bentler (2000): what
    the unrestricted model has beyond its blocks, each an unrestricted model of its own."""
    total = 0.0
    for ram, sample, values in zip(model.problem.rams, model.samples, rows, strict=True):
        assert isinstance(sample, Sample)
        block = together(ram.kept)
        alone = [variable for variable in range(len(ram.names)) if variable not in block]
        total += complete_trace(ram, sample, values, range(len(ram.names)))
        total -= complete_trace(ram, sample, values, block) + lone_trace(ram, sample, values, alone)
    return total
