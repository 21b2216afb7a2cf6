"""Where one run follows close upon another, Streamlit mixes up what is of each: here they are kept apart."""

from __future__ import annotations

from functools import cache
from typing import Any

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

# Where Streamlit notes the page that a run is to show, and the one that it shows.
NOTED = ("_intended_page_script_hash", "_intended_page_name", "_current_page_script_hash")
# What a browser that has a file to send asked for: where to.
ANSWER = "file_urls_response"

_request_rerun = ScriptRequests.request_rerun
_clear = ForwardMsgQueue.clear


class OfEachRun:
    """An attribute that each run reads as it set it itself, and who has set nothing as it was set last."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, pages: Any, owner: type | None = None) -> Any:
        if pages is None:
            return self
        own = vars(get_script_run_ctx(suppress_warning=True) or pages)
        return own.get(self._name, vars(pages)[self._name])

    def __set__(self, pages: Any, value: Any) -> None:
        vars(pages)[self._name] = value
        vars(get_script_run_ctx(suppress_warning=True) or pages)[self._name] = value


@cache
def keep_runs_apart() -> None:
    """Let every run be of its own page and send all that it drew, from now on and for all visits.

    Of a page that is being left, a run that has not ended yet would lead the next one back to it, and a
    fragment's request that comes after the click would take the place of it, or clear the screen. A fragment
    that runs anew would take away what a run of the whole page had still to send of it, diagram and all. And
    a file that is chosen as a run begins would wait for ever to be told where to go.
    """
    for name in NOTED:
        setattr(PagesManager, name, OfEachRun(name))
    ScriptRequests.request_rerun = request_rerun  # type: ignore[method-assign]
    ForwardMsgQueue.clear = clear  # type: ignore[method-assign]


def request_rerun(requests: ScriptRequests, wanted: RerunData) -> bool:
    """Ask for a run as Streamlit does, but for a fragment of a page that has been left: that is let go."""
    asked = requests._rerun_data.page_script_hash
    if wanted.fragment_id and asked and wanted.page_script_hash != asked:
        return True
    return _request_rerun(requests, wanted)


def clear(
    queue: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    """Drop what was not sent yet, as Streamlit does, but no answer, and for a fragment nothing.

    What the fragment draws comes after it.
    """
    if fragment_ids_this_run:
        queue._delta_index_map = {}
    else:
        answers = [message for message in queue._queue if message.WhichOneof("type") == ANSWER]
        _clear(queue, retain_lifecycle_msgs)
        if retain_lifecycle_msgs:
            queue._queue += answers
