"""Plain language for what the numbers say: the verdict, and what a change did."""

from __future__ import annotations

from dataclasses import dataclass

from core.analysis import Analysis
from core.inference.difference import DifferenceTest
from core.inference.effects import Effect
from core.inference.measured import monte_carlo_draws
from core.mediation.verdict import Verdict, VerdictKind
from core.views.numbers import Units, decimal, interval, p_text, percent, unit, whole

SYMBOLS = {
    VerdictKind.PARTIAL: "◐",
    VerdictKind.INCONSISTENT: "⇅",
    VerdictKind.FULL: "●",
    VerdictKind.FULL_BY_ASSUMPTION: "◉",
    VerdictKind.DIRECT_ONLY: "→",
    VerdictKind.NONE: "○",
    VerdictKind.NO_VERDICT: "?",
}
RULES = {
    VerdictKind.PARTIAL: "The intervals of the indirect and of the direct effect both exclude zero, "
    "with the same sign.",
    VerdictKind.INCONSISTENT: "The intervals of the indirect and of the direct effect both exclude zero, "
    "with opposite signs.",
    VerdictKind.FULL: "The interval of the indirect effect excludes zero; that of the direct effect "
    "includes zero.",
    VerdictKind.FULL_BY_ASSUMPTION: "The direct path is switched off, so the model itself says that nothing "
    "goes directly. The χ² difference test of that path says what this assumption costs.",
    VerdictKind.DIRECT_ONLY: "The interval of the direct effect excludes zero; that of the indirect effect "
    "includes zero.",
    VerdictKind.NONE: "No interval of these effects excludes zero.",
    VerdictKind.NO_VERDICT: "A verdict needs a model that was fitted without trouble.",
}
SOURCES = (
    "Judged on the intervals of the raw effects. Words: Baron & Kenny (1986), beside them Zhao, "
    "Lynch & Chen (2010). The effects are those that the model assumes: the data alone do not show what "
    "causes what."
)
METHODS = {
    "delta": "delta method (Sobel, 1982)",
    "monte_carlo": "Monte Carlo",
    "percentile": "bootstrap, percentile",
    "bc": "bootstrap, bias-corrected",
    "bca": "bootstrap, BCa",
}
SIMULATED = "Simulated data: made by a program to show the pattern of a study; no participant’s data."
NOT_ZERO = "which does not show that it is zero"


@dataclass(frozen=True, slots=True)
class Card:
    """One verdict as it is told: heading, modern word, one sentence, the numbers, the rule behind it."""

    id: str
    symbol: str
    title: str
    modern: str
    sentence: str
    evidence: str
    rule: str
    trusted: bool


def card(verdict: Verdict, analysis: Analysis, units: Units) -> Card:
    """The card of one verdict; the route is named in the heading where an outcome has more than one."""
    beside = [other for other in analysis.verdicts if other.group == verdict.group]
    several = sum(other.y == verdict.y for other in beside) > 1
    route = f" ({verdict.x} via {_chain(verdict.via)})" if several else ""
    modern = verdict.kind.modern_words
    if verdict.kind is VerdictKind.FULL and verdict.negligible:
        modern += ", direct effect negligible"
    return Card(
        id="/".join((verdict.x, *verdict.via, verdict.y)),
        symbol=SYMBOLS[verdict.kind],
        title=f"{verdict.y}{route}: {verdict.kind.words}",
        modern=modern,
        sentence=verdict_sentence(verdict, analysis.options.negligible),
        evidence=evidence(verdict, analysis, units),
        rule=f"{RULES[verdict.kind]} {SOURCES}",
        trusted=verdict.kind is not VerdictKind.NO_VERDICT,
    )


