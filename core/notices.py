"""Remarks that stand beside the numbers: trouble is data, never silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One remark for the user; `code` names its kind for machines, `text` is a plain sentence."""

    code: str
    text: str
    level: Level = "warning"
