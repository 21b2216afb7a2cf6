"""What the fit does not say: which arrows could point the other way, each such model a click away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.model.equivalent import Substitute
from core.views.literal import for_markdown
from pages import _awaited, _state
from pages._widgets import quiet_button

TURNED = (
    "**Direction is an assumption here.** With one of these arrows turned round the model fits exactly as "
    "well, so only theory or the order in time can tell which way it points:"
)
COVARIED = (
    "**What causes what is an assumption here.** A covariance in the place of one of these arrows fits "
    "exactly as well, so only theory or the order in time can tell:"
)


def other_directions() -> None:
    """The models that no data can tell from the one on screen, where there are any."""
    found = _awaited.equivalents() or ()
    turned = [one for one in found if one.instead == "reversed"]
    covaried = [one for one in found if one.instead == "covariance"]
    if not found:
        return
    st.caption(TURNED if turned else COVARIED)
    with st.container(horizontal=True, gap="small", key="directions"):
        _offer(turned)
        if turned and covaried:
            with st.popover("or a covariance in the place of one", key="covaried", on_change="rerun") as more:
                if more.open:
                    _offer(covaried)
        elif covaried:
            _offer(covaried)


def _offer(found: Sequence[Substitute]) -> None:
    """A button for each model that puts it on screen, as a step that can be undone."""
    for one in found:
        effect, _, cause, _ = one.key
        sign = "←" if one.instead == "reversed" else "↔"
        quiet_button(
            for_markdown(f"{cause} {sign} {effect}"),
            f"instead {one.instead} {cause} {effect}",
            partial(_state.use_table, one.table),
            tells="Put this model on screen. Undo brings this one back.",
        )
