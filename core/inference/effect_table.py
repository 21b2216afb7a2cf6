"""The effects of a plan with their standard errors and intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.inference.effects import Effect, EffectPlan, effect_values
from core.inference.measured import Uncertainty, measure, z_test


@dataclass(frozen=True, slots=True, eq=False)
class EffectTable:
    """The `effects` of one group, in the order of the plan, and their values at the bootstrap draws (B,
    q)."""

    effects: tuple[Effect, ...]
    drawn: np.ndarray | None

    def agreement(self, x: str, y: str, via: tuple[str, ...]) -> float | None:
        """Share of bootstrap draws in which this indirect effect has the sign of its estimate."""
        if self.drawn is None:
            return None
        for q, effect in enumerate(self.effects):
            if (effect.x, effect.y, effect.kind, effect.via) == (x, y, "indirect", via):
                return float(np.mean(np.sign(self.drawn[:, q]) == np.sign(effect.est)))
        return None


def effect_table(plan: EffectPlan, known: Uncertainty) -> EffectTable:
    """All effects of a plan, raw and standardised, measured in one go."""

    def both(theta: np.ndarray) -> np.ndarray:
        return np.concatenate(effect_values(plan, known.fit, theta), axis=1)

    count = len(plan.items)
    if not count:
        return EffectTable((), None)
    drawn = None if known.draws is None else both(known.draws)
    found = measure(known, both, drawn)
    z, p = z_test(found.est, found.se)
    effects = []
    for q, item in enumerate(plan.items):
        s = q + count
        effects.append(
            Effect(
                item.x,
                item.y,
                item.kind,
                item.via,
                float(found.est[q]),
                _known(found.se[q]),
                _known(z[q]),
                _known(p[q]),
                _known(found.low[q]),
                _known(found.high[q]),
                float(found.est[s]),
                _known(found.se[s]),
                _known(found.low[s]),
                _known(found.high[s]),
                found.method,
                plan.group,
            )
        )
    by_bootstrap = known.method in ("percentile", "bc", "bca")
    return EffectTable(tuple(effects), drawn[:, :count] if drawn is not None and by_bootstrap else None)


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
