"""What the data say about a set of variables, one value a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class SampleMoments:
    """Covariances `cov` (p, p) with divisor `nobs` or `nobs` − 1 as the convention asks, and `mean` (p,)."""

    names: tuple[str, ...]
    cov: np.ndarray
    mean: np.ndarray | None
    nobs: int
