"""Tests of fit and of what it assumes, as tables."""

from __future__ import annotations

import pandas as pd

from core.analysis import Analysis
from core.data.dataset import Data
from core.inference.bollen_stine import BollenStine
from core.measurement.power import RmseaPower
from core.questions import multivariate_normality
from core.views.numbers import decimal, p_cell, unit, whole
from core.views.plain import plain
from core.views.small_cells import masked_counts
from core.views.tables import Table, by_group


def bollen_stine_table(test: BollenStine | None) -> Table:
    """The bootstrap test of fit; empty where no draw could be fitted."""
    columns = ["χ²", "Mean χ² if the model held", "p", "Draws", "Failed"]
    cells = [] if test is None else [_bollen_stine(test)]
    numbers = pd.DataFrame([] if test is None else [plain(test)])
    note = (
        "Rows are turned until the model holds in them, and drawn from: p is the share of draws that fit "
        "as badly as the data (Bollen & Stine, 1992). It does not need normal data."
    )
    title = "Does the model fit, without assuming normal data?"
    return Table("bollen_stine", title, pd.DataFrame(cells, columns=columns), numbers, words=0, note=note)


def _bollen_stine(test: BollenStine) -> list[str]:
    # No draw beyond the data does not make an event impossible.
    p = f"< {unit(1 / test.draws, 4)}" if test.pvalue == 0 else p_cell(test.pvalue)
    numbers = (decimal(test.chisq), decimal(test.expected), p)
    return [*numbers, whole(test.draws), whole(test.failed)]


def power_table(found: RmseaPower) -> Table:
    """The power of the test of close fit."""
    columns = ["Null RMSEA", "True RMSEA", "df", "Cases", "Power", "Cases for a power of .80"]
    cells = [unit(found.null), unit(found.alternative), whole(found.df), whole(found.nobs)]
    text = pd.DataFrame([[*cells, unit(found.power), whole(found.cases)]], columns=columns)
    note = (
        "How likely the test of close fit is to notice a model whose true RMSEA is as given (MacCallum, "
        "Browne & Sugawara, 1996). With low power a good p says little."
    )
    title = "Would a wrong model have been noticed?"
    return Table("power", title, text, pd.DataFrame([plain(found)]), words=0, note=note)


def normality_table(analysis: Analysis, data: Data) -> Table:
    """Mardia's tests of each group."""
    found = multivariate_normality(analysis, data)
    columns = ["Measure", "Value", "Statistic", "p"]
    rows, numbers = [], []
    sizes = masked_counts([n.nobs for n in found])
    for n, size in zip(found, sizes, strict=True):
        skew = f"χ²({whole(n.df)}) = {decimal(n.skew)}"
        rows.append(["Multivariate skewness", decimal(n.b1p, 3), skew, p_cell(n.skew_pvalue)])
        kurtosis = f"z = {decimal(n.kurtosis)}"
        rows.append(["Multivariate kurtosis", decimal(n.b2p, 3), kurtosis, p_cell(n.kurtosis_pvalue)])
        numbers.append({**{k: v for k, v in plain(n).items() if k != "shapes"}, "nobs": size})
    note = (
        "Small p values say that the answers are not normal (Mardia, 1970). Estimates by maximum "
        "likelihood hold up well; for standard errors and χ² choose MLR or MLM, or the bootstrap."
    )
    title = "Are the answers normally distributed together?"
    text = pd.DataFrame(rows, columns=columns)
    table = Table("normality", title, text, pd.DataFrame(numbers), note=note)
    return by_group(table, analysis.groups, [n.group for n in found for _ in range(2)])


def shapes_table(analysis: Analysis, data: Data) -> Table:
    """Skew and kurtosis of every variable, with their critical ratios, as AMOS's assessment of normality."""
    found = [(n.group, s) for n in multivariate_normality(analysis, data) for s in n.shapes]
    columns = ["Variable", "Lowest", "Highest", "Skew", "z of skew", "Kurtosis", "z of kurtosis"]
    text = pd.DataFrame(
        [
            [
                s.name,
                *(decimal(v) for v in (s.low, s.high, s.skew, s.skew_ratio, s.kurtosis, s.kurtosis_ratio)),
            ]
            for _, s in found
        ],
        columns=columns,
    )
    numbers = pd.DataFrame([{"group": group, **plain(s)} for group, s in found])
    note = "Skew beyond ±2 or kurtosis beyond ±7 troubles maximum likelihood (West, Finch & Curran, 1995)."
    table = Table("shapes", "The shape of each variable", text, numbers, note=note)
    return by_group(table, analysis.groups, [group for group, _ in found])
