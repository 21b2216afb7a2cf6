"""The fits to the imputed copies behind a pooled one, and what is pooled from something of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from core.estimation.estimators import ScoreScale
from core.estimation.fit import Fit, moved
from core.estimation.moments import SampleMoments
from core.inference.modification import ModificationIndex, modification_indices
from core.inference.rubin import d2
from core.model.partable import ParTable


def copies(fit: Fit) -> Iterator[Fit]:
    """The fit to each imputed copy, without standard errors."""
    assert fit.pooled is not None
    for number, theta in enumerate(fit.pooled.theta):
        yield moved(fit, theta, tuple(sample.take(np.array([number])) for sample in fit.pooled.samples))


def pooled_indices(
    table: ParTable, fit: Fit, moments: Sequence[SampleMoments], scale: ScoreScale
) -> tuple[ModificationIndex, ...]:
    """Modification indices pooled by D2 (Li, Meng, Raghunathan & Rubin, 1991), with the mean expected
    changes, largest first."""
    found = [
        {(i.lhs, i.op, i.rhs, i.group): i for i in modification_indices(table, one, moments, scale)}
        for one in copies(fit)
    ]
    everywhere = [key for key in found[0] if all(key in own for own in found)]
    pooled = [_pooled([own[key] for own in found]) for key in everywhere]
    return tuple(sorted(pooled, key=lambda index: -index.mi))


def _pooled(found: Sequence[ModificationIndex]) -> ModificationIndex:
    return replace(
        found[0],
        mi=d2(np.array([one.mi for one in found])),
        epc=float(np.mean([one.epc for one in found])),
        sepc_lv=_mean([one.sepc_lv for one in found]),
        sepc_all=_mean([one.sepc_all for one in found]),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if len(known) == len(values) else None
