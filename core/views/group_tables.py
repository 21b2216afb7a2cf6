"""What differs between groups, as sentences and tables: effects, and the ladder of invariance."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.analysis import Analysis
from core.inference.effect_table import EffectDifference
from core.invariance import Rung, Step
from core.views.effect_tables import KINDS
from core.views.hypothesis_tables import difference_cells, difference_numbers
from core.views.numbers import MISSING, decimal, interval, p_text, percent, unit
from core.views.reported import reported
from core.views.tables import Table, digits_for

# A fall of CFI that counts as a loss (Cheung & Rensvold, 2002).
LOSS = 0.01
# As many effects as a sentence bears.
MOST_TOLD = 3
# What each step holds equal, and what may be said once it holds.
STEPS = {
    "configural": ("the same paths, their values free", "the groups have the same structure"),
    "metric": ("loadings", "effects can be compared"),
    "scalar": ("loadings and intercepts", "means can be compared"),
    "strict": ("loadings, intercepts and residual variances", "scores can be compared"),
    "paths": ("loadings and the paths between constructs", "no difference of the paths is shown"),
}
ORDERED = {
    "scalar": ("loadings and thresholds", "effects and means can be compared"),
    "strict": ("loadings, thresholds and residual variances", "scores can be compared"),
    "paths": ("loadings, thresholds and the paths between constructs", "no difference of the paths is shown"),
}
OBSERVED = {"paths": ("the paths", "no difference of the paths is shown")}


def groups_answer(analysis: Analysis) -> str:
    """Which effects differ between the groups."""
    own = [d for d in analysis.differences if d.kind != "total" or _has_ways(analysis, d)]
    apart = [d for d in own if _excludes_zero(d)]
    level = percent(analysis.options.level)
    if not own:
        return "The model has no effects that could differ."
    if not apart:
        text = f"No effect is shown to differ: every {level} interval of a difference holds zero."
        return f"{text} That does not show that the effects are the same."
    told = "; ".join(_told(analysis, d) for d in apart[:MOST_TOLD])
    rest = f"; and {len(apart) - MOST_TOLD} more" if len(apart) > MOST_TOLD else ""
    chance = percent(1 - analysis.options.level)
    return f"{told}{rest}. Of {len(own)} differences {chance} would exclude zero by chance."


def _has_ways(analysis: Analysis, d: EffectDifference) -> bool:
    """True where a total effect is more than the one way it would go."""
    ways = ("direct", "indirect")
    return sum((e.x, e.y, e.group) == (d.x, d.y, d.first) and e.kind in ways for e in analysis.effects) > 1


def _excludes_zero(d: EffectDifference) -> bool:
    return d.ci_lower is not None and d.ci_upper is not None and (d.ci_lower > 0 or d.ci_upper < 0)


def _told(analysis: Analysis, d: EffectDifference) -> str:
    """An effect that differs: where it is higher, and by how much in raw units, on which that is judged."""
    assert d.ci_lower is not None
    assert d.ci_upper is not None
    higher, lower = (d.first, d.second) if d.est > 0 else (d.second, d.first)
    least, most = sorted(abs(end) for end in (d.ci_lower, d.ci_upper))
    digits = digits_for(d.se)
    way, where = " → ".join((d.x, *d.via, d.y)), analysis.groups[higher - 1]
    by = f"{decimal(abs(d.est), digits)} {interval(least, most, digits)}"
    return f"{way} ({KINDS[d.kind]}) is higher in {where} than in {analysis.groups[lower - 1]} by {by}"


def invariance_table(rungs: Sequence[Rung]) -> Table:
    """Every step of the ladder: how it fits, and the test against the step below."""
    columns = [
        "Step", "Held equal", "What the test says", "χ² (df)", "CFI", "RMSEA", "Against", "Δχ²", "Δdf", "p",
        "Correction", "ΔCFI",
    ]  # fmt: skip
    by_name = {rung.step.name: rung for rung in rungs}
    falls = [_fall(rung, by_name.get(rung.step.below)) for rung in rungs]
    cells = [
        [
            rung.step.name, _words(rung.step)[0], _says(rung, fall), *_fit(rung), rung.step.below or MISSING,
            *difference_cells(rung.test), unit(fall, 3, signed=True),
        ]
        for rung, fall in zip(rungs, falls, strict=True)
    ]  # fmt: skip
    numbers = [
        {
            "step": rung.step.name, "equal": ", ".join(rung.step.equal), "below": rung.step.below,
            **_measures(rung), **difference_numbers(rung.test), "cfi.diff": fall, "reason": rung.reason,
        }
        for rung, fall in zip(rungs, falls, strict=True)
    ]  # fmt: skip
    note = (
        "Each step holds more equal and is tested against the one it names (Meredith, 1993; Vandenberg & "
        "Lance, 2000). A small p says that the groups differ in what was added; in large samples look at CFI "
        "too, where a fall of .01 counts (Cheung & Rensvold, 2002). Effects of latent variables can be "
        "compared where the loadings are equal, their means where the intercepts are too."
    )
    text = pd.DataFrame(cells, columns=columns)
    title = "Is the same measured in every group, and are the paths the same?"
    return Table("invariance", title, text, pd.DataFrame(numbers), words=3, note=note)


def invariance_answer(rungs: Sequence[Rung]) -> str:
    """Which steps hold, and which do not."""
    held = [rung for rung in rungs if rung.test and not _rejected(rung)]
    lost = [rung for rung in rungs if rung.test and _rejected(rung)]
    parts = [f"No difference shown: {', '.join(map(_tested, held))}." if held else ""]
    parts += [f"The groups differ: {', '.join(map(_tested, lost))}." if lost else ""]
    parts += [f"The {rung.step.name} step: {rung.reason}" for rung in rungs if rung.reason]
    return " ".join(part for part in parts if part)


def _tested(rung: Rung) -> str:
    return f"{rung.step.name} ({p_text(rung.test.pvalue if rung.test else None)})"


def _rejected(rung: Rung) -> bool:
    return rung.test is not None and rung.test.pvalue is not None and rung.test.pvalue < 0.05


def _says(rung: Rung, fall: float | None) -> str:
    if rung.test is None:
        return rung.reason or "what the others are tested against"
    allowed = _words(rung.step)[1]
    if not _rejected(rung):
        return f"no worse, as far as can be seen: {allowed}"
    return "worse" if fall is None or fall <= -LOSS else "worse, though CFI hardly falls"


def _words(step: Step) -> tuple[str, str]:
    if step.name == "paths" and "loadings" not in step.equal:
        return OBSERVED["paths"]
    return (ORDERED if "thresholds" in step.equal else STEPS)[step.name]


def _fall(rung: Rung, below: Rung | None) -> float | None:
    after, before = (reported(one.found.fit, "cfi") if one and one.found else None for one in (rung, below))
    return None if after is None or before is None else after - before


def _fit(rung: Rung) -> list[str]:
    fit = rung.found.fit if rung.found else None
    if fit is None:
        return [MISSING] * 3
    chisq = f"{decimal(reported(fit, 'chisq'))} ({fit.df})"
    return [chisq, unit(reported(fit, "cfi"), 3), unit(reported(fit, "rmsea"), 3)]


def _measures(rung: Rung) -> dict[str, object]:
    fit = rung.found.fit if rung.found else None
    values = {index: reported(fit, index) for index in ("chisq", "pvalue", "cfi", "rmsea", "srmr", "bic")}
    return {**values, "df": fit.df if fit else None}
