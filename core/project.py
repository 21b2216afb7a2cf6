"""A project file: models, snapshots and options as JSON of a fixed schema; data only where asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.data.kept import NOTHING, Kept, kept_from_json, kept_to_json
from core.data.names import display_name, listed
from core.data.scales.scoring import ScalePlan
from core.errors import DataError, PathlightError
from core.model.partable import ParTable
from core.model.sketch import AUTOMATIC, Sketch, sketch_in, sketch_out
from core.model.snapshot import LONGEST_NAME, MOST_SNAPSHOTS, Snapshot
from core.model.syntax import parse
from core.options import Options
from core.typed_json import damaged, from_json, to_json

FORMAT, VERSION = "pathlight-project", 1
MAX_BYTES = 60_000_000
# A project has four levels; the parser of JSON is never given more than it can climb out of.
DEEPEST = 12
NO_PROJECT = "This is not a project file of Pathlight. Choose the file that “Save the project” gave you."
KEYS = ("format", "version", "model", "sketch", "options", "units", "sample", "data", "scales", "snapshots")


@dataclass(frozen=True, slots=True)
class Project:
    """What is kept of a visit.

    `sample` is the id of a sample, empty for own `data`; `scales` are those of the visitor's own making.
    `lost` says what could not be restored.
    """

    table: ParTable | None
    options: Options
    units: str = "standardised"
    sample: str = ""
    data: Kept = NOTHING
    snapshots: tuple[Snapshot, ...] = ()
    sketch: Sketch = AUTOMATIC
    scales: tuple[ScalePlan, ...] = ()
    lost: tuple[str, ...] = field(default=(), compare=False)


def save(project: Project) -> bytes:
    """The project as a JSON file."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "model": None if project.table is None else str(project.table),
        "sketch": sketch_out(project.sketch),
        "options": to_json(project.options),
        "units": project.units,
        "sample": project.sample,
        "data": kept_to_json(project.data),
        "scales": to_json(project.scales),
        "snapshots": [
            {
                "name": one.name,
                "model": str(one.table),
                "sketch": sketch_out(one.sketch),
                "options": to_json(one.options),
            }
            for one in project.snapshots
        ],
    }
    return json.dumps(whole, ensure_ascii=True, indent=1).encode("ascii")


def load(content: bytes) -> Project:
    """The project in a file; raises DataError where the file is none, or its model or options are wrong.

    A snapshot that cannot be read is left out and told in `lost`.
    """
    whole = _json(content)
    if whole.get("format") != FORMAT:
        raise DataError("project", NO_PROJECT)
    version = whole.get("version")
    if isinstance(version, bool) or version != VERSION:
        text = "The project was saved by another version of Pathlight, whose files this one cannot read."
        raise DataError("project_version", text)
    unknown = [key for key in whole if key not in KEYS]
    lost = [f"{listed(unknown)}: not known here."] if unknown else []
    if whole.get("units", "raw") not in ("raw", "standardised"):
        lost.append("The units of the numbers are damaged; they are standardised.")
    model = whole.get("model")
    snapshots, dropped = _snapshots(whole.get("snapshots", []))
    return Project(
        table=None if model is None else parse(from_json(str, model, "model")),
        options=_options_in(whole.get("options", {})),
        units="raw" if whole.get("units") == "raw" else "standardised",
        sample=from_json(str, whole.get("sample", ""), "sample"),
        data=kept_from_json(_mapping(whole.get("data", {}), "data")),
        snapshots=snapshots,
        scales=from_json(tuple[ScalePlan, ...], whole.get("scales", []), "scales"),
        sketch=_sketch(whole, lost),
        lost=(*lost, *dropped),
    )


def _json(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise DataError("project_large", "The file is larger than 60 MB, which is the limit of a project.")
    try:
        text = content.decode("utf-8-sig")
        if _depth(text) > DEEPEST:
            raise DataError("project", NO_PROJECT)
        whole = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except (UnicodeDecodeError, ValueError) as fault:
        raise DataError("project", NO_PROJECT) from fault
    if not isinstance(whole, dict):
        raise DataError("project", NO_PROJECT)
    return whole


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name stands twice: which of the two was meant, nobody can tell."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_constant(word: str) -> float:
    """NaN and infinities are no JSON."""
    raise ValueError(word)


def _depth(text: str) -> int:
    """How deeply brackets are nested outside of strings, up to a little above what is allowed."""
    depth = deepest = 0
    inside = escaped = False
    for char in text:
        if inside:
            inside, escaped = escaped or char != '"', char == "\\" and not escaped
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif char in "]}":
            depth -= 1
    return deepest


def _snapshots(given: Any) -> tuple[tuple[Snapshot, ...], list[str]]:
    if not isinstance(given, list):
        raise damaged("snapshots")
    found: list[Snapshot] = []
    lost: list[str] = []
    for at, one in enumerate(given[:MOST_SNAPSHOTS], start=1):
        try:
            held = _mapping(one, "snapshots")
            name = from_json(str, held.get("name", ""), "name")[:LONGEST_NAME]
            if not name or any(name == other.name for other in found):
                raise damaged("name")
            table = parse(from_json(str, held.get("model"), "model"))
            found.append(Snapshot(name, table, _options_in(held.get("options", {})), _sketch(held, lost)))
        except PathlightError as fault:
            lost.append(f"Pinned model {at} could not be read: {fault.message.splitlines()[0]}")
    if len(given) > MOST_SNAPSHOTS:
        lost.append(f"{len(given) - MOST_SNAPSHOTS} more pinned models; {MOST_SNAPSHOTS} is the limit.")
    return tuple(found), lost


def _sketch(held: Mapping[str, Any], lost: list[str]) -> Sketch:
    """How a picture is arranged; a damaged arrangement is told in `lost`."""
    if "sketch" not in held:
        return AUTOMATIC
    try:
        return sketch_in(held["sketch"])
    except DataError as fault:
        lost.append(fault.message)
        return AUTOMATIC


def _options_in(given: Any) -> Options:
    """Options by their names; raises DataError for an unknown one and OptionError for a wrong value."""
    known = {one.name for one in fields(Options)}
    chosen = _mapping(given, "options")
    for name in chosen:
        if name not in known:
            text = f"The project has an option “{display_name(name)}”, which this version does not know."
            raise DataError("project_option", text)
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in chosen.items()}
    return Options(**values)


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise damaged(name)
    return value
