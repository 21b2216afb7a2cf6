"""What a run draws goes to the browser in few pieces, for the browser goes over its whole page with each."""

from __future__ import annotations

import asyncio
import time
from functools import cache

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession, AppSessionState

# So long, in seconds, a run gathers what it draws; most have ended by then.
PIECE_SECONDS = 0.1
SINCE = "_gathering_since"

_flush = AppSession.flush_browser_queue


@cache
def send_in_pieces() -> None:
    """Let every run gather what it draws, from now on and for all visits.

    Sent as they are drawn, the elements of one answer cost the browser some ten passes over its page, and a
    click that falls among these waits for them.
    """
    AppSession.flush_browser_queue = flush_browser_queue  # type: ignore[method-assign]


def flush_browser_queue(session: AppSession) -> list[ForwardMsg]:
    """What is to be sent by now: all there is, but nothing of a run that has just begun to draw."""
    kept, now = vars(session), time.monotonic()
    if session._state is AppSessionState.APP_IS_RUNNING and not session._browser_queue.is_empty():
        if kept.get(SINCE) is None:
            kept[SINCE] = now
            asyncio.get_running_loop().call_later(PIECE_SECONDS, _call_to_send, session)
        if now < kept[SINCE] + PIECE_SECONDS:
            return []
    kept[SINCE] = None
    return _flush(session)


def _call_to_send(session: AppSession) -> None:
    if session._message_enqueued_callback is not None:
        session._message_enqueued_callback()
