"""Rows with gaps, grouped by which of their variables were observed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.errors import DataError
from core.few import FEWER, SMALLEST_SHOWN, few, sentence
from core.notices import Notice

MAX_NAMED = 8
FIML = "every value that is there is used (full information maximum likelihood)"


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """The rows (n, p) of one group, NaN where nothing was observed, and the patterns of their gaps.

    Pattern `member[i]` is that of row i; `seen` (P, p) are the variables it holds, `counts` (P,) its rows,
    `mean` (P, p) and `cov` (P, p, p) their moments with divisor n, zero where not observed. `empty` rows
    without any value and `without_x` rows that lack a fixed exogenous variable have been left out.
    """

    names: tuple[str, ...]
    rows: np.ndarray
    member: np.ndarray
    seen: np.ndarray
    counts: np.ndarray
    mean: np.ndarray
    cov: np.ndarray
    empty: int = 0
    without_x: int = 0

    @property
    def nobs(self) -> int:
        """Rows with at least one value."""
        return len(self.rows)

    @property
    def coverage(self) -> np.ndarray:
        """Share of the rows (p, p) in which both variables were observed."""
        return np.asarray((self.seen * self.counts[:, None]).T @ self.seen / self.nobs)


def patterns(data: Dataset, names: tuple[str, ...], given: tuple[str, ...] = ()) -> Patterns:
    """The patterns of the gaps in `names`; rows that lack one of the fixed exogenous variables `given` are
    left out, for the model says nothing about these.

    Raises DataError where a variable or a pair of variables cannot be estimated, naming them.
    """
    return data.once(("patterns", names, given), lambda: _patterns(data, names, given))


def _patterns(data: Dataset, names: tuple[str, ...], given: tuple[str, ...]) -> Patterns:
    values = data.frame[list(names)].to_numpy(dtype=float, na_value=np.nan)
    found = group_rows(names, np.where(np.isfinite(values), values, np.nan), given)
    check_patterns(found)
    return found


def group_rows(names: tuple[str, ...], values: np.ndarray, given: tuple[str, ...] = ()) -> Patterns:
    """Group the rows `values` (n, p) by their gaps (NaN)."""
    known = ~np.isnan(values)
    filled = known.any(axis=1)
    x = [names.index(name) for name in given]
    kept = filled & known[:, x].all(axis=1)
    rows = values[kept]
    seen, member, counts = np.unique(known[kept], axis=0, return_inverse=True, return_counts=True)
    member = member.ravel()
    order = np.argsort(member, kind="stable")
    zeroed = np.where(known[kept], rows, 0.0)[order]
    p = len(names)
    mean, cov = np.zeros((len(seen), p)), np.zeros((len(seen), p, p))
    for at, block in enumerate(np.split(zeroed, np.cumsum(counts)[:-1])):
        mean[at] = block.mean(axis=0)
        if len(block) > 1:
            centred = block - mean[at]
            cov[at] = centred.T @ centred / len(block)
    for made in (rows, member, seen, counts, mean, cov):
        made.flags.writeable = False
    empty = int((~filled).sum())
    return Patterns(names, rows, member, seen, counts, mean, cov, empty, len(values) - len(rows) - empty)


def check_patterns(found: Patterns) -> None:
    """Raise DataError where a variable has no values or never varies, where rows are too few, or where two
    variables were never observed together."""
    names = found.names
    bare = [name for i, name in enumerate(names) if not found.seen[:, i].any()]
    if bare:
        raise DataError("all_missing", f"{_listed(bare)}: no values at all. Leave this out of the model.")
    if found.nobs <= len(names):
        text = (
            f"There are {found.nobs} rows with values for {len(names)} variables; more rows than variables "
            "are needed. Use fewer variables or more data."
        )
        raise DataError("too_few_rows", text)
    still = np.nanmax(found.rows, axis=0) == np.nanmin(found.rows, axis=0)
    constant = [name for name, same in zip(names, still, strict=True) if same]
    if constant:
        text = (
            f"{_listed(constant)}: the same value in every row that is analysed, so nothing can be learned "
        )
        raise DataError("constant", text + "from it. Leave this out of the model.")
    apart = np.argwhere(np.triu(found.coverage == 0, 1))
    if len(apart):
        pairs = [f"“{names[a]}” with “{names[b]}”" for a, b in apart[:MAX_NAMED]]
        more = f" and {len(apart) - MAX_NAMED:,} more pairs" if len(apart) > MAX_NAMED else ""
        text = (
            f"Never observed in the same row: {'; '.join(pairs)}{more}. Nothing is known of how they go "
            "together, so the model cannot be fitted to all rows. Leave one of each pair out."
        )
        raise DataError("never_together", text)


def pattern_notices(found: Patterns, how: str = FIML) -> tuple[Notice, ...]:
    """What became of the rows with gaps; `how` says what is done about these."""
    complete = int(found.counts[found.seen.all(axis=1)].sum())
    out = []
    if complete < found.nobs:
        # The whole is told elsewhere, so that few complete rows would be known by all others.
        rows = f"all but {FEWER}" if 0 < complete < SMALLEST_SHOWN else few(found.nobs - complete)
        text = (
            f"{sentence(rows)} rows have gaps; {how}. This is right if a value's absence depends on nothing "
            "but the values that are there."
        )
        out.append(Notice("rows_with_gaps", text, "info"))
    if found.empty:
        text = f"Rows without any value in the variables of this model are left out: {few(found.empty)}."
        out.append(Notice("rows_empty", text))
    if found.without_x:
        text = (
            "Rows are left out where a predictor that the model takes as given is missing: "
            f"{few(found.without_x)}."
        )
        out.append(Notice("rows_without_x", text))
    thin = found.coverage[np.tril_indices(len(found.names), -1)]
    if thin.size and thin.min() < 0.1:
        text = (
            "Some pairs of variables are observed together in fewer than 10 % of the rows; what the model "
            "says of them rests on little."
        )
        out.append(Notice("coverage_low", text))
    return tuple(out)


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
