"""What each case's ordered answers say of its place on the factors."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from core.errors import ModelError
from core.estimation.fit import Fit
from core.estimation.implied import Matrices
from core.estimation.ordinal.binormal import bell
from core.estimation.ordinal.moments import OrdinalMoments
from core.estimation.ram import Ram

# Steps are shortened to this many standard deviations of the factors, and end below the second.
REACH, STILL = 1.0, 1e-8
MOST_STEPS = 100
# An answer that the estimates make all but impossible; its logarithm must stay finite.
FLOOR = 1e-300


def ordinal_scores(
    fit: Fit, group: int, rows: np.ndarray, moments: OrdinalMoments
) -> tuple[tuple[str, ...], np.ndarray]:
    """The latent variables of a group, counted from 1, and the mode of their distribution given the answers
    (n, f) of its rows (n, p), some of which are ordered: empirical Bayes modal scores (Bartholomew & Knott,
    1999), what lavaan gives.

    Raises ModelError for a model whose items depend on each other given the factors.
    """
    ram, parts = fit.problem.rams[group - 1], fit.parts[group - 1]
    latent, given = _sorted(ram)
    p = len(ram.names)
    _check(ram, parts)
    values = rows / ram.scale[:p]
    causes = values[:, [ram.names.index(ram.eta[e]) for e in given]]
    inner = np.linalg.inv(np.eye(len(latent)) - parts.beta[0][np.ix_(latent, latent)])
    prior = inner @ parts.psi[0][np.ix_(latent, latent)] @ inner.T
    mean = (parts.alpha[0, latent] + causes @ parts.beta[0][np.ix_(latent, given)].T) @ inner.T
    item = np.array([name not in ram.eta for name in ram.names])
    base = parts.nu[0, item] + causes @ parts.lam[0][np.ix_(item, given)].T
    edges = _edges(ram, parts, values, moments)[:, :, item]
    spread = np.sqrt(np.diag(parts.theta[0])[item])
    modes = _modes(mean, prior, parts.lam[0][np.ix_(item, latent)], (edges - base) / spread, spread)
    return tuple(ram.eta[e] for e in latent), modes * ram.scale[p:][latent]


def _sorted(ram: Ram) -> tuple[np.ndarray, np.ndarray]:
    """The places in η of the latent variables and of the fixed causes."""
    assert ram.cuts is not None
    latent = np.array([e for e, name in enumerate(ram.eta) if name not in ram.names], dtype=np.intp)
    return latent, ram.cuts.cause[ram.cuts.cause >= 0]


def _check(ram: Ram, parts: Matrices) -> None:
    """Raise ModelError where the answers are not independent given the factors and the fixed causes."""
    latent, given = _sorted(ram)
    between = [name for e, name in enumerate(ram.eta) if e not in latent and e not in given]
    rest = parts.theta[0] - np.diag(np.diag(parts.theta[0]))
    items = [name for name, tied in zip(ram.names, rest.any(axis=0), strict=True) if tied]
    faults = {
        "a residual covariance": items,
        "other arrows than those from factors and causes": between,
        "no error of its own": [
            name for i, name in enumerate(ram.names) if name not in ram.eta and parts.theta[0, i, i] <= 0
        ],
    }
    for fault, names in faults.items():
        if names:
            text = "Factor scores of ordered items need items that nothing but their factors ties together; "
            raise ModelError("scores_ordered", f"{text}“{names[0]}” has {fault}.")


def _edges(ram: Ram, parts: Matrices, values: np.ndarray, moments: OrdinalMoments) -> np.ndarray:
    """Between which values (2, n, p) of the response behind it an answer lies, lower and upper; twice the
    same for a number."""
    edges = np.stack([values, values])
    for name, levels in zip(moments.ordered, moments.levels, strict=True):
        i = ram.names.index(name)
        cuts = np.concatenate([[-np.inf], parts.tau[0, i, : len(levels) - 1], [np.inf]])
        code = np.searchsorted(levels, values[:, i])
        edges[0, :, i], edges[1, :, i] = cuts[code], cuts[code + 1]
    return edges


def _modes(
    mean: np.ndarray, prior: np.ndarray, lam: np.ndarray, edges: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """The modes (n, f) under a normal prior with `mean` (n, f) and covariances `prior` (f, f), by Newton's
    steps down a convex function; `edges` (2, n, i) are less the intercepts and in units of `spread` (i,)."""
    eta, sd = mean.copy(), np.sqrt(np.diag(prior))
    slopes = lam / spread[:, None]
    for _ in range(MOST_STEPS):
        push, bend = _answers(edges - eta @ slopes.T)
        # Multiplied by the prior covariances, which may be singular.
        slope = push @ slopes @ prior - (eta - mean)
        curve = np.eye(len(prior)) + prior @ np.einsum("if,ni,ig->nfg", slopes, bend, slopes)
        step = np.linalg.solve(curve, slope[..., None])[..., 0]
        size = (abs(step) / np.where(sd > 0, sd, 1.0)).max(axis=1, initial=0.0)
        eta += step * np.minimum(1.0, REACH / np.maximum(size, REACH))[:, None]
        if size.max(initial=0.0) < STILL:
            break
    return eta


def _answers(edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The slopes of the answers' log-probabilities along the linear predictor, and minus its second
    derivatives (n, i), from their `edges` (2, n, i) about it in standard units."""
    low, high = edges
    number = low == high
    # Differences of small tail areas are exact, those of areas near 1 are not.
    turned = low > 0
    a, b = np.where(turned, -high, low), np.where(turned, -low, high)
    chance = np.maximum(ndtr(b) - ndtr(a), FLOOR)
    height = [bell(edge) for edge in (low, high)]
    push = (height[0] - height[1]) / chance
    moved = [np.where(np.isfinite(edge), edge, 0.0) for edge in (low, high)]
    bend = push**2 + (moved[1] * height[1] - moved[0] * height[0]) / chance
    return np.where(number, low, push), np.where(number, 1.0, np.maximum(bend, 0.0))
