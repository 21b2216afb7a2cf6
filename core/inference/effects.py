"""Direct, specific indirect, total indirect and total effects between the variables of the structural model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EffectKind = Literal["direct", "indirect", "total_indirect", "total"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of `x` on `y`; `via` names the variables between them on the route of a specific indirect one.

    `se`, `z` and `pvalue` are by the delta method (Sobel, 1982) unless `method` is a bootstrap; `ci_*` are by
    `method`. The `std_*` fields are the same in units of standard deviations.
    """

    x: str
    y: str
    kind: EffectKind
    via: tuple[str, ...]
    est: float
    se: float | None
    z: float | None
    pvalue: float | None
    ci_lower: float | None
    ci_upper: float | None
    std_all: float
    std_se: float | None
    std_ci_lower: float | None
    std_ci_upper: float | None
    method: str
    group: int = 1
