"""What a project keeps of data: which they were, how they were prepared, and the rows where asked for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.data.choices import ReadChoices
from core.data.dataset import Data, Dataset, Done, Variable
from core.data.preparation import again, record_from_json, record_to_json
from core.data.read import read
from core.errors import DataError
from core.typed_json import from_json, to_json

Constructs = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Data by their `name` and `key`; where they were prepared, the `file_key` of what was read and the
    `record` of what was done. `content` holds the rows as CSV, and with it what is known of the columns."""

    name: str = ""
    key: str = ""
    file_key: str = ""
    record: tuple[Done, ...] = ()
    content: bytes = b""
    variables: tuple[Variable, ...] = ()
    constructs: Constructs = ()


NOTHING = Kept()


def kept(data: Data, rows: bool) -> Kept:
    """What to keep of data, with their rows or without."""
    if not isinstance(data, Dataset):
        return Kept(data.name, data.key)
    bare = Kept(data.name, data.key, data.file_key, data.record)
    if not rows:
        return bare
    return replace(bare, content=rows_of(data), variables=data.variables, constructs=data.constructs)


def rows_of(data: Dataset) -> bytes:
    """The rows as CSV with every digit."""
    return data.frame.to_csv(index=False, lineterminator="\n").encode("utf-8", "replace")


def restored(found: Kept, there: Data) -> tuple[Data | None, str]:
    """The data that were kept, and what of them could not be restored.

    Without rows they are made again of the data that are `there`, where those were read from the same file;
    None where they were not. Raises DataError.
    """
    if found.content:
        return _from_rows(found)
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


def kept_to_json(found: Kept) -> dict[str, Any]:
    """What is kept as plain values."""
    out: dict[str, Any] = {"name": found.name, "sha256": found.key}
    if found.record:
        out |= {"file_sha256": found.file_key, "steps": record_to_json(found.record)}
    if found.content:
        out["content"] = base64.b64encode(found.content).decode("ascii")
        out |= {"variables": to_json(found.variables), "constructs": to_json(found.constructs)}
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
    )
