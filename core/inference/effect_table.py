"""The effects of every group, and how they differ between groups, with standard errors and intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from core.inference.effects import Effect, EffectPlan, Item, MeasuredEffect, effect_values
from core.inference.measured import Measured, Uncertainty, measure, z_test


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDifference(MeasuredEffect):
    """An effect in group `first` minus the same effect in group `second`."""

    first: int
    second: int


@dataclass(frozen=True, slots=True, eq=False)
class EffectTable:
    """The `effects` in the order of the plans, their values at the bootstrap draws (B, q), and the
    `differences` of each effect between groups."""

    effects: tuple[Effect, ...]
    drawn: np.ndarray | None
    differences: tuple[EffectDifference, ...] = ()

    def agreement(self, x: str, y: str, via: tuple[str, ...], group: int = 1) -> float | None:
        """Share of bootstrap draws in which this indirect effect has the sign of its estimate."""
        if self.drawn is None:
            return None
        for q, effect in enumerate(self.effects):
            if (effect.x, effect.y, effect.kind, effect.via, effect.group) == (x, y, "indirect", via, group):
                return float(np.mean(np.sign(self.drawn[:, q]) == np.sign(effect.est)))
        return None


def effect_table(plans: Sequence[EffectPlan], known: Uncertainty) -> EffectTable:
    """All effects of the groups' plans and their differences, raw and standardised, measured in one go."""
    items = [(plan.group, item) for plan in plans for item in plan.items]
    if not items:
        return EffectTable((), None)
    first, second = _same_in_other_groups(items)

    def both(theta: np.ndarray) -> np.ndarray:
        found = [effect_values(plan, known.fit, theta) for plan in plans]
        raw, std = (np.concatenate(parts, axis=1) for parts in zip(*found, strict=True))
        apart = [values[:, first] - values[:, second] for values in (raw, std)]
        return np.concatenate([raw, apart[0], std, apart[1]], axis=1)

    drawn = None if known.draws is None else both(known.draws)
    found = measure(known, both, drawn)
    z, p = z_test(found.est, found.se, found.df)
    count, offset = len(items), len(items) + len(first)

    def numbers(q: int) -> dict[str, Any]:
        return _numbers(found, z, p, q, q + offset)

    effects = tuple(
        Effect(item.x, item.y, item.kind, item.via, **numbers(q), method=found.method, group=group)
        for q, (group, item) in enumerate(items)
    )
    differences = []
    for d, (i, j) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        (group, item), other = items[i], items[j][0]
        about = item.x, item.y, item.kind, item.via
        difference = EffectDifference(
            *about, **numbers(count + d), method=found.method, first=group, second=other
        )
        differences.append(difference)
    by_bootstrap = known.method in ("percentile", "bc", "bca")
    kept = drawn[:, :count] if drawn is not None and by_bootstrap else None
    return EffectTable(effects, kept, tuple(differences))


def _same_in_other_groups(items: Sequence[tuple[int, Item]]) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of one effect in two groups, by their places among the `items`: two arrays (d,)."""
    places: dict[tuple[str, str, str, tuple[str, ...]], list[int]] = {}
    for q, (_, item) in enumerate(items):
        places.setdefault((item.x, item.y, item.kind, item.via), []).append(q)
    found = [pair for own in places.values() for pair in combinations(own, 2)]
    pairs = np.array(found, dtype=np.intp).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _numbers(found: Measured, z: np.ndarray, p: np.ndarray, q: int, s: int) -> dict[str, Any]:
    """The raw numbers at `q` and the standardised ones at `s`, by the names of an effect's fields."""
    return {
        "est": float(found.est[q]),
        "se": _known(found.se[q]),
        "z": _known(z[q]),
        "pvalue": _known(p[q]),
        "ci_lower": _known(found.low[q]),
        "ci_upper": _known(found.high[q]),
        "std_all": float(found.est[s]),
        "std_se": _known(found.se[s]),
        "std_ci_lower": _known(found.low[s]),
        "std_ci_upper": _known(found.high[s]),
    }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