def verdict_sentence(verdict: Verdict, negligible: float) -> str:
    """One plain sentence; what was not detected is never said to be absent."""
    x, y, via = verdict.x, verdict.y, _chain(verdict.via)
    match verdict.kind:
        case VerdictKind.PARTIAL:
            return f"{x} reaches {y} both through {via} and directly{_share(verdict, via)}."
        case VerdictKind.INCONSISTENT:
            return (
                f"The effects of {x} on {y} through {via} and directly have opposite signs and partly cancel."
            )
        case VerdictKind.FULL if verdict.negligible:
            bound = unit(negligible)
            return f"{x} reaches {y} through {via}; the direct effect is negligible (within ±{bound})."
        case VerdictKind.FULL:
            return f"{x} reaches {y} through {via}; a direct effect was not detected, {NOT_ZERO}."
        case VerdictKind.FULL_BY_ASSUMPTION:
            return f"With its direct path off, {x} reaches {y} only through {via}; {_cost(verdict)}."
        case VerdictKind.DIRECT_ONLY if verdict.indirect is None:
            return f"{x} reaches {y} directly; {verdict.reason}."
        case VerdictKind.DIRECT_ONLY:
            return f"{x} reaches {y} directly; an effect through {via} was not detected, {NOT_ZERO}."
        case VerdictKind.NONE if verdict.indirect is None:
            return f"No effect of {x} on {y} was detected: {verdict.reason}."
        case VerdictKind.NONE:
            direct = "or directly" if verdict.direct else "(the direct path is off)"
            return f"No effect of {x} on {y} was detected through {via} {direct}, {NOT_ZERO}."
        case VerdictKind.NO_VERDICT:
            return verdict.reason or "The fit cannot be trusted, so no verdict is given."


def _share(verdict: Verdict, via: str) -> str:
    """How much of the total goes through the mediator, where that share means something."""
    if verdict.indirect is None or verdict.total is None or not verdict.total.est:
        return ""
    share = verdict.indirect.est / verdict.total.est
    if not 0 < share < 1:
        return ""
    words = (
        "a small part",
        "about a quarter",
        "about a third",
        "about half",
        "about two thirds",
        "about three quarters",
    )
    bounds = (0.18, 0.29, 0.42, 0.58, 0.71, 0.82)
    word = next((w for w, bound in zip(words, bounds, strict=True) if share < bound), "most")
    return f"; {word} ({share * 100:.0f} %) of the effect goes through {via}"


def _cost(verdict: Verdict) -> str:
    if verdict.test is None or verdict.test.pvalue is None:
        return "what this assumption costs could not be tested"
    if verdict.test.pvalue < 0.05:
        return "but the model fits worse for it, so this is not supported"
    return "leaving it out costs no detectable fit"


def evidence(verdict: Verdict, analysis: Analysis, units: Units) -> str:
    """The numbers that a verdict rests on, with their intervals and how these were made."""
    via = _chain(verdict.via)
    parts = []
    if verdict.indirect is not None:
        parts.append(f"through {via} {effect_text(verdict.indirect, units)}")
    if verdict.direct is not None:
        parts.append(f"direct {effect_text(verdict.direct, units)}")
    if verdict.test is not None:
        parts.append(f"test of the direct path: {difference_text(verdict.test)}")
    if verdict.agreement is not None:
        parts.append(f"same sign in {_percent(verdict.agreement)} draws")
    if verdict.indirect is not None and verdict.kind is not VerdictKind.NO_VERDICT:
        parts.append(method_text(verdict.indirect.method, analysis))
    return " · ".join(parts)


def _percent(share: float) -> str:
    """A share in percent that says 100 only where it is all."""
    return "all" if share == 1 else f"{min(share * 100, 99.9):.1f} % of"


def method_text(method: str, analysis: Analysis) -> str:
    """How an interval was made: 95 % bootstrap, percentile, 5,000 draws."""
    count = len(analysis.draws.theta) if analysis.draws else monte_carlo_draws(analysis.options)
    draws = f", {whole(count)} draws" if method != "delta" else ""
    return f"{percent(analysis.options.level)} {METHODS.get(method, method)}{draws}"


def effect_text(effect: Effect, units: Units) -> str:
    """An effect and its interval: .29 [.17, .41]."""
    if units == "standardised":
        return f"{unit(effect.std_all)} {interval(effect.std_ci_lower, effect.std_ci_upper, bounded=True)}"
    return f"{decimal(effect.est)} {interval(effect.ci_lower, effect.ci_upper)}"


def difference_text(test: DifferenceTest) -> str:
    """A χ² difference test in APA style: Δχ²(1) = 0.06, p = .806."""
    return f"Δχ²({test.df}) = {decimal(test.chisq)}, {p_text(test.pvalue)}"


def _chain(via: tuple[str, ...]) -> str:
    return " and then ".join(via)
