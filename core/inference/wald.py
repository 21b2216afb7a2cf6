"""The Wald test of any set of equations among labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import ModelError
from core.inference.indices import p_value
from core.inference.jacobian import jacobian
from core.inference.measured import Uncertainty, delta_errors
from core.inference.solution import reader, solve
from core.model.constraints import Constraint
from core.model.partable import ParTable

# An equation that follows from the others has a share this small of its variance of its own.
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class WaldTest:
    """The test that all `equations` hold: `chisq` on `df`."""

    equations: tuple[str, ...]
    chisq: float
    df: int
    pvalue: float | None


def wald_test(table: ParTable, equations: Sequence[Constraint], known: Uncertainty) -> WaldTest:
    """rᵀ(JVJᵀ)⁻¹r for the left sides minus the right sides r of equations among the labels of a completed
    table, with the slopes J of r and the covariances V of the estimates (Wald, 1943).

    Raises ModelError where one of the equations says nothing beyond the others or nothing about estimates.
    """
    read = reader(table, known.fit)

    def gaps(theta: np.ndarray) -> np.ndarray:
        est = solve(read, known.fit, theta).est
        values = {label: est[:, i] for label, i in read.labels}
        values |= {name: est[:, i] for i, name, _ in read.defined}
        return np.stack([np.broadcast_to(one.slack(values), len(est)) for one in equations], axis=1)

    r = gaps(known.fit.theta[None])[0]
    slopes = jacobian(gaps, known.fit.theta)
    spread = slopes @ known.vcov @ slopes.T
    sd = delta_errors(slopes, known.vcov)
    texts = tuple(one.text for one in equations)
    if not (np.isfinite(r).all() and np.isfinite(sd).all()):
        raise ModelError("wald_not_finite", "An equation has no value at the estimates, so it has no test.")
    if not sd.all() or np.linalg.eigvalsh(spread / np.outer(sd, sd))[0] < SINGULAR:
        text = f"Of the equations {'; '.join(texts)}, one follows from the others or holds nothing that is "
        raise ModelError("wald_redundant", text + "estimated. Leave it out.")
    chisq = float(r @ np.linalg.solve(spread, r))
    return WaldTest(texts, chisq, len(r), p_value(chisq, len(r)))
