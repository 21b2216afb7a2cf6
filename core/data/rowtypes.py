"""Matrices as SPSS and AMOS lay them out, and tables that look like a matrix and are none.

ROWTYPE_, VARNAME_, x,   y
n,       ,          200, 200
corr,    x,         1,
corr,    y,         .5,  1
stddev,  ,          2,   3
mean,    ,          5,   6
"""

from __future__ import annotations

from collections.abc import Sequence

from core.data.names import listed
from core.errors import DataError

HEAD = ("rowtype_", "varname_")
ENTRIES = ("corr", "cov", "covariance", "correlation")
STATISTICS = {"n": "n", "mean": "mean", "means": "mean", "stddev": "sd", "sd": "sd", "std": "sd"}

Rows = list[list[str]]


def plain_matrix(rows: Sequence[Sequence[str]]) -> Rows | None:
    """The same matrix with a name before and above each entry, or None where the rows are laid out otherwise.

    Raises DataError for rows of another type than these, such as one for each of several groups.
    """
    if not rows or [cell.strip().lower() for cell in rows[0][:2]] != list(HEAD):
        return None
    names = [cell.strip() for cell in rows[0][2:]]
    kinds = [row[0].strip().lower() for row in rows[1:]]
    odd = sorted({kind for kind in kinds if kind not in (*ENTRIES, *STATISTICS)})
    if odd or len({kind for kind in kinds if kind in ENTRIES}) != 1:
        what = f"rows of the type {listed(odd)}" if odd else "not just covariances, or just correlations"
        raise DataError(
            "matrix_layout",
            f"The matrix holds {what}. Keep the rows of one type, “cov” or “corr”, with “n”, “mean” and "
            "“stddev”.",
        )
    entries = [
        [row[1].strip(), *row[2:]] for row, kind in zip(rows[1:], kinds, strict=True) if kind in ENTRIES
    ]
    extra = {
        STATISTICS[kind]: list(row[2:])
        for row, kind in zip(rows[1:], kinds, strict=True)
        if kind in STATISTICS
    }
    if any(kind.startswith("cov") for kind in kinds):
        # The covariances tell the standard deviations themselves.
        extra.pop("sd", None)
    return [["var", *names], *entries, *([label, *cells] for label, cells in extra.items())]


def check_rows(rows: Sequence[Sequence[str]]) -> None:
    """Raises DataError where a first column repeats the names of most columns, as a matrix does, and cannot
    be read as one."""
    names = [cell.strip() for cell in rows[0][1:]]
    labels = [row[0].strip() for row in rows[1:]]
    both = [name for name in names if name and labels.count(name) == 1]
    if len(both) < 2 or 2 * len(both) < len(names) or len(set(names)) < len(names):
        return
    lacking = [name for name in names if name not in labels]
    odd = [label for label in labels if label not in names and label.lower() not in ("sd", "mean", "n")]
    if lacking:
        what = f"there is no line for {listed(lacking)}"
    elif odd:
        what = f"there is no column for {listed(odd)}"
    else:
        what = "the lines do not stand in the order of the columns"
    raise DataError(
        "matrix_layout",
        f"The first column repeats the names of the others, as in a table of correlations, but {what}. "
        "Correct the table, or take that column out if these are rows of data.",
    )
