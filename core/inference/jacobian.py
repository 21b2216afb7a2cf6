"""Exact derivatives of smooth functions of the parameters, without writing them down."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

STEP = 1e-20


def jacobian(function: Callable[[np.ndarray], np.ndarray], theta: np.ndarray) -> np.ndarray:
    """∂f/∂θ (q, k) at `theta` (k,), by complex step (Squire & Trapp, 1998), all k at once.

    `function` maps (B, k) to (B, q) and must stay analytic: no absolute value, no comparison of its argument.
    """
    nudged = theta.astype(complex) + 1j * STEP * np.eye(len(theta))
    return np.asarray(function(nudged).imag.T / STEP)
