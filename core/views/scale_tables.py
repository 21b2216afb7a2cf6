"""Whether the measurement is sound, as tables: reliability, and whether the factors differ."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.analysis import Analysis
from core.measurement.factor_scores import FactorScores
from core.measurement.scales import Discriminant, Scale
from core.questions import reliability, validity
from core.views.numbers import MISSING, percent, unit, whole
from core.views.plain import plain
from core.views.tables import Table, between, by_group

# Cut-offs: Nunnally & Bernstein (1994); Fornell & Larcker (1981); Henseler, Ringle & Sarstedt (2015).
RELIABLE, EXPLAINED, DISTINCT = 0.70, 0.50, 0.85


def reliability_table(analysis: Analysis) -> Table:
    """Every factor as a scale, with the cut-offs that readers judge by."""
    found = reliability(analysis)
    level = percent(analysis.options.level)
    columns = ["Factor", "Remark", "Items", "α", f"{level} interval of α", "ω", "CR", "AVE"]
    text = pd.DataFrame([_scale(scale) for scale in found], columns=columns)
    numbers = pd.DataFrame([{**plain(scale), "items": ", ".join(scale.items)} for scale in found])
    note = (
        "How much of a scale is signal. α: Cronbach (1951), interval by Feldt (1965); ω: the factor’s "
        "share of the items’ sum (McDonald, 1999); CR: the same from standardised loadings; from .70 on "
        "reliable (Nunnally & Bernstein, 1994). AVE: the factor’s average share of an item; from .50 on "
        "more signal than error (Fornell & Larcker, 1981). ✗ marks values below."
    )
    table = Table("reliability", "Do the items measure their factor?", text, numbers, words=2, note=note)
    return by_group(table, analysis.groups, [scale.group for scale in found])


def _scale(scale: Scale) -> list[str]:
    return [
        scale.factor,
        scale.remark or MISSING,
        whole(len(scale.items)),
        _judged(scale.alpha, RELIABLE),
        between(scale.alpha_lower, scale.alpha_upper, 2, bounded=True),
        _judged(scale.omega, RELIABLE),
        _judged(scale.cr, RELIABLE),
        _judged(scale.ave, EXPLAINED),
    ]


def _judged(value: float | None, least: float) -> str:
    if value is None or math.isnan(value):
        return MISSING
    return unit(value) if value >= least else f"{unit(value)} ✗"


def fornell_larcker_table(analysis: Analysis) -> Table:
    """Square roots of AVE on the diagonal, correlations of the factors below it."""

    def cell(found: Discriminant, i: int, j: int) -> str:
        if i == j:
            return unit(float(found.root_ave[i]))
        r = float(found.correlations[i, j])
        weaker = np.fmin(found.root_ave[i], found.root_ave[j])
        return f"{unit(r)} ✗" if abs(r) > weaker else unit(r)

    note = (
        "On the diagonal the square root of AVE, below it the factors’ correlations: a factor should "
        "share more with its own items than with another factor. ✗ marks pairs that do not (Fornell & "
        "Larcker, 1981)."
    )
    title = "Do the factors differ? (Fornell and Larcker)"
    return _matrix(analysis, "fornell_larcker", title, cell, _correlations, note)


def htmt_table(analysis: Analysis) -> Table:
    """HTMT below the diagonal, HTMT2 above it."""

    def cell(found: Discriminant, i: int, j: int) -> str:
        value = float((found.htmt if j < i else found.htmt2)[i, j])
        if i == j or math.isnan(value):
            return "" if i == j else MISSING
        return unit(value) if value < DISTINCT else f"{unit(value)} ✗"

    note = (
        "Correlations between items of two factors, by those within the factors: HTMT below the diagonal "
        "(Henseler, Ringle & Sarstedt, 2015), HTMT2, for unequal loadings, above it (Roemer, Schuberth & "
        "Henseler, 2021). ✗ marks .85 and above: the items hardly tell the two factors apart."
    )
    return _matrix(analysis, "htmt", "Do the factors differ? (HTMT)", cell, _ratios, note)


def _correlations(found: Discriminant) -> np.ndarray:
    out = found.correlations.copy()
    np.fill_diagonal(out, found.root_ave)
    return out


def _ratios(found: Discriminant) -> np.ndarray:
    return np.asarray(np.tril(found.htmt, -1) + np.triu(found.htmt2, 1))


def _matrix(
    analysis: Analysis,
    name: str,
    title: str,
    cell: Callable[[Discriminant, int, int], str],
    values: Callable[[Discriminant], np.ndarray],
    note: str,
) -> Table:
    """The groups' factors by factors, one under the other; nothing of fewer than two factors."""
    texts: list[pd.DataFrame] = []
    numbers: list[pd.DataFrame] = []
    members: list[int] = []
    whole_matrix = name == "htmt"
    for found in (one for one in validity(analysis) if len(one.factors) > 1):
        count = range(len(found.factors))
        cells = [[cell(found, i, j) if j <= i or whole_matrix else "" for j in count] for i in count]
        for frame, part in ((texts, cells), (numbers, values(found))):
            made = pd.DataFrame(part, columns=list(found.factors))
            made.insert(0, "Factor", list(found.factors))
            frame.append(made)
        members += [found.group] * len(found.factors)
    text, full = (pd.concat(x, ignore_index=True) if x else pd.DataFrame() for x in (texts, numbers))
    if not members:
        return Table(name, title, text, full, note="This takes two factors with two items or more.")
    return by_group(Table(name, title, text, full, note=note), analysis.groups, members)


def scores_table(found: FactorScores) -> Table:
    """The factor scores of one group's cases, a row each."""
    numbers = pd.DataFrame(found.values, columns=list(found.names))
    text = numbers.map(lambda value: MISSING if math.isnan(value) else f"{value:.3f}".replace("-", "−"))
    text.insert(0, "Case", [whole(i + 1) for i in range(len(text))])
    words = {
        "regression": "regression scores (Thurstone, 1935)",
        "bartlett": "Bartlett (1937) scores",
        "modal": "empirical Bayes modal scores (Bartholomew & Knott, 1999)",
    }
    note = (
        f"Where each case stands on the factors: {words[found.kind]}, in the order of the rows that "
        "were analysed. They are estimates with an error of their own: relations among them are not "
        "those of the model."
    )
    return Table("scores", "Each case’s place on the factors", text, numbers, words=0, note=note)
