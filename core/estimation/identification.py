"""Can the data tell the parameters apart? Counted before, and by the rank of the information."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.estimation.ram import Ram, parameter_index
from core.model.partable import ParTable
from core.notices import Notice

# Smallest eigenvalue of the information scaled to unit diagonal that still counts as full rank: a cold fit is
# exact to about 1e-12, and near-collinear but identified models stay above 1e-7.
RANK_TOLERANCE = 1e-9


def sample_size_of_moments(rams: Sequence[Ram]) -> int:
    """How many sample moments the model has to explain; those of fixed exogenous variables are given, and
    ordered variables have thresholds in the place of a mean and a variance."""
    total = 0
    for ram in rams:
        p = len(ram.names)
        if ram.cuts is not None:
            total += int(ram.cuts.counts.sum()) - 2 * len(ram.cuts.at)
        total += p * (p + 1) // 2 + (p if ram.means or ram.cuts else 0) - len(ram.sampled)
    return total


def null_parameters(info: np.ndarray, free: np.ndarray | None = None) -> np.ndarray:
    """Which parameters (k,) take part in a direction along which the information (k, k) is zero; only the
    directions that `free` (k, d) spans are asked about, where it is given."""
    if not np.isfinite(info).all():
        return np.ones(len(info), dtype=bool)
    size = np.sqrt(np.maximum(np.diag(info), 0))
    flat = np.asarray(size == 0)
    size = np.where(flat, 1.0, size)
    unit: np.ndarray = info / np.outer(size, size)
    if free is not None:
        basis = np.linalg.qr(size[:, None] * free)[0]
        values, vectors = np.linalg.eigh(basis.T @ unit @ basis)
        return _involved(basis @ vectors[:, values < RANK_TOLERANCE])
    if not flat.any() and _surely_regular(unit):
        return np.asarray(flat)
    values, vectors = np.linalg.eigh(unit)
    return np.asarray(flat | _involved(vectors[:, values < RANK_TOLERANCE]))


def _involved(directions: np.ndarray) -> np.ndarray:
    """The parameters (k,) that have a part in any of the directions (k, d)."""
    return np.asarray(np.linalg.norm(directions, axis=1) > 0.05)


def _surely_regular(unit: np.ndarray) -> bool:
    """True where all eigenvalues exceed the tolerance by far: none is below the inverse of tr(I⁻¹), which
    rounding makes negative where one is zero."""
    try:
        np.linalg.cholesky(unit)
        room = np.trace(np.linalg.inv(unit))
    except np.linalg.LinAlgError:
        return False
    return bool(0 < room < 1e-3 / RANK_TOLERANCE)


def names_of(table: ParTable, which: np.ndarray) -> tuple[str, ...]:
    """The rows of the table behind the parameters marked in `which` (k,), as the user would write them."""
    index = parameter_index(table)
    several = any(row.group > 1 for row in table.rows)
    return tuple(
        f"{row.lhs} {row.op} {row.rhs}".strip() + (f" (group {row.group})" if several else "")
        for row in table.rows
        if row.key in index and which[index[row.key]]
    )


def too_many(npar: int, moments: int) -> Notice:
    """The counting rule failed."""
    text = (
        f"Not identified: the model has {npar} free parameters, but the data give only {moments} variances "
        f"and covariances to estimate them from (df = {moments - npar}). "
        "Switch paths off, fix values or add indicators."
    )
    return Notice("df_negative", text, "error")


def unidentified(names: tuple[str, ...]) -> Notice:
    """The rank condition failed for these parameters."""
    shown = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
    text = (
        f"Not identified: the data cannot tell these parameters apart: {shown}. "
        "Switch one of them off, fix it to a value, or make two of them equal."
    )
    return Notice("rank_deficient", text, "error")
