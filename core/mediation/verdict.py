"""The mediation verdict: which kind of mediation the evidence supports, and the evidence itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.inference.difference import DifferenceTest
from core.inference.effects import Effect


class VerdictKind(Enum):
    """Kinds of mediation: Baron & Kenny's (1986) word, then Zhao, Lynch & Chen's (2010)."""

    PARTIAL = ("partial mediation", "complementary")
    INCONSISTENT = ("inconsistent mediation", "competitive (suppression)")
    FULL = ("full mediation", "indirect-only")
    FULL_BY_ASSUMPTION = ("full mediation by assumption", "direct path left out")
    DIRECT_ONLY = ("no mediation, direct effect only", "direct-only")
    NONE = ("no effect detected", "no-effect")
    NO_VERDICT = ("no verdict", "fit not trustworthy")

    @property
    def words(self) -> str:
        """Baron & Kenny's word."""
        return str(self.value[0])

    @property
    def modern_words(self) -> str:
        """Zhao, Lynch & Chen's word."""
        return str(self.value[1])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence says of `x` → `via` → `y`.

    `indirect` is the effect along this route, `direct` None where that path is off or absent, in which case
    `test` holds the χ² difference test of the direct path. `negligible` is True where the direct interval
    lies inside the bound. `agreement` is the share of bootstrap draws that give the same kind, where drawn.
    """

    x: str
    y: str
    via: tuple[str, ...]
    kind: VerdictKind
    indirect: Effect | None
    direct: Effect | None
    total: Effect | None
    negligible: bool = False
    test: DifferenceTest | None = None
    agreement: float | None = None
    reason: str = ""
    group: int = 1
