"""What a fit ends with: the parameters, their covariances, and how far they may be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np


class Outcome(Enum):
    """How a fit ended; each member carries the sentence for the user."""

    CONVERGED = "The model was fitted."
    INADMISSIBLE = "The best fit holds an impossible value, such as a negative variance; do not interpret it."
    NOT_CONVERGED = (
        "No best fit was found, so there are no estimates to show. Simplify the model or check the data."
    )
    NOT_IDENTIFIED = "The data cannot tell some parameters of this model apart, so their values mean nothing."
    NOT_POSITIVE_DEFINITE = "The fitted covariances are not positive definite, so no estimates are shown."

    @property
    def sentence(self) -> str:
        """What the user is told."""
        return self.value

    @property
    def readable(self) -> bool:
        """True where estimates may be shown at all."""
        return self in (Outcome.CONVERGED, Outcome.INADMISSIBLE)

    @property
    def trustworthy(self) -> bool:
        """True where a verdict may rest on the estimates."""
        return self is Outcome.CONVERGED


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Free parameters `theta` (k,), their covariances `vcov` (k, k), the minimum `fmin` of the
    discrepancy."""

    theta: np.ndarray
    vcov: np.ndarray
    fmin: float
    outcome: Outcome
    iterations: int = 0
