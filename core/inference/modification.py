"""Modification indices: how far χ² would fall, about, if one more parameter were free."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from core.estimation.fit import Fit
from core.estimation.likelihood import mean_weights
from core.estimation.ram import Ram
from core.model.partable import Op, ParRow, ParTable


@dataclass(frozen=True, slots=True)
class ModificationIndex:
    """One parameter that is fixed or not in the table: `mi` the expected fall of χ², `epc` its expected
    value."""

    lhs: str
    op: Op
    rhs: str
    mi: float
    epc: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A parameter that could be free, with the columns of the basis [I | paths | cross | Σ] it moves Σ
    along."""

    row: ParRow
    u: int
    v: int
    half: bool
    unit: float


def modification_indices(table: ParTable, fit: Fit, scale: int) -> tuple[ModificationIndex, ...]:
    """Score tests of everything that is fixed or absent (Sörbom, 1989), largest first (one group).

    `scale` is what F is multiplied by to give χ².
    """
    ram, way, sample = fit.problem.rams[0], fit.problem.ways[0], fit.samples[0]
    found = _candidates(table, ram)
    if not found:
        return ()
    implied = fit.implied[0]
    inverse = np.linalg.inv(implied.cov[0])
    basis = np.concatenate([np.eye(len(inverse)), implied.paths[0], implied.cross[0], implied.cov[0]], axis=1)
    metric = basis.T @ inverse @ basis
    gap = sample.mean[0] - implied.mean[0]
    about = sample.cov[0] + np.outer(gap, gap) if ram.means else sample.cov[0]
    force = basis.T @ (inverse - inverse @ about @ inverse) @ basis
    u, v = (np.array([getattr(c, side) for c in found], dtype=np.intp) for side in "uv")
    c = np.where([candidate.half for candidate in found], 0.5, 1.0)
    slope = 2 * c * force[u, v]

    def cross(u1: np.ndarray, v1: np.ndarray, u2: np.ndarray, v2: np.ndarray) -> np.ndarray:
        first = metric[u1[:, None], u2] * metric[v1[:, None], v2]
        return np.asarray(first + metric[u1[:, None], v2] * metric[v1[:, None], u2])

    own = c**2 * (metric[u, u] * metric[v, v] + metric[u, v] ** 2)
    shared = np.outer(c, way.c) * cross(u, v, way.u, way.v)
    if ram.means:
        mean_part = _mean_part(ram, found, implied.eta_mean[0], implied.mean[0])
        pull = basis.T @ inverse @ gap
        slope = slope - 2 * mean_part * pull[u]
        own = own + mean_part**2 * metric[u, u]
        shared = shared + np.outer(mean_part, mean_weights(implied, way)[0]) * metric[u[:, None], way.u]
    onto = np.zeros((len(ram.param), fit.problem.npar))
    np.add.at(onto, (np.arange(len(ram.param)), ram.param), ram.weight)
    shared = shared @ onto
    for i, block in _exogenous(found, basis, ram, c):
        turned = inverse @ block @ inverse
        own[i] = 0.5 * np.einsum("ij,ij->", turned, block)
        shared[i] = (way.c * np.einsum("if,ij,jf->f", basis[:, way.u], turned, basis[:, way.v])) @ onto
    spare = own - np.einsum("ck,kl,cl->c", shared, np.linalg.inv(fit.info), shared)
    out = [
        ModificationIndex(
            candidate.row.lhs,
            candidate.row.op,
            candidate.row.rhs,
            float(scale * (s / 2) ** 2 / room),
            float(-s / 2 / room * candidate.unit),
        )
        for candidate, s, room, whole in zip(found, slope, spare, own, strict=True)
        if room > 1e-8 * whole
    ]
    return tuple(sorted(out, key=lambda index: -index.mi))


def _exogenous(
    found: list[_Candidate], basis: np.ndarray, ram: Ram, c: np.ndarray
) -> list[tuple[int, np.ndarray]]:
    """dΣ (p, p) of the candidates that would make a fixed exogenous variable depend on something.

    The moments of fixed exogenous variables among themselves carry no information on a parameter, so that
    block of dΣ counts as zero.
    """
    given = sorted({a for a, _ in ram.moment})
    names = {ram.names[a] for a in given}
    out = []
    for i, candidate in enumerate(found):
        if candidate.row.op == "~" and candidate.row.lhs in names:
            half = c[i] * np.outer(basis[:, candidate.u], basis[:, candidate.v])
            block = half + half.T
            block[np.ix_(given, given)] = 0.0
            out.append((i, block))
    return out


def _mean_part(ram: Ram, found: list[_Candidate], eta_mean: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """How far each candidate moves the means along its u: the mean of its cause."""
    weights = np.concatenate([np.zeros(len(ram.names) + len(ram.eta)), eta_mean, mean])
    return np.asarray(weights[[candidate.v for candidate in found]])


def _candidates(table: ParTable, ram: Ram) -> list[_Candidate]:
    """Rows that are fixed, and those that lavaan would add: loadings, covariances, regressions."""
    present = {row.key: row for row in table.rows}
    fixed = [row for row in table.rows if not row.estimated and not row.exo and row.op in ("=~", "~", "~~")]
    absent = [row for row in _absent(table, ram) if row.key not in present]
    return [_candidate(row, ram) for row in [*fixed, *absent]]


def _absent(table: ParTable, ram: Ram) -> list[ParRow]:
    latent = [name for name in ram.eta if name not in ram.names]
    indicators = dict.fromkeys(row.rhs for row in table.rows if row.op == "=~")
    given = {row.lhs for row in table.rows if row.exo}
    rows = [ParRow(f, "=~", name) for f in latent for name in indicators if name in ram.names]
    observed = [name for name in ram.names if name not in given]
    rows += [ParRow(a, "~~", b) for a, b in combinations(observed, 2)]
    rows += [ParRow(a, "~~", b) for a, b in combinations(latent, 2)]
    structural = dict.fromkeys(name for row in table.rows if row.op == "~" for name in (row.lhs, row.rhs))
    rows += [ParRow(y, "~", x) for y, x in permutations(structural, 2)]
    return rows


def _candidate(row: ParRow, ram: Ram) -> _Candidate:
    p, m = len(ram.names), len(ram.eta)
    n = {name: i for i, name in enumerate(ram.names)}
    e = {name: i for i, name in enumerate(ram.eta)}

    def end(name: str) -> int:
        return p + e[name] if name in e else n[name]

    if row.op == "~~":
        sides = end(row.lhs), end(row.rhs)
        unit = _scale(row.lhs, ram) * _scale(row.rhs, ram)
        return _Candidate(row, *sides, row.lhs == row.rhs, unit)
    effect, cause = (row.rhs, row.lhs) if row.op == "=~" else (row.lhs, row.rhs)
    v = p + m + e[cause] if cause in e else p + 2 * m + n[cause]
    return _Candidate(row, end(effect), v, False, _scale(effect, ram) / _scale(cause, ram))


def _scale(name: str, ram: Ram) -> float:
    if name in ram.eta:
        return float(ram.scale[len(ram.names) + ram.eta.index(name)])
    return float(ram.scale[ram.names.index(name)])
