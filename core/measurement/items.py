"""How single items hang together with the rest of their scale: formulas on numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.measurement.reliability import cronbach_alpha


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its `mean` and `sd`, its correlation `rest` with the sum of the other items (not with itself
    among them), and the `alpha` of the scale without it; None where there is none."""

    name: str
    mean: float
    sd: float
    rest: float | None
    alpha: float | None


def item_table(rows: np.ndarray, names: Sequence[str]) -> tuple[Item, ...]:
    """The items of complete `rows` (n, k) in the direction of the scale (divisor n − 1)."""
    cov = np.cov(rows, rowvar=False)
    return tuple(_item(cov, rows[:, i].mean(), name, i) for i, name in enumerate(names))


def _item(cov: np.ndarray, mean: float, name: str, i: int) -> Item:
    """r(xᵢ, Σⱼ≠ᵢ xⱼ) from the covariances (k, k), and α of the others."""
    others = np.arange(len(cov)) != i
    left = cov[np.ix_(others, others)]
    size = cov[i, i] * left.sum()
    rest = float(cov[i, others].sum() / np.sqrt(size)) if size > 0 else None
    alpha = cronbach_alpha(left) if len(left) > 1 and left.sum() > 0 else None
    return Item(name, float(mean), float(np.sqrt(cov[i, i])), rest, alpha)
