"""Each variable by itself: the categories of an ordered one, mean and variance of a numeric one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from core.errors import DataError

# The outer edges of the first and the last category: every density is exactly 0 and every Φ exactly 0 or 1.
FAR = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """Ordered variables: `codes` (n, v) count categories from 0, `sizes` (v,) are the numbers of categories,
    `onehot` (n, v, K) is 1 where the case is in the category.

    `edges` (v, K + 1) are −FAR, the thresholds, FAR; variables with fewer than K categories end in more FAR.
    """

    codes: np.ndarray
    sizes: np.ndarray
    onehot: np.ndarray
    edges: np.ndarray


def categories(rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """The distinct values, in order, of each column of `rows` (n, v); of all groups together."""
    return tuple(np.unique(column) for column in rows.T)


def ordered(rows: np.ndarray, names: Sequence[str], levels: Sequence[np.ndarray]) -> Ordered:
    """Codes and maximum likelihood thresholds Φ⁻¹(cumulative proportions) of complete `rows` (n, v).

    Raises DataError, naming variable and category, where no case is in a category.
    """
    most = max((len(values) for values in levels), default=1)
    codes = np.zeros(rows.shape, dtype=np.intp)
    edges = np.full((len(names), most + 1), FAR)
    edges[:, 0] = -FAR
    for at, (name, values) in enumerate(zip(names, levels, strict=True)):
        codes[:, at] = np.searchsorted(values, rows[:, at])
        counts = np.bincount(codes[:, at], minlength=len(values))
        _check(name, values, counts)
        edges[at, 1 : len(values)] = ndtri(counts.cumsum()[:-1] / counts.sum())
    sizes = np.array([len(values) for values in levels], dtype=np.intp)
    return Ordered(codes, sizes, (codes[:, :, None] == np.arange(most)).astype(float), edges)


def _check(name: str, values: np.ndarray, counts: np.ndarray) -> None:
    if len(values) < 2:
        text = (
            f"“{name}” has the same answer in every row, so it has no threshold; leave it out of the model."
        )
        raise DataError("ordinal_constant", text)
    empty = np.flatnonzero(counts == 0)
    if len(empty) == 0:
        return
    text = (
        f"No case has the value {values[empty[0]]:g} of the ordered variable “{name}” (cases in its "
        f"categories: {', '.join(str(count) for count in counts)}), so its threshold cannot be estimated. "
        "Join this category with a neighbour, or treat the variable as numeric."
    )
    raise DataError("ordinal_category", text)


@dataclass(frozen=True, slots=True, eq=False)
class Numeric:
    """Numeric variables: `mean` and `sd` (q,) with divisor n, and standardised values `z` (n, q)."""

    mean: np.ndarray
    sd: np.ndarray
    z: np.ndarray


def numeric(rows: np.ndarray, names: Sequence[str]) -> Numeric:
    """Mean, SD and standardised values of complete `rows` (n, q); raises DataError where one never varies."""
    mean, sd = rows.mean(axis=0), rows.std(axis=0)
    for name, column in zip(names, rows.T, strict=True):
        if np.ptp(column) == 0:
            text = f"“{name}” has the same value in every row that is analysed; leave it out of the model."
            raise DataError("constant", text)
    return Numeric(mean, sd, (rows - mean) / sd)
