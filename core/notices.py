"""Remarks that stand beside the numbers: trouble is data, never silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One remark for the user; `code` names its kind for machines, `text` is a plain sentence."""

    code: str
    text: str
    level: Level = "warning"


def of_group(notice: Notice, group: str) -> Notice:
    """The remark as one on a group; as it is where the group has no name."""
    return replace(notice, text=f"Group “{group}”: {notice.text}") if group else notice
