"""Impossible values in a fit: negative variances, correlations beyond 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.implied import Implied, Matrices
from core.estimation.ram import Ram
from core.notices import Notice

# A variance fixed to zero makes a matrix singular, which is no fault; rounding must not make it one.
ROUNDING = 1e-12


def possible(ram: Ram, parts: Matrices, implied: Implied) -> np.ndarray:
    """Which members (B,) of a batch have no impossible value."""
    good = (_diagonal(parts.theta) >= -ROUNDING).all(axis=1) & (_diagonal(parts.psi) >= -ROUNDING).all(axis=1)
    if any(name not in ram.names for name in ram.eta):
        good &= _semidefinite(implied.eta_cov)
    return np.asarray(good & _semidefinite(parts.theta))


def impossible_values(ram: Ram, parts: Matrices, implied: Implied) -> tuple[Notice, ...]:
    """What is impossible in the filled matrices of one group (a batch of one), each with its name."""
    if possible(ram, parts, implied)[0]:
        return ()
    negative = [name for i, name in enumerate(ram.names) if parts.theta[0, i, i] < -ROUNDING]
    negative += [name for i, name in enumerate(ram.eta) if parts.psi[0, i, i] < -ROUNDING]
    if negative:
        return (_negative_notice(negative),)
    notices = []
    latent = any(name not in ram.names for name in ram.eta)
    if latent and not _semidefinite(implied.eta_cov)[0]:
        text = (
            f"The variables {_beyond(ram.eta, implied.eta_cov[0])} are estimated as more than perfectly "
            "correlated, which cannot be. They may measure the same thing; do not interpret this fit."
        )
        notices.append(Notice("latent_not_definite", text, "error"))
    if not _semidefinite(parts.theta)[0]:
        text = (
            f"The residual correlation of {_beyond(ram.names, parts.theta[0])} is estimated beyond "
            "±1, which cannot be; do not interpret this fit."
        )
        notices.append(Notice("correlation_beyond_one", text, "error"))
    return tuple(notices)


def _negative_notice(names: Sequence[str]) -> Notice:
    listed = ", ".join(f"“{name}”" for name in names)
    text = (
        f"The (residual) variance of {listed} is estimated as negative, which cannot be "
        "(a Heywood case). The model may be wrong, or the sample too small for it; "
        "do not interpret this fit."
    )
    return Notice("negative_variance", text, "error")


def _diagonal(matrices: np.ndarray) -> np.ndarray:
    return np.asarray(np.einsum("bii->bi", matrices))


def _semidefinite(cov: np.ndarray) -> np.ndarray:
    """Which matrices (B,) of a batch (B, n, n) have no negative eigenvalue."""
    variances = _diagonal(cov)
    if np.count_nonzero(cov) == np.count_nonzero(variances):
        return np.asarray((variances >= -ROUNDING * variances.sum(axis=1, keepdims=True)).all(axis=1))
    return np.asarray(np.linalg.eigvalsh(cov)[:, 0] >= -ROUNDING * variances.sum(axis=1))


def _beyond(names: Sequence[str], cov: np.ndarray) -> str:
    """The pairs whose correlation is beyond 1, or all that covary where it takes more than two."""
    sd = np.sqrt(np.diag(cov).clip(0))
    pairs = np.argwhere(np.triu(abs(cov) > np.outer(sd, sd) * (1 + ROUNDING) + ROUNDING, 1))
    if len(pairs):
        return "; ".join(f"“{names[a]}” and “{names[b]}”" for a, b in pairs.tolist())
    joined = np.flatnonzero((cov - np.diag(np.diag(cov))).any(axis=0))
    return ", ".join(f"“{names[i]}”" for i in joined.tolist())
