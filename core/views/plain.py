"""Values as plain data for the browser."""

from __future__ import annotations

from typing import Any


def plain(value: Any) -> dict[str, Any]:
    """The fields of a flat slotted dataclass by name; `dataclasses.asdict` copies deeply and is slower."""
    return {name: getattr(value, name) for name in value.__slots__}
