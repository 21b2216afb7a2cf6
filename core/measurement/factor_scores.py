"""What each case's answers say of its place on the factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.estimation.fit import Fit
from core.estimation.ram import Ram
from core.inference.scores import pulls
from core.model.partable import ParTable

ScoreMethod = Literal["regression", "bartlett"]
ScoreKind = Literal["regression", "bartlett", "modal"]
# Beyond this condition number items cannot tell the factors apart.
ILL = 1e10


@dataclass(frozen=True, slots=True, eq=False)
class FactorScores:
    """Scores `values` (n, f) of a group's cases, in the order of its rows, on the factors `names`."""

    names: tuple[str, ...]
    values: np.ndarray
    group: int
    kind: ScoreKind


def factor_scores(
    table: ParTable, fit: Fit, group: int, rows: np.ndarray, method: ScoreMethod
) -> tuple[tuple[str, ...], np.ndarray]:
    """The latent variables of a group, counted from 1, and their scores (n, f) for its rows (n, p), NaN where
    a value is missing.

    Regression: E(η) + Cov(η, y)Σ⁻¹(y − μ) (Thurstone, 1935). Bartlett (1937): E(η) + (ΛᵀΣ⁻¹Λ)⁻¹ΛᵀΣ⁻¹(y − μ)
    from the items alone, which are not part of the structural model; NaN for a factor that none of a case's
    answers measures.
    """
    ram, implied = fit.problem.rams[group - 1], fit.implied[group - 1]
    p = len(ram.names)
    latent = [e for e, name in enumerate(ram.eta) if name not in ram.names]
    values = rows / ram.scale[:p]
    centre = implied.mean[0] if ram.means else values.mean(axis=0)
    gaps = values - centre
    if method == "regression":
        pull = np.nan_to_num(pulls(gaps, implied.cov[0], np.zeros(p))[0])
        scores = pull @ implied.cross[0][:, latent]
    else:
        mine = [row for row in table.rows if row.group == group and row.op == "~"]
        structural = {*ram.eta, *(row.lhs for row in mine)}
        item = np.array([name not in structural for name in ram.names])
        scores = _bartlett(fit.parts[group - 1].lam[0][:, latent], implied.cov[0], gaps, item)
    means = implied.eta_mean[0, latent] if ram.means else _means(ram, fit.parts[group - 1].beta[0], centre)
    names = tuple(ram.eta[e] for e in latent)
    return names, np.asarray((means + scores) * ram.scale[p:][latent])


def _means(ram: Ram, beta: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """The means (f,) of latent variables with intercepts of 0 where means are not modelled: what reaches them
    from the observed ones, whose means are the sample's."""
    observed = np.array([name in ram.names for name in ram.eta])
    known = np.array([centre[ram.names.index(name)] for name in ram.eta if name in ram.names])
    inner = beta[np.ix_(~observed, ~observed)]
    return np.linalg.solve(np.eye(len(inner)) - inner, beta[np.ix_(~observed, observed)] @ known)


def _bartlett(lam: np.ndarray, cov: np.ndarray, gaps: np.ndarray, item: np.ndarray) -> np.ndarray:
    """Scores (n, f) about the factors' means, one pattern of gaps at a time."""
    out = np.full((len(gaps), lam.shape[1]), np.nan)
    seen, member = np.unique(~np.isnan(gaps), axis=0, return_inverse=True)
    for pattern, known in enumerate(seen):
        at = np.flatnonzero(known & item)
        reached = np.flatnonzero(lam[at].any(axis=0))
        own = lam[np.ix_(at, reached)]
        weighed = np.linalg.solve(cov[np.ix_(at, at)], own)
        core = own.T @ weighed
        if len(reached) and np.linalg.cond(core) < ILL:
            mine = np.flatnonzero(member.ravel() == pattern)
            out[np.ix_(mine, reached)] = gaps[np.ix_(mine, at)] @ weighed @ np.linalg.inv(core)
    return out
