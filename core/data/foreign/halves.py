"""A long table is read by two processes at once, each half of its rows."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.data.foreign.forked import FORKS, forked
from core.data.foreign.table import StoredColumn, StoredTable, pack, unpack

# Beyond this many cells a second process saves more time than its start takes.
LONG = 1_000_000
TOGETHER = FORKS and (os.cpu_count() or 1) > 1


def in_halves(read: Callable[[int, int], StoredTable], rows: int, columns: int) -> StoredTable:
    """The table that `read(first, count)` gives in parts, of `count` rows from `first` on.

    A count of 0 means all that follow; `rows` may be an estimate.
    """
    if not TOGETHER or rows * columns < LONG:
        return read(0, 0)
    middle = rows // 2
    below = forked(lambda: pack(read(middle, 0)))
    first, packed = read(0, middle), below()
    # What went wrong there is found out, and told, where it is read here.
    second = read(middle, 0) if packed is None else unpack(packed)
    pairs = zip(first.columns, second.columns, strict=True)
    return replace(first, columns=tuple(_joined(above, below) for above, below in pairs))


def _joined(above: StoredColumn, below: StoredColumn) -> StoredColumn:
    """One column of both halves."""
    values: np.ndarray | list[str | None]
    if above.kind == "numeric":
        values = np.concatenate([above.values, below.values])
    else:
        values = [*above.values, *below.values]
    return replace(above, values=values)
