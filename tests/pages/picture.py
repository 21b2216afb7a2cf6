"""What a page gave to be drawn, and the steps that are asked for on its diagram."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from pages import _sharing, _state, _steps


def picture(page: AppTest) -> dict[str, Any]:
    """The plain data of the diagram on Explore."""
    sent = (json.loads(component.proto.json) for component in page.get("bidi_component"))
    shown: dict[str, Any] = next(data for data in sent if "drawing" in data)
    return shown


def said(page: AppTest) -> str:
    """What stands on screen in place of numbers, where there are none to show."""
    message: str = picture(page)["frame"]["message"]
    return message


def changed(page: AppTest) -> str:
    """The account of the last step."""
    account: str = picture(page)["frame"]["changed"]
    return account


def html(page: AppTest) -> str:
    """The tables of a page and what is said beside them."""
    return " ".join(block.proto.body for block in page.get("html"))


def can_step(page: AppTest) -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo."""
    steps = picture(page)["steps"]
    return steps["at"] > 0, steps["at"] < steps["last"]


def undo(page: AppTest) -> None:
    """Ask for the model before the one on screen."""
    _step(page, -1)


def redo(page: AppTest) -> None:
    """Ask for the model that was last undone."""
    _step(page, 1)


def _step(page: AppTest, by: int) -> None:
    # The harness has no hand for the diagram: what it would ask for is done before Explore is drawn.
    take_link = _sharing.take_link

    def stepping() -> None:
        take_link()
        history = _steps.history()
        _steps.follow({"at": history.at + by, "branch": history.branch, "visit": _state.store().visit})

    with patch.object(_sharing, "take_link", stepping):
        page.run()
