"""The data of an analysis: rows, or the moments that somebody printed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import pandas as pd

from core.data.choices import Level
from core.notices import Notice, of_group

if TYPE_CHECKING:
    from core.data.steps import Step

Made = TypeVar("Made")
Kind = Literal["numeric", "text", "date", "empty"]
# What somebody said that a column is for; nothing: what its name and its values suggest.
Role = Literal["", "model", "aside"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One column as it was read: `kind`, counts of missing and of distinct values, a label if any.

    `value_labels` goes from codes to words, `missing_codes` are the codes that the file declares to mean “no
    answer”, `level` is how the file says that the variable was measured, and `turned` that its answers were
    turned round since. `low` and `high` are the lowest and highest possible answers where somebody said so;
    `source` is the name in the file where the column is called otherwise now, `role` what it is for.
    """

    name: str
    kind: Kind = "numeric"
    n_missing: int = 0
    n_distinct: int = 0
    label: str = ""
    value_labels: tuple[tuple[float, str], ...] = ()
    missing_codes: tuple[float, ...] = ()
    level: Level = ""
    turned: bool = False
    low: float | None = None
    high: float | None = None
    source: str = ""
    role: Role = ""

    @property
    def in_file(self) -> str:
        """The name that the column has in the file."""
        return self.source or self.name


@dataclass(frozen=True, slots=True)
class Done:
    """A `step` of the preparation that was carried out, in `words`."""

    words: str
    step: Step | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Rows of data; `key` is the SHA-256 of the bytes, `notices` say what was inferred while reading.

    `sheet` is the one that was read of the `sheets` (worksheets, data frames) in the file. Data that were
    prepared know the `origin` that they were made from, the `record` of all that was done to the rows of the
    file, and its `file_key`; `constructs` are latent variables with the columns that were made or named for
    them.
    """

    name: str
    key: str
    frame: pd.DataFrame
    variables: tuple[Variable, ...]
    notices: tuple[Notice, ...] = ()
    simulated: bool = False
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    origin: Dataset | None = None
    record: tuple[Done, ...] = ()
    file_key: str = ""
    constructs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # What has been computed from these rows lives and dies with them.
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that can stand in a model."""
        return tuple(v.name for v in self.variables if v.kind == "numeric")

    @property
    def nobs(self) -> int:
        """Rows, before any is left out."""
        return len(self.frame)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` made of these rows under this key the first time."""
        if key not in self.memo:
            self.memo[key] = make()
        made: Made = self.memo[key]
        return made


@dataclass(frozen=True, slots=True, eq=False)
class MatrixDataset:
    """Covariances `cov` (p, p), unbiased, with `mean` (p,) or None, of `nobs` cases (None: not known yet)."""

    name: str
    key: str
    names: tuple[str, ...]
    cov: np.ndarray
    mean: np.ndarray | None
    nobs: int | None
    notices: tuple[Notice, ...] = ()
    simulated: bool = False


# By this name the groups of matrices are told apart, as those of rows are by a column.
GROUP = "group"


@dataclass(frozen=True, slots=True, eq=False)
class MatrixGroups:
    """Printed moments of several groups, called by `labels`: `parts` are their matrices, of the same
    `names`."""

    name: str
    key: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[MatrixDataset, ...]
    simulated: bool = False

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was found of each matrix."""
        pairs = zip(self.labels, self.parts, strict=True)
        return tuple(of_group(notice, label) for label, part in pairs for notice in part.notices)

    @property
    def nobs(self) -> int | None:
        """Cases in all groups, None while those of one are not known."""
        sizes = [part.nobs for part in self.parts]
        return None if None in sizes else sum(size or 0 for size in sizes)


OneGroup = Dataset | MatrixDataset
Data = OneGroup | MatrixGroups


def columns_of(data: Data) -> tuple[str, ...]:
    """The columns by which cases can be chosen or grouped, words included; a matrix has its variables."""
    if isinstance(data, MatrixGroups):
        return *data.names, GROUP
    return data.names if isinstance(data, MatrixDataset) else tuple(v.name for v in data.variables)
