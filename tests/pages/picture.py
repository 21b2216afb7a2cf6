"""What the diagram of a page was given to draw."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest


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
