"""What each constraint costs: how far χ² would fall, about, if it were dropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.estimation.estimators import ScoreScale
from core.estimation.fit import Fit
from core.estimation.identification import null_parameters
from core.estimation.likelihood import gradient, points
from core.estimation.restrictions import free_directions, free_inverse
from core.inference.indices import p_value


@dataclass(frozen=True, slots=True)
class ConstraintTest:
    """The score test of one equation, as written in `text`: `chisq` on 1 df, and by how much its left side
    is expected to exceed its right once it is dropped."""

    text: str
    chisq: float
    pvalue: float | None
    change: float


def constraint_tests(fit: Fit, scale: ScoreScale) -> tuple[ConstraintTest, ...]:
    """Score tests of the equations among the parameters, one at a time (Rao, 1948; Aitchison & Silvey, 1958).

    An equation that follows from the others, or that alone tells the parameters apart, has none.
    """
    within = fit.within
    if within is None or not within.equal.any():
        return ()
    at = points(fit.problem, fit.theta[None], fit.samples)
    pushed = gradient(fit.problem, at, fit.samples)[0] / 2
    slopes, held = within.slopes(fit.theta), within.active(fit.theta)
    dimensions = free_directions(slopes[held]).shape[1]
    out = []
    for c in np.flatnonzero(within.equal).tolist():
        rest = held.copy()
        rest[c] = False
        free = free_directions(slopes[rest])
        if free.shape[1] == dimensions or null_parameters(fit.info, free).any():
            continue
        step = free_inverse(fit.info, free) @ pushed
        chisq = scale.test * float(pushed @ step)
        change = -scale.change * float(slopes[c] @ step)
        out.append(ConstraintTest(within.rules[c].text, chisq, p_value(chisq, 1), change))
    return tuple(out)
