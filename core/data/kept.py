"""What a project keeps of data: which they were, how they were prepared, and the rows where asked for.

A matrix has no rows, and is kept as it is.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.data.choices import ReadChoices
from core.data.dataset import Data, Dataset, Done, MatrixDataset, MatrixGroups, Variable
from core.data.matrix import check_definite, matrix_notices
from core.data.preparation import again, record_from_json, record_to_json
from core.data.read import read
from core.errors import DataError
from core.typed_json import damaged, from_json, to_json

Constructs = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class KeptMatrix:
    """Unbiased covariances `cov` of `names`, with their `mean` and the number of cases where known; `label`
    is what the group is called, empty where there is one."""

    names: tuple[str, ...]
    cov: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...] | None
    nobs: int | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Data by their `name` and `key`; where they were prepared, the `file_key` of what was read and the
    `record` of what was done. `content` holds the rows as CSV, and with it what is known of the columns;
    data without rows are held by their `matrices`, one a group."""

    name: str = ""
    key: str = ""
    file_key: str = ""
    record: tuple[Done, ...] = ()
    content: bytes = b""
    variables: tuple[Variable, ...] = ()
    constructs: Constructs = ()
    matrices: tuple[KeptMatrix, ...] = ()


NOTHING = Kept()


def kept(data: Data, rows: bool) -> Kept:
    """What to keep of data, with their rows or without."""
    if isinstance(data, MatrixDataset):
        return Kept(data.name, data.key, matrices=(_kept_matrix(data),))
    if isinstance(data, MatrixGroups):
        pairs = zip(data.labels, data.parts, strict=True)
        return Kept(data.name, data.key, matrices=tuple(_kept_matrix(part, label) for label, part in pairs))
    bare = Kept(data.name, data.key, data.file_key, data.record)
    if not rows:
        return bare
    return replace(bare, content=rows_of(data), variables=data.variables, constructs=data.constructs)


def _kept_matrix(data: MatrixDataset, label: str = "") -> KeptMatrix:
    cov = tuple(tuple(row) for row in data.cov.tolist())
    mean = None if data.mean is None else tuple(data.mean.tolist())
    return KeptMatrix(data.names, cov, mean, data.nobs, label)


def rows_of(data: Dataset) -> bytes:
    """The rows as CSV with every digit."""
    return data.frame.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace")


def restored(found: Kept, there: Data) -> tuple[Data | None, str]:
    """The data that were kept, and what of them could not be restored.

    Kept without rows, they are made again of the data that are `there`, where those were read from the same
    file; None where they were not. Raises DataError.
    """
    if found.content:
        return _from_rows(found)
    if found.matrices:
        return _from_matrices(found), ""
    if found.key == there.key:
        return there, ""
    if isinstance(there, Dataset) and found.record and found.file_key == (there.file_key or there.key):
        return again(there, found.record), ""
    return None, ""


def _from_rows(found: Kept) -> tuple[Data, str]:
    read_again = read("rows.csv", found.content, ReadChoices(encoding="utf-8", delimiter=",", decimal="."))
    data = replace(read_again, name=found.name or read_again.name)
    if not isinstance(data, Dataset):
        return data, ""
    data = replace(data, record=found.record, file_key=found.file_key, notices=())
    before, now = ([(v.name, v.kind) for v in variables] for variables in (found.variables, data.variables))
    if before != now:
        return data, "Labels and declared missing codes of the columns could not be restored."
    return replace(data, variables=found.variables, constructs=found.constructs), ""


def _from_matrices(found: Kept) -> Data:
    parts = tuple(_from_matrix(found, one) for one in found.matrices)
    if len(parts) == 1:
        return parts[0]
    labels = tuple(one.label for one in found.matrices)
    if len(set(labels)) < len(labels) or len({part.names for part in parts}) > 1:
        raise damaged("matrices")
    return MatrixGroups(found.name, found.key, parts[0].names, labels, parts)


def _from_matrix(found: Kept, one: KeptMatrix) -> MatrixDataset:
    p = len(one.names)
    sizes = {len(one.cov), *(len(row) for row in one.cov), p if one.mean is None else len(one.mean)}
    if not p or sizes != {p} or len(set(one.names)) < p or (one.nobs is not None and one.nobs < 2):
        raise damaged("matrices")
    cov, mean = np.array(one.cov), None if one.mean is None else np.array(one.mean)
    if not np.array_equal(cov, cov.T):
        raise damaged("cov")
    check_definite(cov, one.names)
    for values in (cov, mean):
        if values is not None:
            values.flags.writeable = False
    return MatrixDataset(found.name, found.key, one.names, cov, mean, one.nobs, matrix_notices(cov, one.nobs))


def kept_to_json(found: Kept) -> dict[str, Any]:
    """What is kept as plain values."""
    out: dict[str, Any] = {"name": found.name, "sha256": found.key}
    if found.record:
        out |= {"file_sha256": found.file_key, "steps": record_to_json(found.record)}
    if found.content:
        out["content"] = base64.b64encode(found.content).decode("ascii")
        out |= {"variables": to_json(found.variables), "constructs": to_json(found.constructs)}
    if found.matrices:
        out["matrices"] = to_json(found.matrices)
    return out


def kept_from_json(given: Mapping[str, Any]) -> Kept:
    """What `kept_to_json` gave; raises DataError for anything else."""
    name, key, file_key = (
        from_json(str, given.get(word, ""), word) for word in ("name", "sha256", "file_sha256")
    )
    try:
        content = base64.b64decode(from_json(str, given.get("content", ""), "content"), validate=True)
    except (binascii.Error, ValueError) as fault:
        text = "The project file is damaged: its “content” is not what it must be."
        raise DataError("project_schema", text) from fault
    return Kept(
        name,
        key,
        file_key,
        record_from_json(given.get("steps", [])),
        content,
        from_json(tuple[Variable, ...], given.get("variables", []), "variables"),
        from_json(Constructs, given.get("constructs", []), "constructs"),
        from_json(tuple[KeptMatrix, ...], given.get("matrices", []), "matrices"),
    )
