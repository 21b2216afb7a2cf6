"""Modification indices: how far χ² would fall, about, if one more parameter were free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from core.estimation.discrepancy import Discrepancy
from core.estimation.fiml import FimlSample
from core.estimation.fit import Fit
from core.estimation.implied import Directions, Implied
from core.estimation.least_squares import Squares
from core.estimation.likelihood import cells_onto_parameters, mean_weights, points
from core.estimation.missing.likelihood import blocks
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


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """Score tests in the making: `slope` of F along each candidate (c,), its `own` information (c,), and
    that shared with the free parameters (c, k)."""

    slope: np.ndarray
    own: np.ndarray
    shared: np.ndarray


def modification_indices(table: ParTable, fit: Fit, scale: float) -> tuple[ModificationIndex, ...]:
    """Score tests of everything that is fixed or absent (Sörbom, 1989), largest first (one group).

    `scale` is what F is multiplied by to give a score test.
    """
    ram, sample = fit.problem.rams[0], fit.samples[0]
    found = _candidates(table, ram)
    if not found:
        return ()
    implied = fit.implied[0]
    make = _least_squares_terms if isinstance(sample, Squares) else _normal_terms
    terms = make(fit, found, implied)
    spare = terms.own - np.einsum("ck,kl,cl->c", terms.shared, np.linalg.inv(fit.info), terms.shared)
    out = [
        ModificationIndex(
            candidate.row.lhs,
            candidate.row.op,
            candidate.row.rhs,
            float(scale * (slope / 2) ** 2 / room),
            float(-slope / 2 / room * candidate.unit),
        )
        for candidate, slope, room, whole in zip(found, terms.slope, spare, terms.own, strict=True)
        if room > 1e-8 * whole
    ]
    return tuple(sorted(out, key=lambda index: -index.mi))


def _basis(implied: Implied) -> np.ndarray:
    """[I | paths | cross | Σ] (p, 2p + 2m), of which each candidate uses two columns."""
    identity = np.eye(implied.cov.shape[-1])
    return np.concatenate([identity, implied.paths[0], implied.cross[0], implied.cov[0]], axis=1)


def _columns(found: list[_Candidate]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """u, v and c of the candidates (c,)."""
    u, v = (np.array([getattr(x, side) for x in found], dtype=np.intp) for side in "uv")
    return u, v, np.where([x.half for x in found], 0.5, 1.0)


def _normal_terms(fit: Fit, found: list[_Candidate], implied: Implied) -> _Terms:
    ram, sample = fit.problem.rams[0], fit.samples[0]
    basis = _basis(implied)
    pushes = sample.pushes(ram, points(fit.problem, fit.theta[None], fit.samples)[0])
    u, v, c = _columns(found)
    slope = 2 * c * (basis.T @ pushes.on_theta[0] @ basis)[u, v]
    if pushes.pull is not None:
        mean_part = _mean_part(ram, found, implied.eta_mean[0], implied.mean[0])
        slope = slope - 2 * mean_part * (basis.T @ pushes.pull[0])[u]
    own, shared = np.zeros(len(found)), np.zeros((len(found), len(ram.param)))
    for share, inverse in _inverses(sample, implied):
        own_part, shared_part = _normal_information(fit, found, implied, inverse)
        own += share * own_part
        shared += share * shared_part
    return _Terms(slope, own, shared @ cells_onto_parameters(ram))


def _inverses(sample: Discrepancy, implied: Implied) -> Iterator[tuple[float, np.ndarray]]:
    """Σ⁻¹ of each pattern of gaps with its share of the rows; rows without gaps are one pattern."""
    if not isinstance(sample, FimlSample):
        yield 1.0, np.linalg.inv(implied.cov[0])
        return
    for block in blocks(sample.gaps, implied.cov, implied.mean):
        yield from zip(sample.gaps.share[0, block.at].tolist(), block.inverse[0], strict=True)


def _normal_information(
    fit: Fit, found: list[_Candidate], implied: Implied, inverse: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What one case of a pattern tells of the candidates (c,), and of them with the free cells (c, f)."""
    ram, way, basis = fit.problem.rams[0], fit.problem.ways[0], _basis(implied)
    metric = basis.T @ inverse @ basis
    u, v, c = _columns(found)
    own = c**2 * (metric[u, u] * metric[v, v] + metric[u, v] ** 2)
    crossed = metric[u[:, None], way.u] * metric[v[:, None], way.v]
    crossed += metric[u[:, None], way.v] * metric[v[:, None], way.u]
    shared = np.outer(c, way.c) * crossed
    if ram.means:
        mean_part = _mean_part(ram, found, implied.eta_mean[0], implied.mean[0])
        own = own + mean_part**2 * metric[u, u]
        shared = shared + np.outer(mean_part, mean_weights(implied, way)[0]) * metric[u[:, None], way.u]
    for i, block in _exogenous(found, basis, ram, c):
        turned = inverse @ block @ inverse
        own[i] = 0.5 * np.einsum("ij,ij->", turned, block)
        shared[i] = way.c * np.einsum("if,ij,jf->f", basis[:, way.u], turned, basis[:, way.v])
    return own, shared


def _least_squares_terms(fit: Fit, found: list[_Candidate], implied: Implied) -> _Terms:
    ram, way, sample = fit.problem.rams[0], fit.problem.ways[0], fit.samples[0]
    assert isinstance(sample, Squares)
    u, v, c = _columns(found)
    # Beyond [I | paths], v is a cause, whose mean the candidate passes on.
    mean_of = np.maximum(v - len(ram.names) - len(ram.eta) + 2, 0)
    mean_of[mean_of == 1] = 0
    nowhere = np.full((len(found), 3), -1)
    delta = sample.jacobian(ram, Directions(u, v, c, mean_of, nowhere), implied)[0]
    weighed = delta.T @ sample.weight[0]
    free = sample.jacobian(ram, way, implied)[0] @ cells_onto_parameters(ram)
    slope = -2 * weighed @ sample.residual(implied)[0]
    return _Terms(slope, np.einsum("cq,qc->c", weighed, delta), weighed @ free)


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
