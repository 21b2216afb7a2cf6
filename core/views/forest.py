"""The effects of a mediation model side by side: the rows of the forest plot, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.analysis import Analysis
from core.inference.effects import Effect
from core.model.routes import routes
from core.views.numbers import Units, decimal, interval, unit

RowKind = Literal["direct", "indirect", "total_indirect", "total"]
NAMES = {"direct": "direct", "total_indirect": "all indirect", "total": "total"}


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One effect of `x` on `y` as it is drawn; `off` where a path on its route is switched off."""

    x: str
    y: str
    kind: RowKind
    via: tuple[str, ...]
    est: float
    lower: float | None
    upper: float | None
    off: bool = False

    @property
    def name(self) -> str:
        """What the row is called: direct, via Engagement, all indirect, total."""
        return NAMES.get(self.kind) or "via " + " → ".join(self.via)

    @property
    def excludes_zero(self) -> bool:
        """True where there is an interval and 0 lies outside it."""
        return self.lower is not None and self.upper is not None and (self.lower > 0 or self.upper < 0)


def forest_rows(analysis: Analysis, units: Units = "standardised") -> tuple[ForestRow, ...]:
    """For each cause and final outcome its direct effect, each indirect one, and the total.

    The rows follow the table and not what is on, so that nothing moves when a path goes. Empty where the
    outcome of the fit is not readable.
    """
    if not analysis.effects:
        return ()
    return tuple(row for x, y in _ends(analysis) for row in _block(analysis, x, y, units))


def _ends(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """The pairs that mediation is about: from where nothing points to, to where nothing leaves."""
    paths = [row for row in analysis.table.rows if row.op == "~"]
    caused = dict.fromkeys(row.lhs for row in paths)
    causes = dict.fromkeys(row.rhs for row in paths)
    pairs = [(x, y) for x in causes if x not in caused for y in caused if y not in causes]
    return tuple(pair for pair in pairs if any(_all_routes(analysis, *pair)))


def _all_routes(analysis: Analysis, x: str, y: str) -> tuple[tuple[str, ...], ...]:
    return routes(analysis.table, x, y, include_off=True)


def _block(analysis: Analysis, x: str, y: str, units: Units) -> list[ForestRow]:
    found = {(e.kind, e.via): e for e in analysis.effects if (e.x, e.y) == (x, y) and e.group == 1}
    ways = sorted(_all_routes(analysis, x, y), key=len)
    live = set(routes(analysis.table, x, y))
    rows = []
    for via in ways:
        kind: RowKind = "indirect" if via else "direct"
        rows.append(_row(x, y, kind, via, found.get((kind, via)), units, off=via not in live))
    if sum(1 for via in ways if via) > 1 or ("total_indirect", ()) in found:
        rows.append(_row(x, y, "total_indirect", (), found.get(("total_indirect", ())), units, not any(live)))
    rows.append(_row(x, y, "total", (), found.get(("total", ())), units, off=not live))
    return rows


def _row(
    x: str, y: str, kind: RowKind, via: tuple[str, ...], effect: Effect | None, units: Units, off: bool
) -> ForestRow:
    if off or effect is None:
        return ForestRow(x, y, kind, via, 0.0, None, None, off=True)
    if units == "standardised":
        return ForestRow(x, y, kind, via, effect.std_all, effect.std_ci_lower, effect.std_ci_upper)
    return ForestRow(x, y, kind, via, effect.est, effect.ci_lower, effect.ci_upper)


def value_text(row: ForestRow, units: Units) -> str:
    """The estimate of a row, “0 (off)” where a path on its route is off."""
    if row.off:
        return "0 (off)"
    return unit(row.est) if units == "standardised" else decimal(row.est)


def interval_text(row: ForestRow, units: Units) -> str:
    """The interval of a row in brackets, nothing where there is none."""
    if row.lower is None or row.upper is None:
        return ""
    return interval(row.lower, row.upper, bounded=units == "standardised")


def forest_text(analysis: Analysis, units: Units = "standardised") -> str:
    """The forest plot in words, one sentence for each cause and outcome."""
    rows = forest_rows(analysis, units)
    sentences = []
    for x, y in dict.fromkeys((row.x, row.y) for row in rows):
        parts = [
            f"{row.name} {value_text(row, units)} {interval_text(row, units)}".rstrip()
            for row in rows
            if (row.x, row.y) == (x, y)
        ]
        sentences.append(f"Effect of {x} on {y}: {'; '.join(parts)}.")
    if not sentences:
        return "There are no effects to show."
    level = round(100 * analysis.options.level)
    return f"Effects with {level} % intervals. " + " ".join(sentences)
