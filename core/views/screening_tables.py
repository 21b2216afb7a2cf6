"""What screening shows, as tables: also the words for its pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.data.dataset import Dataset
from core.data.derived import numbers
from core.data.names import display_name
from core.measurement.normality import Normality
from core.screen import Gaps
from core.views.numbers import decimal, p_cell, percent, unit, whole
from core.views.small_cells import masked_counts
from core.views.tables import Table

MOST_PATTERNS, MOST_ROWS = 12, 10
ENDS = ("At the lowest", "At the highest")
SPREAD = ("Variable", "Different values", "Mean", "SD", "Lowest", "Highest", *ENDS)


def distributions_table(data: Dataset, columns: Sequence[str]) -> Table:
    """How each column spreads, and how many stand at its ends, which few people never tell."""
    rows = []
    for name, values in zip(columns, numbers(data, columns).T, strict=True):
        known = values[~np.isnan(values)]
        low, high = known.min(), known.max()
        ends = [int((known == low).sum()), int((known == high).sum())]
        shown = masked_counts([*ends, len(known) - sum(ends)])
        share = [percent(count / len(known)) for count in ends]
        at = [s if cell == whole(n) else cell for s, n, cell in zip(share, ends, shown, strict=False)]
        spread = [decimal(float(known.mean())), decimal(float(known.std(ddof=1))), f"{low:g}", f"{high:g}"]
        rows.append([display_name(name), whole(len(np.unique(known))), *spread, *at])
    return _table("distributions", "The same in numbers", rows, SPREAD)


def correlations_table(data: Dataset, columns: Sequence[str]) -> Table:
    """The correlations below the diagonal, of the rows that have both values."""
    cor = data.frame[list(columns)].corr().to_numpy()
    rows = [
        [display_name(name), *(unit(float(r)) if j < i else "" for j, r in enumerate(cor[i]))]
        for i, name in enumerate(columns)
    ]
    return _table("correlations", "The same in numbers", rows, ["Variable", *map(display_name, columns)])


def patterns_table(found: Gaps) -> Table:
    """Which columns lack a value together, the most frequent first."""
    counts = masked_counts(found.counts.tolist())
    rows = []
    for seen, count in zip(found.seen[:MOST_PATTERNS], counts, strict=False):
        lacking = [display_name(name) for name, there in zip(found.names, seen, strict=True) if not there]
        rows.append([", ".join(lacking) or "nothing", count])
    title = f"Patterns of gaps ({len(found.seen)})"
    return _table("patterns", title, rows, ["Missing", "Rows"])


def shapes_table(found: Normality) -> Table:
    """Skewness and kurtosis of each variable."""
    rows = [[display_name(s.name), decimal(s.skew), decimal(s.kurtosis)] for s in found.shapes]
    return _table("normality", "Shape of each variable", rows, ["Variable", "Skewness", "Kurtosis (excess)"])


def distances_table(distance: np.ndarray, chance: np.ndarray) -> Table:
    """The rows that lie farthest out, with D² (n,) and how rare that is (n,)."""
    order = np.argsort(-np.nan_to_num(distance))[:MOST_ROWS]
    rows = [[whole(int(i) + 1), decimal(float(distance[i])), p_cell(float(chance[i]))] for i in order]
    return _table("distances", "The rows farthest out", rows, ["Row", "D²", "p"])


def _table(name: str, title: str, rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Table:
    text = pd.DataFrame(rows, columns=list(columns))
    return Table(name, title, text, text)
