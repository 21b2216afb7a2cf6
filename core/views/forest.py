"""The effects of a mediation model side by side: the rows of the forest plot, and the same in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from core.analysis import Analysis
from core.inference.effects import Effect
from core.model.routes import routes
from core.views.numbers import Units, decimal, interval, percent, unit
from core.views.plain import plain

RowKind = Literal["direct", "indirect", "total_indirect", "total"]
NAMES = {"direct": "direct", "total_indirect": "all indirect", "total": "total"}
# As many steps of the axis as its labels have room for.
MOST_STEPS = 6


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


@dataclass(frozen=True, slots=True)
class ForestLine:
    """One line of the picture; a heading has a name alone.

    `at`, `lower` and `upper` are shares of the axis from 0 to 1, None where nothing is drawn; `filled` says
    that the interval excludes 0.
    """

    name: str
    value: str = ""
    interval: str = ""
    spoken: str = ""
    at: float | None = None
    lower: float | None = None
    upper: float | None = None
    filled: bool = False


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
    return f"Effects with {percent(analysis.options.level)} intervals. " + " ".join(sentences)


def forest_picture(analysis: Analysis, units: Units = "standardised") -> dict[str, Any]:
    """The forest plot as plain data: its lines, the labels of its axis, and where 0 is on it."""
    rows = forest_rows(analysis, units)
    if not rows:
        return {"level": "", "zero": 0.0, "ticks": [], "lines": []}
    ends = [end for row in rows for end in (row.est, row.lower, row.upper) if end is not None]
    first, step, count = _axis(min(0.0, *ends), max(0.0, *ends))
    lines = []
    for x, y in dict.fromkeys((row.x, row.y) for row in rows):
        lines.append(ForestLine(f"On {y}" if len({row.x for row in rows}) == 1 else f"{x} → {y}"))
        lines += [_line(row, units, first, step * count) for row in rows if (row.x, row.y) == (x, y)]
    write, digits = unit if units == "standardised" else decimal, max(0, -math.floor(math.log10(step)))
    return {
        "level": percent(analysis.options.level),
        "zero": -first / (step * count),
        "ticks": [write(at, digits) if at else "0" for at in (first + i * step for i in range(count + 1))],
        "lines": [plain(line) for line in lines],
    }


def _line(row: ForestRow, units: Units, first: float, width: float) -> ForestLine:
    value, limits = value_text(row, units), interval_text(row, units)
    spoken = f"{row.x} → {row.y}, {row.name}: {value} {limits}".rstrip()
    if row.off:
        return ForestLine(row.name, value, limits, spoken)
    at, lower, upper = (
        None if end is None else round((end - first) / width, 4) for end in (row.est, row.lower, row.upper)
    )
    return ForestLine(row.name, value, limits, spoken, at, lower, upper, row.excludes_zero)


def _axis(low: float, high: float) -> tuple[float, float, int]:
    """Where an axis that shows `low` to `high` begins, and the size and number of its round steps."""
    width = (high - low) or 1.0
    high = low + width
    size = 10.0 ** math.floor(math.log10(width / MOST_STEPS))
    for step in (size, 2 * size, 5 * size, 10 * size, 20 * size):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if 0 < last - first <= MOST_STEPS:
            return first * step, step, last - first
    raise AssertionError("some step is wide enough")
