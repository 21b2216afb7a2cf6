"""Frozen dataclasses to JSON and back, each value held against its annotation."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from core.errors import DataError


def to_json(value: Any) -> Any:
    """A dataclass as a mapping of its fields, a tuple as a list, everything else as it is."""
    if is_dataclass(value):
        return {one.name: to_json(getattr(value, one.name)) for one in fields(value)}
    return [to_json(one) for one in value] if isinstance(value, tuple) else value


def from_json(hint: Any, given: Any, name: str) -> Any:
    """The value of this type, with what `to_json` made of it; fields that have a default may be missing.

    Raises DataError, which calls the value by its `name`, where it is not what its annotation says.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(given, Mapping):
        return _dataclass(hint, given)
    if origin is tuple and isinstance(given, Sequence) and not isinstance(given, str):
        kinds = arguments[:1] * len(given) if arguments[1:] == (...,) else arguments
        if len(kinds) == len(given):
            return tuple(from_json(kind, one, name) for kind, one in zip(kinds, given, strict=True))
    if origin in (Union, types.UnionType) and given is None and type(None) in arguments:
        return None
    if origin in (Union, types.UnionType):
        return from_json(next(kind for kind in arguments if kind is not type(None)), given, name)
    if origin is Literal and isinstance(given, str) and given in arguments:
        return given
    if hint is float and isinstance(given, (int, float)) and not isinstance(given, bool):
        if math.isfinite(given):
            return float(given)
    elif hint in (str, bool, int) and type(given) is hint:
        return given
    raise damaged(name)


def damaged(name: str) -> DataError:
    """What is said of a value that is not what it must be."""
    return DataError("project_schema", f"The project file is damaged: its “{name}” is not what it must be.")


def _dataclass(kind: Any, given: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}
    unknown = [name for name in given if name not in known]
    lacking = [
        name
        for name, one in known.items()
        if name not in given and one.default is MISSING and one.default_factory is MISSING
    ]
    if unknown or lacking:
        text = f"“{(unknown + lacking)[0][:60]}” is {'not known there' if unknown else 'missing'}"
        raise DataError("project_schema", f"The project file is damaged: {text} ({kind.__name__}).")
    return kind(**{name: from_json(hints[name], value, name) for name, value in given.items()})
