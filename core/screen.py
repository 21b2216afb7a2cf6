"""Looks at the rows before a model is fitted: each with a sentence on what it means for the estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.data.derived import numbers
from core.data.names import listed
from core.errors import DataError
from core.estimation.missing.patterns import check_patterns, group_rows
from core.measurement.cases import OUTLYING, explained, mahalanobis, rarity, straight_lines
from core.measurement.mcar import Mcar, little
from core.measurement.normality import Normality, check_normality, normality

# Beyond these kurtosis and skewness the standard errors of ML are no longer to be trusted (Curran, West &
# Finch, 1996).
MOST_SKEW, MOST_KURTOSIS = 2.0, 7.0
COLLINEAR = 0.9
FEW_ANSWERS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """The patterns of gaps: which variables `seen` (P, k) in how many rows `counts` (P,), the most frequent
    first, and Little's test where there is more than one."""

    names: tuple[str, ...]
    seen: np.ndarray
    counts: np.ndarray
    test: Mcar | None
    sentence: str


def gaps(data: Dataset, columns: Sequence[str]) -> Gaps:
    """The patterns of gaps in these columns; raises DataError where they cannot be judged."""
    names = tuple(columns)
    found = group_rows(names, numbers(data, names))
    check_patterns(found)
    test = little(found)
    order = np.argsort(-found.counts, kind="stable")
    if test is None:
        sentence = "Every row is complete, so nothing needs to be done about gaps."
    elif test.pvalue < 0.05:
        sentence = (
            "The gaps are not spread at random: rows with gaps differ from the others. Leaving them out "
            "would bias the results; use every value that is there (FIML)."
        )
    else:
        sentence = (
            "Nothing speaks against gaps completely at random. Leaving rows out would then not bias the "
            "results, but wastes what is known; FIML uses every value."
        )
    return Gaps(names, found.seen[order], found.counts[order], test, sentence)


def shape(data: Dataset, columns: Sequence[str]) -> tuple[Normality, str]:
    """The tests of normality of the complete rows, and what they mean; raises DataError."""
    rows = _complete(data, columns)
    found = normality(rows, tuple(columns))
    strong = [s.name for s in found.shapes if abs(s.skew) > MOST_SKEW or abs(s.kurtosis) > MOST_KURTOSIS]
    if strong:
        return (
            found,
            f"{listed(strong)} departs strongly from normal. Use robust standard errors (MLR).",
        )
    if min(found.skew_pvalue, found.kurtosis_pvalue) < 0.05:
        text = "Together the variables are not normal, none of them strongly so. MLR is the careful choice."
        return found, text
    return found, "Nothing speaks against normal variables, so ML may be used as it is."


def few_answers(data: Dataset, columns: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The columns with fewer than five different answers, and what that means."""
    values = numbers(data, columns)
    counts = {name: len(np.unique(own[~np.isnan(own)])) for name, own in zip(columns, values.T, strict=True)}
    few = tuple(name for name, count in counts.items() if count < FEW_ANSWERS)
    if not few:
        return few, "Every column has five different values or more, so ML and MLR may be used."
    text = "fewer than five different answers. ML takes answers for measures; WLSMV takes them as ordered "
    return few, f"{listed(few)}: {text}answers (Rhemtulla, Brosseau-Liard & Savalei, 2012)."


def _bounded(value: float) -> str:
    """A number that 1 bounds, without the zero before its point."""
    sign = "−" if value < 0 else ""
    return sign + f"{abs(value):.2f}".removeprefix("0")


def closest(data: Dataset, columns: Sequence[str]) -> str:
    """Which two columns go together most, and what that means."""
    if len(columns) < 2:
        raise DataError("few_columns", "Choose at least two columns.")
    cor = data.frame[list(columns)].corr().to_numpy()
    size = np.where(np.tri(len(columns), k=-1) > 0, np.nan_to_num(abs(cor)), -1.0)
    i, j = divmod(int(np.argmax(size)), len(columns))
    text = f"{listed((columns[j], columns[i]))} go together most (r = {_bounded(cor[i, j])})"
    if size[i, j] > COLLINEAR:
        return f"{text}: they say nearly the same, and no estimator can tell their effects apart."
    return f"{text}; no two say the same, so every estimator can tell them apart."


@dataclass(frozen=True, slots=True, eq=False)
class Outliers:
    """How far rows lie from the others, D² (n,), how rare that is (n,), and which of them are `far` (n,)."""

    distance: np.ndarray
    chance: np.ndarray
    far: np.ndarray
    sentence: str


def outliers(data: Dataset, columns: Sequence[str]) -> Outliers:
    """The rows that stand far out from the others in these columns together; raises DataError."""
    _complete(data, columns)
    distance = mahalanobis(numbers(data, columns))
    chance = rarity(distance, len(columns))
    far = chance < OUTLYING
    if far.any():
        sentence = (
            "A few such rows can move the estimates of every estimator; robust standard errors (MLR) correct "
            "the tests alone. Look at how the results change without them before you decide."
        )
    else:
        sentence = "No row is so far out that it would rule the estimates of any estimator."
    return Outliers(distance, chance, far, sentence)


def same_answers(data: Dataset, columns: Sequence[str]) -> tuple[np.ndarray, str]:
    """Which rows (n,) hold one answer in all of at least five columns, and what that means; raises DataError
    for fewer."""
    if len(columns) < 5:
        raise DataError("few_columns", "Choose at least five items: fewer can well be answered alike.")
    same = straight_lines(numbers(data, columns))
    if not same.any():
        return same, "Nobody gave one answer throughout."
    text = "Where items are keyed both ways, that is hardly an answer. It adds to what all items share, and "
    return same, text + "no estimator corrects it: look at how the results change without these rows."


def foretold(data: Dataset, columns: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The columns that the others foretell almost wholly, with the share; raises DataError."""
    shares = explained(_complete(data, columns, regular=False))
    return tuple((name, float(r)) for name, r in zip(columns, shares, strict=True) if r > COLLINEAR)


def _complete(data: Dataset, columns: Sequence[str], regular: bool = True) -> np.ndarray:
    """The complete rows (n, k), enough of them; where `regular`, no column follows from others."""
    if len(columns) < 2:
        raise DataError("few_columns", "Choose at least two columns.")
    values = numbers(data, columns)
    rows: np.ndarray = values[~np.isnan(values).any(axis=1)]
    check_normality(rows, tuple(columns))
    if regular and np.linalg.matrix_rank(np.corrcoef(rows, rowvar=False)) < len(columns):
        text = "Some of these columns follow exactly from others, as a score does from its items."
        raise DataError("dependent", text)
    return rows
