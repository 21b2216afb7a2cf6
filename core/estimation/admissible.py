"""Impossible values in a fit: negative variances, correlations beyond 1."""

from __future__ import annotations

import numpy as np

from core.estimation.implied import Implied, Matrices
from core.estimation.ram import Ram
from core.notices import Notice


def impossible_values(ram: Ram, parts: Matrices, implied: Implied) -> tuple[Notice, ...]:
    """What is impossible in the filled matrices of one group (a batch of one), each with its name."""
    notices = []
    negative = [name for i, name in enumerate(ram.names) if parts.theta[0, i, i] < 0]
    negative += [name for i, name in enumerate(ram.eta) if parts.psi[0, i, i] < 0]
    if negative:
        listed = ", ".join(f"“{name}”" for name in negative)
        text = (
            f"The (residual) variance of {listed} is estimated as negative, which cannot be "
            "(a Heywood case). The model may be wrong, or the sample too small for it; "
            "do not interpret this fit."
        )
        notices.append(Notice("negative_variance", text, "error"))
    latent = [i for i, name in enumerate(ram.eta) if name not in ram.names]
    cov = implied.eta_cov[0][np.ix_(latent, latent)]
    if len(latent) > 1 and not negative and np.linalg.eigvalsh(cov)[0] <= 0:
        notices.append(_latent_notice([ram.eta[i] for i in latent], cov))
    residual = np.diag(parts.theta[0])
    bound = np.sqrt(np.outer(residual, residual).clip(0))
    pairs = np.argwhere(np.triu(abs(parts.theta[0]) > bound + 1e-12, 1))
    for a, b in pairs if not negative else ():
        text = (
            f"The residual correlation of “{ram.names[a]}” and “{ram.names[b]}” is estimated beyond "
            "±1, which cannot be; do not interpret this fit."
        )
        notices.append(Notice("correlation_beyond_one", text, "error"))
    return tuple(notices)


def _latent_notice(names: list[str], cov: np.ndarray) -> Notice:
    sd = np.sqrt(np.abs(np.diag(cov)))
    r = cov / np.outer(sd, sd)
    beyond = [f"“{names[a]}” and “{names[b]}”" for a, b in np.argwhere(np.triu(abs(r) >= 1, 1))]
    where = "; ".join(beyond) or ", ".join(f"“{name}”" for name in names)
    text = (
        f"The latent variables {where} are estimated as more than perfectly correlated, which cannot be. "
        "They may measure the same thing; do not interpret this fit."
    )
    return Notice("latent_not_definite", text, "error")
