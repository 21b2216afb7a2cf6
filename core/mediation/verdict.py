"""The mediation verdict: which kind of mediation the evidence supports, and the evidence itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.inference.difference import DifferenceTest
from core.inference.effects import Effect

# What a search leaves of an effect that a constraint sets to zero.
HELD = 1e-9


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

    `indirect` is the effect along this route, None where a part of it is off; `direct` None where that
    path is off, absent or held at zero, in which case `test` holds the χ² difference test of the direct path.
    `negligible` is True where the direct interval lies inside the bound. `agreement` is the share of
    bootstrap draws in which the indirect effect has the sign of the estimate. `reason` says why there is
    no verdict, or no route.
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


def excludes_zero(effect: Effect | None) -> bool:
    """True where the interval of an effect lies on one side of zero."""
    if effect is None or effect.ci_lower is None or effect.ci_upper is None:
        return False
    return effect.ci_lower > 0 or effect.ci_upper < 0


def kind_of(indirect: Effect | None, direct: Effect | None) -> VerdictKind:
    """The rule: which of the two intervals exclude zero, and whether the signs agree (Zhao, Lynch & Chen,
    2010); a direct path that is not in the model leaves full mediation an assumption."""
    if not excludes_zero(indirect) or indirect is None:
        return VerdictKind.DIRECT_ONLY if excludes_zero(direct) else VerdictKind.NONE
    if direct is None:
        return VerdictKind.FULL_BY_ASSUMPTION
    if not excludes_zero(direct):
        return VerdictKind.FULL
    same = (indirect.est > 0) == (direct.est > 0)
    return VerdictKind.PARTIAL if same else VerdictKind.INCONSISTENT


def held_at_zero(effect: Effect) -> bool:
    """True where a constraint keeps an effect at zero, which leaves it out of the model as well."""
    return not effect.se and abs(effect.std_all) < HELD


def is_negligible(direct: Effect | None, bound: float) -> bool:
    """True where the standardised interval of the direct effect lies inside ± `bound`."""
    if direct is None or direct.std_ci_lower is None or direct.std_ci_upper is None:
        return False
    return -bound < direct.std_ci_lower and direct.std_ci_upper < bound


def judge(
    x: str,
    y: str,
    via: tuple[str, ...],
    effects: tuple[Effect, ...],
    bound: float,
    test: DifferenceTest | None,
    agreement: float | None,
    trouble: str = "",
) -> Verdict:
    """The verdict on one route; `trouble` says why the fit may not carry one."""
    mine = [effect for effect in effects if (effect.x, effect.y) == (x, y)]
    indirect = next((e for e in mine if e.kind == "indirect" and e.via == via), None)
    direct = next((e for e in mine if e.kind == "direct" and not held_at_zero(e)), None)
    total = next((e for e in mine if e.kind == "total"), None)
    if trouble:
        return Verdict(x, y, via, VerdictKind.NO_VERDICT, indirect, direct, total, reason=trouble)
    reason = "" if indirect else "a path on this route is switched off, so nothing can go through it"
    kind = kind_of(indirect, direct)
    small = kind is VerdictKind.FULL and is_negligible(direct, bound)
    return Verdict(x, y, via, kind, indirect, direct, total, small, test, agreement, reason)
